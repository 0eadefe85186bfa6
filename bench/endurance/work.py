"""A light day's work that goes on whatever breaks: each desk repeats what got no answer, under the same key, as people and browsers do.

What was answered is written down here, and must be in the database once for ever after.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import uuid_utils.compat
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.browsers import FORM, HOST
from bench.calls import SECRET, SYSTEM, Centre
from bench.quotes import TWELVE
from callbacks.enums import Skill
from callbacks.errors import SlotTakenError
from callbacks.models import Callback
from callbacks.services import promising
from contacts import signatures
from contacts.enums import Channel, EntryKind, Outcome
from contacts.models import Call, Case, Document, Entry, Reason
from contacts.services import cases
from contacts.services.documents import add_document, look_at
from correspondence.models import Message
from correspondence.services.writing import Outgoing, write
from members.models import Member
from practitioners.asking import origin_of
from practitioners.imports import import_practitioners
from practitioners.invention import header, lines
from practitioners.terms import kind_of
from quotes import queries as quote_queries
from quotes.benefits import Line
from quotes.enums import Domain
from quotes.models import Analysis
from quotes.services import analyses
from referrals.models import Referral
from referrals.services import Asked, draw_list

TOWN, DENTIST = "34032", "40"
PRACTITIONERS = 400
PEOPLE = 400
"""Members of each mutual whom letters come from."""

PAUSE = 0.05
"""Seconds between two acts of a desk."""

AGAIN_AFTER, GIVES_UP_AFTER = 0.25, 300.0
ANSWERS_WITHIN = 15
PAGE = b"Une page recue par courrier.\n" * 40


class NoAnswerError(Exception):
    """The pages are away, or say that they cannot now: it is asked again."""


class NotWorkingError(Exception):
    """An act got no answer for `GIVES_UP_AFTER`, or a refusal that nothing broken explains."""


@dataclass(slots=True)
class Done:
    """What was answered, by kind of act; `again` counts the attempts that got no answer."""

    answered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    again: Counter[str] = field(default_factory=Counter)
    doing: dict[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(len(keys) for keys in self.answered.values())


def directory() -> None:
    """Practitioners of one town, to draw lists from."""
    text = "\n".join([header(), *lines(PRACTITIONERS, seed=1, towns=[TOWN]), ""])
    with acting(job("bench")):
        import_practitioners(file=BytesIO(text.encode()), name="PS_LibreAcces_Personne_activite_202610080830.txt")


class Desk(threading.Thread):
    """One adviser. `go` is set while there is work; a desk that waits has nothing half done."""

    def __init__(self, centre: Centre, place: int, port: int, done: Done) -> None:
        super().__init__(name=f"desk-{place}", daemon=True)
        self.who, self.place, self.port, self.done = centre.people[place], place, port, done
        self.centre, self.chance = centre, random.Random(place)
        self.go, self.idle, self.over = threading.Event(), threading.Event(), threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self.over.is_set():
                self.idle.set()
                if not self.go.wait(0.2):
                    continue
                self.idle.clear()
                number += 1
                self._turn(f"{self.place}-{number}")
        except Exception as error:  # noqa: BLE001  told to whoever waits for this thread
            self.failure = error
        finally:
            self.idle.set()
            connection.close()

    def _turn(self, name: str) -> None:
        """A call, then a letter about which everything is done."""
        mutual = self.centre.mutuals[self.chance.randrange(len(self.centre.mutuals))]
        with acting(job("bench")), within_mutuals([mutual.pk]):
            self._call(name, self.centre.mutuals.index(mutual))
            self._letter(name, mutual.pk)

    # ---- by the pages

    def _call(self, name: str, place: int) -> None:
        numbers = self.centre.numbers[place]
        call = {
            "call": name,
            "extension": self.who.user.extension,
            "to": self.centre.lines[place],
            "from": self.chance.choice(numbers),
        }
        ringing, *later = (_event(kind, call) for kind in ("ringing", "answered", "ended"))
        self._until("call", name, lambda: self._tell(ringing))
        found = self._until("case of the call", name, lambda: _read(lambda: Call.objects.get(call_ref=name).case_id))
        page = reverse("workstation:case", args=[found])
        self._until("page", name, lambda: self._ask("GET", page, wanted=200))
        note = {"note": f"note {name}"}
        self._until(
            "note", name, lambda: self._ask("POST", reverse("workstation:note", args=[found]), note, wanted=302)
        )
        for event in later:
            self._until("event of the call", name, partial(self._tell, event))
        self._until("closing", str(found), lambda: self._close(found))

    def _tell(self, event: bytes) -> None:
        """As a telephone system repeats it: the same to the last byte, signed anew."""
        body, now = event, int(time.time())
        headers = {
            "Content-Type": "application/json",
            signatures.TIMESTAMP_HEADER: str(now),
            signatures.SIGNATURE_HEADER: signatures.signed(SECRET, now, body),
        }
        self._send(
            "POST", reverse("api:telephone-event", args=[SYSTEM]), body, headers, wanted=(202, 200)
        )  # 200: it was taken before

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None, *, wanted: int) -> None:
        body = urlencode(fields or {}).encode()
        self._send(method, path, body, {**self.who.headers, **(FORM if fields else {})}, wanted=(wanted,))

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], *, wanted: tuple[int, ...]) -> None:
        line = http.client.HTTPConnection(HOST, self.port, timeout=ANSWERS_WITHIN)
        try:
            line.request(method, path, body, headers)
            status = line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswerError from error
        finally:
            line.close()
        if status >= 500:
            raise NoAnswerError
        if status not in wanted:
            raise NotWorkingError(f"{status} for {method} {path}")

    # ---- by the verbs

    def _letter(self, name: str, mutual_id: int) -> None:
        case_id, user = uuid_utils.compat.uuid7(), self.who.user
        member = self._until("member", name, lambda: _read(lambda: self._member(mutual_id)))
        demand = cases.Demand(
            mutual_id=mutual_id, member_id=member.pk, channel=Channel.LETTER, received_at=timezone.now(), subject=name,
            case_id=case_id,
        )  # fmt: skip
        self._once("case", str(case_id), Case.objects.filter(pk=case_id), lambda: cases.open_case(demand, holder=user))
        self._once("document", name, Document.objects.filter(name=f"{name}.txt"), lambda: self._document(case_id, name))
        promised = Callback.objects.filter(request_key=name)
        self._once("promise", name, promised, lambda: self._promise(case_id, member, name))
        self._once("quote", str(case_id), Analysis.objects.filter(case_id=case_id), lambda: self._quote(case_id))
        self._once(
            "referral", str(case_id), Referral.objects.filter(case_id=case_id), lambda: self._refer(case_id, mutual_id)
        )
        for channel, to in (
            (Channel.LETTER, "MME ESSAI\n3 rue des Tanneurs\n34500 Béziers"),
            (Channel.EMAIL, "essai@exemple.fr"),
        ):
            outgoing = Outgoing(channel=channel, to=to, subject=name, body="Voici notre réponse.", is_confirmed=True)
            key = f"{name}-{channel}"
            written = Message.objects.filter(author=user, key=f"{user.pk}:{key}")
            act = partial(write, user=user, case_id=case_id, outgoing=outgoing, key=key)
            self._once("message", f"{user.pk}:{key}", written, act)
        self._until("closing", str(case_id), lambda: self._close(case_id))

    def _member(self, mutual_id: int) -> Member:
        people = Member.objects.filter(mutual_id=mutual_id, died_on__isnull=True).order_by("pk")
        return self.chance.choice(people[:PEOPLE])

    def _document(self, case_id: UUID, name: str) -> None:
        """The file first, then its row: whoever is killed in between leaves a file that nobody names."""
        paper = look_at(PAGE + name.encode(), mutual_id=Case.objects.get(pk=case_id).mutual_id, name=f"{name}.txt")
        with transaction.atomic():
            add_document(Case.objects.get(pk=case_id), paper, received_at=timezone.now())

    def _promise(self, case_id: UUID, member: Member, name: str) -> None:
        skill = self.chance.choice(list(Skill.values))
        if Callback.objects.filter(member=member, skill=skill, closed_at=None).exists():
            return
        _, offers = promising.check_offers(skill=skill, mutual=member.mutual, reachable=None)
        asked = promising.Asked(skill=skill, subject="Essai", phone="04 65 71 23 48")
        if not offers:
            promising.promise_holding(user=self.who.user, case_id=case_id, asked=asked, key=name)
            return
        offer = self.chance.choice(offers)
        chosen = promising.Chosen(offer.expert_id, offer.start)
        with suppress(SlotTakenError):
            promising.promise(user=self.who.user, case_id=case_id, asked=asked, chosen=chosen, key=name)

    def _quote(self, case_id: UUID) -> None:
        case = Case.objects.get(pk=case_id)
        made = analyses.open_analysis(case, facts=analyses.Facts(domain=Domain.DENTAL, care_date=timezone.localdate()))
        sold = [Line(code=code, price=60_000, teeth=(36,)) for code in TWELVE[:3]]
        analyses.add_quotes(made, [analyses.Offer(label=f"Cabinet {place}", lines=sold) for place in range(2)])
        analyses.keep_result(quote_queries.with_quotes(Analysis.objects.all()).get(pk=made.pk))

    def _refer(self, case_id: UUID, mutual_id: int) -> None:
        kind = kind_of(DENTIST)
        assert kind is not None  # noqa: S101  for the types: a code of the register
        draw_list(mutual_id=mutual_id, asked=Asked(kind, origin_of("34500")), user=self.who.user, case_id=case_id)

    def _close(self, case_id: Any) -> None:
        with transaction.atomic():
            case = Case.objects.get(pk=case_id)
            if not case.is_open:
                return
            cases.close(
                user=self.who.user, case_id=case_id, reason=Reason.objects.get(code="autre"), outcome=Outcome.INFORMED,
                is_solved=True,
            )  # fmt: skip

    # ---- until there is an answer

    def _once(self, kind: str, key: str, there: Any, act: Callable[[], Any]) -> None:
        """An act that has no key of its own, or may have been done by an attempt whose answer was lost: it is looked for first."""
        tries = 0

        def attempt() -> None:
            nonlocal tries
            tries += 1
            with transaction.atomic():
                if tries > 1 and there.exists():
                    return
                act()

        self._until(kind, key, attempt)
        if self._until(kind, key, lambda: _read(there.exists)):
            self.done.answered[kind].add(key)

    def _until(self, kind: str, key: str, act: Callable[[], Any]) -> Any:
        began = time.monotonic()
        self.done.doing[self.place] = kind
        while True:
            try:
                found = act()
            except (NoAnswerError, Error, Call.DoesNotExist) as error:
                if time.monotonic() - began > GIVES_UP_AFTER:
                    raise NotWorkingError(f"{kind} {key}: {type(error).__name__}") from error
                self.done.again[kind] += 1
                connection.close()
                time.sleep(AGAIN_AFTER)
                continue
            if kind in ANSWERED:
                self.done.answered[kind].add(key)
            time.sleep(PAUSE)
            return found


ANSWERED = {"call", "note", "closing"}
"""Acts of `_until` that leave something of their own."""


def _event(kind: str, call: dict[str, str]) -> bytes:
    told = {"id": f"{call['call']}-{kind}", "kind": kind, "at": datetime.now(tz=UTC).isoformat(), **call}
    return json.dumps(told).encode()


def _read(act: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return act()


def counted(done: Done) -> dict[str, tuple[int, int]]:
    """By kind of act: what was answered and is not there, and what is there more than once. In the scope of every mutual."""
    there: dict[str, Counter[str]] = {
        "call": _counted(Call.objects.values_list("call_ref", flat=True)),
        "note": _counted(
            Entry.objects.filter(kind=EntryKind.NOTE, text__startswith="note ").values_list("text", flat=True)
        ),
        "closing": _counted(Entry.objects.filter(kind=EntryKind.CLOSED).values_list("case_id", flat=True)),
        "case": _counted(Case.objects.values_list("pk", flat=True)),
        "document": _counted(name[:-4] for name in Document.objects.values_list("name", flat=True)),
        "promise": _counted(Callback.objects.values_list("request_key", flat=True)),
        "quote": _counted(Analysis.objects.values_list("case_id", flat=True)),
        "referral": _counted(Referral.objects.values_list("case_id", flat=True)),
        "message": _counted(Message.objects.values_list("key", flat=True)),
    }
    there["note"] = Counter({text.removeprefix("note "): count for text, count in there["note"].items()})
    return {
        kind: (
            sum(not found[key] for key in done.answered[kind]),
            sum(count - 1 for count in found.values() if count > 1),
        )
        for kind, found in there.items()
    }


def _counted(keys: Any) -> Counter[str]:
    return Counter(str(key) for key in keys)
