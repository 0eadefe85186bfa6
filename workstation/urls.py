from django.urls import path

from workstation.views import contacts, people

app_name = "workstation"
urlpatterns = [
    path("", people.desk, name="desk"),
    path("recherche/", people.search, name="search"),
    path("adherents/<uuid:member_id>/", people.member, name="member"),
    path("adherents/<uuid:member_id>/ouvrir/", people.open_file, name="open"),
    path("adherents/<uuid:member_id>/modifier/<slug:kind>/", people.change, name="change"),
    path("adherents/<uuid:member_id>/retirer/<slug:kind>/<int:row_id>/", people.remove, name="remove"),
    path("adherents/<uuid:member_id>/numero-de-securite-sociale/", people.nir, name="nir"),
    path("adherents/<uuid:member_id>/motif/", people.break_glass, name="break_glass"),
    path("controle/ouvertures-motivees/", people.break_glass_review, name="break_glass_review"),
    path("adherents/<uuid:member_id>/historique/", contacts.member_history, name="history"),
    path("contacts/", contacts.worklist, name="worklist"),
    path("contacts/suivant/", contacts.take_next, name="take_next"),
    path("contacts/appel/", contacts.call_bar, name="call_bar"),
    path("contacts/<uuid:case_id>/", contacts.case, name="case"),
    path("contacts/<uuid:case_id>/barre/", contacts.case_bar, name="case_bar"),
    path("contacts/<uuid:case_id>/identite/", contacts.identify, name="identify"),
    path("contacts/<uuid:case_id>/rattacher/<uuid:member_id>/", contacts.qualify, name="qualify"),
    path("contacts/<uuid:case_id>/note/", contacts.note, name="note"),
    path("contacts/<uuid:case_id>/motif/", contacts.code, name="code"),
    path("contacts/<uuid:case_id>/cloturer/", contacts.close, name="close"),
    path("contacts/<uuid:case_id>/reporter/", contacts.park, name="park"),
    path("contacts/<uuid:case_id>/transferer/", contacts.transfer, name="transfer"),
    path("contacts/<uuid:case_id>/rendre/", contacts.decline, name="decline"),
    path("contacts/<uuid:case_id>/mettre-de-cote/", contacts.aside, name="aside"),
    path("contacts/<uuid:case_id>/prendre/", contacts.take, name="take"),
    path("contacts/<uuid:case_id>/reprendre/", contacts.take_over, name="take_over"),
    path("contacts/<uuid:case_id>/rouvrir/", contacts.reopen, name="reopen"),
    path("journal/", people.journal, name="journal"),
]
