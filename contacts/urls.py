from django.urls import path

from contacts.views import desk, papers, waiting

app_name = "contacts"
urlpatterns = [
    path("presence/", desk.presence_menu, name="presence"),
    path("presence/signe/", desk.presence_sign, name="presence_sign"),
    path("contacts/<uuid:case_id>/affiche/", desk.shown, name="shown"),
    path("contacts/<uuid:case_id>/brouillons/<slug:field>/", desk.draft, name="draft"),
    path("contacts/<uuid:case_id>/presence/", desk.viewers, name="viewers"),
    path("contacts/<uuid:case_id>/appeler/", desk.call, name="call"),
    path("contacts/<uuid:case_id>/telephone/attente/", desk.telephone, {"action": "hold"}, name="hold"),
    path("contacts/<uuid:case_id>/telephone/reprise/", desk.telephone, {"action": "resume"}, name="resume"),
    path("contacts/<uuid:case_id>/telephone/transfert/", desk.telephone, {"action": "transfer"}, name="hand_over"),
    path("contacts/<uuid:case_id>/telephone/raccrocher/", desk.telephone, {"action": "hang_up"}, name="hang_up"),
    path("contacts/<uuid:case_id>/delai/", waiting.clock, name="clock"),
    path("contacts/numeriser/", papers.scan, name="scan"),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/", papers.document, name="document"),
    path(
        "contacts/<uuid:case_id>/documents/<uuid:document_id>/pages/<int:number>.png",
        papers.page,
        name="document_page",
    ),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/original/", papers.original, name="document_file"),
    path("contacts/<uuid:case_id>/documents/<uuid:document_id>/separer/", papers.split, name="document_split"),
]
