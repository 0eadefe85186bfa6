import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
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
            ],
        ),
    ]
