from django.db import models
from django.utils.translation import gettext_lazy as _


class PostalPlace(models.Model):
    """A commune under one of its postcodes, with a position; loaded from `data/communes.csv` (sources in `data/README.md`)."""

    postal_code = models.CharField(_("postcode"), max_length=5)
    insee_code = models.CharField(_("INSEE code"), max_length=5)
    name = models.CharField(_("commune"), max_length=60)
    key = models.CharField(max_length=60, db_collation="C")
    department = models.CharField(_("department"), max_length=3)
    region = models.CharField(_("region"), max_length=3)
    population = models.PositiveIntegerField(_("population"), null=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    position_from = models.CharField(_("position from"), max_length=8)

    class Meta:
        verbose_name = _("commune and postcode")
        verbose_name_plural = _("communes and postcodes")
        constraints = [models.UniqueConstraint(fields=["postal_code", "insee_code"], name="territory_postalplace_once")]
        indexes = [models.Index(fields=["key"], name="territory_postalplace_by_name")]

    def __str__(self) -> str:
        return f"{self.postal_code} {self.name}"
