"""Members for tests, inside the scope of their mutual. Nothing surprising is filled in; what a test depends on, it says."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import Mutual
from members.models import Address, Contract, KnownName, Member, Phone, Product, SearchName
from members.names import family_keys, given_key, phonetic_key
from territory.names import deletions

_numbers = count(100_001)


def product(mutual: Mutual, **fields: Any) -> Product:
    return Product.objects.create(
        mutual=mutual, **{"code": f"P{next(_numbers)}", "name": "Équilibre 300", "level": 3, **fields}
    )


def contract(mutual: Mutual, **fields: Any) -> Contract:
    defaults = {"number": f"C{next(_numbers)}", "starts_on": date(2020, 1, 1)}
    if "product" not in fields:
        fields["product"] = product(mutual)
    return Contract.objects.create(mutual=mutual, **{**defaults, **fields})


def member(
    mutual: Mutual, *, postal_code: str = "34500", town: str = "Béziers", phone: str = "", **fields: Any
) -> Member:
    """A holder living in Béziers unless told otherwise, findable by name; `phone` in E.164."""
    defaults = {
        "number": str(next(_numbers)),
        "covered_from": date(2020, 1, 1),
        "sex": "F",
        "birth_name": "Marchandeau",
        "first_names": "Hélène",
        "birth_date": date(1958, 3, 14),
    }
    given = {**defaults, **fields}
    given.setdefault("used_name", given["birth_name"])
    if "contract" not in given:
        given["contract"] = contract(mutual)
    made = Member.objects.create(mutual=mutual, **given)
    if postal_code:
        Address.objects.create(
            mutual=mutual, member=made, line1="3 rue des Tanneurs", postal_code=postal_code, town=town
        )
    if phone:
        Phone.objects.create(mutual=mutual, member=made, number=phone, is_main=True)
    make_findable(made, postal_code)
    return made


def make_findable(made: Member, postal_code: str) -> None:
    """The searchable writings and lexicon entries that an import would have written."""
    given = given_key(made.first_names)
    for family in family_keys(made.birth_name, made.used_name):
        SearchName.objects.create(
            mutual=made.mutual,
            member=made,
            family_key=family,
            given_key=given,
            birth_date=made.birth_date,
            postal_code=postal_code,
        )
        known_name(family, is_family=True)
    known_name(given, is_given=True)


def known_name(key: str, **kinds: bool) -> None:
    defaults = {"phonetic": phonetic_key(key), "deletions": sorted(deletions(key))}
    KnownName.objects.update_or_create(key=key, defaults=kinds, create_defaults={**defaults, **kinds})
