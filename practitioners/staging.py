"""Set-based writing of an extraction: lines built in Python, COPY into temporary tables, one merge of each into the real ones.

The whole directory is compared in PostgreSQL: what is the same is not written, so that a second import of the same
file changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import psycopg
from django.db.models import Model

from practitioners.communes import CITIES, Commune, Communes
from practitioners.eligibility import RULE_VERSION, receives
from practitioners.enums import Odd
from practitioners.fields import FRANCE, Odds
from practitioners.identity import has_luhn_key, number_of
from practitioners.matching import place_identity, street_key
from practitioners.models import Activity, Place, Practitioner
from territory.phones import to_e164

NULL: Final = "\\N"
PERSON: Final = "national_id, title, sex, family_name, first_name"
PLACE: Final = "id, line, addition, postal_code, town, commune, department, country, latitude, longitude"
ACTIVITY: Final = (
    "id, practitioner_id, place_id, profession, skill, mode, sector, name, phone, phone2, fax, email, sex, department,"
    " latitude, longitude, receives"
)
_SEXES = {"M": "M", "MME": "F", "MLLE": "F"}
_REMEMBERED = 300_000


@dataclass(slots=True)
class Batch:
    """Lines to be written, by table."""

    person: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    activity: list[str] = field(default_factory=list)
    establishment: list[str] = field(default_factory=list)


class Builder:
    """Turns fields of the extraction into lines of the temporary tables; what was written lately is not written again.

    It runs for each of two million rows: every call, every copy of a text counts.
    """

    def __init__(self, communes: Communes, odds: Odds) -> None:
        self.communes, self.odds = communes, odds
        self._where = {one.insee_code: _where(one) for one in communes.by_code.values() if one.insee_code not in CITIES}
        self._people: set[int] = set()
        self._places: set[int] = set()
        self._establishments: set[int] = set()
        self._phones: dict[str, str] = {"": ""}
        self._receives: dict[tuple[str, str, str, str], str] = {}

    def add(self, batch: Batch, number: int, line: str, cells: Sequence[str]) -> bool:
        """False for a row that is left out; `odds` says why, and what was strange about the others."""
        person, profession = cells[2], cells[9]
        if not 0 < len(person) <= 20:
            self.odds.add(Odd.NOBODY, number)
            return False
        if not (profession.isascii() and profession.isdigit() and len(profession) < 5):
            self.odds.add(Odd.PROFESSION, number)
            return False
        row = number_of(f"{RULE_VERSION} {line.rstrip('|')}")
        if "  " in line or " |" in line or "| " in line:
            cells = [" ".join(cell.split()) for cell in cells]
        sex = _SEXES.get(cells[5], "")
        person_line = f"{person}\t{cells[3]}\t{sex}\t{cells[7]}\t{cells[8]}"
        if _is_new(hash(person_line), self._people):
            batch.person.append(person_line)
            if cells[0] == "8" and not has_luhn_key(cells[1]):
                self.odds.add(Odd.PERSON_KEY, number)
        name = cells[25] or cells[24]
        place, where = self._add_place(batch, number, name, cells)
        phone, phone2, fax = self._phones_of(cells, number)
        receives = self._receives_of(cells[11], cells[17], cells[48], cells[54]) if place and where.insee_code else "f"
        batch.activity.append(
            f"{row}\t{person}\t{place or NULL}\t{profession}\t{cells[15]}\t{cells[17]}\t{cells[48]}\t{name}"
            f"\t{phone}\t{phone2}\t{fax}\t{cells[43]}\t{sex}\t{where.text}\t{receives}"
        )
        return True

    def _add_place(self, batch: Batch, number: int, name: str, cells: Sequence[str]) -> tuple[int, "_Where"]:
        where = self._where.get(cells[36]) if cells[38] == FRANCE else None
        if where is None:
            where = self._sought(number, cells)
        siret, finess = cells[19], cells[21]
        street_number, again, way, street = cells[28], cells[29], cells[31] or cells[30], cells[32]
        house, key = street_key(street_number, again, way, street)
        identity = place_identity(
            commune=where.insee_code, number=house, way=key, name=name, finess=finess, siret=siret, structure=cells[23]
        )
        if not identity:
            self.odds.add(Odd.NOWHERE, number)
            return 0, where
        place = number_of(identity)
        written = " ".join(filter(None, (street_number, again, way, street)))
        addition = f"{cells[26]} {cells[27]}" if cells[26] and cells[27] else cells[26] or cells[27]
        place_line = (
            f"{place}\t{written}\t{addition}\t{cells[35]}\t{cells[34] or where.name or cells[37]}\t{where.insee_code}"
            f"\t{cells[39] if where is _ABROAD else ''}\t{where.text}"
        )
        if _is_new(hash(place_line), self._places):
            batch.place.append(place_line)
        if (siret or finess) and where.insee_code:
            self._add_establishments(batch, number, where.insee_code, place, (siret, finess))
        return place, where

    def _add_establishments(
        self, batch: Batch, number: int, insee_code: str, place: int, numbers: tuple[str, str]
    ) -> None:
        for establishment in filter(None, numbers):
            line = f"{insee_code}{establishment}\t{place}"
            if _is_new(hash(line), self._establishments):
                batch.establishment.append(line)
                if len(establishment) == 14 and not has_luhn_key(establishment):
                    self.odds.add(Odd.PLACE_KEY, number)

    def _sought(self, number: int, cells: Sequence[str]) -> "_Where":
        """Where a row lies whose code of the commune says too little: by its postcode and its name."""
        if cells[38] not in {"", FRANCE}:
            self.odds.add(Odd.ABROAD, number)
            return _ABROAD
        if not (cells[36] or cells[35] or cells[37]):
            return _NOWHERE
        commune = self.communes.named(cells[36], cells[35], cells[34] or cells[37])
        if commune is None:
            self.odds.add(Odd.COMMUNE, number)
            return _NOWHERE
        return self._where.setdefault(commune.insee_code, _where(commune))

    def _phones_of(self, cells: Sequence[str], number: int) -> list[str]:
        found = []
        for text in cells[40:43]:
            known = self._phones.get(text)
            if known is None:
                if len(self._phones) > _REMEMBERED:
                    self._phones = {"": ""}
                known = self._phones[text] = to_e164(text) or ""
            if text and not known:
                self.odds.add(Odd.TELEPHONE, number)
            found.append(known)
        return found

    def _receives_of(self, category: str, mode: str, sector: str, kind: str) -> str:
        asked = (category, mode, sector, kind)
        known = self._receives.get(asked)
        if known is None:
            opens = receives(category=category, mode=mode, sector=sector, kind=kind)
            known = self._receives[asked] = "t" if opens else "f"
        return known


class _Where(NamedTuple):
    """A commune as lines write it: `text` is department, latitude and longitude."""

    insee_code: str
    name: str
    text: str


_NOWHERE = _Where("", "", f"\t{NULL}\t{NULL}")
_ABROAD = _Where("", "", f"\t{NULL}\t{NULL}")


def _where(commune: Commune) -> _Where:
    position = f"{NULL}\t{NULL}" if commune.latitude is None else f"{commune.latitude}\t{commune.longitude}"
    return _Where(commune.insee_code, commune.name, f"{commune.department}\t{position}")


def _is_new(digest: int, known: set[int]) -> bool:
    """Whether it was not met lately; what is forgotten and met again is sorted out in PostgreSQL."""
    if digest in known:
        return False
    if len(known) > _REMEMBERED:
        known.clear()
    known.add(digest)
    return True


@dataclass(slots=True)
class Merged:
    """Rows that an import wrote, by table and by what happened to them; `twice` were in the file more than once."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    twice: int = 0

    @property
    def total(self) -> int:
        return sum((*self.created.values(), *self.changed.values(), *self.gone.values()))


def _latest(field: str, known: str) -> str:
    return f"(array_agg(f.{field} ORDER BY f.noted_at DESC) FILTER (WHERE f.{field} {known}))[1]"


_TOLD, _GIVEN = "<> ''", "IS NOT NULL"
_CARRIED = f"""
INSERT INTO practitioners_placefact AS known (place_id, access, phone, latitude, longitude, noted_by_id, noted_at, source)
SELECT s.one, COALESCE({_latest("access", _TOLD)}, ''), COALESCE({_latest("phone", _TOLD)}, ''),
       {_latest("latitude", _GIVEN)}, {_latest("longitude", _GIVEN)},
       {_latest("noted_by_id", _GIVEN)}, max(f.noted_at), {_latest("source", _GIVEN)}
  FROM stage_same s JOIN practitioners_placefact f ON f.place_id = s.place_id
 WHERE f.access <> '' OR f.phone <> '' OR f.latitude IS NOT NULL
 GROUP BY s.one
    ON CONFLICT (place_id) DO UPDATE
   SET access = COALESCE(NULLIF(known.access, ''), EXCLUDED.access),
       phone = COALESCE(NULLIF(known.phone, ''), EXCLUDED.phone),
       latitude = COALESCE(known.latitude, EXCLUDED.latitude),
       longitude = COALESCE(known.longitude, EXCLUDED.longitude)
"""
"""What was noted of a place that is another one now goes with it, where nothing was noted of that one. That it closed does not: an
establishment that moved is open."""


class Stage:
    """Temporary tables of one transaction, and their merge.

    Activities go into their table chunk by chunk, while the next chunk is being read; people and places, of which the file
    has several writings, wait for its end.
    """

    TABLES: Final = {
        "person": (Practitioner, PERSON),
        "place": (Place, PLACE),
        "activity": (Activity, ACTIVITY),
    }

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def prepare(self) -> None:
        for setting in ("statement_timeout = 0", "lock_timeout = '60s'", "idle_in_transaction_session_timeout = 0"):
            self.run(f"SET LOCAL {setting}")
        self.run("SET LOCAL work_mem = '128MB'")
        for name, (model, columns) in self.TABLES.items():
            self.create(
                f"stage_{name}", f"SELECT {_of_any_length(model, columns)} FROM {model._meta.db_table} WITH NO DATA"
            )
        self.create("stage_establishment", "SELECT ''::text AS establishment, 0::bigint AS place_id WITH NO DATA")
        self.create("stage_seen", "SELECT id, place_id, false AS is_new FROM practitioners_activity WITH NO DATA")

    def create(self, name: str, select: str) -> None:
        """A temporary table, in place of that of an import before in the same transaction."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {select}")

    def add(self, batch: Batch) -> None:
        with self.connection.cursor() as cursor:
            for name in ("person", "place", "establishment", "activity"):
                lines: Iterable[str] = getattr(batch, name)
                if lines:
                    with cursor.copy(f"COPY stage_{name} FROM STDIN") as copy:
                        copy.write(("\n".join(lines) + "\n").encode())
        self._insert_activities()

    def _insert_activities(self) -> None:
        """The rows of a chunk that are not there, and which rows the file has."""
        self._leave_out("activity", "practitioner_id")
        self.run(
            f"WITH new AS (INSERT INTO practitioners_activity ({ACTIVITY}, is_eligible)"
            f" SELECT {_cut(Activity, ACTIVITY)}, receives FROM stage_activity ORDER BY profession, latitude, longitude"
            " ON CONFLICT (id) DO NOTHING RETURNING id)"
            " INSERT INTO stage_seen SELECT s.id, s.place_id, n.id IS NOT NULL FROM stage_activity s LEFT JOIN new n USING (id)"
        )
        self.run("TRUNCATE stage_activity")

    def merge(self) -> Merged:
        """Bring the directory to what was staged. The same lines give the same directory, in whatever order they came."""
        for name in ("person", "place", "establishment", "seen"):
            self.run(f"ANALYZE stage_{name}")
        merged = Merged(twice=self._keep_seen())
        self._leave_out("person", "national_id")
        self._join_places()
        for name, key in (("person", "national_id"), ("place", "id")):
            self._merge(merged, name, key)
        self._merge_activities(merged)
        return merged

    def run(self, statement: str) -> int:
        """Rows that it touched. Planned anew each time: the tables were empty a moment ago."""
        return self.connection.execute(statement, prepare=False).rowcount

    def _keep_seen(self) -> int:
        """Each row once; how many times others of the same were there."""
        self.create("twice_seen", "SELECT id, min(ctid) AS first FROM stage_seen GROUP BY id HAVING count(*) > 1")
        return self.run("DELETE FROM stage_seen s USING twice_seen t WHERE s.id = t.id AND s.ctid <> t.first")

    def _leave_out(self, name: str, key: str) -> None:
        """Who objected or died is not taken in again, whatever the register says."""
        self.run(
            f"DELETE FROM stage_{name} WHERE {key} IN (SELECT national_id FROM practitioners_personfact"
            " WHERE objected_on IS NOT NULL OR died_on IS NOT NULL)"
        )

    def _join_places(self) -> None:
        """One establishment has one address: places that share its number are one, under the smallest of their ids.

        Two places may be joined through a third; each round carries the smallest id one step further.
        """
        self.create(
            "stage_shared",
            "SELECT establishment, place_id, place_id AS one"
            " FROM stage_establishment WHERE establishment IN (SELECT establishment FROM stage_establishment"
            " GROUP BY establishment HAVING count(*) > 1)",
        )
        while True:
            self.run("ANALYZE stage_shared")
            by_number = self._carry("establishment")
            if not self._carry("place_id") and not by_number:
                break
        self.create("stage_same", "SELECT DISTINCT place_id, one FROM stage_shared WHERE one <> place_id")
        self.run("UPDATE stage_seen a SET place_id = s.one FROM stage_same s WHERE a.place_id = s.place_id")
        self.run("DELETE FROM stage_place p USING stage_same s WHERE p.id = s.place_id")
        self.run(_CARRIED)
        self.run(
            "UPDATE practitioners_placefact f SET access = '', phone = '', latitude = NULL, longitude = NULL"
            " FROM stage_same s WHERE s.place_id = f.place_id"
        )

    def _carry(self, by: str) -> int:
        return self.run(
            f"UPDATE stage_shared s SET one = k.one FROM (SELECT {by}, min(one) AS one FROM stage_shared GROUP BY {by}) k"
            f" WHERE s.{by} = k.{by} AND s.one > k.one"
        )

    def _merge(self, merged: Merged, name: str, key: str) -> None:
        """Of several writings of one row the first one in the order of its columns counts."""
        model, columns = self.TABLES[name]
        table = model._meta.db_table
        names = [column for column in columns.split(", ") if column != key]
        self.create(
            f"kept_{name}",
            f"SELECT DISTINCT ON ({key}) {_cut(model, columns)} FROM stage_{name} ORDER BY {key}, {', '.join(names)}",
        )
        self.run(f"ANALYZE kept_{name}")
        merged.gone[name] = self.run(
            f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM kept_{name} s WHERE s.{key} = t.{key})"
        )
        merged.changed[name] = self.run(
            f"UPDATE {table} t SET {', '.join(f'{column} = s.{column}' for column in names)} FROM kept_{name} s"
            f" WHERE s.{key} = t.{key} AND ({_each('s', names)}) IS DISTINCT FROM ({_each('t', names)})"
        )
        merged.created[name] = self.run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{name} s"
            f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = s.{key})"
        )

    def _merge_activities(self, merged: Merged) -> None:
        merged.gone["activity"] = self.run(
            "DELETE FROM practitioners_activity t WHERE NOT EXISTS (SELECT FROM stage_seen s WHERE s.id = t.id)"
        )
        # The row is the same, yet another row may have told that its place is another one's.
        moved = (
            "UPDATE practitioners_activity t SET place_id = s.place_id FROM stage_seen s"
            " WHERE s.id = t.id AND s.place_id IS DISTINCT FROM t.place_id AND s.is_new"
        )
        self.run(moved)
        merged.changed["activity"] = self.run(f"{moved} IS FALSE")
        merged.created["activity"] = self.run("SELECT FROM stage_seen WHERE is_new")


def _of_any_length(model: type[Model], columns: str) -> str:
    """Columns of a temporary table like MODEL's, whose texts may be longer."""
    return ", ".join(f"{name}::text" if _longest(model, name) else name for name in columns.split(", "))


def _cut(model: type[Model], columns: str) -> str:
    """The same columns, no longer than MODEL's."""
    names = [(name, _longest(model, name)) for name in columns.split(", ")]
    return ", ".join(f"left({name}, {longest}) AS {name}" if longest else name for name, longest in names)


def _longest(model: type[Model], column: str) -> int | None:
    """Letters of a column that is no key; keys are too long or not before they come here."""
    found = next(one for one in model._meta.concrete_fields if one.column == column)
    return None if found.primary_key or found.is_relation else found.max_length


def _each(table: str, names: Iterable[str]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)
