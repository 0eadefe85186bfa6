from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("plateau/", views.board, name="board"),
    path("plateau/vue/", views.floor, name="floor"),
    path("plateau/mur/", views.wall, name="wall"),
    path("plateau/contacts/", views.behind, name="behind"),
    path("indicateurs/", views.indicators, name="indicators"),
    path("indicateurs/export.<slug:kind>", views.export, name="export"),
    path("indicateurs/<slug:code>/", views.indicator, name="indicator"),
]
