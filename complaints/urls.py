from django.urls import path

from complaints.views import actions, letters, looking, register, verbs, yearly

app_name = "complaints"
urlpatterns = [
    path("contacts/<uuid:case_id>/reclamation/", verbs.start, name="case"),
    path("reclamations/", register.register, name="register"),
    path("reclamations/releve/", yearly.yearly, name="yearly"),
    path("reclamations/<uuid:complaint_id>/", looking.complaint, name="complaint"),
    path("reclamations/<uuid:complaint_id>/delais/", looking.clock, name="clock"),
    path("reclamations/<uuid:complaint_id>/classer/", verbs.classify, name="classify"),
    path("reclamations/<uuid:complaint_id>/dates/", verbs.days, name="days"),
    path("reclamations/<uuid:complaint_id>/invitation-orale/", verbs.invite_by_word, name="invite_by_word"),
    path("reclamations/<uuid:complaint_id>/regler/", verbs.settle, name="settle"),
    path("reclamations/<uuid:complaint_id>/retirer/", verbs.withdraw, name="withdraw"),
    path("reclamations/<uuid:complaint_id>/accuser-reception/", letters.acknowledge, name="acknowledge"),
    path("reclamations/<uuid:complaint_id>/inviter/", letters.invite, name="invite"),
    path("reclamations/<uuid:complaint_id>/repondre/", letters.answer, name="answer"),
    path("reclamations/<uuid:complaint_id>/actions/", actions.plan_action, name="plan_action"),
    path("reclamations/actions/<int:action_id>/faite/", actions.finish_action, name="finish_action"),
]
