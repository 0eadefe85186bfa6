from django.urls import path

from quality.views import own, public, scoring

app_name = "quality"
urlpatterns = [
    path("qualite/", scoring.worklist, name="worklist"),
    path("qualite/tirer/", scoring.draw, name="draw"),
    path("qualite/equipes/", scoring.teams, name="teams"),
    path("qualite/contacts/<uuid:sample_id>/", scoring.sample, name="sample"),
    path("qualite/contacts/<uuid:sample_id>/brouillon/", scoring.draft, name="draft"),
    path("mes-evaluations/", own.mine, name="mine"),
    path("mes-evaluations/<uuid:sample_id>/lue/", own.see, name="see"),
    path("mes-evaluations/<uuid:sample_id>/remarque/", own.remark, name="remark"),
    path("satisfaction/<str:secret>/", public.answer, name="answer"),
]
