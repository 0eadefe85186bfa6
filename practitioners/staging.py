"""Set-based writing of an extraction: lines built in Python, COPY into temporary tables, one merge of each into the real ones.

The whole directory is compared in PostgreSQL by digests: what is the same is not written, so that a second import of the same
file changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from practitioners.communes import Commune, Communes
from practitioners.eligibility import RULE_VERSION, receives
from practitioners.enums import Odd
from practitioners.fields import FRANCE, Odds
from practitioners.identity import has_luhn_key, number_of
from practitioners.matching import place_identity, street_key
from territory.phones import to_e164

NULL: Final = "\\N"
PERSON: Final = "national_id, title, sex, family_name, first_name, digest"
PLACE: Final = "id, line, addition, postal_code, town, commune, department, country, latitude, longitude, digest"
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
    """Turns fields of the extraction into lines of the temporary tables; what was written lately is not written again."""

    def __init__(self, communes: Communes, odds: Odds) -> None:
        self.communes, self.odds = communes, odds
        self._people: set[int] = set()
        self._places: set[int] = set()
        self._establishments: set[int] = set()
        self._phones: dict[str, str] = {"": ""}

    def add(self, batch: Batch, number: int, line: str, cells: Sequence[str]) -> bool:
        """False for a row that is left out; `odds` says why, and what was strange about the others."""
        person, profession = cells[2], cells[9]
        if not person or not profession.isdigit():
            self.odds.add(Odd.PROFESSION if person else Odd.NOBODY, number)
            return False
        if "\\" in line or "\t" in line:
            cells = [cell.replace("\\", "/").replace("\t", " ") for cell in cells]
        row = number_of(f"{RULE_VERSION} {line.rstrip('|')}")
        sex = _SEXES.get(cells[5], "")
        self._add_person(batch, number, person, sex, cells)
        place, commune = self._add_place(batch, number, cells)
        opens = receives(category=cells[11], mode=cells[17], sector=cells[48], kind=cells[54])
        phones = "\t".join(self._phone(text, number) for text in cells[40:43])
        where = f"{commune.department}\t{_degrees(commune)}" if commune else f"\t{NULL}\t{NULL}"
        batch.activity.append(
            f"{row}\t{person}\t{place or NULL}\t{profession}\t{cells[15]}\t{cells[17]}\t{cells[48]}"
            f"\t{_words(cells[25] or cells[24])}\t{phones}\t{cells[43][:160]}\t{sex}\t{where}"
            f"\t{'t' if opens and place and commune else 'f'}\t{number}"
        )
        return True

    def _add_person(self, batch: Batch, number: int, person: str, sex: str, cells: Sequence[str]) -> None:
        line = f"{person}\t{cells[3]}\t{sex}\t{_words(cells[7])}\t{_words(cells[8])}"
        digest = number_of(line)
        if not _is_new(digest, self._people):
            return
        batch.person.append(f"{line}\t{digest}")
        if cells[0] == "8" and not has_luhn_key(cells[1]):
            self.odds.add(Odd.PERSON_KEY, number)

    def _add_place(self, batch: Batch, number: int, cells: Sequence[str]) -> tuple[int, Commune | None]:
        commune = self._commune(number, cells)
        siret, finess = cells[19], cells[21]
        house, way = street_key(cells[28], cells[29], cells[31] or cells[30], cells[32])
        identity = place_identity(
            commune=commune.insee_code if commune else "",
            number=house,
            way=way,
            name=cells[25] or cells[24],
            finess=finess,
            siret=siret,
            structure=cells[23],
        )
        if not identity:
            self.odds.add(Odd.NOWHERE, number)
            return 0, commune
        place = number_of(identity)
        self._add_line(batch, place, commune, cells)
        for establishment in (siret, finess):
            if establishment and commune:
                self._add_establishment(batch, f"{commune.insee_code}{establishment}", place, number)
        return place, commune

    def _add_line(self, batch: Batch, place: int, commune: Commune | None, cells: Sequence[str]) -> None:
        street = _words(" ".join(filter(None, (cells[28], cells[29], cells[31] or cells[30], cells[32]))))
        addition = _words(" ".join(filter(None, cells[26:28])))
        town = _words(cells[34]) or (commune.name if commune else _words(cells[37]))
        line = (
            f"{place}\t{street}\t{addition}\t{cells[35][:10]}\t{town[:80]}\t{commune.insee_code if commune else ''}"
            f"\t{commune.department if commune else ''}\t{'' if cells[38] in {'', FRANCE} else _words(cells[39])[:60]}"
            f"\t{_degrees(commune)}"
        )
        digest = number_of(line)
        if _is_new(digest, self._places):
            batch.place.append(f"{line}\t{digest}")

    def _add_establishment(self, batch: Batch, establishment: str, place: int, number: int) -> None:
        pair = hash((establishment, place))
        if _is_new(pair, self._establishments):
            batch.establishment.append(f"{establishment}\t{place}")
            if len(establishment) == 19 and not has_luhn_key(establishment[5:]):
                self.odds.add(Odd.PLACE_KEY, number)

    def _commune(self, number: int, cells: Sequence[str]) -> Commune | None:
        if cells[38] not in {"", FRANCE}:
            self.odds.add(Odd.ABROAD, number)
            return None
        if not (cells[36] or cells[35] or cells[37]):
            return None
        commune = self.communes.named(cells[36], cells[35], cells[34] or cells[37])
        if commune is None:
            self.odds.add(Odd.COMMUNE, number)
        return commune

    def _phone(self, text: str, number: int) -> str:
        known = self._phones.get(text)
        if known is None:
            if len(self._phones) > _REMEMBERED:
                self._phones = {"": ""}
            known = self._phones[text] = to_e164(text) or ""
        if not known and text:
            self.odds.add(Odd.TELEPHONE, number)
        return known


def _is_new(digest: int, known: set[int]) -> bool:
    """Whether it was not met lately; what is forgotten and met again is sorted out in PostgreSQL."""
    if digest in known:
        return False
    if len(known) > _REMEMBERED:
        known.clear()
    known.add(digest)
    return True


def _degrees(commune: Commune | None) -> str:
    if commune is None or commune.latitude is None:
        return f"{NULL}\t{NULL}"
    return f"{commune.latitude}\t{commune.longitude}"


def _words(text: str) -> str:
    """The text with single spaces, no longer than its column."""
    return " ".join(text.split())[:160] if "  " in text or text[:1] == " " or text[-1:] == " " else text[:160]


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


class Stage:
    """Temporary tables of one transaction, and their merge."""

    TABLES: Final = {
        "person": f"SELECT {PERSON} FROM practitioners_practitioner",
        "place": f"SELECT {PLACE} FROM practitioners_place",
        "activity": f"SELECT {ACTIVITY}, 0 AS line_number FROM practitioners_activity",
        "establishment": "SELECT ''::text AS establishment, 0::bigint AS place_id",
    }

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def prepare(self) -> None:
        execute = self.connection.execute
        for setting in ("statement_timeout = 0", "lock_timeout = '60s'", "idle_in_transaction_session_timeout = 0"):
            execute(f"SET LOCAL {setting}")
        execute("SET LOCAL work_mem = '128MB'")
        for name, like in self.TABLES.items():
            self.create(f"stage_{name}", f"{like} WITH NO DATA")

    def create(self, name: str, select: str) -> None:
        """A temporary table, in place of that of an import before in the same transaction."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.run(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {select}")

    def add(self, batch: Batch) -> None:
        with self.connection.cursor() as cursor:
            for name in self.TABLES:
                lines: Iterable[str] = getattr(batch, name)
                if lines:
                    with cursor.copy(f"COPY stage_{name} FROM STDIN") as copy:
                        copy.write(("\n".join(lines) + "\n").encode())

    def merge(self) -> Merged:
        """Bring the directory to what was staged. The same lines give the same directory, in whatever order they came."""
        for name in self.TABLES:
            self.run(f"ANALYZE stage_{name}")
        self._keep_one("person", "national_id", by="digest")
        self._keep_one("place", "id", by="digest")
        twice = self._keep_one("activity", "id", by="line_number")
        self._leave_out()
        self._join_places()
        merged = Merged(twice=twice)
        for name, table, key, columns in (
            ("person", "practitioners_practitioner", "national_id", PERSON),
            ("place", "practitioners_place", "id", PLACE),
        ):
            self._merge_by_digest(merged, name, table, key, columns)
        self._merge_activities(merged)
        return merged

    def run(self, statement: str, params: Sequence[Any] = ()) -> int:
        """Rows that it touched. Planned anew each time: the tables were empty a moment ago."""
        return self.connection.execute(statement, params or None, prepare=False).rowcount

    def _keep_one(self, name: str, key: str, *, by: str) -> int:
        """Of several writings of one row the first BY a column, whatever their order; returns how many went."""
        self.create(f"twice_{name}", f"SELECT {key} FROM stage_{name} GROUP BY {key} HAVING count(*) > 1")
        self.create(
            f"kept_{name}",
            f"SELECT DISTINCT ON ({key}) s.* FROM stage_{name} s JOIN twice_{name} USING ({key}) ORDER BY {key}, {by}",
        )
        gone = self.run(f"DELETE FROM stage_{name} s USING twice_{name} t WHERE s.{key} = t.{key}")
        return gone - self.run(f"INSERT INTO stage_{name} SELECT * FROM kept_{name}")

    def _leave_out(self) -> None:
        """Who objected or died is not taken in again, whatever the register says."""
        for name, key in (("person", "national_id"), ("activity", "practitioner_id")):
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
        self.run("UPDATE stage_activity a SET place_id = s.one FROM stage_same s WHERE a.place_id = s.place_id")
        self.run("DELETE FROM stage_place p USING stage_same s WHERE p.id = s.place_id")

    def _carry(self, by: str) -> int:
        return self.run(
            f"UPDATE stage_shared s SET one = k.one FROM (SELECT {by}, min(one) AS one FROM stage_shared GROUP BY {by}) k"
            f" WHERE s.{by} = k.{by} AND s.one > k.one"
        )

    def _merge_by_digest(self, merged: Merged, name: str, table: str, key: str, columns: str) -> None:
        names = [column for column in columns.split(", ") if column != key]
        merged.gone[name] = self.run(
            f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM stage_{name} s WHERE s.{key} = t.{key})"
        )
        merged.changed[name] = self.run(
            f"UPDATE {table} t SET {', '.join(f'{column} = s.{column}' for column in names)}"
            f" FROM stage_{name} s WHERE s.{key} = t.{key} AND s.digest <> t.digest"
        )
        merged.created[name] = self.run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM stage_{name} s"
            f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = s.{key})"
        )

    def _merge_activities(self, merged: Merged) -> None:
        merged.gone["activity"] = self.run(
            "DELETE FROM practitioners_activity t WHERE NOT EXISTS (SELECT FROM stage_activity s WHERE s.id = t.id)"
        )
        # The row is the same, yet another row may have told that its place is another one's.
        merged.changed["activity"] = self.run(
            "UPDATE practitioners_activity t SET place_id = s.place_id FROM stage_activity s"
            " WHERE s.id = t.id AND s.place_id IS DISTINCT FROM t.place_id"
        )
        merged.created["activity"] = self.run(
            f"INSERT INTO practitioners_activity ({ACTIVITY}, is_eligible) SELECT {ACTIVITY}, receives"
            " FROM stage_activity s WHERE NOT EXISTS (SELECT FROM practitioners_activity t WHERE t.id = s.id)"
            " ORDER BY profession, latitude, longitude"
        )
