"""Which answers of the knowledge base were given in a contact."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from audit.models import AppendOnly
from contacts.models.cases import Case
from knowledge.enums import Place
from knowledge.models import ArticleVersion


class Citation(MutualOwned, AppendOnly):
    """A version of an article was put into what somebody wrote in a contact: its words then can be found again."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="citations", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(ArticleVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("into"), max_length=7, choices=Place)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("answer given in a contact")
        verbose_name_plural = _("answers given in contacts")
        constraints = [
            models.CheckConstraint(condition=Q(place__in=Place.values), name="contacts_citation_place_known")
        ]
        indexes = [models.Index("case", "at", name="contacts_citation_of_case")]

    def __str__(self) -> str:
        return str(self.pk)
