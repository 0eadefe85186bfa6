"""What is typed about articles, as forms: the search, a version with its references, a second reading, questions and answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, User
from knowledge import queries
from knowledge.enums import Caller, Confidence, Kind, ReferenceKind
from knowledge.models import LONGEST_DOUBT, LONGEST_LONG, LONGEST_QUESTION, LONGEST_SHORT, ArticleVersion
from knowledge.services import Written
from knowledge.sources import Reference
from knowledge.terms import LONGEST_TYPED
from ui.differences import Piece, pieces
from ui.drafts import initial_of
from ui.fields import DayField

MOST_REFERENCES = 8
EMPTY_REFERENCES = 2


class SearchForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_TYPED, required=False, strip=False)


class ReferenceForm(forms.Form):
    """One source; a row without a title is no row."""

    kind = forms.ChoiceField(label=_("Sort"), choices=ReferenceKind.choices)
    title = forms.CharField(label=_("Text or document"), max_length=300, required=False)
    url = forms.URLField(label=_("Web address"), max_length=400, required=False, assume_scheme="https")
    dated_on = DayField(label=_("Of"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("title") and (said.get("url") or said.get("dated_on")):
            self.add_error("title", _("Write the title of this source, or empty its line."))
        return said


class ArticleForm(forms.Form):
    """A version: of a new article, or the next one of ABOUT, whose kind does not change."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    question = forms.CharField(
        label=_("Question"), max_length=LONGEST_QUESTION, help_text=_("One question, as members ask it.")
    )
    short_answer = forms.CharField(
        label=_("Short answer"),
        max_length=LONGEST_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To say on the telephone: two sentences at most."),
    )
    long_answer = forms.CharField(
        label=_("Long answer"),
        max_length=LONGEST_LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("To write to the member. An empty line parts paragraphs."),
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices)
    mutuals = forms.ModelMultipleChoiceField(
        Mutual.objects.none(),
        label=_("Mutuals concerned"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every mutual."),
    )
    callers = forms.MultipleChoiceField(
        label=_("Callers concerned"),
        choices=Caller.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody."),
    )
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("Its last day; empty: until further notice.")
    )
    check_again_on = DayField(label=_("Check again on"), required=False, help_text=_("Empty: in a year."))
    # The version over which this one is typed.
    read = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        mutual_ids: Sequence[int],
        about: ArticleVersion | None = None,
        begun: QueryDict | None = None,
    ) -> None:
        """BEGUN is what was typed before and not sent (`ui.drafts`)."""
        super().__init__(data, initial=initial_of(begun, self.base_fields) if begun else _beginning(about))
        self.fields["mutuals"].queryset = Mutual.objects.filter(pk__in=mutual_ids)  # type: ignore[attr-defined]
        if about is not None or queries.writes_sealed(user):
            kind = about.article.kind if about is not None else Kind.HEALTH.value
            self.fields["kind"].disabled, self.initial["kind"] = True, kind
        self.references = [
            ReferenceForm(data, prefix=name, initial=initial) for name, initial in _lines(data, begun, about).items()
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begins, ends = said.get("valid_from"), said.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("The last day of validity comes before the first one."))
        if said.get("check_again_on") and said["check_again_on"] <= timezone.localdate():
            self.add_error("check_again_on", _("Give a day to come."))
        if not all([one.is_valid() for one in self.references]):  # noqa: C419  each says its own faults
            self.add_error(None, _("Correct the sources below."))
        return said

    @property
    def written(self) -> Written:
        """Of a form that is valid."""
        said = self.cleaned_data
        return Written(
            question=said["question"],
            short_answer=said["short_answer"],
            long_answer=said["long_answer"],
            references=tuple(Reference(**one.cleaned_data) for one in self.references if one.cleaned_data["title"]),
            mutual_ids=[mutual.pk for mutual in said["mutuals"]],
            caller_kinds=said["callers"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            check_again_on=said["check_again_on"],
            confidence=Confidence(said["confidence"]),
        )


def _beginning(about: ArticleVersion | None) -> dict[str, Any]:
    if about is None:
        return {"valid_from": timezone.localdate()}
    names = ("question", "short_answer", "long_answer", "confidence", "valid_from", "valid_until")
    return {
        **{name: getattr(about, name) for name in names},
        "mutuals": about.mutual_ids,
        "callers": about.caller_kinds,
        "read": about.number,
    }


def _lines(data: QueryDict | None, begun: QueryDict | None, about: ArticleVersion | None) -> dict[str, dict[str, Any]]:
    """The lines of sources by their prefix, and what each begins with: those that were sent, were begun, or those of ABOUT."""
    names = [f"source{place}" for place in range(MOST_REFERENCES)]
    said = begun if data is None else data
    shown = [name for name in names if said and f"{name}-kind" in said]
    if begun and shown:
        return {name: initial_of(begun, ReferenceForm.base_fields, prefix=name) for name in shown}
    if data is not None:
        return {name: {} for name in shown}
    known = about.sources if about is not None else []
    return {name: _typed(known[place : place + 1]) for place, name in enumerate(names[: len(known) + EMPTY_REFERENCES])}


def _typed(known: Sequence[Reference]) -> dict[str, Any]:
    return (
        {"kind": known[0].kind, "title": known[0].title, "url": known[0].url, "dated_on": known[0].dated_on}
        if known
        else {}
    )


class WordForm(forms.Form):
    """A few words: what is wrong, an answer, why a version is sent back."""

    text = forms.CharField(
        label=_("What is wrong or unclear?"),
        max_length=LONGEST_DOUBT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the article alone: nothing of a member."),
    )


class AnswerForm(WordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = _("Answer"), ""


class ReturnForm(forms.Form):
    why = forms.CharField(
        label=_("What to correct"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Its author reads it, and writes the next version."),
    )  # fmt: skip


def differences(before: ArticleVersion | None, after: ArticleVersion) -> list[tuple[str, tuple[Piece, ...]]]:
    """Label and pieces of every part of a version that says something else than the one in force, or of all when none is."""
    told = [(label, text(before) if before else "", text(after)) for label, text in PARTS]
    return [(str(label), pieces(old, new)) for label, old, new in told if old != new]


def _sources_of(version: ArticleVersion) -> str:
    rows = [[one.title, one.url, one.dated_on.isoformat() if one.dated_on else ""] for one in version.sources]
    return "\n".join(" ".join(filter(None, row)) for row in rows)


PARTS: Any = (
    (_("Question"), lambda version: version.question),
    (_("Short answer"), lambda version: version.short_answer),
    (_("Long answer"), lambda version: version.long_answer.replace("\r\n", "\n")),
    (_("Sources"), _sources_of),
    (_("Confidence"), lambda version: version.get_confidence_display()),
    (_("Mutuals concerned"), lambda version: ", ".join(queries.names_of(version.mutual_ids)) or _now("All of them")),
    (_("Callers concerned"), lambda version: ", ".join(version.callers) or _now("Everybody")),
    (_("Valid from"), lambda version: version.valid_from.isoformat()),
    (_("Valid until"), lambda version: version.valid_until.isoformat() if version.valid_until else ""),
)
