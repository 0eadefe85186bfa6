"""The REST API for machines, version 1. What each route asks for is in `accounts.matrix`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from contactcenter.api_docs import docs
from contacts.api import telephone_event
from members.api import MemberDetail, MemberList

app_name = "api"
urlpatterns = [
    path("members/", MemberList.as_view(), name="member-list"),
    path("members/<str:member_id>/", MemberDetail.as_view(), name="member-detail"),
    path("telephonie/<slug:code>/evenements/", telephone_event, name="telephone-event"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", docs, name="docs"),
]
