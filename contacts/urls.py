from django.urls import path

from contacts import viewing, views

app_name = "contacts"
urlpatterns = [
    path("presence/", views.presence_menu, name="presence"),
    path("presence/signe/", views.presence_sign, name="presence_sign"),
    path("contacts/<uuid:case_id>/affiche/", views.shown, name="shown"),
    path("contacts/<uuid:case_id>/brouillons/<slug:field>/", views.draft, name="draft"),
    path("contacts/<uuid:case_id>/presence/", views.viewers, name="viewers"),
    path("contacts/<uuid:case_id>/appeler/", views.call, name="call"),
    path("contacts/<uuid:case_id>/telephone/attente/", views.telephone, {"action": "hold"}, name="hold"),
    path("contacts/<uuid:case_id>/telephone/reprise/", views.telephone, {"action": "resume"}, name="resume"),
    path("contacts/<uuid:case_id>/telephone/transfert/", views.telephone, {"action": "transfer"}, name="hand_over"),
    path("contacts/<uuid:case_id>/telephone/raccrocher/", views.telephone, {"action": "hang_up"}, name="hang_up"),
    path("contacts/numeriser/", viewing.scan, name="scan"),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/", viewing.document, name="document"),
    path(
        "contacts/<uuid:case_id>/documents/<uuid:document_id>/pages/<int:number>.png",
        viewing.page,
        name="document_page",
    ),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/original/", viewing.original, name="document_file"),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/separer/", viewing.split, name="document_split"),
]
