from django.urls import path

from workstation import views

app_name = "workstation"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("recherche/", views.search, name="search"),
    path("adherents/<uuid:member_id>/", views.member, name="member"),
    path("adherents/<uuid:member_id>/ouvrir/", views.open_file, name="open"),
    path("adherents/<uuid:member_id>/modifier/<slug:kind>/", views.change, name="change"),
    path("adherents/<uuid:member_id>/retirer/<slug:kind>/<int:row_id>/", views.remove, name="remove"),
    path("adherents/<uuid:member_id>/numero-de-securite-sociale/", views.nir, name="nir"),
    path("adherents/<uuid:member_id>/motif/", views.break_glass, name="break_glass"),
    path("controle/ouvertures-motivees/", views.break_glass_review, name="break_glass_review"),
    path("journal/", views.journal, name="journal"),
]
