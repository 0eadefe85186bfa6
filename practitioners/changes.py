"""What is known beside the register, brought to the rows that a draw is made among."""

from typing import Any

from django.db import connection, transaction

_ELIGIBLE = (
    "receives AND NOT EXISTS (SELECT FROM practitioners_personfact f WHERE f.national_id = a.practitioner_id"
    " AND (f.objected_on IS NOT NULL OR f.died_on IS NOT NULL OR f.stopped_on IS NOT NULL OR f.takes_patients IS FALSE))"
    " AND NOT EXISTS (SELECT FROM practitioners_placefact f WHERE f.place_id = a.place_id AND f.closed_on IS NOT NULL)"
)
_POSITION = "SELECT f.latitude, f.longitude FROM practitioners_placefact f WHERE f.place_id = a.place_id AND f.latitude IS NOT NULL"


@transaction.atomic
def apply_facts() -> None:
    """Bring every row about which something is known to what is known. An import ends with it."""
    begin_edition()
    _apply("practitioner_id IN (SELECT national_id FROM practitioners_personfact)", [])
    _apply("place_id IN (SELECT place_id FROM practitioners_placefact)", [])


@transaction.atomic
def apply_to(where: str, bound: list[Any]) -> None:
    """The same for rows that WHERE, a condition of ours, chooses. Whatever was noted of them may be a member's wish."""
    begin_edition()
    _apply(where, bound)


def begin_edition() -> None:
    """Make what was kept of the directory as it was be asked for anew.

    An import and who notes something wait for each other here, so that the later one sees what the earlier one wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO practitioners_edition (id, mark) VALUES (1, gen_random_uuid())"
            " ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark"
        )


def _apply(where: str, bound: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE practitioners_activity a SET is_eligible = ({_ELIGIBLE})"
            f" WHERE {where} AND is_eligible <> ({_ELIGIBLE})",
            bound,
        )
        cursor.execute(
            "UPDATE practitioners_activity a SET latitude = k.latitude, longitude = k.longitude FROM practitioners_place p"
            f" CROSS JOIN LATERAL (SELECT * FROM ({_POSITION.replace('a.place_id', 'p.id')}"
            " UNION ALL SELECT p.latitude, p.longitude) both_positions LIMIT 1) k"
            f" WHERE p.id = a.place_id AND a.{where}"
            " AND (a.latitude, a.longitude) IS DISTINCT FROM (k.latitude, k.longitude)",
            bound,
        )
