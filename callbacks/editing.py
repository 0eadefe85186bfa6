"""The forms of a promise and of a call, and what their screens show."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import uuid_utils.compat
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from callbacks import deadlines, queries, results
from callbacks.enums import AttemptResult, CallbackKind, CallbackState, Skill, WhyMoved
from callbacks.models import LONGEST_SUBJECT, LONGEST_TEXT, Callback, Expert
from callbacks.services import promising
from callbacks.slots import Slot
from clock.enums import Commitment
from clock.queries import PARIS, Line, Told, lines_of, now, told_of
from contacts.models import Case
from members.models import Phone
from ui import formats

SKILL_OF_REASON = {
    "devis-dentaire": Skill.DENTIST,
    "devis-optique": Skill.OPTICIAN,
    "juridique-social": Skill.SOCIAL_WORKER,
    "information-sante": Skill.DOCTOR,
}
"""What kind of expert a contact's main reason asks for, to begin with."""

SHORT = forms.Textarea(attrs={"rows": 2})

MOST_EXPERTS = 2**31
"""A larger number is nobody's."""


class PromiseForm(forms.Form):
    """Who is to call whom about what. `slot` names an expert and an instant as the list of free times does."""

    skill = forms.ChoiceField(label=_("Expert"), choices=Skill)
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT, required=False)
    question = forms.CharField(label=_("Question, without anything medical"), required=False, widget=SHORT)
    medical = forms.CharField(
        label=_("Medical part, sealed for the experts"), required=False, widget=SHORT, max_length=LONGEST_TEXT
    )
    phone = forms.CharField(label=_("Call at"), max_length=40, required=False)
    other_phone = forms.CharField(label=_("Otherwise at"), max_length=40, required=False)
    reach_from = forms.TimeField(label=_("Answers from"), required=False, widget=forms.TimeInput({"type": "time"}))
    reach_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}))
    slot = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="promise_%s", **kwargs)
        for name in ("phone", "other_phone"):
            self.fields[name].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (said.get("reach_from") is None) != (said.get("reach_until") is None):
            self.add_error("reach_until", _("Give both hours, or none."))
        return said

    @property
    def asked(self) -> promising.Asked:
        """Of a form that is valid."""
        said = self.cleaned_data
        return promising.Asked(
            skill=said["skill"], subject=said["subject"], question=said["question"], medical=said["medical"],
            phone=said["phone"], other_phone=said["other_phone"], reachable=self.reachable,
        )  # fmt: skip

    @property
    def reachable(self) -> tuple[time, time] | None:
        """The hours between which the member answers, as far as they can be read."""
        self.is_valid()
        said = self.cleaned_data
        since, until = said.get("reach_from"), said.get("reach_until")
        return (since, until) if since and until else None

    @property
    def chosen(self) -> promising.Chosen | None:
        """None when no free time was chosen, or its name makes no sense."""
        return read_slot(self.cleaned_data.get("slot", ""))


def name_of(slot: Slot) -> str:
    """What a free time is called in a form."""
    return f"{slot.expert_id}@{slot.start.isoformat()}"


def read_slot(text: str) -> promising.Chosen | None:
    expert, _at, start = text.partition("@")
    try:
        at = datetime.fromisoformat(start)
        chosen = promising.Chosen(int(expert), at.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return chosen if at.tzinfo and 0 < chosen.expert_id < MOST_EXPERTS else None


def beginning(case: Case) -> dict[str, Any]:
    """What is known already: the kind of expert by the reason, the number that calls, the subject."""
    reason = case.reason.code if case.reason else ""
    phone = case.caller_phone
    if not phone and case.member:
        phone = Phone.objects.filter(member=case.member).order_by("pk").values_list("number", flat=True).first()
    return {
        "skill": SKILL_OF_REASON.get(reason, Skill.DENTIST).value,
        "subject": case.subject or (str(case.reason) if case.reason else ""),
        "phone": formats.phone(str(phone)) if phone else "",
        "key": uuid_utils.compat.uuid4().hex,
    }


def offers_for(case: Case, form: PromiseForm) -> dict[str, Any]:
    """The free times of the kind of expert that the form names, with what would be promised. `offers` may be empty."""
    skill = form["skill"].value() or Skill.DENTIST.value
    terms = promising.terms_of(case.mutual)
    found = []
    if skill in Skill.values:
        found = queries.offers(
            skill=skill,
            mutual_id=case.mutual_id,
            now=terms.start,
            deadline=terms.deadline,
            reachable=form.reachable if form.is_bound else None,
        )
    return {
        "terms": terms,
        "offers": _listed(found, deadline=terms.deadline, chosen=form["slot"].value() or ""),
        "skill": Skill(skill) if skill in Skill.values else Skill.DENTIST,
    }


def _listed(found: Sequence[Slot], *, deadline: datetime, chosen: str) -> list[dict[str, Any]]:
    """Free times as the list shows them; CHOSEN is the name of one of them, and else the first is."""
    ids = [slot.expert_id for slot in found]
    people = {one.pk: one for one in Expert.objects.filter(pk__in=ids).select_related("user")}
    names = [name_of(slot) for slot in found]
    if chosen not in names:
        chosen = names[0] if names else ""
    return [
        {
            "name": name,
            "slot": slot,
            "expert": people[slot.expert_id],
            "left": deadline - slot.start
            if timedelta() < deadline - slot.start < deadlines.CLOSE_TO_DEADLINE
            else None,
            "is_chosen": name == chosen,
        }
        for name, slot in zip(names, found, strict=True)
    ]


def to_give(callback: Callback) -> list[dict[str, Any]]:
    """Free times before its deadline at which somebody else could have this call."""
    had = Expert.objects.filter(user=callback.owner_id).values_list("pk", flat=True)
    return _listed(queries.offers_for(callback, but=tuple(had)), deadline=callback.deadline_at, chosen="")


def panel_of(user: User, case: Case, **given: Any) -> dict[str, Any]:
    """What the panel of a contact shows: promises that run, the form, free times and what to say."""
    form = given.get("form") or PromiseForm(initial=beginning(case))
    running = list(queries.open_of_member(case.member_id).select_related("owner")) if case.member_id else []
    return {
        "case": case, "is_held": case.holder_id == user.pk, "form": form, "running": running, **offers_for(case, form), **given
    }  # fmt: skip


class AttemptForm(forms.Form):
    fence = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("What came of it"), choices=AttemptResult, widget=forms.RadioSelect({"data-cc-focus": ""})
    )
    again = forms.CharField(required=False, max_length=60)


class FinishForm(forms.Form):
    fence = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(
        label=_("For the member and the adviser"), required=False,
        widget=forms.Textarea({"rows": 3, "data-cc-focus": ""}),
        help_text=_("Without anything medical: advisers read it."),
    )  # fmt: skip
    medical = forms.CharField(
        label=_("Medical part, sealed for the experts"), required=False, widget=forms.Textarea({"rows": 3})
    )


class GiveForm(forms.Form):
    """To whom and when, as the list of free times names it, and why."""

    slot = forms.CharField(required=False, widget=forms.HiddenInput)
    why = forms.ChoiceField(
        label=_("Reason"),
        choices=[(why.value, why.label) for why in (WhyMoved.OVERLOAD, WhyMoved.ASKED, WhyMoved.ABSENCE)],
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def call_page(user: User, callback: Callback, question: str, answer: str, **given: Any) -> dict[str, Any]:
    """What the page of one call shows an expert, or an adviser who makes a holding contact."""
    is_mine = callback.owner_id == user.pk and callback.state == CallbackState.IN_CALL
    fence = {"fence": callback.fence}
    context: dict[str, Any] = {
        "callback": callback,
        "question": question,
        "sealed_answer": answer,
        "is_mine": is_mine,
        "may_start": may_start(user, callback),
        "may_pause": queries.may_pause(user, callback) and callback.can_stand,
        "attempts": callback.attempts.select_related("by").order_by("started_at"),
        "matter": queries.matter_of(user, callback)[:10],
        "attempt_form": AttemptForm(initial=fence),
        "finish_form": FinishForm(initial=fence),
        "renew_seconds": int(deadlines.RENEWED_EVERY.total_seconds()),
    }
    if callback.kind == CallbackKind.HOLDING and callback.reached_at:
        context["led_to"] = queries.expert_call_of(callback)
    if is_mine:
        context["offers"] = _offers_in_call(user, callback)
    elif "finish_form" in given:
        context["unsaved"] = [field for field in given["finish_form"].visible_fields() if field.value()]
    return {**context, **given}


def _offers_in_call(user: User, callback: Callback) -> list[dict[str, Any]]:
    """Free times for what may follow: the caller's own for another try, and after a holding contact those of the experts."""
    if callback.kind == CallbackKind.HOLDING:
        if not callback.reached_at:
            return []
        terms = promising.terms_of(callback.mutual)
        found = queries.offers(
            skill=callback.skill, mutual_id=callback.mutual_id, now=terms.start, deadline=terms.deadline,
            reachable=callback.reachable,
        )  # fmt: skip
        return _listed(found, deadline=terms.deadline, chosen="")
    at, expert = now(), Expert.objects.filter(user=user).first()
    if callback.reached_at or expert is None:
        return []
    own = queries.free_of(expert, at + deadlines.LEAD, queries.bookable_until(callback, at=at))
    return [one | {"is_chosen": False} for one in _listed(own, deadline=callback.deadline_at, chosen="")]


def may_start(user: User, callback: Callback) -> bool:
    """Whether this account may begin the call now."""
    if callback.kind == "holding" and callback.state == CallbackState.WAITING:
        return user.role in {Role.TELEADVISER, Role.SUPERVISOR, Role.EXPERT}
    return callback.state == CallbackState.ASSIGNED and callback.owner_id == user.pk


def tomorrow() -> date:
    """In Paris."""
    return now().astimezone(PARIS).date() + deadlines.ONE_DAY


def history_of(callback: Callback) -> list[Line]:
    """All that happened to a promise, in order: what people did and what its clock did, each by which process."""
    people = [
        Line(event.at, event.get_kind_display(), event.by, event.process, more=more)
        for event, more in results.told_of(callback)
    ]
    return sorted([*people, *lines_of(Commitment.CALLBACK, callback.pk)], key=lambda line: line.at)


def time_of(callback: Callback) -> Told:
    """How the promise's time went until it was kept, closed, or now."""
    until = min(at for at in (callback.reached_at, callback.closed_at, now()) if at is not None)
    return told_of(callback, Commitment.CALLBACK, until=until)
