from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from contactcenter import health

handler500 = "contactcenter.unavailable.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("sante/sla", health.sla, name="sla"),
    path("sante/sla/bandeau", health.sla_banner, name="sla_banner"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include("contactcenter.api_urls")),
    path("administration/", admin.site.urls),
    path("", include("live.urls")),
    path("", include("accounts.urls")),
    path("", include("members.urls")),
    path("", include("contacts.urls")),
    path("", include("correspondence.urls")),
    path("", include("quotes.urls")),
    path("", include("practitioners.urls")),
    path("", include("knowledge.urls")),
    path("", include("referrals.urls")),
    path("", include("complaints.urls")),
    path("", include("prevention.urls")),
    path("", include("quality.urls")),
    path("", include("callbacks.urls")),
    path("", include("supervision.urls")),
    path("", include("privacy.urls")),
    path("", include("workstation.urls")),
]
