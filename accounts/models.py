from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager
from knox.models import AbstractAuthToken, AuthTokenManager
from phonenumber_field.modelfields import PhoneNumberField

from accounts.enums import AlarmKind, Density, PromiseClock, Scope, Theme, Weekday
from accounts.roles import DESCRIPTIONS, Role

ROLE_CHOICES = [(role.value, _(DESCRIPTIONS[role].label)) for role in Role]
hex_colour = RegexValidator(
    r"^#[0-9a-f]{6}$", _("Write the colour as # and six digits or letters a to f, such as #0f4c5c.")
)


@pghistory.track(meta={"verbose_name": _("change of a mutual"), "verbose_name_plural": _("changes of mutuals")})
class Mutual(models.Model):
    """A mutual health insurer served by the contact centre: the tenant."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    register_number = models.CharField(_("SIREN"), max_length=9, blank=True)
    colour = models.CharField(_("colour"), max_length=7, default="#0f4c5c", validators=[hex_colour])
    logo = models.FileField(
        _("logo"),
        upload_to="mutuals/",
        blank=True,
        validators=[FileExtensionValidator(["png"])],
        help_text=_("PNG, 512 kB at most."),
    )
    greeting = models.CharField(
        _("greeting"), max_length=200, blank=True, help_text=_("Said when a call to its line is answered.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("mutual")
        verbose_name_plural = _("mutuals")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


Owned_co = TypeVar("Owned_co", bound=models.Model, covariant=True)

if TYPE_CHECKING:
    ScopedByMutual = models.Manager
else:
    # A name for the class that ScopedManager makes on the fly: related managers of owned rows inherit from it.
    ScopedByMutual = type(ScopedManager(mutual="mutual"))


class MutualManager(ScopedByMutual[Owned_co]):
    """Raises outside a scope; inside one, only its mutuals' rows."""


class MutualOwned(models.Model):
    """A row of one mutual. `objects` raises outside a scope and shows only the scope's rows; PostgreSQL says the same."""

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = MutualManager()

    class Meta:
        abstract = True


class PublicLine(models.Model):
    """A telephone number that members of a mutual dial."""

    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.CASCADE, related_name="lines")
    number = PhoneNumberField(_("number"), unique=True)
    label = models.CharField(_("label"), max_length=60)
    greeting = models.CharField(_("greeting"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("public line")
        verbose_name_plural = _("public lines")
        ordering = ["mutual", "label"]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"


class OpeningWindow(models.Model):
    """One window of a weekday in which the mutual's contact centre is open, in Paris time; lunch makes two windows."""

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.CASCADE, related_name="opening_windows"
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["mutual", "weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="accounts_openingwindow_forward",
                violation_error_message=_("The closing time must come after the opening time."),
            ),
            models.UniqueConstraint(fields=["mutual", "weekday", "opens_at"], name="accounts_openingwindow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


@pghistory.track(meta={"verbose_name": _("change of a policy"), "verbose_name_plural": _("changes of policies")})
class MutualPolicy(models.Model):
    """What a mutual promises, from a date on. A promise keeps the version it started under, so versions are never edited."""

    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.CASCADE, related_name="policies")
    valid_from = models.DateField(_("valid from"))
    callback_hours = models.PositiveSmallIntegerField(_("call-back promised within (hours)"), default=24)
    callback_clock = models.CharField(
        _("call-back counted in"), max_length=8, choices=PromiseClock, default=PromiseClock.ELAPSED
    )
    written_hours = models.PositiveSmallIntegerField(_("e-mail, fax and letter answered within (hours)"), default=48)
    written_clock = models.CharField(
        _("e-mail, fax and letter counted in"), max_length=8, choices=PromiseClock, default=PromiseClock.ELAPSED
    )
    quote_days = models.PositiveSmallIntegerField(_("quote analysed within (days)"), default=3)
    quote_clock = models.CharField(
        _("quote counted in"),
        max_length=8,
        choices=PromiseClock,
        default=PromiseClock.ELAPSED,
        help_text=_("In opening hours, a day is the mean length of the days on which the mutual is open."),
    )
    import_drop_percent = models.PositiveSmallIntegerField(
        _("share of members that a file may drop without confirmation (%)"), default=5
    )
    pick_up_percent = models.PositiveSmallIntegerField(_("target: calls answered (%)"), default=90)
    service_percent = models.PositiveSmallIntegerField(_("target: calls answered within 20 seconds (%)"), default=90)
    handling_seconds = models.PositiveSmallIntegerField(_("target: mean handling time (seconds)"), default=180)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["mutual", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "valid_from"], name="accounts_policy_one_a_day"),
            models.CheckConstraint(
                condition=Q(import_drop_percent__lte=100),
                name="accounts_policy_drop_is_percent",
                violation_error_message=_("A share lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(pick_up_percent__range=(1, 100)),
                name="accounts_policy_pick_up_is_percent",
                violation_error_message=_("The target of calls answered lies between 1 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(service_percent__range=(1, 100)),
                name="accounts_policy_service_is_percent",
                violation_error_message=_("The target of calls answered within 20 seconds lies between 1 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(handling_seconds__range=(30, 3600)),
                name="accounts_policy_handling_is_sane",
                violation_error_message=_("A handling time lies between 30 seconds and an hour."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mutual} {self.valid_from:%Y-%m-%d}"


class Site(models.Model):
    """A platform of the contact centre and the departments it answers for first."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    town = models.CharField(_("town"), max_length=80)
    departments = ArrayField(models.CharField(max_length=3), verbose_name=_("departments"), default=list, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["site", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="accounts_team_name_once_a_site")]

    def __str__(self) -> str:
        return f"{self.site} · {self.name}"


@pghistory.track(
    exclude=["password", "last_login"],
    meta={"verbose_name": _("change of an account"), "verbose_name_plural": _("changes of accounts")},
)
class User(AbstractUser):
    """A person who works here, or the account that holds a machine's keys. One role an account."""

    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES, default=Role.TELEADVISER.value)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    language = models.CharField(
        _("language"), max_length=5, choices=[("fr", "Français"), ("en-gb", "English")], default="fr"
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(_("density"), max_length=12, choices=Density, default=Density.COMPACT)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    extension = models.CharField(
        _("extension"),
        max_length=20,
        blank=True,
        help_text=_("The telephone on the desk, as the telephone system names it."),
    )
    blocked_at = models.DateTimeField(
        _("blocked at"), null=True, blank=True, help_text=_("Set when too many files were opened.")
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="accounts_user_role_known"
            ),
            models.CheckConstraint(
                condition=Q(is_staff=False) | Q(role=Role.ADMINISTRATOR.value),
                name="accounts_user_staff_is_administrator",
                violation_error_message=_("Only administrators use the administration."),
            ),
            models.CheckConstraint(condition=Q(is_superuser=False), name="accounts_user_no_superuser"),
            models.UniqueConstraint(
                fields=["extension"],
                condition=~Q(extension=""),
                name="accounts_user_extension_once",
                violation_error_message=_("Somebody else has this extension."),
            ),
        ]

    def get_full_name(self) -> str:
        """As colleagues see it, never empty."""
        return super().get_full_name() or self.username


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    meta={"verbose_name": _("change of a grant"), "verbose_name_plural": _("changes of grants")},
)
class Grant(models.Model):
    """A person may work for a mutual between two dates. It counts once a second administrator has approved it."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="grants")
    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, related_name="grants")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    requested_by = models.ForeignKey(User, verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "mutual", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="accounts_grant_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="accounts_grant_approval_whole",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by")) & ~Q(approved_by=F("user")) & ~Q(requested_by=F("user")),
                name="accounts_grant_four_eyes",
                violation_error_message=_(
                    "A grant needs two administrators, and neither may be the person who receives it."
                ),
            ),
            ExclusionConstraint(
                name="accounts_grant_no_overlap",
                expressions=[
                    ("user", "="),
                    ("mutual", "="),
                    (models.Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), "&&"),
                ],
                violation_error_message=_("This account already has a grant on this mutual for these dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.mutual}"

    def is_open(self, on: date) -> bool:
        """Approved, and ON lies between its dates."""
        return self.approved_at is not None and self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class ApiKeyManager(AuthTokenManager):  # type: ignore[misc]  # knox is untyped
    """`create` returns the key and its token."""


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["digest", "token_key"],
    meta={"verbose_name": _("change of an API key"), "verbose_name_plural": _("changes of API keys")},
)
class ApiKey(AbstractAuthToken, models.Model):  # type: ignore[misc]  # knox is untyped; the second base is for the checker
    """A machine's key: stored hashed, of one mutual, with stated scopes, journalled by its label."""

    label = models.CharField(_("label"), max_length=80)
    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, related_name="api_keys")
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("scopes"), default=list)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = ApiKeyManager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["mutual", "label"]
        constraints = [models.UniqueConstraint(fields=["mutual", "label"], name="accounts_apikey_label_once")]

    def __str__(self) -> str:
        return f"{self.mutual} · {self.label}"


class ReadAlarm(models.Model):
    """One account opened files in an unusual way within the window of `deadlines.READ_WINDOW`; `kind` says in which."""

    kind = models.CharField(_("kind"), max_length=8, choices=AlarmKind, default=AlarmKind.MANY)
    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="read_alarms")
    window_start = models.DateTimeField(_("window"))
    files = models.PositiveIntegerField(_("files opened"))
    blocked = models.BooleanField(_("blocked"), default=False)
    raised_at = models.DateTimeField(_("raised at"), db_default=Now())
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mass-read alarm")
        verbose_name_plural = _("mass-read alarms")
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="accounts_readalarm_review_whole",
            ),
            models.CheckConstraint(condition=Q(kind__in=AlarmKind.values), name="accounts_readalarm_kind_known"),
        ]
        indexes = [
            models.Index("raised_at", name="accounts_readalarm_to_announce", condition=Q(announced_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.raised_at:%Y-%m-%d %H:%M}"


class Draft(models.Model):
    """A form that somebody is filling and has not sent, kept as one types (`ui.drafts`). Its own writer alone reads it.

    `version` grows with every keeping. Forms about a contact have theirs in `contacts`, behind the wall of its mutual.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    form = models.SlugField(max_length=60, db_index=False)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="accounts_draft_once")]
        indexes = [models.Index("updated_at", name="accounts_draft_to_forget")]

    def __str__(self) -> str:
        return self.form
