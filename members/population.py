"""Load data: invented households written as members of a mutual, by the very path that an imported file takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from django.db import connection, transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from members.columns import Row
from members.enums import Channel, ConsentPurpose, ContractStatus, Regime
from members.invention import Household, Person, household
from members.models import Product
from members.sealing import row_digester
from members.staging import Batch, Builder, Stage, bulk_work, row_text

PRODUCTS = (("ESS", "Essentielle", 1), ("CONF", "Confort", 3), ("PREM", "Premium", 5))
SHARES = {1: (100,), 2: (70, 30), 3: (60, 30, 10)}
"""Percent of the people in each mutual, by the number of mutuals."""

_HOUSEHOLDS_A_CHUNK = 3_000
_LOCAL_SCHEME = ("57", "67", "68")
_EARLIEST = date(2004, 1, 1).toordinal()
_DAYS = date(2025, 12, 1).toordinal() - _EARLIEST
_CHANNELS = ("", "", "", Channel.EMAIL.value, Channel.PHONE.value, Channel.SMS.value, Channel.LETTER.value)


@dataclass(frozen=True, slots=True)
class Share:
    """Households of one mutual, by their index, to be written in one transaction; at most `people` of their members."""

    mutual_id: int
    seed: int
    first: int
    households: int
    people: int


def ensure_products(mutual: Mutual) -> None:
    """The products that invented contracts are of."""
    with within_mutuals([mutual.pk]), transaction.atomic():
        for code, name, level in PRODUCTS:
            Product.objects.get_or_create(mutual=mutual, code=code, defaults={"name": name, "level": level})


def populate(share: Share) -> int:
    """Write the share, and return how many people that made. Households whose numbers are taken are left out."""
    with bulk_work(), within_mutuals([share.mutual_id]), transaction.atomic():
        connection.ensure_connection()
        raw: psycopg.Connection[Any] = connection.connection
        return _Population(Stage(raw, share.mutual_id), share).write()


def row_of(home: Household, person: Person, index: int) -> Row:
    """The person as a row of a members' file. What the household does not say follows from its index."""
    starts_on = date.fromordinal(_EARLIEST + index * 7_919 % _DAYS)
    is_ended = index % 37 == 5
    status = (
        ContractStatus.ENDED if is_ended else ContractStatus.SUSPENDED if index % 113 == 7 else ContractStatus.ACTIVE
    )
    ends_on = date.fromordinal(starts_on.toordinal() + 400).isoformat() if is_ended else ""
    since = max(starts_on, person.birth_date)
    until = ends_on if is_ended and since.isoformat() <= ends_on else ""
    is_holder = person.rank == 1
    postal_code = home.postal_code
    address = (home.street, "", postal_code, home.commune, home.insee_code, "FR") if is_holder else ("",) * 6
    return (
        home.number,
        str(person.rank),
        person.kinship,
        home.contract_number,
        PRODUCTS[index % len(PRODUCTS)][0],
        starts_on.isoformat(),
        ends_on,
        status.value,
        since.isoformat(),
        until,
        person.sex,
        person.birth_name,
        person.used_name,
        person.first_names,
        person.birth_date.isoformat(),
        "",
        person.nir.body + person.nir.key,
        (Regime.ALSACE_MOSELLE if postal_code.startswith(_LOCAL_SCHEME) else Regime.GENERAL).value,
        person.email,
        person.mobile,
        home.home_phone if is_holder else "",
        *address,
        _CHANNELS[index % len(_CHANNELS)] if is_holder else "",
        "fr",
    )


class _Population:
    """One share on its way in."""

    def __init__(self, stage: Stage, share: Share) -> None:
        self.stage, self.share = stage, share
        products = dict(Product.objects.values_list("code", "pk"))
        self.builder = Builder(mutual_id=share.mutual_id, products=products)
        self.digest = row_digester(share.mutual_id)

    def write(self) -> int:
        self.stage.prepare()
        self.stage.create("stage_consent", "SELECT member_id, channel, purpose, is_given FROM members_consent")
        people = 0
        for homes in self._chunks():
            people += self._write_chunk(homes, self.share.people - people)
            if people >= self.share.people:
                break
        self.stage.add_names(self.builder.lexicon)
        return people

    def _chunks(self) -> Iterator[list[tuple[int, Household]]]:
        first, last = self.share.first, self.share.first + self.share.households
        for start in range(first, last, _HOUSEHOLDS_A_CHUNK):
            indexes = range(start, min(start + _HOUSEHOLDS_A_CHUNK, last))
            homes = [(index, household(self.share.seed, index)) for index in indexes]
            taken = self._taken(homes)
            yield [(index, home) for index, home in homes if home.number not in taken]

    def _taken(self, homes: list[tuple[int, Household]]) -> set[str]:
        found = self.stage.run(
            # LATERAL with LIMIT is a look-up a number; EXISTS would read the whole mutual for each chunk.
            "SELECT k.number FROM unnest(%s::text[], %s::text[]) k (number, contract_number)"
            " LEFT JOIN LATERAL (SELECT true AS here FROM members_member"
            " WHERE mutual_id + 0 = %s AND number = k.number LIMIT 1) m ON true"
            " LEFT JOIN LATERAL (SELECT true AS here FROM members_contract"
            " WHERE mutual_id + 0 = %s AND number = k.contract_number LIMIT 1) c ON true"
            " WHERE m.here OR c.here",
            [
                [home.number for _, home in homes],
                [home.contract_number for _, home in homes],
                self.share.mutual_id,
                self.share.mutual_id,
            ],
        )
        return {number for (number,) in found}

    def _write_chunk(self, homes: list[tuple[int, Household]], wanted: int) -> int:
        batch, consents, people = Batch(), [], 0
        for index, home in homes:
            for person in home.members:
                if people == wanted:
                    break
                people += 1
                row = row_of(home, person, index)
                self.builder.add(batch, row, self.digest(row_text(row)))
                if person.email and index % 4 == 0:
                    member_id = batch.member[-1].partition("\t")[0]
                    consents.append(
                        f"{member_id}\temail\t{ConsentPurpose.PREVENTION.value}\t{'t' if index % 3 else 'f'}"
                    )
        self.stage.insert(batch)
        if consents:
            self.stage.fill("stage_consent", consents)
            self.stage.run(
                "INSERT INTO members_consent (mutual_id, member_id, channel, purpose, is_given)"
                " SELECT %s, * FROM stage_consent",
                [self.share.mutual_id],
            )
        return people
