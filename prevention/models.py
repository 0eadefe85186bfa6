"""Prevention campaigns as documentalists keep them, where each is live, and what members were told of them."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Mutual, MutualOwned
from audit.models import AppendOnly
from contacts.models import Case, Reason
from members.models import Member
from prevention.deadlines import TOLD_REST_DAYS
from prevention.enums import (
    Answer,
    ArrivalState,
    CampaignState,
    Confidence,
    FetchFault,
    Recurrence,
    Sex,
    Situation,
    SourceKind,
    Unsuited,
)

AREAS = (
    r"^([A-Z]{2}|R\d\d|D(\d{2,3}|2[AB])|C(\d{5}|2[AB]\d{3}))( ([A-Z]{2}|R\d\d|D(\d{2,3}|2[AB])|C(\d{5}|2[AB]\d{3})))*$"
)
"""Areas parted by spaces, one at least (see `eligibility.AREA`)."""


def _joined(name: str) -> models.Func:
    return models.Func(F(name), models.Value(" "), function="array_to_string", output_field=models.TextField())


@pghistory.track(meta={"verbose_name": _("change of a campaign"), "verbose_name_plural": _("changes of campaigns")})
class Campaign(models.Model):
    """A prevention action: for whom, where, when, and the sentence that is said. Empty conditions are everybody's.

    `author` wrote the text last; whoever publishes it is somebody else.
    """

    title = models.CharField(_("title"), max_length=120)
    organiser = models.CharField(_("organiser"), max_length=160)
    theme = models.CharField(_("theme"), max_length=60)
    mutual = models.ForeignKey(
        Mutual,
        verbose_name=_("mutual"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("Empty: members of every mutual."),
    )
    territory = ArrayField(models.CharField(max_length=6), verbose_name=_("territory"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recurrence = models.CharField(_("comes back"), max_length=9, choices=Recurrence, default=Recurrence.ONCE)
    recurrence_note = models.CharField(_("about the dates"), max_length=200, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("to the age of"), null=True, blank=True)
    situations = ArrayField(
        models.CharField(max_length=12, choices=Situation), verbose_name=_("situation"), default=list, blank=True
    )
    sentence = models.TextField(_("sentence to say"), max_length=600, blank=True)
    how = models.TextField(_("how to take part"), max_length=1000, blank=True)
    link = models.URLField(_("web address"), blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True)
    short_number = models.CharField(_("short number"), max_length=8, blank=True)
    keywords = ArrayField(models.CharField(max_length=40), verbose_name=_("keywords"), default=list, blank=True)
    # Of theme, title and keywords, folded.
    words = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    reasons = ArrayField(
        models.CharField(max_length=40), verbose_name=_("contact reasons it suits"), default=list, blank=True
    )
    # Ids of `correspondence.Brochure`, which are never deleted.
    brochures = ArrayField(models.BigIntegerField(), verbose_name=_("brochures"), default=list, blank=True)
    interval_days = models.PositiveSmallIntegerField(
        _("days between two tellings to one person"), default=TOLD_REST_DAYS
    )
    source = models.TextField(_("source"), max_length=600)
    confidence = models.CharField(_("dates and public"), max_length=9, choices=Confidence, default=Confidence.TO_VERIFY)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    check_again_on = models.DateField(_("to be checked again on"))
    state = models.CharField(_("state"), max_length=9, choices=CampaignState, default=CampaignState.DRAFT)
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second reader"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    published_at = models.DateTimeField(_("published at"), null=True)
    # Counts every change: who saves says which one was read.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("prevention campaign")
        verbose_name_plural = _("prevention campaigns")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="prevention_campaign_forward",
                violation_error_message=_("The campaign must not end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(recurrence__in=[Recurrence.ONCE, Recurrence.PERMANENT]) | Q(ends_on__isnull=False),
                name="prevention_campaign_edition_ends",
                violation_error_message=_("A campaign that comes back every year has a last day."),
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
                name="prevention_campaign_ages_forward",
                violation_error_message=_("The highest age must not be below the lowest."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CampaignState.PUBLISHED)
                | Q(second_reader__isnull=False, published_at__isnull=False)
                & ~Q(second_reader=F("author"))
                & ~Q(sentence=""),
                name="prevention_campaign_read_by_another",
                violation_error_message=_("Somebody else than the author has to read the campaign."),
            ),
            models.CheckConstraint(
                condition=Q(Regex(_joined("territory"), AREAS)), name="prevention_campaign_territory_known"
            ),
            models.CheckConstraint(
                condition=Q(situations__contained_by=Situation.values), name="prevention_campaign_situations_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CampaignState.values, recurrence__in=Recurrence.values)
                & Q(confidence__in=Confidence.values, sex__in=["", *Sex.values]),
                name="prevention_campaign_choices_known",
            ),
        ]
        indexes = [models.Index("state", "check_again_on", name="prevention_campaign_to_check")]

    def __str__(self) -> str:
        return self.title


class Reach(models.Model):
    """A published campaign in one of its areas. What the closing prompt filters by is repeated here, so that one index answers.

    Behind row-level security only an equality keeps its index: an overlap of arrays would read every campaign.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reaches", db_index=False)
    mutual = models.ForeignKey(Mutual, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    area = models.CharField(_("area"), max_length=6, db_collation="C")
    comes_back = models.BooleanField(_("every year"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), default=0)
    age_max = models.PositiveSmallIntegerField(_("to the age of"))

    class Meta:
        verbose_name = _("area of a campaign")
        verbose_name_plural = _("areas of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "area"], name="prevention_reach_once"),
        ]
        indexes = [
            models.Index(
                "area",
                "age_min",
                name="prevention_reach_around",
                include=["campaign", "mutual", "age_max", "sex", "comes_back", "starts_on", "ends_on"],
            )
        ]

    def __str__(self) -> str:
        return self.area


class Prompt(MutualOwned, AppendOnly):
    """A campaign that was on the screen when a contact was closed, and what became of it; or that none fitted.

    `department` and `reason` are as they were then: the measures are counted from these rows alone.
    """

    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="prompts", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="prompts", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        null=True,
        related_name="prompts",
        db_index=False,
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    why = models.CharField(_("why it does not suit"), max_length=10, choices=Unsuited, blank=True)
    reason = models.ForeignKey(
        Reason, verbose_name=_("reason"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    department = models.CharField(_("department"), max_length=3, blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("prevention prompt")
        verbose_name_plural = _("prevention prompts")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=Answer.NONE_FITS, campaign__isnull=True)
                | ~Q(answer=Answer.NONE_FITS) & Q(campaign__isnull=False),
                name="prevention_prompt_of_a_campaign",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.UNSUITABLE, why__in=Unsuited.values)
                | ~Q(answer=Answer.UNSUITABLE) & Q(why=""),
                name="prevention_prompt_says_why",
            ),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="prevention_prompt_answer_known"),
        ]
        indexes = [
            models.Index("mutual", "member", "at", name="prevention_prompt_of_member"),
            models.Index("mutual", "at", name="prevention_prompt_by_day"),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class Source(models.Model):
    """A feed or a page of somebody else's that is looked at by itself. It is about the country, not about a mutual."""

    title = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=SourceKind, default=SourceKind.FEED)
    address = models.URLField(_("web address"), max_length=500, unique=True)
    is_active = models.BooleanField(_("watched"), default=True)
    fetched_at = models.DateTimeField(_("last looked at"), null=True)
    fault = models.CharField(_("what was wrong"), max_length=12, choices=FetchFault, blank=True)
    # Of the text of a watched page, as it was last seen.
    digest = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("watched source")
        verbose_name_plural = _("watched sources")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values, fault__in=["", *FetchFault.values]),
                name="prevention_source_choices_known",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Arrival(models.Model):
    """What a source brought: sorted by a documentalist. `text` is cleaned of all markup; `same` is alike for what says the same."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="arrivals", db_index=False)
    key = models.CharField(max_length=64)
    same = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("web address"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True)
    arrived_at = models.DateTimeField(_("arrived at"), db_default=Now())
    state = models.CharField(_("state"), max_length=9, choices=ArrivalState, default=ArrivalState.NEW)
    duplicate_of = models.ForeignKey(
        "self", verbose_name=_("duplicate of"), on_delete=models.PROTECT, null=True, related_name="duplicates",
        db_index=False,
    )  # fmt: skip
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.SET_NULL, null=True, related_name="arrivals",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    sorted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sorted by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    sorted_at = models.DateTimeField(_("sorted at"), null=True)

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="prevention_arrival_once"),
            models.CheckConstraint(
                condition=Q(state=ArrivalState.DUPLICATE, duplicate_of__isnull=False)
                | ~Q(state=ArrivalState.DUPLICATE) & Q(duplicate_of__isnull=True),
                name="prevention_arrival_duplicate_of_one",
            ),
            models.CheckConstraint(condition=Q(state__in=ArrivalState.values), name="prevention_arrival_state_known"),
        ]
        indexes = [
            models.Index("state", "arrived_at", name="prevention_arrival_to_sort"),
            models.Index("same", name="prevention_arrival_alike"),
            GinIndex(SearchVector("title", "text", config="french"), name="prevention_arrival_words"),
        ]

    def __str__(self) -> str:
        return self.title
