"""Returns as tables: monthly statistics with small cells hidden, and the statement by which a cost is shared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Mutual
from members.enums import Sex
from quotes.enums import Domain, Nature
from supervision import returns, sharing
from supervision.disclosure import Path, is_small, share_told, told
from supervision.enums import Theme
from supervision.indicators import BY_CODE, Count, Tally
from supervision.models import MonthStatement
from supervision.plots.figures import written
from supervision.returns import Act, Amount, Asker
from territory.enums import REGIONS
from ui import formats
from ui.tables import Cell, Table, text

THEMES: Final[dict[str, Promise | str]] = {
    Theme.OPTICAL: Domain.OPTICAL.label,
    Theme.DENTAL: Domain.DENTAL.label,
    Theme.PREVENTION: gettext_lazy("Prevention"),
    Theme.REFERRAL: gettext_lazy("Referral"),
    Theme.COMPLAINT: gettext_lazy("Complaint"),
    Theme.OTHER: pgettext_lazy("theme", "Other"),
}
HIDDEN: Final = Cell("s", "s")
"""A cell that is hidden, as statisticians write it."""


def month_said(month: date) -> str:
    return date_format(month, "F Y")


# ---- monthly statistics


@dataclass(frozen=True, slots=True)
class Head:
    """Whose return, and of which month."""

    mutual: Mutual
    month: date

    @property
    def cells(self) -> list[Cell]:
        return [text(f"{self.month:%Y-%m}"), text(self.mutual.name)]


def monthly(mutual: Mutual, month: date) -> list[Table]:
    """The three tables of a mutual's month, in the layout of the open health data: who asked, quotes, service."""
    head, rows = Head(mutual, month), returns.demands_of(mutual.pk, month)
    return [_requests(head, rows), _quotes(head, rows), _service(head)]


def _requests(head: Head, rows: Sequence[tuple[Asker, Tally]]) -> Table:
    labels = [_("Region"), _("Sex"), _("Age"), _("Theme")]
    table = Table(_("Requests"), [*_columns(labels), (_("Requests"), True)])
    leaves: dict[Path, int] = defaultdict(int)
    for asker, tally in rows:
        leaves[asker.theme, asker.sex, _age_key(asker), asker.region] += tally[Amount.REQUESTS]
    for path, count in _in_order(told(leaves)):
        theme, sex, age, region = _padded(path, 4)
        table.rows.append([*head.cells, _region(region), _sex(sex), _age(age), _theme(theme), _number(count)])
    return table


AMOUNTS: Final = (Amount.PRICE, Amount.BASE, Amount.AMO, Amount.AMC, Amount.RAC)


def _quotes(head: Head, rows: Sequence[tuple[Asker, Tally]]) -> Table:
    """Amounts are told where the number of quotes is; the share of full cover of a whole theme alone: deeper it would give cells away."""
    labels = [_("Region"), _("Sex"), _("Age"), _("Theme"), _("Kind of act")]
    figures = [
        _("Quotes analysed"), _("PAI, quoted"), _("BSE, reimbursement base"), _("REM, compulsory scheme"), _("AMC, mutual"),
        _("RAC, left to pay"), _("DEP, over the base"), _("Share of 100 % Santé"),
    ]  # fmt: skip
    table = Table(_("Quotes"), [*_columns(labels), *((label, True) for label in figures)])
    leaves: dict[Path, int] = defaultdict(int)
    sums: dict[Path, Tally] = defaultdict(Tally)
    for asker, tally in rows:
        path: Path = (asker.theme, asker.family, asker.sex, _age_key(asker), asker.region)
        leaves[path] += tally[Amount.QUOTES]
        for depth in range(len(path) + 1):
            sums[path[:depth]].update(tally)
    for where, count in _in_order(told(leaves)):
        theme, family, sex, age, region = _padded(where, 5)
        names = [_region(region), _sex(sex), _age(age), _theme(theme), _family(family)]
        table.rows.append(
            [*head.cells, *names, _number(count), *_amounts(sums[where], count, is_theme=len(where) == 1)]
        )
    return table


def _amounts(tally: Tally, count: int | None, *, is_theme: bool) -> list[Cell]:
    if count is None:
        return [HIDDEN] * (len(AMOUNTS) + 2)
    cells = [_euro(tally[name]) for name in AMOUNTS]
    over = _euro(tally[Amount.PRICE] - tally[Amount.BASE])
    if not is_theme:
        return [*cells, over, Cell("–", None)]
    full = share_told(tally[Amount.FULL_COVER], count)
    return [*cells, over, HIDDEN if full is None else _percent(Fraction(100 * full, count))]


def _service(head: Head) -> Table:
    """One row. Of complaints answered, how many in time are hidden when they, those late, or those between the two terms are few."""
    tally = returns.counted_of(head.mutual.pk, head.month)
    answered, in_target, in_time = (
        tally[one] for one in (Count.COMPLAINTS_ANSWERED, Count.COMPLAINTS_IN_TARGET, Count.COMPLAINTS_IN_TIME)
    )
    figures: list[tuple[str, Cell]] = [
        (_("Complaints opened"), _told_number(tally[Count.COMPLAINTS])),
        (_("Complaints answered"), _told_number(answered)),
        (_("Answered within 10 days"), HIDDEN if is_small(abs(in_time - in_target)) else _part(in_target, answered)),
        (_("Answered within two months"), _part(in_time, answered)),
        (_("Calls offered"), _told_number(tally[Count.OFFERED])),
        (_("Calls answered"), _told_number(tally[Count.ANSWERED])),
        (_("Service level"), _figure("service_level", tally, tally[Count.OFFERED])),
        (_("Mean handling time, s"), _figure("handling", tally, tally[Count.TALKS])),
        (_("Call-backs due"), _told_number(tally[Count.CALLBACKS_DUE])),
        (_("Call-backs kept"), _figure("callbacks_kept", tally, tally[Count.CALLBACKS_DUE])),
        (_("Lists of practitioners drawn"), _told_number(tally[Count.REFERRALS])),
        (_("Prevention told"), _told_number(tally[Count.PREVENTION_TOLD])),
    ]
    table = Table(_("Service given"), [*_columns([]), *((label, True) for label, _cell in figures)])
    table.rows.append([*head.cells, *(cell for _label, cell in figures)])
    return table


def _columns(labels: Sequence[str]) -> list[tuple[str, bool]]:
    return [(label, False) for label in (_("Month"), _("Mutual"), *labels)]


def _in_order(found: Mapping[Path, int | None]) -> list[tuple[Path, int | None]]:
    """Themes in their own order, each total before what it is made of."""
    themes = [theme.value for theme in Theme]
    return sorted(found.items(), key=lambda one: (themes.index(one[0][0]) if one[0] else -1, one[0]))


def _padded(path: Path, depth: int) -> list[str | None]:
    """None is a total over what the path does not say."""
    return [*path, *[None] * (depth - len(path))]


def _age_key(asker: Asker) -> str:
    return "" if asker.age_from is None else f"{asker.age_from:02}"


def _named(value: str | None, names: Mapping[str, Promise | str]) -> Cell:
    if value is None:
        return text(pgettext("total over", "All"))
    return text(names.get(value) or pgettext("not told", "not known"))


def _theme(value: str | None) -> Cell:
    return _named(value, THEMES)


def _family(value: str | None) -> Cell:
    return _named(value, {one.value: one.label for one in Nature})


def _sex(value: str | None) -> Cell:
    return _named(value, {one.value: one.label for one in Sex})


def _region(value: str | None) -> Cell:
    return _named(value, REGIONS)


def _age(value: str | None) -> Cell:
    if not value:
        return _named(value, {})
    first = int(value)
    if first == returns.OLDEST_BAND:
        return text(_("%(age)d and more") % {"age": first})
    return text(f"{first}–{first + returns.BAND - 1 if first else returns.FIRST_BAND - 1}")


def _number(count: int | None) -> Cell:
    return HIDDEN if count is None else Cell(formats.number(count, _language()), count)


def _told_number(count: int) -> Cell:
    return _number(None if is_small(count) else count)


def _part(part: int, whole: int) -> Cell:
    return _number(None if is_small(whole) else share_told(part, whole))


def _figure(code: str, tally: Tally, base: int) -> Cell:
    if is_small(base):
        return HIDDEN
    value = BY_CODE[code].value(tally)
    return Cell(written(value, BY_CODE[code].unit), value)


def _euro(cents: int) -> Cell:
    return Cell(formats.euro(cents, _language()), Fraction(cents, 100))


def _percent(value: Fraction) -> Cell:
    hundredths = round(value * 100)
    return Cell(formats.percent(Decimal(hundredths).scaleb(-2), _language()), Fraction(hundredths, 100))


def _language() -> str:
    return get_language() or "fr"


# ---- activity

ACTS: Final[dict[Act, Promise]] = {
    Act.CALLS: gettext_lazy("Calls handled"),
    Act.WRITTEN: gettext_lazy("Written contacts"),
    Act.QUOTES: gettext_lazy("Quotes analysed"),
    Act.REFERRALS: gettext_lazy("Referrals"),
    Act.CALLBACKS: gettext_lazy("Call-backs made"),
    Act.LETTERS: gettext_lazy("Letters sent"),
    Act.COMPLAINTS: gettext_lazy("Complaints opened"),
}


def activity(month: date, rows: Sequence[MonthStatement]) -> Table:
    """Acts, persons and both shares of each mutual that the reader may see, and what is left to the other ones."""
    labels = [
        *(str(ACTS[act]) for act in Act),
        _("All acts"),
        _("Protected persons"),
        _("Share by act"),
        _("Share by person"),
    ]
    caption = _("Activity of %(month)s") % {"month": month_said(month)}
    table = Table(caption, [(_("Mutual"), False), *((label, True) for label in labels)])
    for row in rows:
        acts = [getattr(row, act.value) for act in Act]
        table.rows.append(
            [
                text(row.mutual.name),
                *(_number(count) for count in [*acts, sum(acts), row.persons]),
                _share(row.share_by_act),
                _share(row.share_by_person),
            ]
        )
    left = [_left(row.share_by_act for row in rows), _left(row.share_by_person for row in rows)]
    if rows and any(left):
        table.rows.append([text(_("Other mutuals")), *[Cell("–", None)] * (len(Act) + 2), *map(_share, left)])
    return table


def _left(shares: Iterable[int]) -> int:
    return sharing.WHOLE - sum(shares)


def _share(hundredths: int) -> Cell:
    return _percent(Fraction(hundredths, 100))
