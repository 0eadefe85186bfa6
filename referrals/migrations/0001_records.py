import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
        ("contacts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="EligibleSet",
                    fields=[
                        ("digest", models.BinaryField(primary_key=True, serialize=False)),
                        ("size", models.PositiveIntegerField(verbose_name="places")),
                        ("places", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "eligible set",
                        "verbose_name_plural": "eligible sets",
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                        ("number", models.PositiveBigIntegerField(verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("drawn", "First draw"),
                                    ("again", "Another five"),
                                    ("removed", "A name was taken off, the next one of the order came"),
                                ],
                                max_length=7,
                                verbose_name="kind",
                            ),
                        ),
                        ("question", models.JSONField(verbose_name="question")),
                        ("question_digest", models.BinaryField()),
                        ("rule_version", models.PositiveSmallIntegerField(verbose_name="rule, version")),
                        ("extraction_id", models.BigIntegerField(verbose_name="extraction")),
                        (
                            "eligible",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referrals.eligibleset",
                                verbose_name="eligible set",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(verbose_name="eligible places")),
                        ("radius_km", models.PositiveSmallIntegerField(null=True, verbose_name="radius, km")),
                        ("seed", models.BinaryField(verbose_name="seed")),
                        ("tries", models.PositiveSmallIntegerField(verbose_name="seeds drawn")),
                        (
                            "left_out",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None, verbose_name="left out"
                            ),
                        ),
                        ("drawn", models.JSONField(verbose_name="drawn")),
                        (
                            "place_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), size=None, verbose_name="places"
                            ),
                        ),
                        (
                            "follows",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followers",
                                to="referrals.referral",
                                verbose_name="follows",
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=12, verbose_name="reason")),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
                            ),
                        ),
                        ("actor", models.CharField(max_length=150, verbose_name="drawn for")),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="contacts.case",
                                verbose_name="contact",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "previous",
                            models.CharField(blank=True, max_length=64, verbose_name="digest of the record before"),
                        ),
                        ("digest", models.CharField(max_length=64, verbose_name="digest")),
                    ],
                    options={
                        "verbose_name": "referral",
                        "verbose_name_plural": "referrals",
                        "ordering": ["-number"],
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("question_digest"),
                                models.F("number"),
                                name="referrals_referral_same",
                            ),
                            models.Index(models.F("mutual"), models.F("at"), name="referrals_referral_by_day"),
                            models.Index(
                                models.F("mutual"),
                                models.F("case"),
                                condition=models.Q(("case__isnull", False)),
                                name="referrals_referral_of_case",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                models.F("place_ids"), name="referrals_referral_naming"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="referrals_referral_in_mutual"),
                            models.UniqueConstraint(fields=("mutual", "number"), name="referrals_referral_numbered"),
                            models.UniqueConstraint(fields=("mutual", "previous"), name="referrals_referral_one_chain"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["drawn", "again", "removed"])),
                                name="referrals_referral_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("follows__isnull", True), ("kind", "drawn"), ("why", "")),
                                    models.Q(
                                        models.Q(("kind", "drawn"), _negated=True),
                                        ("follows__isnull", False),
                                        models.Q(("why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="referrals_referral_reason_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Telling",
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
                            "referral",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("phone", "Aloud"), ("email", "E-mail"), ("letter", "Letter"), ("fax", "Fax")],
                                max_length=6,
                                verbose_name="how",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "list given",
                        "verbose_name_plural": "lists given",
                        "indexes": [
                            models.Index(models.F("mutual"), models.F("referral"), name="referrals_telling_of")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["phone", "email", "letter", "fax"])),
                                name="referrals_telling_channel_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
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
                            "referral",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        ("place_id", models.BigIntegerField(null=True, verbose_name="place of practice")),
                        (
                            "appointment",
                            models.CharField(
                                choices=[("got", "Obtained"), ("none", "Refused"), ("untried", "Not asked for")],
                                max_length=7,
                                verbose_name="appointment",
                            ),
                        ),
                        (
                            "delay_days",
                            models.PositiveSmallIntegerField(null=True, verbose_name="days until the appointment"),
                        ),
                    ],
                    options={
                        "verbose_name": "what became of a list",
                        "verbose_name_plural": "what became of lists",
                        "indexes": [models.Index(models.F("mutual"), models.F("referral"), name="referrals_answer_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("appointment__in", ["got", "none", "untried"])),
                                name="referrals_answer_appointment_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("delay_days__isnull", True), ("appointment", "got"), _connector="OR"
                                ),
                                name="referrals_answer_delay_of_got",
                                violation_error_message="A delay belongs to an appointment that was obtained.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
