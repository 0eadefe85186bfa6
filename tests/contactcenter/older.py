"""A backup of a tiny centre by the version that is here: `python -m tests.contactcenter.older 1.0.0` writes it into `data/`.

It is made once for a version that is released, and kept for ever: every later version must read it. Until that version is
released its tables may change, and it is made again.
"""

import sys
from datetime import timedelta
from pathlib import Path

from bench.servers import own_servers

KEPT = Path(__file__).resolve().parent / "data"
USERNAME, PASSWORD = "claire", "un mot de passe de fixture"
NIR, NAME, NOTE = "258033403215742", "Marchandeau", "Elle attend sa carte."


def main(version: str) -> None:
    with own_servers():
        _fill()
        from contactcenter.backup import back_up  # noqa: PLC0415  Django is set up only now

        back_up(KEPT / version)


def _fill() -> None:
    # Django is set up only now.
    from django.db import transaction  # noqa: PLC0415

    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from contacts.services import cases, documents  # noqa: PLC0415
    from members import sealing  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from tests.factories import accounts as make_accounts  # noqa: PLC0415
    from tests.factories import callbacks as make_callbacks  # noqa: PLC0415
    from tests.factories import contacts as make_contacts  # noqa: PLC0415
    from tests.factories import correspondence as make  # noqa: PLC0415
    from tests.factories import members as make_members  # noqa: PLC0415

    one, other = (
        make_accounts.mutual(code="arbelle", name="Arbelle"),
        make_accounts.mutual(code="courlis", name="Courlis"),
    )
    adviser = make_accounts.user(on=[one, other], username=USERNAME, password=PASSWORD)
    make_callbacks.expert(one, other)
    for mutual in (one, other):
        with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
            member = make_members.member(mutual, phone="+33465712348", email="helene@exemple.fr")
            sealed, index = sealing.seal(NIR, member_id=member.pk), sealing.nir_index(NIR[:13], mutual_id=mutual.pk)
            Member.objects.filter(pk=member.pk).update(nir_sealed=sealed, nir_index=index)
            case = make_contacts.case(mutual, holder=adviser, member_id=member.pk, caller_email="helene@exemple.fr")
            cases.note(user=adviser, case_id=case.pk, text=NOTE)
            paper = documents.look_at(b"Bonjour,\n", mutual_id=mutual.pk, name="lettre.txt")
            documents.add_document(case, paper, received_at=case.received_at - timedelta(hours=1))
            make.message(case, adviser)
            make_callbacks.promise(mutual, adviser, case=case, key=f"promesse-{mutual.code}")
    make.brochure()


if __name__ == "__main__":
    main(sys.argv[1])
