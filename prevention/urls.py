from django.urls import path

from prevention import views

app_name = "prevention"
urlpatterns = [
    path("prevention/", views.campaigns, name="campaigns"),
    path("prevention/nouvelle/", views.write, name="write"),
    path("prevention/calendrier/", views.calendar, name="calendar"),
    path("prevention/carte/", views.country, name="map"),
    path("prevention/mesures/", views.measures, name="measures"),
    path("prevention/tri/", views.sorting, name="sorting"),
    path("prevention/sources/", views.sources, name="sources"),
    path("prevention/<int:campaign_id>/", views.campaign, name="campaign"),
    path("prevention/<int:campaign_id>/etat/", views.move, name="move"),
]
