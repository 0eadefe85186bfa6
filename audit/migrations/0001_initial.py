from datetime import timedelta

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("search", "Searched"),
                            ("open", "Opened the file"),
                            ("reveal_nir", "Revealed the social security number"),
                            ("change", "Changed the file"),
                            ("export", "Exported"),
                            ("import", "Imported"),
                            ("break_glass", "Opened without a contact, with a reason"),
                            ("refused", "Was refused"),
                            ("blocked", "Was blocked for mass reading"),
                            ("read_case", "Read a contact case"),
                            ("api", "Read through the API"),
                            ("erase", "Erased"),
                        ],
                        max_length=20,
                        verbose_name="act",
                    ),
                ),
                ("actor_kind", models.CharField(max_length=8, verbose_name="kind of actor")),
                ("actor_name", models.CharField(max_length=150, verbose_name="actor")),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="account")),
                ("role", models.CharField(blank=True, max_length=30, verbose_name="role")),
                ("mutual_id", models.IntegerField(null=True, verbose_name="mutual")),
                ("member_id", models.UUIDField(null=True, verbose_name="member")),
                (
                    "ground",
                    models.CharField(
                        blank=True, help_text="Why it was allowed, or refused.", max_length=30, verbose_name="ground"
                    ),
                ),
                ("route", models.CharField(blank=True, max_length=100, verbose_name="route")),
                (
                    "detail",
                    models.JSONField(
                        default=dict, help_text="Kinds and counts only, never a value.", verbose_name="detail"
                    ),
                ),
                ("request_id", models.CharField(blank=True, max_length=64, verbose_name="request")),
                ("network", models.CharField(blank=True, max_length=45, verbose_name="network address")),
            ],
            options={
                "verbose_name": "journal entry",
                "verbose_name_plural": "journal entries",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(models.F("actor_id"), models.F("at"), name="audit_journal_by_actor"),
                    models.Index(
                        models.F("member_id"),
                        models.F("at"),
                        condition=models.Q(("member_id__isnull", False)),
                        name="audit_journal_by_member",
                    ),
                    models.Index(
                        models.F("mutual_id"),
                        models.F("at"),
                        condition=models.Q(("mutual_id__isnull", False)),
                        name="audit_journal_by_mutual",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "search",
                                    "open",
                                    "reveal_nir",
                                    "change",
                                    "export",
                                    "import",
                                    "break_glass",
                                    "refused",
                                    "blocked",
                                    "read_case",
                                    "api",
                                    "erase",
                                ],
                            )
                        ),
                        name="audit_journal_act_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_id", models.BigIntegerField(unique=True)),
                ("last_id", models.BigIntegerField(unique=True)),
                ("entries", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "seal of the journal",
                "verbose_name_plural": "seals of the journal",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lte", models.F("last_id"))), name="audit_seal_range_forward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("forgotten_at__gt", models.F("sealed_at") + timedelta(days=181))),
                        name="audit_seal_kept_six_months",
                    ),
                ],
            },
        ),
    ]
