"""What is done inside the site of django-helpdesk: `prepare N` makes tables and accounts, `escalate N` times its own command.

Both write one line of JSON. Imported in the environment of `compare/requirements.txt` only.
"""

import json
import os
import sys
import time
from io import StringIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.helpdesk.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  Django is set up only now
from django.contrib.auth.models import AbstractBaseUser  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

from compare.helpdesk.names import ESCALATE_DAYS, PROMISES, QUEUES  # noqa: E402


def prepare(staff: int) -> dict[str, Any]:
    """Tables, the letters of its own fixture, queues, STAFF colleagues, and the session of one who looks for people."""
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    accounts = get_user_model()
    for place in range(1, staff + 1):
        accounts.objects.create_user(f"colleague-{place}", f"colleague-{place}@exemple.fr", is_staff=True, id=place)
    desk = accounts.objects.create_user("adviser", "adviser@exemple.fr", is_staff=True, id=staff + 1)
    for slug in QUEUES:
        days = ESCALATE_DAYS if slug == PROMISES else None
        Queue.objects.create(title=slug, slug=slug, escalate_days=days, email_address=f"{slug}@exemple.fr", locale="fr")
    queues = dict(Queue.objects.values_list("slug", "pk"))
    return {"session": _session(desk), "queues": queues}


def _session(user: AbstractBaseUser) -> str:
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def escalate(rounds: int) -> dict[str, Any]:
    """Seconds of each round of `escalate_tickets`, with how many tickets it escalated and how many letters it wrote; between rounds they are due again."""
    spent, done, letters = [], [], 0
    for _ in range(rounds):
        _due_again()
        before = time.perf_counter()
        call_command("escalate_tickets", stdout=StringIO())
        spent.append(time.perf_counter() - before)
        letters += sum(len(recipients) for recipients in _recipients())
        done.append(Ticket.objects.filter(queue__slug=PROMISES, last_escalation__isnull=False).count())
    return {"seconds": spent, "escalated": done, "letters": letters}


def _recipients() -> list[list[str]]:
    """Of each letter of the last round, which is then forgotten."""
    written = FollowUp.objects.filter(ticket__queue__slug=PROMISES)
    found = [recipients or [] for recipients in written.values_list("email_recipients", flat=True)]
    written.delete()
    return found


def _due_again() -> None:
    Ticket.objects.filter(queue__slug=PROMISES).update(last_escalation=None, priority=3)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) helpdesk_ticket")


if __name__ == "__main__":
    verb, number = sys.argv[1:]
    sys.stdout.write(json.dumps({"prepare": prepare, "escalate": escalate}[verb](int(number))) + "\n")
