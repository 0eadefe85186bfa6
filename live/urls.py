"""The stream itself is no page of Django's: `contactcenter.asgi` gives its address to `live.stream`."""

from django.urls import path

from live import views

app_name = "live"
urlpatterns = [path("direct/etat/", views.state, name="state")]
