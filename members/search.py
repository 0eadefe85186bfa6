"""One search box over millions of members: candidates by index, then judged and explained in Python.

A name is looked up by equality or as a range on its normalised key; a typing error is met through the lexicon of distinct
names (`KnownName`), never by a similarity scan of the members. Every path below reads a bounded number of rows.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from accounts.scopes import current_mutual_ids
from members.matching import Candidate, Judgement, Split, Wanted, Why, judge
from members.models import Contract, Member
from members.names import compounds, phonetic_key
from members.sealing import nir_index
from territory.names import deletions, one_error_apart

SHOWN = 20
ENOUGH = 10
"""With this many exact answers nobody needs the near ones, and the second round is not asked."""

PER_NAME = 12
PER_PATH = 60
MAX_NEIGHBOURS = 80
MAX_EXPANSIONS = 150
OLDEST = 115
"""Years back to which a day and month without a year are looked for."""

Path = tuple[str, list[Any]]
COLUMNS = "s.member_id, s.family_key, s.given_key, s.birth_date, s.postal_code"


@dataclass(frozen=True, slots=True)
class Hit:
    """A member found, with why; `facts` are the kinds of identifying facts that matched."""

    member_id: UUID
    judgement: Judgement

    @property
    def facts(self) -> frozenset[str]:
        return self.judgement.facts


def find(wanted: Wanted) -> tuple[list[Hit], bool]:
    """The best answers of the mutuals in scope, at most SHOWN, and whether there are more. Runs inside a transaction."""
    mutual_ids = list(current_mutual_ids() or ())
    if not mutual_ids:
        return [], False
    search = _Search(wanted, mutual_ids)
    search.add_strong()
    if not search.candidates:
        search.add_by_words()
        search.add_parts_of_number()
    hits = search.hits()
    return hits[:SHOWN], len(hits) > SHOWN


class _Search:
    """One search under way: candidates gathered path after path."""

    def __init__(self, wanted: Wanted, mutual_ids: list[int]) -> None:
        self.wanted = wanted
        self.mutual_ids = mutual_ids
        self.candidates: dict[UUID, Candidate] = {}
        self._judged: list[Hit] | None = None

    # ---- numbers that name one person or one family

    def add_strong(self) -> None:
        """Persons found by a NIR, a member number, a telephone or an e-mail, with all writings of their names."""
        self._add_found([*self._nir_paths(), *self._number_paths(self.wanted.rank), *self._contact_paths()])
        if self.wanted.rank and not self.candidates:
            # Nobody of that rank: the family is shown instead, and that the rank differs.
            self._add_found(self._number_paths(rank=0), Why.RANK_DIFFERS)

    def _add_found(self, paths: list[Path], *also: Why) -> None:
        if not paths:
            return
        found = " UNION ALL ".join(f"({sql})" for sql, _ in paths)
        rows = _rows(
            f"WITH f AS ({found}) SELECT f.why, {COLUMNS} FROM f JOIN members_searchname s"
            " ON s.mutual_id = f.mutual_id AND s.member_id = f.id",
            [param for _, params in paths for param in params],
        )
        for why, *row in rows:
            self._add(row).strong.update([Why(why), *also])

    def _nir_paths(self) -> list[Path]:
        return [
            (
                "SELECT 'nir' AS why, mutual_id, id FROM members_member WHERE mutual_id = %s AND nir_index = %s LIMIT 20",
                [mutual_id, nir_index(body, mutual_id=mutual_id)],
            )
            for body in self.wanted.nirs
            for mutual_id in self.mutual_ids
        ]

    def _number_paths(self, rank: int) -> list[Path]:
        if not self.wanted.numbers:
            return []
        condition, params = ("rank = %s", [rank]) if rank else ("true", [])
        sql = (
            "SELECT 'number' AS why, mutual_id, id FROM members_member"
            f" WHERE mutual_id = ANY(%s) AND number = ANY(%s) AND {condition} LIMIT 20"
        )
        return [(sql, [self.mutual_ids, list(self.wanted.numbers), *params])]

    def add_parts_of_number(self) -> None:
        """Families whose member number begins or ends as digits that are no whole number."""
        paths = []
        for value in self.wanted.numbers:
            for column, typed in (("number", value), ("number_end", value[::-1])):
                condition, params = _begins(column, typed)
                sql = (
                    "SELECT 'number_part' AS why, m.mutual_id, m.id FROM (SELECT s.mutual_id, s.number FROM members_member s"
                    f" WHERE s.mutual_id = ANY(%s) AND s.rank = 1 AND {condition} LIMIT 20) f"
                    " JOIN members_member m ON m.mutual_id = f.mutual_id AND m.number = f.number"
                )
                paths.append((sql, [self.mutual_ids, *params]))
        self._add_found(paths)
        self._judged = None

    def _contact_paths(self) -> list[Path]:
        paths: list[Path] = []
        if self.wanted.phones:
            sql = "SELECT 'phone' AS why, mutual_id, member_id AS id FROM members_phone WHERE mutual_id = ANY(%s) AND number = ANY(%s) LIMIT 40"
            paths.append((sql, [self.mutual_ids, list(self.wanted.phones)]))
        if self.wanted.emails:
            sql = (
                "SELECT 'email' AS why, mutual_id, id FROM members_member"
                " WHERE mutual_id = ANY(%s) AND email = ANY(%s) AND email <> '' LIMIT 20"
            )
            paths.append((sql, [self.mutual_ids, list(self.wanted.emails)]))
        return paths

    # ---- rounds: what was typed, then the readings with a town, then the near ones

    def add_by_words(self) -> None:
        """Persons found by name, birth and place."""
        if not self.wanted.splits and not self.wanted.fallback:
            self.run(self.birth_and_place_paths())
            return
        self.run(self.name_paths(self.wanted.splits))
        if self.wanted.fallback and not self.exact_hits():
            self.run(self.name_paths(self.wanted.fallback))
            self.wanted = replace(self.wanted, splits=self.wanted.splits + self.wanted.fallback)
            self._judged = None
        if self.exact_hits() < ENOUGH:
            self.run(self.near_paths())

    # ---- names as typed: equal, or beginning so

    def name_paths(self, splits: Sequence[Split]) -> list[Path]:
        paths = []
        for split in splits:
            narrowing = self._narrowing(split)
            if split.other:
                paths.append(self._by_both(split, _begins("given_key", split.given) if split.given else ("true", [])))
            elif not split.family:
                paths.append(self._without_family(split))
            elif narrowing is not None:
                paths.append(self._narrowed(narrowing, *_begins("family_key", split.family)))
            elif split.given:
                paths.append(self._by_names([split.family], *_begins("given_key", split.given)))
            else:
                paths.append(self._by_beginning(split.family))
        return paths + self._expanded_paths(
            [split for split in splits if self._narrowing(split) is None and not split.other]
        )

    def _without_family(self, split: Split) -> Path:
        """A first name beside a birth date or a postcode, or a commune beside a birth date."""
        narrowing = ("s.birth_date = ANY(%s)", [self._birth_dates()]) if self.wanted.dates else self._narrowing(split)
        if split.town:
            condition: Path = ("s.postal_code = ANY(%s)", [sorted(self.wanted.towns[split.town])])
        else:
            begins, params = _begins("given_key", split.given)
            condition = (f"({begins} OR s.given_key = ANY(%s))", [*params, list(compounds(split.given))])
        return self._narrowed(narrowing or ("false", []), *condition)

    def _by_both(self, split: Split, given: Path) -> Path:
        """People with both family names and such a first name; each row gives both, for the judge to see."""
        sql = (
            "SELECT s.member_id, unnest(ARRAY[s.family_key, o.family_key]), s.given_key, s.birth_date, s.postal_code"
            " FROM members_searchname s JOIN members_searchname o ON o.mutual_id = s.mutual_id AND o.member_id = s.member_id"
            f" WHERE s.mutual_id = ANY(%s) AND s.family_key = %s AND o.family_key = %s AND {given[0]} LIMIT {PER_PATH}"
        )
        return sql, [self.mutual_ids, split.family, split.other, *given[1]]

    def _expanded_paths(self, splits: Sequence[Split]) -> list[Path]:
        """Both words may be unfinished: the family names that begin so, then the first name as a range under each."""
        begun = [split for split in splits if split.given and len(split.family) > 1]
        if not begun:
            return []
        known = _names_beginning({split.family for split in begun})
        return [
            self._by_names([key for key in known if key.startswith(split.family)], *_begins("given_key", split.given))
            for split in begun
        ]

    def _narrowing(self, split: Split) -> Path | None:
        """A condition that an index begins with besides the mutual: birth dates, or postcodes; None when only names are known."""
        if self.wanted.asks_birth:
            return "s.birth_date = ANY(%s)", [self._birth_dates()]
        postcodes = self.wanted.towns.get(split.town) if split.town else frozenset(self.wanted.postcodes)
        return ("s.postal_code = ANY(%s)", [sorted(postcodes)]) if postcodes else None

    def _birth_dates(self) -> list[date]:
        """Every birth date that the dates, days, months and years typed may mean."""
        this_year = timezone.localdate().year
        years = range(this_year - OLDEST, this_year + 1)
        days = [day for year in years for month, number in self.wanted.days if (day := _real_date(year, month, number))]
        in_months = [date(*month, day) for month in self.wanted.months for day in range(1, monthrange(*month)[1] + 1)]
        first_days = [date(year, 1, 1).toordinal() for year in self.wanted.years]
        return [
            *self.wanted.dates,
            *days,
            *in_months,
            *(date.fromordinal(first + day) for first in first_days for day in range(366)),
        ]

    def _narrowed(self, narrowing: Path, condition: str, params: list[Any]) -> Path:
        sql = f"SELECT {COLUMNS} FROM members_searchname s WHERE s.mutual_id = ANY(%s) AND {narrowing[0]} AND {condition} LIMIT {PER_PATH}"
        return sql, [self.mutual_ids, *narrowing[1], *params]

    def _by_names(self, families: Sequence[str], condition: str, params: list[Any]) -> Path:
        sql = (
            f"SELECT {COLUMNS} FROM unnest(%s::int[]) AS m(id), unnest(%s::text[]) AS f(key), LATERAL ("
            f"SELECT * FROM members_searchname s WHERE s.mutual_id = m.id AND s.family_key = f.key AND {condition}"
            f" ORDER BY s.given_key LIMIT {PER_NAME}) s LIMIT {PER_PATH * 4}"
        )
        return sql, [self.mutual_ids, list(families), *params]

    def _by_beginning(self, family: str) -> Path:
        condition, params = _begins("family_key", family)
        sql = (
            f"SELECT {COLUMNS} FROM unnest(%s::int[]) AS m(id), LATERAL ("
            f"SELECT * FROM members_searchname s WHERE s.mutual_id = m.id AND {condition}"
            f" ORDER BY s.family_key, s.given_key LIMIT {PER_PATH}) s"
        )
        return sql, [self.mutual_ids, *params]

    # ---- names and dates with one typing error, names that sound alike, halves of compound first names

    def near_paths(self) -> list[Path]:
        known = _neighbours({word for split in self.wanted.splits for word in (split.family, split.given) if word})
        near_dates = sorted(self.wanted.near_dates)
        paths = []
        for split in self.wanted.splits:
            halves = list(compounds(split.given))
            if split.other and halves:
                paths.append(self._by_both(split, ("s.given_key = ANY(%s)", [halves])))
            if split.other or not split.family:
                continue
            families = known.families.get(split.family, [])[:MAX_NEIGHBOURS]
            narrowing = self._narrowing(split)
            if narrowing is not None:
                paths.append(self._narrowed(narrowing, "s.family_key = ANY(%s)", [families]))
            elif split.given:
                paths.append(self._by_names(families, *_begins("given_key", split.given)))
                givens = [*known.givens.get(split.given, []), *halves]
                paths.append(self._by_pairs([(split.family, given) for given in givens]))
            else:
                paths.append(self._by_names(families, "true", []))
            if near_dates:
                paths.append(
                    self._narrowed(("s.birth_date = ANY(%s)", [near_dates]), "s.family_key = %s", [split.family])
                )
        return [*paths, *self._respaced_paths()]

    def _respaced_paths(self) -> list[Path]:
        readings = self.wanted.respaced
        self.wanted = replace(self.wanted, splits=self.wanted.splits + readings)
        return [self._by_pairs([(split.family, split.given) for split in readings])] if readings else []

    def _by_pairs(self, pairs: Sequence[tuple[str, str]]) -> Path:
        sql = (
            f"SELECT {COLUMNS} FROM unnest(%s::int[]) AS m(id), unnest(%s::text[], %s::text[]) AS f(family, given), LATERAL ("
            f"SELECT * FROM members_searchname s WHERE s.mutual_id = m.id AND s.family_key = f.family AND s.given_key = f.given"
            f" LIMIT {PER_NAME}) s LIMIT {PER_PATH * 4}"
        )
        return sql, [self.mutual_ids, [family for family, _ in pairs], [given for _, given in pairs]]

    # ---- no name

    def birth_and_place_paths(self) -> list[Path]:
        wanted = self.wanted
        if wanted.dates and wanted.postcodes:
            return [
                self._narrowed(
                    ("s.postal_code = ANY(%s)", [list(wanted.postcodes)]),
                    "s.birth_date = ANY(%s)",
                    [list(wanted.dates)],
                )
            ]
        if wanted.dates:
            return [self._narrowed(("s.birth_date = ANY(%s)", [list(wanted.dates)]), "true", [])]
        return []

    # ---- gathering and judging

    def run(self, paths: list[Path]) -> None:
        if not paths:
            return
        sql = " UNION ALL ".join(f"({sql})" for sql, _ in paths)
        for row in _rows(sql, [param for _, params in paths for param in params]):
            self._add(row)
        self._judged = None

    def _add(self, row: Sequence[Any]) -> Candidate:
        member_id, family, given, birth_date, postal_code = row
        candidate = self.candidates.get(member_id)
        if candidate is None:
            candidate = self.candidates[member_id] = Candidate(set(), birth_date, postal_code)
        candidate.names.add((family, given))
        return candidate

    def hits(self) -> list[Hit]:
        """Judged candidates, best first; equals in the order of the register."""
        if self._judged is None:
            judged = [
                (judge(self.wanted, candidate), member_id, candidate)
                for member_id, candidate in self.candidates.items()
            ]
            # Of a family found by its number the eldest come first, of namesakes those whose first name does.
            kept = [
                (j.rank, c.birth_date if c.strong else date.min, sorted(c.names), c.birth_date, m, j)
                for j, m, c in judged
                if j is not None
            ]
            self._judged = [
                Hit(member_id, judgement) for *_, member_id, judgement in sorted(kept, key=lambda row: row[:5])
            ]
        return self._judged

    def exact_hits(self) -> int:
        return sum(not hit.judgement.is_near for hit in self.hits())


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    """The names in the order of the model's fields, which is how `from_db` reads values."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


_CONTRACT = _columns(Contract, "id", "starts_on", "ends_on", "status")
_IDENTITY = (
    "id",
    "mutual_id",
    "contract_id",
    "number",
    "rank",
    "sex",
    "birth_name",
    "used_name",
    "first_names",
    "birth_date",
)
_MEMBER = _columns(Member, *_IDENTITY, "covered_from", "covered_until", "died_on")
_HOME = """SELECT postal_code, town FROM members_address WHERE member_id = {} AND kind = 'home'
 AND (valid_from IS NULL OR valid_from <= %s) AND (valid_until IS NULL OR valid_until >= %s)
 ORDER BY valid_from DESC NULLS LAST, id DESC LIMIT 1"""
# CASE and not COALESCE: of the two only it is known not to leak, so only it may use an index under row-level security.
_SHOWN_ID = "CASE WHEN found.merged_into_id IS NULL THEN found.id ELSE found.merged_into_id END"
_PEOPLE = (
    f"SELECT found.id, {', '.join(f'm.{name}' for name in _MEMBER)}, {', '.join(f'c.{name}' for name in _CONTRACT)},"
    " COALESCE(own.postal_code, home.postal_code, ''), COALESCE(own.town, home.town, '')"
    f" FROM members_member found JOIN members_member m ON m.id = {_SHOWN_ID}"
    " JOIN members_contract c ON c.id = m.contract_id"
    f" LEFT JOIN LATERAL ({_HOME.format('m.id')}) own ON true"
    " LEFT JOIN LATERAL (SELECT id FROM members_member h WHERE h.contract_id = m.contract_id AND h.rank = 1 AND m.rank > 1 LIMIT 1) h ON true"
    f" LEFT JOIN LATERAL ({_HOME.format('h.id')}) home ON true WHERE found.id = ANY(%s)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A person as a row of the list needs it: only the fields named here are loaded. A beneficiary may have the holder's place."""

    member: Member
    postal_code: str
    town: str


def people(hits: Sequence[Hit]) -> dict[UUID, Found]:
    """The people found, by the id under which they were, in one statement. A merged file gives the one shown in its place."""
    found = {}
    today = timezone.localdate()
    for row in _rows(_PEOPLE, [*[today] * 4, [hit.member_id for hit in hits]]):
        found_id, *fields, postal_code, town = row
        member = Member.from_db("default", _MEMBER, fields[: len(_MEMBER)])
        member.contract = Contract.from_db("default", _CONTRACT, fields[len(_MEMBER) :])
        found[found_id] = Found(member, postal_code, town)
    return found


@dataclass(frozen=True, slots=True)
class _Neighbours:
    families: dict[str, list[str]]
    givens: dict[str, list[str]]


def _neighbours(words: set[str]) -> _Neighbours:
    """For each typed word the known names one typing error away, then those that sound alike, the word itself left out."""
    typed = sorted(words)
    sql = " UNION ALL ".join([_NEIGHBOURS_OF] * len(typed))
    rows = _rows(sql, [part for word in typed for part in (word, sorted(deletions(word)), word, phonetic_key(word))])
    found = _Neighbours({}, {})
    for word, key, is_family, is_given in sorted(rows, key=lambda row: not one_error_apart(row[0], row[1])):
        if key == word or not (one_error_apart(word, key) or phonetic_key(key) == phonetic_key(word)):
            continue
        if is_family:
            found.families.setdefault(word, []).append(key)
        if is_given:
            found.givens.setdefault(word, []).append(key)
    return found


# Two keys share a deletion when one error parts them, and sometimes otherwise: Python confirms.
_NEIGHBOURS_OF = (
    "(SELECT %s AS word, key, is_family, is_given FROM members_knownname WHERE deletions && %s::varchar[]"
    " UNION SELECT %s, key, is_family, is_given FROM members_knownname WHERE phonetic = %s)"
)


def _names_beginning(words: set[str]) -> list[str]:
    """Known family names that begin with one of the words, the word itself left out, shorter ones first."""
    conditions = [_begins("key", word) for word in sorted(words)]
    sql = " UNION ALL ".join(
        f"(SELECT key FROM members_knownname s WHERE is_family AND {condition} AND key <> %s ORDER BY length(key), key LIMIT {MAX_EXPANSIONS})"
        for condition, _ in conditions
    )
    params = [param for (_, params), word in zip(conditions, sorted(words), strict=True) for param in [*params, word]]
    return [row[0] for row in _rows(sql, params)]


def _begins(column: str, typed: str) -> tuple[str, list[Any]]:
    """A prefix as a range: under row-level security LIKE would lose its index. Keys hold letters and digits only, all below `{`."""
    return f"s.{column} >= %s AND s.{column} < %s", [typed, typed + "{"]


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _rows(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
