"""The directory: people, their places of practice and what they do there, as the national register publishes them.

It is common to all mutuals and speaks of no member. What a person of ours corrected stands in tables of its own, which no
import touches: `PersonFact`, `PlaceFact`.
"""

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, MutualOwned
from practitioners.enums import Access, ImportState, ReportReason, ReportState, ServiceKind, Sex
from practitioners.names import in_small


class Practitioner(models.Model):
    """A person of the register. Who leaves the extraction is deleted: the licence asks for it."""

    national_id = models.CharField(_("national identifier"), max_length=20, primary_key=True)
    title = models.CharField(_("title"), max_length=20, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    family_name = models.CharField(_("name"), max_length=120)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")

    def __str__(self) -> str:
        return " ".join(filter(None, (self.title.capitalize(), self.first_name, in_small(self.family_name))))


class Place(models.Model):
    """Where somebody practises: its id is a digest of what tells it from others (`matching.place_identity`)."""

    id = models.BigIntegerField(primary_key=True)
    line = models.CharField(_("number and street"), max_length=160, blank=True)
    addition = models.CharField(_("addition"), max_length=160, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    commune = models.CharField(_("INSEE code"), max_length=5, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)

    class Meta:
        verbose_name = _("place of practice")
        verbose_name_plural = _("places of practice")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.line, f"{self.postal_code} {self.town}".strip())))


class Activity(models.Model):
    """One row of the extraction: a person, a place, a profession with perhaps a specialty. Its id is a digest of the row.

    What the draw filters by is repeated here, so that one index answers. `receives` is what the register says;
    `is_eligible` also follows what we know of the person and the place.
    """

    id = models.BigIntegerField(primary_key=True)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="activities", db_constraint=False, db_index=False
    )
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, null=True, related_name="activities", db_constraint=False, db_index=False
    )
    profession = models.SmallIntegerField(_("profession"))
    skill = models.CharField(_("specialty"), max_length=8, blank=True)
    mode = models.CharField(_("way of practising"), max_length=4, blank=True)
    sector = models.CharField(_("sector"), max_length=6, blank=True)
    name = models.CharField(_("name of the practice"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    phone2 = models.CharField(_("second telephone"), max_length=16, blank=True)
    fax = models.CharField(_("fax"), max_length=16, blank=True)
    email = models.CharField(_("e-mail"), max_length=160, blank=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    receives = models.BooleanField(_("receives the public"))
    is_eligible = models.BooleanField(_("may be drawn"))

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(
                "profession",
                "latitude",
                "longitude",
                name="practitioners_activity_around",
                condition=Q(is_eligible=True),
                include=["place", "skill", "sex"],
            ),
            models.Index(
                "profession",
                "department",
                name="practitioners_activity_in_dept",
                condition=Q(is_eligible=True),
                include=["place", "skill", "sex"],
            ),
            models.Index("practitioner", name="practitioners_activity_of"),
            models.Index("place", "profession", name="practitioners_activity_at"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Extraction(models.Model):
    """One import of the register: its provenance, which is shown with every name, and what it changed."""

    name = models.CharField(_("file"), max_length=160)
    published_on = models.DateField(_("published on"), null=True)
    imported_at = models.DateTimeField(_("imported at"), db_default=Now())
    rows = models.IntegerField(_("rows"))
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("extraction of the register")
        verbose_name_plural = _("extractions of the register")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class RegisterImport(models.Model):
    """One file of the register, from its upload to its report. The file goes when the import is over, its digest stays.

    `refusal` says in French why it was not taken; `odds` lists the strange rows by line.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    name = models.CharField(_("file"), max_length=160)
    file = models.FileField(_("stored file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    rows = models.IntegerField(_("rows"), null=True)
    counts = models.JSONField(_("counts"), default=dict)
    refusal = models.CharField(_("why it was not taken"), max_length=300, blank=True)
    odds = models.FileField(_("strange rows"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("confirmed by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("import of the register")
        verbose_name_plural = _("imports of the register")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="practitioners_import_state_known")
        ]
        indexes = [models.Index("uploaded_at", name="practitioners_import_recent")]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """The directory as it stands: one row, whose mark is another one after every change to who may be drawn.

    What is computed from the directory is kept under the mark. It is drawn and not counted, so that none comes twice.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField()

    class Meta:
        verbose_name = _("edition of the directory")
        verbose_name_plural = _("editions of the directory")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="practitioners_edition_is_one")]

    def __str__(self) -> str:
        return str(self.mark)


class Fact(models.Model):
    """What a person of ours knows and the register does not say, or says wrongly."""

    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted at"), db_default=Now())
    source = models.CharField(_("how we know"), max_length=200)

    class Meta:
        abstract = True


class PersonFact(Fact):
    """Kept whatever the register says, and for ever: an objection or a death outlives the row that it is about."""

    national_id = models.CharField(_("national identifier"), max_length=20, primary_key=True)
    objected_on = models.DateField(_("objected on"), null=True, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    stopped_on = models.DateField(_("stopped practising on"), null=True, blank=True)
    takes_patients = models.BooleanField(_("takes new patients"), null=True, blank=True)
    home_visits = models.BooleanField(_("visits at home"), null=True, blank=True)
    teleconsultation = models.BooleanField(_("consults at a distance"), null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("known of a practitioner")
        verbose_name_plural = _("known of practitioners")

    def __str__(self) -> str:
        return self.national_id


class PlaceFact(Fact):
    place_id = models.BigIntegerField(_("place of practice"), primary_key=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    access = models.CharField(_("access"), max_length=5, choices=Access, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("known of a place of practice")
        verbose_name_plural = _("known of places of practice")
        constraints = [
            models.CheckConstraint(condition=Q(access__in=Access.values), name="practitioners_placefact_access_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="practitioners_placefact_on_earth",
                violation_error_message=_("Give both coordinates, in degrees."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place_id)


class Report(models.Model):
    """Something in the directory that an adviser heard is wrong: the correction list."""

    place_id = models.BigIntegerField(_("place of practice"))
    national_id = models.CharField(_("national identifier"), max_length=20)
    reason = models.CharField(_("reason"), max_length=8, choices=ReportReason)
    word = models.CharField(_("what was said"), max_length=200, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reported by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(_("reported at"), db_default=Now())
    state = models.CharField(_("state"), max_length=4, choices=ReportState, default=ReportState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("report on the directory")
        verbose_name_plural = _("reports on the directory")
        ordering = ["reported_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values), name="practitioners_report_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, decided_at__isnull=True)
                | ~Q(state=ReportState.OPEN) & Q(decided_at__isnull=False),
                name="practitioners_report_decided_once",
            ),
        ]
        indexes = [models.Index("reported_at", name="practitioners_report_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.get_reason_display()


class PartnerService(models.Model):
    """A service that members may use beside practitioners: never drawn, and told with who may use it."""

    kind = models.CharField(_("kind"), max_length=12, choices=ServiceKind)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what it does"), max_length=300)
    for_whom = models.CharField(_("who may use it"), max_length=200)
    mutual = models.ForeignKey(
        Mutual,
        verbose_name=_("mutual"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: members of every mutual."),
    )
    departments = ArrayField(
        models.CharField(max_length=3),
        verbose_name=_("departments"),
        default=list,
        blank=True,
        help_text=_("Empty: everywhere in France."),
    )
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    address = models.URLField(_("web address"), blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("partner service")
        verbose_name_plural = _("partner services")
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="practitioners_service_kind_known")
        ]

    def __str__(self) -> str:
        return self.name


class Network(MutualOwned):
    """Practitioners with whom a mutual has an agreement. A draw is made among them only when the member asks, and says so.

    `effects` is what joining the network changes for the member: it has to be told in full (CSS L863-8).
    """

    name = models.CharField(_("name"), max_length=80)
    effects = models.CharField(_("what it changes for the member"), max_length=300)
    is_active = models.BooleanField(_("in use"), default=True)
    listed_at = models.DateTimeField(_("list of"), null=True)

    class Meta:
        verbose_name = _("network of practitioners")
        verbose_name_plural = _("networks of practitioners")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="practitioners_network_in_mutual"),
            models.UniqueConstraint("mutual", Lower("name"), name="practitioners_network_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkMember(MutualOwned):
    """Somebody of a network, by national identifier: the register need not have them yet."""

    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="members", db_constraint=False, db_index=False
    )
    national_id = models.CharField(_("national identifier"), max_length=20)

    class Meta:
        verbose_name = _("practitioner of a network")
        verbose_name_plural = _("practitioners of networks")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "network", "national_id"], name="practitioners_networkmember_once"
            )
        ]

    def __str__(self) -> str:
        return self.national_id
