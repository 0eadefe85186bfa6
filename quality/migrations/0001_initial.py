import uuid

import django.core.validators
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
        ("complaints", "0002_isolate_and_begin"),
        ("contacts", "0002_walls_and_reasons"),
        ("members", "0002_isolate_mutuals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Grid",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("label", models.CharField(max_length=80, verbose_name="label")),
                        ("valid_from", models.DateField(unique=True, verbose_name="valid from")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="added at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scoring grid",
                        "verbose_name_plural": "scoring grids",
                        "ordering": ["-valid_from"],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grid",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="quality.grid"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="place in the grid")),
                        ("label", models.CharField(max_length=120, verbose_name="criterion")),
                        ("help_text", models.CharField(blank=True, max_length=240, verbose_name="what is looked for")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("yes_no", "Yes, no or not applicable"), ("scale", "From 0 to 3")],
                                default="yes_no",
                                max_length=6,
                                verbose_name="marked",
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "is_knockout",
                            models.BooleanField(
                                default=False,
                                help_text="When it fails the whole contact is worth 0.",
                                verbose_name="must not fail",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("grid", "position"),
                                name="quality_criterion_place_once",
                                violation_error_message="Two criteria stand at the same place.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["yes_no", "scale"]), ("weight__gte", 1), ("weight__lte", 100)
                                ),
                                name="quality_criterion_counts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sampling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(unique=True, verbose_name="valid from")),
                        (
                            "per_week",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MaxValueValidator(50)],
                                verbose_name="contacts of each adviser a week",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sampling of contacts",
                        "verbose_name_plural": "samplings of contacts",
                        "ordering": ["-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("per_week__lte", 50)), name="quality_sampling_at_most"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
                            ),
                        ),
                        ("week", models.DateField(verbose_name="week of")),
                        ("turn", models.PositiveSmallIntegerField(verbose_name="turn")),
                        ("seed", models.BinaryField()),
                        ("candidates", models.BinaryField()),
                        ("wanted", models.PositiveSmallIntegerField(verbose_name="wanted")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        ("by", models.CharField(max_length=150, verbose_name="by")),
                    ],
                    options={
                        "verbose_name": "draw of contacts",
                        "verbose_name_plural": "draws of contacts",
                        "constraints": [
                            models.UniqueConstraint(fields=("adviser", "week", "turn"), name="quality_draw_one_a_turn")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
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
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="quality.draw",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.case",
                                verbose_name="contact",
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("fax", "Fax"),
                                    ("letter", "Letter"),
                                    ("portal", "Member portal"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40, verbose_name="reason")),
                        ("closed_at", models.DateTimeField(verbose_name="closed at")),
                        (
                            "drawn_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="drawn at"
                            ),
                        ),
                        ("draft", models.JSONField(default=dict)),
                        (
                            "draft_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("scored_at", models.DateTimeField(null=True, verbose_name="scored at")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="read by the adviser at")),
                    ],
                    options={
                        "verbose_name": "drawn contact",
                        "verbose_name_plural": "drawn contacts",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("drawn_at"),
                                models.F("id"),
                                condition=models.Q(("scored_at__isnull", True)),
                                name="quality_sample_to_score",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("scored_at"),
                                condition=models.Q(("scored_at__isnull", False)),
                                name="quality_sample_scored",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("adviser"),
                                models.F("scored_at"),
                                name="quality_sample_of_adviser",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="quality_sample_in_mutual"),
                            models.UniqueConstraint(fields=("mutual", "case"), name="quality_sample_contact_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seen_at__isnull", True), ("scored_at__isnull", False), _connector="OR"
                                ),
                                name="quality_sample_seen_when_scored",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
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
                            "sample",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="review",
                                serialize=False,
                                to="quality.sample",
                                verbose_name="drawn contact",
                            ),
                        ),
                        (
                            "grid",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quality.grid",
                                verbose_name="grid",
                            ),
                        ),
                        ("marks", models.JSONField(verbose_name="marks")),
                        ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                        ("comment", models.TextField(max_length=2000, verbose_name="comment")),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="scored by",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="scored at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "score of a contact",
                        "verbose_name_plural": "scores of contacts",
                        "indexes": [models.Index(models.F("mutual"), models.F("at"), name="quality_review_of_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("score__lte", 100)), name="quality_review_of_a_hundred"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("comment", ""), _negated=True), name="quality_review_is_commented"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Remark",
                    fields=[
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
                            "review",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="remark",
                                serialize=False,
                                to="quality.review",
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="remark")),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "remark of an adviser",
                        "verbose_name_plural": "remarks of advisers",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="quality_remark_says_something"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Asking",
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
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "percent",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="0: nobody is asked. Contacts are chosen by lot.",
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="share of the contacts (%)",
                            ),
                        ),
                        (
                            "every_days",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="one question a member in so many days",
                            ),
                        ),
                        ("seed", models.UUIDField(default=uuid.uuid4, editable=False)),
                    ],
                    options={
                        "verbose_name": "satisfaction policy",
                        "verbose_name_plural": "satisfaction policies",
                        "ordering": ["mutual", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "valid_from"), name="quality_asking_one_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("every_days__gte", 1), ("percent__lte", 100)),
                                name="quality_asking_is_percent",
                                violation_error_message="A share lies between 0 and 100.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
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
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.case",
                                verbose_name="contact",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("fax", "Fax"),
                                    ("letter", "Letter"),
                                    ("portal", "Member portal"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40, verbose_name="reason")),
                        ("digest", models.BinaryField()),
                        ("asked_at", models.DateTimeField(verbose_name="asked at")),
                        ("expires_at", models.DateTimeField(verbose_name="expires at")),
                    ],
                    options={
                        "verbose_name": "question about satisfaction",
                        "verbose_name_plural": "questions about satisfaction",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("asked_at"),
                                name="quality_question_of_member",
                            ),
                            models.Index(models.F("mutual"), models.F("asked_at"), name="quality_question_of_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="quality_question_in_mutual"),
                            models.UniqueConstraint(fields=("mutual", "case"), name="quality_question_contact_once"),
                            models.UniqueConstraint(fields=("mutual", "digest"), name="quality_question_digest_once"),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("asked_at"))),
                                name="quality_question_expires",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
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
                            "question",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="answer",
                                serialize=False,
                                to="quality.question",
                            ),
                        ),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Not satisfied at all"),
                                    (2, "Not very satisfied"),
                                    (3, "Neither satisfied nor dissatisfied"),
                                    (4, "Satisfied"),
                                    (5, "Very satisfied"),
                                ],
                                verbose_name="answer",
                            ),
                        ),
                        ("comment", models.TextField(blank=True, max_length=2000, verbose_name="comment")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer about satisfaction",
                        "verbose_name_plural": "answers about satisfaction",
                        "indexes": [models.Index(models.F("mutual"), models.F("at"), name="quality_answer_of_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("score__in", [1, 2, 3, 4, 5])), name="quality_answer_score_known"
                            )
                        ],
                    },
                ),
            ]
        )
    ]
