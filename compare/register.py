"""The people of the register once more, as a table that a program begins with: a name in one column, an index if one thinks of it.

It has no row-level security, under which its trigram index would not be used.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connections, models, transaction
from django.utils import timezone

from accounts.scopes import within_mutuals
from bench.years import as_owner
from members import asking
from members.search import SHOWN, find

Find = Callable[[str], Sequence[str]]
DATABASE = "owner"
"""Without the product's limit of ten seconds a statement."""


class Someone(models.Model):
    """A person, as bare as can be."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=201)

    objects: "models.Manager[Someone]" = models.Manager()

    class Meta:
        app_label = "compare"
        managed = False
        db_table = "compare_someone"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Built:
    """Bytes of the table alone and of its indexes, and seconds that these took."""

    table: int
    indexes: int
    seconds: float


def build() -> Built:
    with as_owner() as run:
        run(
            "CREATE TABLE compare_someone AS SELECT id, used_name || ' ' || split_part(first_names, ' ', 1) AS name FROM members_member"
        )
        run("ALTER TABLE compare_someone ADD PRIMARY KEY (id)")
        before = time.perf_counter()
        # The second is for `icontains`, which Django writes as UPPER(name) LIKE UPPER('%…%').
        run("CREATE INDEX compare_someone_alike ON compare_someone USING gin (name gin_trgm_ops)")
        run("CREATE INDEX compare_someone_within ON compare_someone USING gin (upper(name) gin_trgm_ops)")
        spent = time.perf_counter() - before
        run("VACUUM (ANALYZE) compare_someone")
        ((table, indexes),) = run(
            "SELECT pg_relation_size('compare_someone'), pg_indexes_size('compare_someone')",
        )
    return Built(table, indexes, spent)


def ways(mutual_ids: list[int]) -> dict[str, Find]:
    """Each answers with the ids that it would show first."""
    return {
        "`icontains`": _within_without_index,
        "`icontains`, trigram index": _within,
        "`trigram_similar`, trigram index": _alike,
        "ours": lambda text: ours(text, mutual_ids),
    }


def _within(text: str) -> list[str]:
    found = Someone.objects.using(DATABASE).filter(name__icontains=text).order_by("name")
    return [str(pk) for pk in found.values_list("pk", flat=True)[:SHOWN]]


def _within_without_index(text: str) -> list[str]:
    with transaction.atomic(using=DATABASE), connections[DATABASE].cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")  # the only way in which the index is ever used
        return _within(text)


def _alike(text: str) -> list[str]:
    found = Someone.objects.using(DATABASE).filter(name__trigram_similar=text)
    ranked = found.annotate(likeness=TrigramSimilarity("name", text)).order_by("-likeness")
    return [str(pk) for pk in ranked.values_list("pk", flat=True)[:SHOWN]]


def ours(text: str, mutual_ids: list[int]) -> list[str]:
    """As the search box does: the text is read, looked up behind row-level security, judged and ranked."""
    with within_mutuals(mutual_ids), transaction.atomic():
        hits, _ = find(asking.read(text, on=timezone.localdate()).wanted)
    return [str(hit.member_id) for hit in hits]
