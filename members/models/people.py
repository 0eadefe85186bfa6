"""A protected person, and the writings of a name through which one is found."""

import pghistory
import uuid_utils.compat
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Reverse
from django.utils.translation import gettext_lazy as _

from members.enums import (
    Channel,
    Kinship,
    Regime,
    Sex,
)
from members.models.contracts import Contract, MutualChecked


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=[
        *("nir_sealed", "nir_index", "import_digest", "created_at", "updated_at"),
        *("merged_into", "has_merged", "number_end"),
    ],
)
class Member(MutualChecked):
    """A protected person: the holder of a contract (rank 1) or a beneficiary. Number and rank name one person of a mutual."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    number = models.CharField(_("member number"), max_length=12)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    kinship = models.CharField(_("kinship"), max_length=8, choices=Kinship, default=Kinship.HOLDER)
    contract = models.ForeignKey(
        Contract, verbose_name=_("contract"), on_delete=models.PROTECT, related_name="members", db_constraint=False
    )
    covered_from = models.DateField(_("covered from"))
    covered_until = models.DateField(_("covered until"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_name = models.CharField(_("birth name"), max_length=80)
    used_name = models.CharField(_("used name"), max_length=80)
    first_names = models.CharField(_("first names"), max_length=120)
    birth_date = models.DateField(_("birth date"))
    # Ciphertext (see `sealing`), and a keyed digest of the thirteen characters under the mutual's own key.
    nir_sealed = models.BinaryField(_("sealed social security number"), null=True, blank=True)
    nir_index = models.BinaryField(_("blind index of the social security number"), null=True, blank=True)
    regime = models.CharField(_("compulsory scheme"), max_length=16, choices=Regime, default=Regime.GENERAL)
    email = models.EmailField(_("e-mail"), blank=True)
    preferred_channel = models.CharField(_("prefers"), max_length=8, choices=Channel, blank=True)
    language = models.CharField(_("language spoken"), max_length=5, default="fr")
    died_on = models.DateField(_("died on"), null=True, blank=True)
    # The file that is shown in place of this one. No row moves to it: reading follows, and what was joined can be parted again.
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, related_name="merged",
        db_constraint=False, db_index=False, editable=False,
    )  # fmt: skip
    has_merged = models.BooleanField(_("other files are merged into it"), db_default=False, editable=False)
    # The number backwards, in which its end is a beginning: looked up as a range, which row-level security lets use its index.
    number_end = models.GeneratedField(
        expression=Reverse("number"), output_field=models.CharField(max_length=12), db_persist=True, editable=False
    )
    # Digest of the imported row: an unchanged row of a later file is recognised without comparing its parts.
    import_digest = models.BinaryField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    updated_at = models.DateTimeField(_("updated at"), db_default=Now())

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "number", "rank"], name="members_member_number_once"),
            models.UniqueConstraint(fields=["mutual", "id"], name="members_member_in_mutual"),
            models.CheckConstraint(
                condition=Q(covered_until__isnull=True) | Q(covered_until__gte=F("covered_from")),
                name="members_member_covered_forward",
                violation_error_message=_("The cover must not end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 99)),
                name="members_member_rank_range",
                violation_error_message=_("A rank lies between 1 and 99."),
            ),
            models.CheckConstraint(
                condition=Q(nir_sealed__isnull=True, nir_index__isnull=True)
                | Q(nir_sealed__isnull=False, nir_index__isnull=False),
                name="members_member_nir_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(has_merged=False), name="members_member_merged_once"
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="members_member_sex_known"),
            models.CheckConstraint(condition=Q(regime__in=Regime.values), name="members_member_regime_known"),
            models.CheckConstraint(condition=Q(kinship__in=Kinship.values), name="members_member_kinship_known"),
        ]
        indexes = [
            models.Index("mutual", "nir_index", name="members_member_by_nir", condition=Q(nir_index__isnull=False)),
            models.Index("mutual", "email", name="members_member_by_email", condition=~Q(email="")),
            models.Index("mutual", "number_end", name="members_member_by_number_end", condition=Q(rank=1)),
            models.Index("merged_into", name="members_member_of_survivor", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.rank}"

    @property
    def full_name(self) -> str:
        """Usual first name and used name, as one says it."""
        return f"{self.first_name} {self.used_name}"

    @property
    def first_name(self) -> str:
        return self.first_names.split(" ")[0]


class SearchName(MutualChecked):
    """One searchable writing of a member's family name with what narrows it. Rewritten with the member by `services`.

    The primary key is the index of the name searches; it is why the row needs no key of its own.
    """

    pk = models.CompositePrimaryKey("mutual_id", "family_key", "given_key", "member_id")
    family_key = models.CharField(max_length=40, db_collation="C")
    given_key = models.CharField(max_length=40, db_collation="C")
    birth_date = models.DateField()
    postal_code = models.CharField(max_length=5, db_collation="C", blank=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="search_names", db_constraint=False)

    class Meta:
        verbose_name = _("searchable name")
        verbose_name_plural = _("searchable names")
        indexes = [
            models.Index("mutual", "birth_date", "family_key", name="members_searchname_by_birth"),
            models.Index("mutual", "postal_code", "family_key", name="members_searchname_by_place"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class KnownName(models.Model):
    """Lexicon of distinct name keys of all mutuals, through which a typing error finds its neighbours. Never shown."""

    key = models.CharField(primary_key=True, max_length=40, db_collation="C")
    is_family = models.BooleanField(default=False)
    is_given = models.BooleanField(default=False)
    phonetic = models.CharField(max_length=40, db_collation="C")
    deletions = ArrayField(models.CharField(max_length=40, db_collation="C"))

    class Meta:
        verbose_name = _("known name")
        verbose_name_plural = _("known names")
        indexes = [
            GinIndex(fields=["deletions"], name="members_knownname_by_error", fastupdate=False),
            models.Index(fields=["phonetic"], name="members_knownname_by_sound"),
        ]

    def __str__(self) -> str:
        return self.key
