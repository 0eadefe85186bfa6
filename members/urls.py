from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("fichiers/", views.imports, name="imports"),
    path("fichiers/<uuid:upload_id>/", views.import_, name="import"),
    path("fichiers/<uuid:upload_id>/confirmer/", views.import_confirm, name="import_confirm"),
    path("fichiers/<uuid:upload_id>/refus.csv", views.import_report, name="import_report"),
]
