"""Set-based writing of members: lines built in Python, COPY into temporary tables, INSERT … SELECT into the real ones.

Row-level security refuses COPY into its tables, and one statement a chunk is what makes a million rows quick. Values are
canonical (see `columns`): no line needs escaping.
"""

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
import uuid_utils

from members.columns import COLUMNS, Row
from members.names import family_keys, given_key, phonetic_key
from members.sealing import nir_sealer
from territory.names import deletions

NULL: Final = "\\N"
TABLES: Final = {
    "contract": "id, number, product_id, starts_on, ends_on, status",
    "member": "id, number, rank, kinship, contract_id, covered_from, covered_until, sex, birth_name, used_name, first_names,"
    " birth_date, died_on, nir_sealed, nir_index, regime, email, preferred_channel, language, import_digest",
    "phone": "number, member_id, kind, is_main",
    "address": "member_id, kind, line1, line2, postal_code, town, insee_code, country",
    "searchname": "family_key, given_key, birth_date, postal_code, member_id",
}
"""Columns of each table that a line gives, in order; every row is of the import's own mutual. Parents come first."""

SWITCH_SECONDS = 0.000_2
_REMEMBERED = 200_000


@dataclass(slots=True)
class Batch:
    """Lines to be written, by table."""

    contract: list[str] = field(default_factory=list)
    member: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    searchname: list[str] = field(default_factory=list)
    # Contracts some of whose people have no address of their own: their searchable postcode is the holder's.
    homeless: set[str] = field(default_factory=set)


class Lexicon:
    """Distinct name keys met, with the keys of each writing remembered: few names, many people."""

    def __init__(self) -> None:
        self.family: set[str] = set()
        self.given: set[str] = set()
        self._families: dict[tuple[str, str], tuple[str, ...]] = {}
        self._given: dict[str, str] = {}

    def family_keys(self, birth_name: str, used_name: str) -> tuple[str, ...]:
        pair = (birth_name, used_name)
        keys = self._families.get(pair)
        if keys is None:
            if len(self._families) > _REMEMBERED:
                self._families.clear()
            keys = self._families[pair] = family_keys(birth_name, used_name)
            self.family.update(keys)
        return keys

    def given_key(self, first_names: str) -> str:
        key = self._given.get(first_names)
        if key is None:
            if len(self._given) > _REMEMBERED:
                self._given.clear()
            key = self._given[first_names] = given_key(first_names)
            self.given.add(key)
        return key


class Builder:
    """Turns canonical rows of one mutual into lines of the tables."""

    def __init__(self, *, mutual_id: int, products: dict[str, int]) -> None:
        self.products = products
        self.lexicon = Lexicon()
        self.contracts: dict[str, str] = {}
        """Id of every contract met, by number."""
        self._seal = nir_sealer(mutual_id)
        self._homes: dict[str, str] = {}

    def contract_line(self, contract_id: str, row: Row) -> str:
        _, _, _, number, product, starts_on, ends_on, status, *_ = row
        return f"{contract_id}\t{number}\t{self.products[product]}\t{starts_on}\t{ends_on or NULL}\t{status}"

    def add(self, batch: Batch, row: Row, digest: bytes) -> None:
        """Lines of a new person, and of the contract when it is met for the first time."""
        contract_id = self.contracts.get(row[3]) or self.add_contract(batch, row)
        member = uuid_utils.uuid7()
        batch.member.append(self.member_line(member.hex, member.bytes, contract_id, row, digest))
        self.add_contacts(batch, member.hex, row)
        self.add_names(batch, member.hex, contract_id, row)

    def add_contract(self, batch: Batch, row: Row) -> str:
        contract_id = self.contracts[row[3]] = uuid_utils.uuid7().hex
        batch.contract.append(self.contract_line(contract_id, row))
        return contract_id

    def member_line(self, member_id: str, aad: bytes, contract_id: str, row: Row, digest: bytes) -> str:
        (number, rank, kinship, _, _, _, _, _, since, until, sex, birth_name, used_name, first_names, born, died, nir, regime,
         email, _, _, _, _, _, _, _, _, channel, language) = row  # fmt: skip
        sealed = index = NULL
        if nir:
            ciphertext, blind = self._seal(nir, aad)
            sealed, index = "\\\\x" + ciphertext.hex(), "\\\\x" + blind.hex()
        return (
            f"{member_id}\t{number}\t{rank}\t{kinship}\t{contract_id}\t{since}\t{until or NULL}\t{sex}\t{birth_name}\t{used_name}"
            f"\t{first_names}\t{born}\t{died or NULL}\t{sealed}\t{index}\t{regime}\t{email}\t{channel}\t{language}"
            f"\t\\\\x{digest.hex()}"
        )

    def add_contacts(self, batch: Batch, member_id: str, row: Row) -> None:
        mobile, home, line1, line2, postal_code, town, insee_code, country = row[19:27]
        if mobile:
            batch.phone.append(f"{mobile}\t{member_id}\tmobile\tt")
        if home and home != mobile:
            batch.phone.append(f"{home}\t{member_id}\thome\t{'f' if mobile else 't'}")
        if line1:
            batch.address.append(f"{member_id}\thome\t{line1}\t{line2}\t{postal_code}\t{town}\t{insee_code}\t{country}")

    def add_names(self, batch: Batch, member_id: str, contract_id: str, row: Row) -> None:
        postal_code = row[23]
        if row[1] == "1":
            self._homes[contract_id] = postal_code
            if len(self._homes) > _REMEMBERED:
                self._homes.clear()
        elif not postal_code:
            postal_code = self._homes.get(contract_id, "")
            if not postal_code:
                batch.homeless.add(contract_id)
        given = self.lexicon.given_key(row[13])
        rest = f"\t{given}\t{row[14]}\t{postal_code}\t{member_id}"
        for key in self.lexicon.family_keys(row[11], row[12]):
            batch.searchname.append(key + rest)


def row_text(row: Row) -> str:
    """The row as its digest is taken."""
    return "\x1f".join(row)


@contextmanager
def bulk_work() -> Iterator[None]:
    """Python set up for millions of rows read by one thread and written by another.

    Rows make no cycles, and their collector would walk through all of them again and again. A thread that PostgreSQL has
    answered gets its turn at once: with the usual five milliseconds the server would wait more than it works.
    """
    was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()


class Stage:
    """Temporary tables of one transaction, and the statements that empty them into the real ones."""

    def __init__(self, connection: psycopg.Connection[Any], mutual_id: int) -> None:
        self.connection = connection
        self.mutual_id = mutual_id

    def prepare(self) -> None:
        """Once a transaction. References are checked chunk after chunk: a queue of millions would fill the memory."""
        execute = self.connection.execute
        execute("SET LOCAL statement_timeout = 0")
        execute("SET LOCAL lock_timeout = '60s'")
        execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        execute("SET LOCAL work_mem = '64MB'")
        # Plans are made while the tables may still be empty, and kept while millions of rows come in.
        execute("SET LOCAL enable_seqscan = off")
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, columns in TABLES.items():
            self.create(f"stage_{table}", f"SELECT {columns} FROM members_{table}")  # noqa: S608  our own names

    def create(self, name: str, like: str) -> None:
        self.connection.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ON COMMIT DROP AS {like} WITH NO DATA")

    def fill(self, name: str, lines: Iterable[str]) -> None:
        """Replace what a temporary table holds."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {name}")
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                copy.write("\n".join(lines).encode())

    def run(self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> psycopg.Cursor[Any]:
        """Planned anew each time: a plan kept from when a table was empty takes hours when it is full.

        Conditions on the mutual are written `mutual_id + 0`: beside row-level security's own, an indexable one is counted twice,
        and in a table without statistics every look-up would then read the whole mutual by an index that begins with it.
        """
        return self.connection.execute(query, params, prepare=False)

    def insert(self, batch: Batch) -> None:
        """Write new rows. Names and telephones go in the order of their index, so that neighbours meet on the same page."""
        batch.searchname.sort()
        batch.phone.sort()
        for table, columns in TABLES.items():
            lines = getattr(batch, table)
            if lines:
                self.fill(f"stage_{table}", lines)
                self.run(
                    f"INSERT INTO members_{table} (mutual_id, {columns}) SELECT %s, {columns} FROM stage_{table}",  # noqa: S608
                    [self.mutual_id],
                )

    def add_names(self, lexicon: Lexicon) -> None:
        """Names met, that typing errors will be looked for in. In their order: two imports at once wait for each other."""
        keys = sorted(lexicon.family | lexicon.given)
        if not keys:
            return
        self.create("stage_name", "SELECT key, is_family, is_given FROM members_knownname")
        self.fill(
            "stage_name", (f"{key}\t{_flag(key in lexicon.family)}\t{_flag(key in lexicon.given)}" for key in keys)
        )
        self.run(
            "UPDATE members_knownname k SET is_family = k.is_family OR s.is_family, is_given = k.is_given OR s.is_given"
            " FROM stage_name s WHERE k.key = s.key AND (s.is_family > k.is_family OR s.is_given > k.is_given)"
        )
        missing = self.run(
            "SELECT key, is_family, is_given FROM stage_name s"
            " WHERE NOT EXISTS (SELECT FROM members_knownname k WHERE k.key = s.key) ORDER BY key"
        ).fetchall()
        self.create("stage_known", "SELECT key, is_family, is_given, phonetic, deletions FROM members_knownname")
        self.fill("stage_known", (_known(*name) for name in missing))
        self.run(
            "INSERT INTO members_knownname SELECT * FROM stage_known ORDER BY key ON CONFLICT (key) DO UPDATE"
            " SET is_family = members_knownname.is_family OR excluded.is_family,"
            " is_given = members_knownname.is_given OR excluded.is_given"
        )


def _flag(value: object) -> str:
    return "t" if value else "f"


def _known(key: str, is_family: object, is_given: object) -> str:
    # Quoted, since the deletion of a single letter leaves nothing.
    forms = ",".join(f'"{form}"' for form in deletions(key))
    return f"{key}\t{_flag(is_family)}\t{_flag(is_given)}\t{phonetic_key(key)}\t{{{forms}}}"


assert len(COLUMNS) == 29  # noqa: S101  the rows are taken apart by place above
