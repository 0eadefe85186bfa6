"""The Celery application. Tasks carry ticks and ids, never facts, never a due time."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

from contactcenter.beat import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

app = Celery("contactcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
