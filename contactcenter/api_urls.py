"""The REST API for machines, version 1. What each route asks for is in `accounts.matrix`."""

from django.db import transaction
from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from callbacks.api import CallbackDetail, CallbackList
from contactcenter.api_docs import docs
from contacts.api.portals import ContactDetail, ContactList, ScanList
from contacts.api.webhooks import email, telephone_event
from correspondence.api import post_notice
from members.api import MemberDetail, MemberList
from quotes.api import QuoteDetail, QuoteList, QuotePreview
from referrals.api import ReferralDetail, ReferralList

app_name = "api"
urlpatterns = [
    path("members/", MemberList.as_view(), name="member-list"),
    path("members/<str:member_id>/", MemberDetail.as_view(), name="member-detail"),
    path("referrals/", ReferralList.as_view(), name="referral-list"),
    path("referrals/<str:referral_id>/", ReferralDetail.as_view(), name="referral-detail"),
    path("contacts/", ContactList.as_view(), name="contact-list"),
    path("contacts/<str:case_id>/", ContactDetail.as_view(), name="contact-detail"),
    path("scans/", transaction.non_atomic_requests(ScanList.as_view()), name="scan-list"),
    path("callbacks/", CallbackList.as_view(), name="callback-list"),
    path("callbacks/<str:callback_id>/", CallbackDetail.as_view(), name="callback-detail"),
    path("quote-analyses/preview", QuotePreview.as_view(), name="quote-preview"),
    path("quote-analyses/", QuoteList.as_view(), name="quote-list"),
    path("quote-analyses/<str:analysis_id>/", QuoteDetail.as_view(), name="quote-detail"),
    path("telephonie/<slug:code>/evenements/", telephone_event, name="telephone-event"),
    path("courriels/<int:mailbox_id>/", email, name="email"),
    path("courriers/avis/", post_notice, name="post-notice"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", docs, name="docs"),
]
