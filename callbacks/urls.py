from django.urls import path

from callbacks.views import agenda

app_name = "callbacks"
urlpatterns = [
    path("agenda/", agenda.week, name="agenda"),
    path("agenda/absences/", agenda.absences, name="absences"),
    path("agenda/calendriers/", agenda.calendars, name="calendars"),
    path("agenda/flux/<str:secret>.ics", agenda.feed, name="feed"),
]
