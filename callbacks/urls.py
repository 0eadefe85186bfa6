from django.urls import path

from callbacks.views import agenda, calls, desk

app_name = "callbacks"
urlpatterns = [
    path("contacts/<uuid:case_id>/rappel/", desk.promise, name="promise"),
    path("contacts/<uuid:case_id>/rappel/creneaux/", desk.slots, name="slots"),
    path("rappels/", calls.board, name="board"),
    path("rappels/les-miens/", calls.mine, name="mine"),
    path("rappels/<uuid:callback_id>/", calls.call, name="call"),
    path("rappels/<uuid:callback_id>/commencer/", calls.start, name="start"),
    path("rappels/<uuid:callback_id>/vivant/", calls.renew, name="renew"),
    path("rappels/<uuid:callback_id>/tentative/", calls.attempt, name="attempt"),
    path("rappels/<uuid:callback_id>/conclure/", calls.finish, name="finish"),
    path("rappels/<uuid:callback_id>/suite/", calls.follow, name="follow"),
    path("rappels/<uuid:callback_id>/annuler/", calls.cancel, name="cancel"),
    path("rappels/<uuid:callback_id>/injoignable/", calls.unreachable, name="unreachable"),
    path("rappels/<uuid:callback_id>/suspendre/", calls.pause, name="pause"),
    path("rappels/<uuid:callback_id>/reprendre/", calls.resume, name="resume"),
    path("rappels/<uuid:callback_id>/confier/", calls.reassign, name="reassign"),
    path("rappels/<uuid:callback_id>/prevenu/", calls.told, name="told"),
    path("rappels/<uuid:callback_id>/historique/", calls.history, name="history"),
    path("agenda/", agenda.week, name="agenda"),
    path("agenda/absences/", agenda.absences, name="absences"),
    path("agenda/calendriers/", agenda.calendars, name="calendars"),
    path("agenda/flux/<str:secret>.ics", agenda.feed, name="feed"),
]
