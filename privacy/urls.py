from django.urls import path

from privacy.views import durations, requests

app_name = "privacy"
urlpatterns = [
    path("donnees-personnelles/", requests.listing, name="requests"),
    path("donnees-personnelles/nouvelle/", requests.find, name="find"),
    path("donnees-personnelles/nouvelle/<uuid:member_id>/", requests.enter, name="enter"),
    path("donnees-personnelles/durees/", durations.durations, name="durations"),
    path("donnees-personnelles/durees/compter/", durations.count, name="count"),
    path("donnees-personnelles/medical/", requests.medical, name="medical"),
    path("donnees-personnelles/medical/<uuid:request_id>/", requests.code, name="code"),
    path("donnees-personnelles/effacements/<uuid:erasure_id>/", requests.extract, name="extract"),
    path("donnees-personnelles/<uuid:request_id>/", requests.one, name="request"),
    path("donnees-personnelles/<uuid:request_id>/approuver/", requests.approve, name="approve"),
    path("donnees-personnelles/<uuid:request_id>/refuser/", requests.refuse, name="refuse"),
    path("donnees-personnelles/<uuid:request_id>/relancer/", requests.again, name="again"),
    path("donnees-personnelles/<uuid:request_id>/archive/", requests.archive, name="archive"),
]
