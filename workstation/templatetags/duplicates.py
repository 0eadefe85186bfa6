from typing import Any

from django import template

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can
from members.merging import suggested
from members.models import Member
from members.queries import merged_into
from members.services import prove_facts

register = template.Library()


@register.inclusion_tag("workstation/_same_person.html", takes_context=True)
def same_person(context: dict[str, Any], person: Member, *, suggest: bool = True) -> dict[str, Any]:
    """Where a merged file went, which files are shown with this one, and, to SUGGEST, that others may be of the same person."""
    user = context.get("user")
    if not isinstance(user, User) or not can(user, Action.PROPOSE_MERGE):
        return {"person": person}
    if person.merged_into_id is not None:
        # Who may read one file of a person may read the other: they are one file.
        proof = prove_facts(user=user, member_id=person.merged_into_id, facts=frozenset({"name", "birth"}))
        return {"person": person, "proof": proof, "csrf_token": context.get("csrf_token")}
    return {"person": person, "merged": merged_into(person), "likely": suggest and suggested(person)}
