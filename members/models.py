import pghistory
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Mutual, MutualOwned, User
from members.enums import (
    AddressKind,
    Channel,
    ConsentPurpose,
    ContractStatus,
    FragilitySign,
    GroundKind,
    ImportMode,
    ImportState,
    Kinship,
    PhoneKind,
    Regime,
    Sex,
)


class Product(MutualOwned):
    """What a mutual sells: the guarantees of a contract are those of its product."""

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    level = models.PositiveSmallIntegerField(_("guarantee level"), help_text=_("From 1, the lowest, to 5."))

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["mutual", "level", "code"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "code"], name="members_product_code_once"),
            models.UniqueConstraint(fields=["mutual", "id"], name="members_product_in_mutual"),
            models.CheckConstraint(
                condition=Q(level__range=(1, 5)),
                name="members_product_level_range",
                violation_error_message=_("A guarantee level lies between 1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MutualChecked(MutualOwned):
    """A row whose reference to another row of its mutual already proves that the mutual exists: no second check."""

    mutual = models.ForeignKey(
        Mutual,
        verbose_name=_("mutual"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        abstract = True


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contract(MutualChecked):
    """A household's contract. Foreign keys inside a mutual are composite in the database (see the migrations)."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    number = models.CharField(_("contract number"), max_length=20)
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ContractStatus, default=ContractStatus.ACTIVE)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "number"], name="members_contract_number_once"),
            models.UniqueConstraint(fields=["mutual", "id"], name="members_contract_in_mutual"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="members_contract_forward",
                violation_error_message=_("The contract must not end before it starts."),
            ),
            models.CheckConstraint(condition=Q(status__in=ContractStatus.values), name="members_contract_status_known"),
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["nir_sealed", "nir_index", "import_digest", "created_at", "updated_at", "merged_into", "has_merged"],
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


class MemberOwned(MutualChecked):
    """A row that belongs to one member; the database checks that both are of one mutual."""

    member: models.ForeignKey[Member, Member]

    class Meta:
        abstract = True


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Phone(MemberOwned):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="phones", db_constraint=False)
    number = PhoneNumberField(_("number"))
    kind = models.CharField(_("kind"), max_length=6, choices=PhoneKind, default=PhoneKind.MOBILE)
    is_main = models.BooleanField(_("first to try"), default=False)

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        constraints = [models.UniqueConstraint(fields=["mutual", "number", "member"], name="members_phone_once")]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Address(MemberOwned):
    """Where a member lives or wants letters. A beneficiary without one has the holder's."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="addresses", db_constraint=False)
    kind = models.CharField(_("kind"), max_length=9, choices=AddressKind, default=AddressKind.HOME)
    line1 = models.CharField(_("number and street"), max_length=80)
    line2 = models.CharField(_("addition"), max_length=80, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town"), max_length=60)
    insee_code = models.CharField(_("INSEE code"), max_length=5, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="members_address_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]
        indexes = [
            models.Index("valid_from", name="members_address_by_move", condition=Q(valid_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CoveragePeriod(MemberOwned):
    """A closed period of cover under an earlier contract, kept when the member moves to another one."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="past_covers", db_constraint=False)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("past cover")
        verbose_name_plural = _("past covers")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="members_coverage_forward")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} - {self.ends_on}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Consent(MemberOwned):
    """What a member agreed to or refused for a channel and a purpose; the newest row counts, older ones stay as proof."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="consents", db_constraint=False)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentPurpose, default=ConsentPurpose.SERVICE)
    is_given = models.BooleanField(_("agreed"))
    said_at = models.DateTimeField(_("said at"), db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-said_at"]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose}"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Fragility(MemberOwned):
    """A sign of fragility with the help it calls for, written for whoever answers next."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="fragilities", db_constraint=False)
    sign = models.CharField(_("sign"), max_length=12, choices=FragilitySign)
    help_needed = models.CharField(_("help that it calls for"), max_length=200)
    noted_on = models.DateField(_("noted on"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign of fragility")
        verbose_name_plural = _("signs of fragility")
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=FragilitySign.values), name="members_fragility_sign_known")
        ]

    def __str__(self) -> str:
        return self.get_sign_display()


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Correspondent(MemberOwned):
    """Somebody allowed to speak for the member, between two dates, on what the authorisation says."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="correspondents", db_constraint=False)
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("relation"), max_length=60)
    phone = PhoneNumberField(_("telephone"), blank=True)
    may_know = models.CharField(_("may be told about"), max_length=200)
    proof = models.CharField(_("proof seen"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="members_correspondent_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.relation


class Ground(MemberOwned):
    """The dated relation that lets one account read one file: a search by two facts, or a stated reason."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="grounds", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=GroundKind)
    facts = ArrayField(models.CharField(max_length=12), verbose_name=_("facts"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("from"), db_default=Now())
    ends_at = models.DateTimeField(_("until"))
    told_at = models.DateTimeField(_("told at"), null=True, help_text=_("When the data protection officers were told."))
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)

    class Meta:
        verbose_name = _("ground for reading a file")
        verbose_name_plural = _("grounds for reading files")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.BREAK_GLASS) | Q(GreaterThanOrEqual(Length("reason"), 20)),
                name="members_ground_reason_said",
                violation_error_message=_("Write the reason in at least 20 characters."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="members_ground_review_whole",
            ),
        ]
        indexes = [
            models.Index("user", "member", "ends_at", name="members_ground_in_force"),
            models.Index(
                "starts_at", name="members_ground_to_tell", condition=Q(kind="break_glass", told_at__isnull=True)
            ),
            models.Index(
                "starts_at", name="members_ground_to_review", condition=Q(kind="break_glass", reviewed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Merge(MemberOwned):
    """That MEMBER is the same person as INTO: proposed, then done or refused, perhaps undone. Never removed."""

    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="merges", db_constraint=False
    )
    into = models.ForeignKey(
        Member, verbose_name=_("merged into"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    why = models.CharField(_("reason"), max_length=300)
    points = models.SmallIntegerField(_("likeness"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    merged_at = models.DateTimeField(_("merged at"), null=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    undone_at = models.DateTimeField(_("parted at"), null=True)
    undone_why = models.CharField(_("reason for parting"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("merge of two files")
        verbose_name_plural = _("merges of files")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "member"],
                condition=Q(refused_at__isnull=True, undone_at__isnull=True),
                name="members_merge_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(member=F("into")), name="members_merge_two_files"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, merged_at__isnull=True, refused_at__isnull=True)
                | Q(decided_by__isnull=False, merged_at__isnull=False, refused_at__isnull=True)
                | Q(decided_by__isnull=False, merged_at__isnull=True, refused_at__isnull=False),
                name="members_merge_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False, merged_at__isnull=False) & ~Q(undone_why=""),
                name="members_merge_undone_whole",
            ),
        ]
        indexes = [
            models.Index(
                "mutual",
                "proposed_at",
                name="members_merge_waiting",
                condition=Q(merged_at__isnull=True, refused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} > {self.into_id}"


class MemberImport(MutualOwned):
    """One file of a mutual's members, from its upload to its report. The file goes when the import is over, its digest stays."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    name = models.CharField(_("file"), max_length=120)
    file = models.FileField(_("stored file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("bytes"))
    mode = models.CharField(_("mode"), max_length=8, choices=ImportMode, default=ImportMode.UPDATE)
    dry_run = models.BooleanField(_("try without changing anything"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(_("counts"), default=dict)
    refusals = models.FileField(_("refused rows"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="members_import_state_known"),
            models.CheckConstraint(condition=Q(mode__in=ImportMode.values), name="members_import_mode_known"),
        ]
        indexes = [models.Index("mutual", "uploaded_at", name="members_import_recent")]

    def __str__(self) -> str:
        return f"{self.mutual} {self.uploaded_at:%Y-%m-%d %H:%M}"
