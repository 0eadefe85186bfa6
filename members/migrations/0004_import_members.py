import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from accounts.rowsecurity import isolate_by_mutual

MODELS = [
    "contract",
    "member",
    "searchname",
    "phone",
    "address",
    "coverageperiod",
    "consent",
    "fragility",
    "correspondent",
    "ground",
]


def _unchecked(model: str) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=model,
        name="mutual",
        field=models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="accounts.mutual",
            verbose_name="mutual",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_announce_read_alarms"),
        ("members", "0003_postal_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Their reference to a member, contract or product of the same mutual already proves that the mutual exists, and each check
        # of a bulk import costs as much as writing an index entry.
        *(_unchecked(model) for model in MODELS),
        migrations.AlterField(
            model_name="searchname",
            name="member",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="search_names",
                to="members.member",
            ),
        ),
        migrations.CreateModel(
            name="MemberImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                ("file", models.FileField(blank=True, max_length=200, upload_to="", verbose_name="stored file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.BigIntegerField(verbose_name="bytes")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("update", "Add and update; leave the others as they are"),
                            ("complete", "The file is complete; end the cover of whoever is left out"),
                        ],
                        default="update",
                        max_length=8,
                        verbose_name="mode",
                    ),
                ),
                ("dry_run", models.BooleanField(default=True, verbose_name="try without changing anything")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("dry_run", "Tried without changing anything"),
                            ("refused", "Refused"),
                            ("to_confirm", "To confirm"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("refusals", models.FileField(blank=True, max_length=200, upload_to="", verbose_name="refused rows")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded at"
                    ),
                ),
                ("started_at", models.DateTimeField(null=True, verbose_name="started at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
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
                    "uploaded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of members",
                "verbose_name_plural": "imports of members",
                "ordering": ["-uploaded_at"],
                "indexes": [models.Index(models.F("mutual"), models.F("uploaded_at"), name="members_import_recent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "running", "done", "dry_run", "refused", "to_confirm", "failed"])
                        ),
                        name="members_import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["update", "complete"])), name="members_import_mode_known"
                    ),
                ],
            },
        ),
        isolate_by_mutual("members_memberimport"),
    ]
