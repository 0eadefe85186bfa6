"""What machines ask to know whether this process lives, whether it can work, and how it fares."""

import secrets
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_prometheus.exports import ExportToDjangoView
from redis.exceptions import RedisError

from audit.actors import acting, job
from contactcenter.enforcement import enforce_as_last_resort, health

Handler = Callable[[HttpRequest], HttpResponse]

ROOM = 32 * 2**20
"""Bytes below which the disk of the documents counts as full: the largest file that is taken in needs them."""


class HealthMiddleware:
    """Answers these pages before sessions, redirects to https, the check of the host's name and the log of requests.

    A probe calls a container by its address, over plain HTTP, every few seconds.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = _pages().get(request.path_info)
        if page is None:
            return self.get_response(request)
        response = page(request)
        response._has_been_logged = True  # type: ignore[attr-defined]  # or Django would log every probe that fails
        return response


@cache
def _pages() -> dict[str, Handler]:
    return {reverse("alive"): alive, reverse("ready"): ready, reverse("sla"): sla, reverse("metrics"): metrics}


@never_cache
@require_safe
@transaction.non_atomic_requests
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers. Nothing else is asked: a database that is down is no reason to restart the process."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
@transaction.non_atomic_requests
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether requests may be sent here: 200, or 503 with the parts that are missing by name and nothing else about them."""
    applied = _applied()
    parts = {
        "database": applied is not None,
        "migrations": applied is not None and applied >= _migrations(),
        "cache": _cache_answers(),
        "disk": disk_has_room(),
    }
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


@never_cache
@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus's page, for whoever holds METRICS_TOKEN; for everybody else it is not there."""
    given, wanted = request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), wanted.encode()):
        return HttpResponseNotFound()
    page: HttpResponse = ExportToDjangoView(request)
    return page


@never_cache
@require_safe
@transaction.non_atomic_requests
def sla(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether promises are kept watch over: 503 with what is wrong when nobody sweeps, or sweeping does not keep up."""
    try:
        found = health()
    except Error:
        return JsonResponse({"faults": ["database"]}, status=503)
    seconds = {
        "since_sweep": found.since_sweep.total_seconds() if found.since_sweep else None,
        "oldest_due": found.oldest_due.total_seconds(),
        "oldest_alert": found.oldest_alert.total_seconds(),
    }
    return JsonResponse({"faults": found.faults, "seconds": seconds}, status=503 if found.faults else 200)


@never_cache
@require_POST
@transaction.non_atomic_requests
def sla_banner(request: HttpRequest) -> HttpResponse:
    """What every page of the workstation shows above its work when nobody keeps watch over promises; usually nothing.

    Asked for once a minute by each open page. A page that finds nobody has swept for minutes sweeps itself, once.
    """
    try:
        with acting(job("enforce_as_last_resort")):
            enforce_as_last_resort()
        faults = health().faults
    except Error:
        faults = ["database"]
    return render(request, "ui/sla.html", {"faults": faults})


def _applied() -> set[tuple[str, str]] | None:
    """Migrations that the database has, as the application's role reads them; None when it cannot."""
    try:
        return set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except Error:
        return None


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def disk_has_room() -> bool:
    """On the disk of the documents; the database's may be another machine's, and its own health says so."""
    place = Path(settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free >= ROOM


def _cache_answers() -> bool:
    try:
        shared_cache.get("ready")
    except RedisError:
        return False
    return True
