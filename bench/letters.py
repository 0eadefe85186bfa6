"""Letters: five hundred with their brochures set, bound and kept as one batch, beside Typst alone on the same letters.

`python -m bench.letters` starts servers of its own.
"""

import argparse
import io
import resource
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import results
from bench.servers import own_servers, say

if TYPE_CHECKING:
    from accounts.models import Mutual, User

LETTERS, BROCHURES, PAGES = 500, 12, 4
TARGET_SECONDS = 60
ALONE = 50
"""Letters that are set alone."""
TEXT = "\n\n".join(
    [
        "Madame, Monsieur,",
        "Nous avons bien étudié votre demande : voici ce que votre garantie prévoit, et ce qui restera à votre charge. "
        * 4,
        "Vous trouverez ci-joint des conseils de prévention qui peuvent vous être utiles. " * 4,
        "Nous restons à votre disposition pour toute précision.",
    ]
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the whole batch and of a letter set alone; memory in bytes before and at most."""

    letters: int
    pages: int
    size: int
    seconds: float
    alone: float
    before: int
    peak: int


@results.kept("letters", "Letters with their brochures")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.letters", description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    options = parser.parse_args()
    with own_servers():
        sys.stdout.write(_told(_measured(options.letters)))


def _measured(letters: int) -> Measured:
    from django.db import transaction  # noqa: PLC0415  Django is set up only now

    from accounts.models import Mutual, MutualPolicy  # noqa: PLC0415
    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from bench import members  # noqa: PLC0415
    from bench.people import adviser  # noqa: PLC0415
    from correspondence.models import Batch  # noqa: PLC0415
    from correspondence.services import spool  # noqa: PLC0415

    members.fill(max(2_000, 4 * letters))
    mutual = Mutual.objects.order_by("pk")[0]
    MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    user = adviser("bench-0", [mutual])
    with acting(job("bench")):
        with within_mutuals([mutual.pk]), transaction.atomic():
            _shelf(user)
            _write(mutual, user, letters)
            alone = _alone()
            spool.ask(user=user, mutual_id=mutual.pk)
        say(f"{letters} letters in one batch")
        before, began = _memory(), time.perf_counter()
        spool.make_due()
        seconds = time.perf_counter() - began
        with within_mutuals([mutual.pk]), transaction.atomic():
            batch = Batch.objects.get()
            return Measured(len(batch.manifest), batch.pages, batch.file.size, seconds, alone, before, _memory())


def _shelf(user: "User") -> None:
    """Brochures with pictures, of which every letter takes two."""
    from django.utils import timezone  # noqa: PLC0415

    from correspondence.services import brochures  # noqa: PLC0415

    for number in range(BROCHURES):
        said = {
            "title": f"Brochure {number}", "theme": "prévention", "language": "fr", "rights": "banc", "repeat_days": 365,
            "valid_from": timezone.localdate(), "age_min": number * 7, "age_max": None if number == BROCHURES - 1 else 120,
        }  # fmt: skip
        brochures.add(user=user, said=said, content=_brochure(number), pages=PAGES)


def _brochure(number: int) -> bytes:
    from PIL import Image  # noqa: PLC0415

    pages = [Image.effect_noise((620, 877), 40 + number + page).convert("RGB") for page in range(PAGES)]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=75)
    return made.getvalue()


def _write(mutual: "Mutual", user: "User", letters: int) -> None:
    from django.db.models.functions import Now  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from contacts.enums import Channel  # noqa: PLC0415
    from contacts.services import cases  # noqa: PLC0415
    from correspondence.models import Message  # noqa: PLC0415
    from correspondence.services.writing import Outgoing, write  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415

    say(f"{letters} letters are written")
    for place, member in enumerate(Member.objects.filter(mutual=mutual, died_on__isnull=True).order_by("pk")[:letters]):
        demand = cases.Demand(
            mutual_id=mutual.pk,
            member_id=member.pk,
            channel=Channel.LETTER,
            received_at=timezone.now(),
            subject="Votre demande",
        )
        case, _ = cases.open_case(demand, holder=user)
        to = f"{member.full_name[:38]}\n{place + 1} rue des Tanneurs\n{34000 + place % 90:05} Béziers"
        outgoing = Outgoing(channel=Channel.LETTER, to=to, subject="Votre demande", body=TEXT, is_confirmed=True)
        write(user=user, case_id=case.pk, outgoing=outgoing, key=str(place))
    Message.objects.update(undo_until=Now(), next_at=Now())


def _alone() -> float:
    """Seconds that Typst takes for a letter, with nothing else: the floor."""
    from correspondence import sheet  # noqa: PLC0415
    from correspondence.models import Message  # noqa: PLC0415

    said = [(sheet.said_of(one), one.created_at) for one in sheet.at_hand(Message.objects.all())[:ALONE]]
    began = time.perf_counter()
    for page, at in said:
        sheet.set_page(page, at=at)
    return (time.perf_counter() - began) / len(said)


def _memory() -> int:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _told(found: Measured) -> str:
    from bench import report  # noqa: PLC0415

    head = ["letters", "pages", "file, MB", "seconds", "letters/s", "a letter, ms", "Typst alone, ms",
            "memory before, MB", "at most, MB", "wanted, s"]  # fmt: skip
    row = [
        f"{found.letters:,}",
        f"{found.pages:,}",
        f"{found.size / 2**20:.1f}",
        f"{found.seconds:.1f}",
        f"{found.letters / found.seconds:.1f}",
        f"{1000 * found.seconds / found.letters:.1f}",
        f"{1000 * found.alone:.1f}",
        f"{found.before / 2**20:.0f}",
        f"{found.peak / 2**20:.0f}",
        f"{TARGET_SECONDS * found.letters / LETTERS:.0f}",
    ]
    return "Letters with their brochures, one batch\n\n" + report.table(head, [row])


if __name__ == "__main__":
    main()
