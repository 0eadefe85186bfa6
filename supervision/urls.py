from django.urls import path

from supervision.views import figures, floor, planning, questions, returns

app_name = "supervision"
urlpatterns = [
    path("plateau/", floor.board, name="board"),
    path("plateau/vue/", floor.floor, name="floor"),
    path("plateau/mur/", floor.wall, name="wall"),
    path("plateau/contacts/", floor.behind, name="behind"),
    path("plateau/veille/", floor.watched, name="watch"),
    path("indicateurs/", figures.indicators, name="indicators"),
    path("indicateurs/export.<slug:kind>", figures.export, name="export"),
    path("indicateurs/comparaison/", questions.comparison, name="comparison"),
    path("indicateurs/heures/", questions.heat, name="hours"),
    path("indicateurs/journee/", questions.day, name="day"),
    path("indicateurs/delais/", questions.delays, name="delays"),
    path("indicateurs/entonnoir/", questions.funnel, name="funnel"),
    path("indicateurs/departements/", questions.country, name="country"),
    path("indicateurs/effectif/", planning.staffing, name="staffing"),
    path("indicateurs/effectif/<slug:day>/", planning.plan, name="plan"),
    path("indicateurs/<slug:code>/", figures.indicator, name="indicator"),
    path("indicateurs/<slug:code>/contacts.<slug:kind>", figures.contacts, name="contacts"),
    path("indicateurs/<slug:code>/stabilite/", questions.control, name="control"),
    path("releves/", returns.home, name="returns"),
    path("releves/mensuel/", returns.monthly, name="monthly"),
    path("releves/activite/", returns.activity, name="activity"),
    path("releves/abonnements/", returns.subscribe, name="subscribe"),
    path("releves/abonnements/<uuid:subscription_id>/fin/", returns.unsubscribe, name="unsubscribe"),
]
