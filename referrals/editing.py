"""The panel of a contact in which practitioners are asked for, told and taken off, as forms."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Case
from correspondence.queries import preferred, ways_for
from correspondence.services.writing import Outgoing
from members.queries import home_of
from practitioners import queries as directory
from practitioners.asking import origin_of
from practitioners.editing import DirectoryForm
from practitioners.enums import Language, ReportReason, Sex
from practitioners.errors import ForeignPlaceError, UnknownPlaceError
from practitioners.models import Network, PartnerService
from practitioners.terms import Wishes
from referrals import queries
from referrals.enums import AgainReason, Appointment, Told
from referrals.models import Referral
from referrals.services import WRITTEN, Asked

NOT_SAID = ("", _("No matter"))


class AskForm(DirectoryForm):
    """What the directory is asked, with the member's wishes. `why` only when a list of the same kind is in force."""

    sex = forms.ChoiceField(label=_("Woman or man"), required=False, choices=[NOT_SAID, *Sex.choices])
    language = forms.ChoiceField(label=_("Language spoken"), required=False, choices=[NOT_SAID, *Language.choices])
    step_free = forms.BooleanField(label=_("Step-free access or lift"), required=False)
    home_visits = forms.BooleanField(label=_("Visits at home"), required=False)
    teleconsultation = forms.BooleanField(label=_("Consults at a distance"), required=False)
    network = forms.ModelChoiceField(
        Network.objects.none(),
        label=_("Only within a network"),
        required=False,
        empty_label=_("No: among all practitioners"),
        help_text=_("Only when the member asks. The list and its record then say so."),
    )
    why = forms.ChoiceField(
        label=_("Reason for another five"), required=False, choices=[("", _("To choose")), *AgainReason.choices]
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, mutual_id: int, **kwargs: Any) -> None:
        super().__init__(data, auto_id="refer_%s", **kwargs)
        self.fields["network"].queryset = self.networks = directory.networks_of(mutual_id)  # type: ignore[attr-defined]
        self.fields["profession"].widget.attrs |= {"list": "refer-kinds", "autocomplete": "off", "spellcheck": "false"}
        self.fields["place"].help_text = _("Commune or postcode")
        self.fields["place"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    @property
    def asked(self) -> Asked:
        """Of a form that is valid."""
        said = self.cleaned_data
        names = ("sex", "language", "step_free", "home_visits", "teleconsultation")
        network = said["network"].pk if said["network"] else 0
        wishes = Wishes(**{name: said[name] for name in names}, network=network)
        return Asked(said["profession"], said["place"], wishes)


class TakeOffForm(forms.Form):
    place = forms.ChoiceField(label=_("Name"))
    why = forms.ChoiceField(label=_("Reason"), choices=[("", _("To choose")), *ReportReason.choices])
    word = forms.CharField(label=_("What was said"), max_length=200, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, lines: list[queries.Line], **kwargs: Any) -> None:
        super().__init__(data, auto_id="off_%s", **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # a choice field's
            (line.hex, f"{line.rank}. {line.name.person if line.name else line.national_id}") for line in lines
        ]


class TellForm(forms.Form):
    channel = forms.ChoiceField(label=_("Give the list"), choices=Told.choices, widget=forms.RadioSelect)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="tell_%s", **kwargs)


class TellServicesForm(TellForm):
    """Which partner services are told, and how."""

    services = forms.ModelMultipleChoiceField(PartnerService.objects.none(), label=_("Partner services"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, services: QuerySet[PartnerService], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.auto_id = "service_%s"
        self.fields["services"].queryset = services  # type: ignore[attr-defined]  # a choice field's

    @property
    def chosen(self) -> list[str]:
        """What was ticked, as it was sent."""
        return list(map(str, self["services"].value() or ()))


class AnswerForm(forms.Form):
    referral = forms.UUIDField(widget=forms.HiddenInput)
    appointment = forms.ChoiceField(label=_("Appointment"), choices=Appointment.choices)
    delay_days = forms.IntegerField(
        label=_("Days until it"), required=False, min_value=0, max_value=999, help_text=_("When it was obtained")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, of: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"answer_{of}_%s" if of else "answer_%s", **kwargs)
        if of is not None:
            self.initial["referral"] = of


def panel_of(user: User, case: Case, **given: Any) -> dict[str, Any]:
    """What the panel shows: the list in force, what may be done with it, and what came of earlier ones."""
    before = queries.in_force(case)
    seen = queries.shown(before) if before else None
    services = services_of(case)
    earlier = queries.given_to(case.member, but=case) if case.member else []
    context: dict[str, Any] = {
        "case": case,
        "is_held": case.holder_id == user.pk,
        "shown": seen,
        "form": AskForm(initial=_beginning(case, before), mutual_id=case.mutual_id),
        "off_form": TakeOffForm(lines=seen.lines) if seen else None,
        "tell_form": TellForm(initial=_telling(case)) if seen else None,
        "ways": {way.channel.value: way for way in ways_for(case)} if seen else {},
        "earlier": [(one, queries.kind_asked(one.question), AnswerForm(of=one.pk)) for one in earlier],
        "services": services,
        "service_form": TellServicesForm(services=services, initial=_telling(case)),
        "extraction": directory.latest_extraction(),
    }
    return {**context, **given}


def _beginning(case: Case, before: Referral | None) -> dict[str, Any]:
    if before is not None:
        return {
            "profession": queries.kind_asked(before.question).name,
            "place": before.question["place"],
            **before.question["wishes"],
        }
    return {"place": _home(case)}


def _home(case: Case) -> str:
    """Postcode and town of the member; nothing when that is abroad, where nobody is drawn."""
    home = home_of(case.member) if case.member else None
    return f"{home.postal_code} {home.town}" if home and home.country == "FR" else ""


def services_of(case: Case) -> QuerySet[PartnerService]:
    """Those that the member of a contact may use."""
    return directory.services_for(mutual_ids=[case.mutual_id], department=_department(case))


def _department(case: Case) -> str:
    try:
        return origin_of(_home(case)).commune.department
    except (ForeignPlaceError, UnknownPlaceError):
        return ""


def _telling(case: Case) -> dict[str, str]:
    channel = Told.PHONE.value if case.is_call else preferred(case, ways_for(case)).value
    return {"channel": channel, "key": str(uuid_utils.compat.uuid4())}


def outgoing_of(case: Case, referral: Referral, channel: Told) -> Outgoing | None:
    """The list as a message to whom the case or the file knows; None for a list that is told aloud."""
    extraction = directory.latest_extraction()
    day = extraction.published_on.strftime("%d/%m/%Y") if extraction and extraction.published_on else ""
    said = {"shown": queries.shown(referral), "source": queries.source_of(day)}
    return _outgoing(case, channel, "referrals/letter.txt", _("Your list of practitioners"), said)


def outgoing_services(case: Case, services: Sequence[PartnerService], channel: Told) -> Outgoing | None:
    """The same of partner services."""
    return _outgoing(
        case, channel, "referrals/services.txt", _("Services for you"), {"services": services, "mutual": case.mutual}
    )


def _outgoing(case: Case, channel: Told, template: str, subject: Any, said: dict[str, Any]) -> Outgoing | None:
    if channel not in WRITTEN:
        return None
    way = next(way for way in ways_for(case) if way.channel == WRITTEN[channel])
    with translation.override("fr"):
        body = render_to_string(template, said)
        return Outgoing(channel=way.channel, to=way.to, subject=str(subject), body=body.strip())
