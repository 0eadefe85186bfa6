"""What is sold and under which contract somebody is covered."""

import pghistory
import uuid_utils.compat
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, MutualOwned
from members.enums import (
    ContractStatus,
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
