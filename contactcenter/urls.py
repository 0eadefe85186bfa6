from django.urls import URLPattern, URLResolver, path

from contactcenter import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("sante/vivant", health.alive, name="alive"),
    path("sante/pret", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
