"""What a members' file changes in people who are already here: compared in Python, written by set-based statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from members.columns import COLUMNS, Row
from members.sealing import unseal
from members.staging import NULL, Batch, Builder, Stage

_TODAY = "(now() AT TIME ZONE 'Europe/Paris')::date"
IN_FORCE = f"kind = 'home' AND COALESCE(valid_from <= {_TODAY}, true) AND COALESCE(valid_until >= {_TODAY}, true)"

FILE_ROWS = """
SELECT m.number, m.rank::text, m.kinship, c.number, p.code, c.starts_on::text, COALESCE(c.ends_on::text, ''), c.status,
  m.covered_from::text, COALESCE(m.covered_until::text, ''), m.sex, m.birth_name, m.used_name, m.first_names,
  m.birth_date::text, COALESCE(m.died_on::text, ''), m.nir_sealed, m.regime, m.email,
  COALESCE(mobile.number, ''), COALESCE(home.number, ''), COALESCE(a.line1, ''), COALESCE(a.line2, ''),
  COALESCE(a.postal_code, ''), COALESCE(a.town, ''), COALESCE(a.insee_code, ''), COALESCE(a.country, ''),
  m.preferred_channel, m.language, m.id, c.id, mobile.id, home.id, a.id
FROM {people}
JOIN members_contract c ON c.mutual_id + 0 = m.mutual_id AND c.id = m.contract_id
JOIN members_product p ON p.mutual_id + 0 = c.mutual_id AND p.id = c.product_id
LEFT JOIN LATERAL (SELECT id, number FROM members_phone WHERE member_id = m.id AND kind = 'mobile' ORDER BY id LIMIT 1) mobile ON true
LEFT JOIN LATERAL (SELECT id, number FROM members_phone WHERE member_id = m.id AND kind = 'home' ORDER BY id LIMIT 1) home ON true
LEFT JOIN LATERAL (SELECT * FROM members_address WHERE member_id = m.id AND {in_force} ORDER BY valid_from DESC NULLS LAST, id LIMIT 1) a ON true
""".replace("{in_force}", IN_FORCE)
"""People as rows of a members' file, in the order of COLUMNS but for the NIR, which is sealed; then the ids of what they are made of."""

NIR = COLUMNS.index("nir")
_NAMES = tuple(COLUMNS.index(name) for name in ("birth_name", "used_name", "first_names", "birth_date", "postal_code"))
_LINE1, _COUNTRY = COLUMNS.index("address_line1"), COLUMNS.index("country")
_ADDRESS = slice(_LINE1, _COUNTRY + 1)
_PHONES = {"mobile": COLUMNS.index("phone_mobile"), "home": COLUMNS.index("phone_home")}

_UPDATE_MEMBERS = """
UPDATE members_member m SET kinship = s.kinship, contract_id = s.contract_id, covered_from = s.covered_from,
  covered_until = s.covered_until, sex = s.sex, birth_name = s.birth_name, used_name = s.used_name,
  first_names = s.first_names, birth_date = s.birth_date, died_on = s.died_on, regime = s.regime, email = s.email,
  nir_sealed = CASE WHEN m.nir_index = s.nir_index THEN m.nir_sealed ELSE s.nir_sealed END, nir_index = s.nir_index,
  preferred_channel = s.preferred_channel, language = s.language, import_digest = s.import_digest, updated_at = now()
FROM stage_member s WHERE m.mutual_id + 0 = %s AND m.id = s.id
"""


@dataclass(slots=True)
class Changes(Batch):
    """Lines of what changes. Phones and addresses begin with their id, or nothing for a new one; emptied ones are deleted."""

    periods: list[str] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Current:
    """A person as a file's row, with the ids of the rows that it is read from."""

    row: Row
    member_id: UUID
    contract_id: UUID
    phone_ids: dict[str, int | None]
    address_id: int | None


def current_of(record: tuple[Any, ...]) -> Current:
    """A record of FILE_ROWS with its NIR opened."""
    cells, (member_id, contract_id, mobile_id, home_id, address_id) = (
        list(record[: len(COLUMNS)]),
        record[len(COLUMNS) :],
    )
    sealed = cells[NIR]
    cells[NIR] = "" if sealed is None else unseal(sealed, member_id=member_id)
    return Current(tuple(cells), member_id, contract_id, {"mobile": mobile_id, "home": home_id}, address_id)


class Comparer:
    """Compares people with what the file says of them. Columns that the file does not have keep what is known."""

    def __init__(self, builder: Builder, present: Iterable[str]) -> None:
        self.builder = builder
        self._is_present = [column in frozenset(present) for column in COLUMNS]

    def merged(self, current: Row, row: Row) -> Row:
        merged = [new if present else old for present, new, old in zip(self._is_present, row, current, strict=True)]
        if merged[_LINE1] and not merged[_COUNTRY]:
            merged[_COUNTRY] = "FR"
        return tuple(merged)

    def add(self, changes: Changes, current: Current, row: Row, digest: bytes) -> bool:
        """Lines of what the row changes; False when it changes nothing."""
        old, new = current.row, self.merged(current.row, row)
        if old == new:
            return False
        member_id = current.member_id.hex
        contract_id = self.builder.contracts[new[3]]
        changes.member.append(self.builder.member_line(member_id, current.member_id.bytes, contract_id, new, digest))
        if contract_id != current.contract_id.hex:
            self._close_cover(changes, current, new)
        self._compare_phones(changes, current, new)
        if old[_ADDRESS] != new[_ADDRESS]:
            changes.address.append(_line(current.address_id, member_id, *(new[_ADDRESS])))
            changes.moved.add(contract_id)
        if any(old[place] != new[place] for place in _NAMES) or contract_id != current.contract_id.hex:
            self.builder.add_names(changes, member_id, contract_id, new)
        return True

    def _compare_phones(self, changes: Changes, current: Current, new: Row) -> None:
        for kind, place in _PHONES.items():
            if current.row[place] != new[place]:
                changes.phone.append(_line(current.phone_ids[kind], current.member_id.hex, new[place], kind))

    @staticmethod
    def _close_cover(changes: Changes, current: Current, new: Row) -> None:
        """The cover under the contract that is left stays on record, up to the day before the new one starts."""
        since, until = current.row[8], current.row[9]
        eve = date.fromordinal(date.fromisoformat(new[8]).toordinal() - 1).isoformat()
        ends_on = min(until, eve) if until else eve
        if ends_on >= since:
            changes.periods.append(_line(current.member_id.hex, current.contract_id.hex, since, ends_on))


def _line(*values: object) -> str:
    return "\t".join(NULL if value is None else str(value) for value in values)


def prepare(stage: Stage) -> None:
    """The temporary tables of changes, beside those of new rows."""
    stage.create("stage_phone_change", "SELECT id, member_id, number, kind FROM members_phone")
    stage.create(
        "stage_address_change",
        "SELECT id, member_id, line1, line2, postal_code, town, insee_code, country FROM members_address",
    )
    stage.create("stage_period", "SELECT member_id, contract_id, starts_on, ends_on FROM members_coverageperiod")
    stage.create("stage_moved", "SELECT id FROM members_contract")


def write_contracts(stage: Stage, changed: list[str]) -> None:
    """Contracts that the file describes otherwise than they are here."""
    if changed:
        stage.fill("stage_contract", changed)
        stage.run(
            "UPDATE members_contract c SET product_id = s.product_id, starts_on = s.starts_on, ends_on = s.ends_on, status = s.status"
            " FROM stage_contract s WHERE c.mutual_id + 0 = %s AND c.id = s.id",
            [stage.mutual_id],
        )


def write(stage: Stage, changes: Changes) -> None:
    """Write what changed; contracts were written before."""
    mutual_id, execute = stage.mutual_id, stage.run
    if changes.member:
        stage.fill("stage_member", changes.member)
        execute(_UPDATE_MEMBERS, [mutual_id])
    if changes.periods:
        stage.fill("stage_period", changes.periods)
        execute(
            "INSERT INTO members_coverageperiod (mutual_id, member_id, contract_id, starts_on, ends_on)"
            " SELECT %s, * FROM stage_period",
            [mutual_id],
        )
    if changes.searchname:
        stage.fill("stage_searchname", changes.searchname)
        execute(
            "DELETE FROM members_searchname n USING (SELECT DISTINCT member_id FROM stage_searchname) s"
            " WHERE n.mutual_id + 0 = %s AND n.member_id = s.member_id",
            [mutual_id],
        )
        stage.insert(Batch(searchname=changes.searchname))
    _write_contacts(stage, changes)


def _write_contacts(stage: Stage, changes: Changes) -> None:
    mutual_id, execute = stage.mutual_id, stage.run
    if changes.phone:
        stage.fill("stage_phone_change", changes.phone)
        # Replaced under their own id rather than updated: two numbers of a person may change places.
        execute(
            "DELETE FROM members_phone p USING stage_phone_change s WHERE p.mutual_id + 0 = %s AND p.id = s.id",
            [mutual_id],
        )
        execute(
            "INSERT INTO members_phone (id, mutual_id, member_id, number, kind, is_main)"
            " SELECT COALESCE(id, nextval(pg_get_serial_sequence('members_phone', 'id'))), %(m)s, member_id, number, kind,"
            " NOT EXISTS (SELECT FROM members_phone p WHERE p.mutual_id + 0 = %(m)s AND p.member_id = s.member_id AND p.is_main)"
            " FROM stage_phone_change s WHERE number <> '' ORDER BY kind = 'mobile' DESC"
            " ON CONFLICT (mutual_id, number, member_id) DO NOTHING",
            {"m": mutual_id},
        )
    if changes.address:
        stage.fill("stage_address_change", changes.address)
        execute(
            "DELETE FROM members_address a USING stage_address_change s WHERE a.mutual_id + 0 = %s AND a.id = s.id AND s.line1 = ''",
            [mutual_id],
        )
        execute(
            "UPDATE members_address a SET line1 = s.line1, line2 = s.line2, postal_code = s.postal_code, town = s.town,"
            " insee_code = s.insee_code, country = s.country FROM stage_address_change s"
            " WHERE a.mutual_id + 0 = %s AND a.id = s.id AND s.line1 <> ''",
            [mutual_id],
        )
        execute(
            "INSERT INTO members_address (mutual_id, member_id, kind, line1, line2, postal_code, town, insee_code, country)"
            " SELECT %s, member_id, 'home', line1, line2, postal_code, town, insee_code, country FROM stage_address_change"
            " WHERE id IS NULL AND line1 <> ''",
            [mutual_id],
        )


def settle_postcodes(stage: Stage, contracts: set[str]) -> None:
    """People without an address of their own are searched under their holder's postcode."""
    if not contracts:
        return
    stage.fill("stage_moved", sorted(contracts))
    stage.run(
        """
        UPDATE members_searchname n SET postal_code = home.postal_code
        FROM stage_moved v
        JOIN members_member m ON m.contract_id = v.id
        JOIN LATERAL (
          SELECT postal_code FROM members_member h JOIN members_address a ON a.member_id = h.id
          WHERE h.contract_id = v.id AND h.rank = 1 AND {in_force} ORDER BY valid_from DESC NULLS LAST, a.id LIMIT 1
        ) home ON true
        WHERE m.mutual_id + 0 = %(m)s AND n.mutual_id + 0 = %(m)s AND n.member_id = m.id AND n.postal_code <> home.postal_code
          AND NOT EXISTS (SELECT FROM members_address WHERE member_id = m.id AND {in_force})
        """.replace("{in_force}", IN_FORCE),
        {"m": stage.mutual_id},
    )
