from django.urls import path

from practitioners import views

app_name = "practitioners"
urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/corrections/", views.reports, name="reports"),
    path("annuaire/praticiens/<str:national_id>/", views.person, name="person"),
]
