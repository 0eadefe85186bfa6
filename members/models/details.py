"""What belongs to one person: how to reach them, what covered them, what they agreed to, who speaks for them."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from members.enums import (
    AddressKind,
    Channel,
    ConsentPurpose,
    FragilitySign,
    PhoneKind,
)
from members.models.contracts import Contract, MutualChecked
from members.models.people import Member


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

    def is_in_force(self, on: date) -> bool:
        return (self.valid_from or on) <= on <= (self.valid_until or on)


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
