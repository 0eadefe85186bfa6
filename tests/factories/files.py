"""Members' files for tests: a person that is right in every cell, and what a test says otherwise."""

import io
from typing import Any

from members.columns import COLUMNS

PERSON = {
    "member_number": "10234567",
    "rank": "1",
    "kinship": "holder",
    "contract_number": "C-1",
    "product_code": "CONF",
    "contract_starts_on": "2020-01-01",
    "covered_from": "2020-01-01",
    "sex": "F",
    "birth_name": "Le Goff",
    "used_name": "Martin",
    "first_names": "Marie-Louise Anne",
    "birth_date": "12/03/1961",
    "nir": "2 61 03 69 000 123 17",
    "email": "Marie.Martin@exemple.fr",
    "phone_mobile": "06 39 98 12 34",
    "phone_home": "04.65.71.00.01",
    "address_line1": "3 rue des Tanneurs",
    "postal_code": "69140",
    "town": "Rillieux-la-Pape",
}
CHILD = {
    **PERSON,
    "rank": "2",
    "kinship": "child",
    "sex": "M",
    "birth_name": "Martin",
    "used_name": "",
    "first_names": "Noé",
    "birth_date": "2015-06-30",
    **dict.fromkeys(("email", "phone_mobile", "phone_home", "address_line1", "postal_code", "town"), ""),
}


def members_file(
    *people: dict[str, str], columns: tuple[str, ...] = COLUMNS, separator: str = ";", encoding: str = "utf-8"
) -> Any:
    """A file as an upload gives it, with its columns in this order."""
    lines = [separator.join(columns)]
    lines += [separator.join(person.get(column, "") for column in columns) for person in people]
    return io.BytesIO(("\n".join(lines) + "\n").encode(encoding))
