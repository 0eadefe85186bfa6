import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ClosedDay",
                    fields=[
                        ("day", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
                        (
                            "closed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="closed at"
                            ),
                        ),
                        ("closed_by", models.CharField(max_length=60, verbose_name="by")),
                        ("inputs", models.JSONField(verbose_name="counted under")),
                    ],
                    options={
                        "verbose_name": "closed day",
                        "verbose_name_plural": "closed days",
                        "ordering": ["-day"],
                    },
                ),
                migrations.CreateModel(
                    name="DayCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "day",
                            models.ForeignKey(
                                db_column="day",
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="supervision.closedday",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.site",
                            ),
                        ),
                        (
                            "grain",
                            models.CharField(
                                choices=[
                                    ("whole", "whole"),
                                    ("channel", "channel"),
                                    ("team", "team"),
                                    ("reason", "reason"),
                                    ("fine", "fine"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("fax", "Fax"),
                                    ("letter", "Letter"),
                                    ("portal", "Member portal"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40)),
                        ("offered", models.PositiveBigIntegerField(default=0)),
                        ("answered", models.PositiveBigIntegerField(default=0)),
                        ("answered_soon", models.PositiveBigIntegerField(default=0)),
                        ("abandoned", models.PositiveBigIntegerField(default=0)),
                        ("abandoned_soon", models.PositiveBigIntegerField(default=0)),
                        ("out_of_hours", models.PositiveBigIntegerField(default=0)),
                        ("waited_seconds", models.PositiveBigIntegerField(default=0)),
                        ("talks", models.PositiveBigIntegerField(default=0)),
                        ("talk_seconds", models.PositiveBigIntegerField(default=0)),
                        ("hold_seconds", models.PositiveBigIntegerField(default=0)),
                        ("wraps", models.PositiveBigIntegerField(default=0)),
                        ("wrap_seconds", models.PositiveBigIntegerField(default=0)),
                        ("closed", models.PositiveBigIntegerField(default=0)),
                        ("judged", models.PositiveBigIntegerField(default=0)),
                        ("solved", models.PositiveBigIntegerField(default=0)),
                        ("written", models.PositiveBigIntegerField(default=0)),
                        ("written_closed", models.PositiveBigIntegerField(default=0)),
                        ("written_in_time", models.PositiveBigIntegerField(default=0)),
                        ("quotes", models.PositiveBigIntegerField(default=0)),
                        ("quotes_in_time", models.PositiveBigIntegerField(default=0)),
                        ("quote_seconds", models.PositiveBigIntegerField(default=0)),
                        ("callbacks_due", models.PositiveBigIntegerField(default=0)),
                        ("callbacks_kept", models.PositiveBigIntegerField(default=0)),
                        ("callbacks_late", models.PositiveBigIntegerField(default=0)),
                        ("callback_late_seconds", models.PositiveBigIntegerField(default=0)),
                        ("referrals", models.PositiveBigIntegerField(default=0)),
                        ("prevention_shown", models.PositiveBigIntegerField(default=0)),
                        ("prevention_told", models.PositiveBigIntegerField(default=0)),
                        ("watched", models.PositiveBigIntegerField(default=0)),
                        ("settled", models.PositiveBigIntegerField(default=0)),
                        ("reviews", models.PositiveBigIntegerField(default=0)),
                        ("review_points", models.PositiveBigIntegerField(default=0)),
                        ("satisfaction_answers", models.PositiveBigIntegerField(default=0)),
                        ("satisfied", models.PositiveBigIntegerField(default=0)),
                        ("complaints_opened", models.PositiveBigIntegerField(default=0)),
                        ("complaints_answered", models.PositiveBigIntegerField(default=0)),
                        ("complaints_in_target", models.PositiveBigIntegerField(default=0)),
                        ("complaints_in_time", models.PositiveBigIntegerField(default=0)),
                        ("letters", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "counts of a day",
                        "verbose_name_plural": "counts of days",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "grain", "day", "team", "site", "channel", "reason"),
                                name="supervision_daycount_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["", "phone", "email", "fax", "letter", "portal"]),
                                    ("grain__in", ["whole", "channel", "team", "reason", "fine"]),
                                ),
                                name="supervision_daycount_choices_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("complaints_in_target__lte", models.F("complaints_answered")),
                                    ("complaints_in_time__lte", models.F("complaints_answered")),
                                ),
                                name="supervision_daycount_complaints_parts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DayStaffing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "day",
                            models.ForeignKey(
                                db_column="day",
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="staffing",
                                to="supervision.closedday",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.site",
                            ),
                        ),
                        ("signed_in_seconds", models.PositiveBigIntegerField(default=0)),
                        ("paused_seconds", models.PositiveBigIntegerField(default=0)),
                        ("busy_seconds", models.PositiveBigIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "presence of a day",
                        "verbose_name_plural": "presences of days",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "team", "site"),
                                name="supervision_daystaffing_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedMonth",
                    fields=[
                        ("month", models.DateField(primary_key=True, serialize=False, verbose_name="month")),
                        (
                            "closed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="closed at"
                            ),
                        ),
                        ("closed_by", models.CharField(max_length=60, verbose_name="by")),
                    ],
                    options={
                        "verbose_name": "closed month",
                        "verbose_name_plural": "closed months",
                        "ordering": ["-month"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("month__day", 1)), name="supervision_closedmonth_begins"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DayDemand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[
                                    ("optical", "optical"),
                                    ("dental", "dental"),
                                    ("prevention", "prevention"),
                                    ("referral", "referral"),
                                    ("complaint", "complaint"),
                                    ("other", "other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("family", models.CharField(blank=True, max_length=20)),
                        ("sex", models.CharField(blank=True, max_length=1)),
                        ("age_from", models.PositiveSmallIntegerField(null=True)),
                        ("region", models.CharField(blank=True, max_length=3)),
                        ("requests", models.PositiveBigIntegerField(default=0)),
                        ("quotes", models.PositiveBigIntegerField(default=0)),
                        ("price_cents", models.PositiveBigIntegerField(default=0)),
                        ("base_cents", models.PositiveBigIntegerField(default=0)),
                        ("amo_cents", models.PositiveBigIntegerField(default=0)),
                        ("amc_cents", models.PositiveBigIntegerField(default=0)),
                        ("rac_cents", models.PositiveBigIntegerField(default=0)),
                        ("full_cover", models.PositiveBigIntegerField(default=0)),
                        (
                            "day",
                            models.ForeignKey(
                                db_column="day",
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="supervision.closedday",
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "demands of a day",
                        "verbose_name_plural": "demands of days",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "day", "theme", "family", "sex", "age_from", "region"),
                                name="supervision_daydemand_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("theme__in", ["optical", "dental", "prevention", "referral", "complaint", "other"])
                                ),
                                name="supervision_daydemand_theme_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("full_cover__lte", models.F("quotes"))),
                                name="supervision_daydemand_cover_of_quotes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("persons", models.PositiveBigIntegerField(default=0)),
                        ("calls", models.PositiveBigIntegerField(default=0)),
                        ("written", models.PositiveBigIntegerField(default=0)),
                        ("quotes", models.PositiveBigIntegerField(default=0)),
                        ("referrals", models.PositiveBigIntegerField(default=0)),
                        ("callbacks", models.PositiveBigIntegerField(default=0)),
                        ("letters", models.PositiveBigIntegerField(default=0)),
                        ("complaints", models.PositiveBigIntegerField(default=0)),
                        ("share_by_person", models.PositiveSmallIntegerField()),
                        ("share_by_act", models.PositiveSmallIntegerField()),
                        (
                            "month",
                            models.ForeignKey(
                                db_column="month",
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="supervision.closedmonth",
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "statement of a month",
                        "verbose_name_plural": "statements of months",
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "month"), name="supervision_monthstatement_once"),
                            models.CheckConstraint(
                                condition=models.Q(("share_by_act__lte", 10000), ("share_by_person__lte", 10000)),
                                name="supervision_monthstatement_shares",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("indicators", "Indicators"),
                                    ("monthly", "Monthly statistics"),
                                    ("activity", "Activity statement"),
                                    ("complaints", "Return of complaints"),
                                ],
                                max_length=10,
                                verbose_name="return",
                            ),
                        ),
                        (
                            "every",
                            models.CharField(
                                choices=[("month", "Each month"), ("week", "Each week")],
                                max_length=5,
                                verbose_name="how often",
                            ),
                        ),
                        ("origin", models.CharField(max_length=200)),
                        ("next_at", models.DateTimeField(verbose_name="next time")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("told_at", models.DateTimeField(null=True, verbose_name="last told at")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "subscription to a return",
                        "verbose_name_plural": "subscriptions to returns",
                        "indexes": [
                            models.Index(models.F("next_at"), models.F("id"), name="supervision_subscription_due")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "user", "kind"), name="supervision_subscription_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("every", "month"),
                                        ("kind__in", ["indicators", "monthly", "activity", "complaints"]),
                                    ),
                                    models.Q(("every", "week"), ("kind", "indicators")),
                                    _connector="OR",
                                ),
                                name="supervision_subscription_weekly_figures_alone",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
