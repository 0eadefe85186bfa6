"""What every table that points at a person holds, and what an erasure does with its rows: data, one line a table.

A test walks the foreign keys and fails for a table, or a column with free words, that is not here. Rows that are counted
stay as skeletons, so that figures derived again are the same; what says who it was goes.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from privacy.enums import Fate

MARK: Final = "[effacé]"
"""Stands where words stood: some tables refuse rows that say nothing. French, as what it replaces."""
LONG_MARK: Final = "[effacé avec les données de la personne]"
"""For a reason that must be said in twenty characters."""


class Marked:
    """A column whose words become `MARK`, where there were any."""


MARKED: Final = Marked()
Value = Callable[[Any], Any] | Marked | str | bytes | bool | None
"""What a column becomes: a value, the mark, or what a function makes of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """`empties` are columns and what they become; `plain` are free columns that say nothing of the person, `files` name files.

    `untold` is why a table is in no archive, `hidden` are columns that speak of somebody else. `by_owner`: the application's
    role may not change these rows; a function of the database does, for an erasure that is under way.
    """

    fate: Fate
    empties: Mapping[str, Any] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    untold: str = ""
    by_owner: bool = False


def gone(*files: str, untold: str = "", by_owner: bool = False) -> Holding:
    return Holding(fate=Fate.GONE, files=files, untold=untold, by_owner=by_owner)


def emptied(
    *, plain: str = "", files: str = "", hidden: str = "", untold: str = "", by_owner: bool = False, **empties: Any
) -> Holding:
    return Holding(
        fate=Fate.EMPTIED,
        empties=empties,
        plain=frozenset(plain.split()),
        files=tuple(files.split()),
        hidden=frozenset(hidden.split()),
        untold=untold,
        by_owner=by_owner,
    )


def stays(*, plain: str = "", hidden: str = "", untold: str = "") -> Holding:
    return Holding(fate=Fate.STAYS, plain=frozenset(plain.split()), hidden=frozenset(hidden.split()), untold=untold)


# ---- what some columns become


def nobody_s_number(_row: Any) -> str:
    """Unlike every number that a mutual gives, and short enough for the column."""
    return f"~{secrets.token_hex(5)}"


def own_key(row: Any) -> str:
    return f"~{row.pk.hex}"


def year_alone(row: Any) -> Any:
    return row.birth_date.replace(month=1, day=1)


def last_covered(row: Any) -> Any:
    """The end of rights, whichever ended them: who is counted as covered must not change with what is emptied."""
    ends = [day for day in (row.covered_until, row.contract.ends_on, row.died_on) if day is not None]
    return max(min(ends), row.covered_from) if ends else None


def without_reasons(row: Any) -> list[list[str]]:
    """Instants of pauses are counted; why the clock stood is somebody's words."""
    return [[since, until, MARK if why else ""] for since, until, why in row.pauses]


KEPT_DETAIL: Final = frozenset(
    {"reason", "solved", "wrap_up", "in_time", "outcome", "kind", "facts", "by", "callback", "complaint", "state", "carrier",
     "quote_analysis", "message", "documents", "until", "pages"}
)  # fmt: skip
"""Codes, counts and ids of a line of a timeline: what figures are derived from, and what links lines."""


def codes_alone(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.detail.items() if name in KEPT_DETAIL}


SUMS: Final = ("price", "amo", "regime_local", "amc", "rac")


def amounts_alone(row: Any) -> dict[str, Any] | None:
    """Of a quote's result, what returns add up: amounts, and the nature of each line."""
    if row.result is None:
        return None
    return {"quotes": [_amounts_of(quote) for quote in row.result.get("quotes") or ()]}


def _amounts_of(quote: Mapping[str, Any]) -> dict[str, Any]:
    lines = []
    for line in quote["lines"]:
        tariff = line["tariff"] and {name: line["tariff"][name] for name in ("nature", "basket")}
        lines.append({"price": line["price"], "base": line["base"], "tariff": tariff})
    return {**{name: quote[name] for name in SUMS}, "lines": lines}


def no_sealed_answer(row: Any) -> bytes | None:
    return None if row.answer_sealed is None else b""


def long_mark(row: Any) -> str:
    return LONG_MARK if row.reason else ""


_PAUSES: dict[str, Any] = {"pauses": without_reasons, "pause_reason": MARKED}
_OF_STAFF = "It judges the work of an adviser: it is the adviser's data."
_DERIVED = "Writings of the name, derived from it for the search."

HOLDINGS: Final[dict[str, Holding]] = {
    "members.Member": emptied(
        number=nobody_s_number, birth_name=MARKED, used_name=MARKED, first_names=MARKED, birth_date=year_alone,
        nir_sealed=None, nir_index=None, email="", preferred_channel="", language="fr", import_digest=None,
        covered_until=last_covered, died_on=None, hidden="nir_index import_digest",
    ),
    "members.MemberEvent": gone(by_owner=True),
    "members.Contract": emptied(number=nobody_s_number),
    "members.ContractEvent": gone(by_owner=True),
    "members.SearchName": gone(untold=_DERIVED),
    "members.Phone": gone(),
    "members.PhoneEvent": gone(by_owner=True),
    "members.Address": gone(),
    "members.AddressEvent": gone(by_owner=True),
    "members.CoveragePeriod": stays(),
    "members.Consent": gone(),
    "members.ConsentEvent": gone(by_owner=True),
    "members.Fragility": gone(),
    "members.FragilityEvent": gone(by_owner=True),
    "members.Correspondent": gone(),
    "members.CorrespondentEvent": gone(by_owner=True),
    "members.Ground": emptied(reason=long_mark, plain="facts"),
    "members.Merge": emptied(why=MARKED, undone_why=MARKED),
    "contacts.Case": emptied(
        caller_name="", caller_phone="", caller_email="", subject=MARKED, plain="language department facts"
    ),
    "contacts.Entry": emptied(title=MARKED, text=MARKED, detail=codes_alone),
    "contacts.Draft": gone(),
    "contacts.Citation": stays(),
    "contacts.Document": gone("file"),
    "contacts.InboundEmail": gone("source"),
    "contacts.Call": emptied(caller="", plain="call_ref"),
    "contacts.Awaited": emptied(**_PAUSES, plain="steps_kind"),
    "correspondence.Message": emptied(
        to=MARKED, subject=MARKED, body=MARKED, private=None, key=own_key, in_reply_to="", references=lambda _row: [],
        answer="", carrier_ref="", plain="message_id",
    ),
    "correspondence.Recipient": stays(),
    "correspondence.Enclosure": stays(),
    "correspondence.Suggestion": gone(),
    "callbacks.Callback": emptied(
        **_PAUSES, request_key=own_key, subject=MARKED, question=MARKED, question_sealed=None, phone="", other_phone="",
        reach_from=None, reach_until=None, close_reason=MARKED, answer=MARKED, answer_sealed=None, plain="steps_kind",
    ),
    "callbacks.Attempt": stays(),
    "callbacks.CallbackEvent": stays(plain="process detail"),
    "callbacks.Slot": stays(),
    "quotes.Consumption": gone(),
    "quotes.Analysis": emptied(
        **_PAUSES, has_ald=False, renewal_ground="", last_delivery=None, previous_lenses=lambda _row: [],
        result=amounts_alone, plain="steps_kind tariff_version program_version",
    ),
    "quotes.Quote": emptied(label=MARKED, terms=lambda _row: {}, plain="department mentions"),
    "quotes.QuoteLine": emptied(
        label=MARKED, teeth=lambda _row: [], lens=None, details=lambda _row: {}, plain="code material basket"
    ),
    "quotes.Opinion": emptied(question_sealed=b"", answer_sealed=no_sealed_answer, for_adviser=MARKED),
    # The chain of draws proves that nobody was favoured: a question holds a place and a speciality, and no person.
    "referrals.Referral": stays(
        plain="question question_digest seed drawn actor previous digest why", hidden="seed question_digest actor"
    ),
    "referrals.Telling": stays(),
    "referrals.Answer": stays(),
    "complaints.Complaint": emptied(words=MARKED, withdrawn_why=MARKED),
    "complaints.Term": emptied(**_PAUSES, plain="steps_kind"),
    "complaints.CorrectiveAction": emptied(what=MARKED),
    "prevention.Prompt": stays(plain="department"),
    "quality.Sample": emptied(draft=lambda _row: {}, plain="reason", untold=_OF_STAFF),
    "quality.Review": emptied(comment=MARKED, plain="marks", untold=_OF_STAFF, by_owner=True),
    "quality.Remark": emptied(text=MARKED, untold=_OF_STAFF, by_owner=True),
    "quality.Question": stays(plain="reason digest", hidden="digest"),
    "quality.Answer": emptied(comment=MARKED, by_owner=True),
    "audit.JournalEntry": stays(
        plain="actor_kind actor_name role ground route detail request_id network",
        hidden="actor_id actor_name request_id network detail",
    ),
    "clock.Escalation": stays(plain="fired_by"),
    "clock.Alert": stays(plain="key kind error", hidden="error"),
    "privacy.Request": emptied(
        refused_why=MARKED, code_sealed=None, file="", files="file", plain="result", hidden="code_sealed"
    ),
    "privacy.Erasure": stays(plain="counts files extract", hidden="files extract"),
}  # fmt: skip

LOOSE: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("audit.JournalEntry", "member_id"): ("members.Member",),
    ("callbacks.Slot", "callback_id"): ("callbacks.Callback",),
    ("clock.Escalation", "subject_id"): (
        "callbacks.Callback", "quotes.Analysis", "complaints.Term", "contacts.Awaited",
    ),
    ("clock.Alert", "subject_id"): ("callbacks.Callback", "quotes.Analysis", "complaints.Term", "contacts.Awaited"),
}  # fmt: skip
"""Ids that are no foreign keys and name rows all the same, with the tables that they may name."""

NOT_POINTING: Final[dict[tuple[str, str], str]] = {
    ("contacts.Idempotency", "made_id"): "Forgotten after a day by its own job.",
    ("correspondence.Mailing", "after"): "How far a mailing is: the next turn overwrites it.",
    ("practitioners.Edition", "mark"): "Marks an edition of the directory.",
    ("quality.Asking", "seed"): "A seed of draws.",
}
"""Ids that name no row about a person, with why."""
