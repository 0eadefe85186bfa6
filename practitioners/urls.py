from django.urls import path

from practitioners import views

app_name = "practitioners"
urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/corrections/", views.reports, name="reports"),
    path("annuaire/praticiens/<str:national_id>/", views.person, name="person"),
    path("annuaire/reseaux/", views.networks, name="networks"),
    path("annuaire/reseaux/<int:network_id>/", views.network, name="network"),
    path("annuaire/imports/", views.imports, name="imports"),
    path("annuaire/imports/<uuid:upload_id>/", views.import_, name="import"),
    path("annuaire/imports/<uuid:upload_id>/confirmer/", views.import_confirm, name="import_confirm"),
    path("annuaire/imports/<uuid:upload_id>/lignes.csv", views.import_report, name="import_report"),
]
