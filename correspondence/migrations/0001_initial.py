import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contacts", "0001_initial"),
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Brochure",
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
                                blank=True,
                                db_constraint=False,
                                help_text="None: for every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("theme", models.CharField(max_length=60, verbose_name="theme")),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("fr", "français"),
                                    ("en", "English"),
                                    ("ar", "العربية"),
                                    ("es", "español"),
                                    ("pt", "português"),
                                    ("tr", "Türkçe"),
                                ],
                                default="fr",
                                max_length=5,
                                verbose_name="language",
                            ),
                        ),
                        ("rights", models.CharField(max_length=200, verbose_name="source and licence")),
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="contact reasons",
                            ),
                        ),
                        (
                            "age_min",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from the age of"),
                        ),
                        (
                            "age_max",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to the age of"),
                        ),
                        ("valid_from", models.DateField(verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "repeat_days",
                            models.PositiveSmallIntegerField(
                                default=365, verbose_name="days before it goes to the same person again"
                            ),
                        ),
                        ("stock", models.IntegerField(blank=True, null=True, verbose_name="paper copies")),
                        (
                            "own_grams",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="weight, if it is not of plain paper (grams)"
                            ),
                        ),
                        ("is_of_campaign", models.BooleanField(default=False)),
                        ("file", models.FileField(upload_to="brochures/", verbose_name="PDF")),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField(verbose_name="size")),
                        ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                        (
                            "added_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="added by",
                            ),
                        ),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="added at"
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                    ],
                    options={
                        "verbose_name": "brochure",
                        "verbose_name_plural": "brochures",
                        "ordering": ["title", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("stock__isnull", True), ("stock__gte", 0), _connector="OR"),
                                name="correspondence_brochure_stock_not_below_none",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("age_min__isnull", True),
                                    ("age_max__isnull", True),
                                    ("age_max__gte", models.F("age_min")),
                                    _connector="OR",
                                ),
                                name="correspondence_brochure_ages_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="correspondence_brochure_dates_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pages__gte", 1)), name="correspondence_brochure_has_pages"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Template",
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
                                blank=True,
                                db_constraint=False,
                                help_text="None: for every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("label", models.CharField(max_length=80, verbose_name="label")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="since",
                            ),
                        ),
                        (
                            "replaced_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="replaced at"),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("email", "E-mail"), ("letter", "Letter"), ("fax", "Fax")], max_length=8
                                ),
                                blank=True,
                                default=list,
                                help_text="None: for all of them.",
                                size=None,
                                verbose_name="channels",
                            ),
                        ),
                        (
                            "reason_code",
                            models.CharField(
                                blank=True,
                                help_text="Offered first for contacts of this reason.",
                                max_length=40,
                                verbose_name="reason",
                            ),
                        ),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                    ],
                    options={
                        "verbose_name": "template",
                        "verbose_name_plural": "templates",
                        "ordering": ["label"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "code", "version"),
                                name="correspondence_template_once",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True)),
                                fields=("mutual", "code"),
                                name="correspondence_template_one_in_use",
                                nulls_distinct=False,
                                violation_error_message="There is a text of this code already.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="kept_as_written",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."id" IS DISTINCT FROM (NEW."id") '
                                        'OR OLD."mutual_id" IS DISTINCT FROM (NEW."mutual_id") '
                                        'OR OLD."code" IS DISTINCT FROM (NEW."code") '
                                        'OR OLD."version" IS DISTINCT FROM (NEW."version") '
                                        'OR OLD."label" IS DISTINCT FROM (NEW."label") '
                                        'OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") '
                                        'OR OLD."channels" IS DISTINCT FROM (NEW."channels") '
                                        'OR OLD."reason_code" IS DISTINCT FROM (NEW."reason_code") '
                                        'OR OLD."subject" IS DISTINCT FROM (NEW."subject") '
                                        'OR OLD."body" IS DISTINCT FROM (NEW."body"))'
                                    ),
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="5e59b25af41b5a9813e2c9fb0aee787b2dd3247e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_kept_as_written_f1866",
                                    table="correspondence_template",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Snippet",
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
                                blank=True,
                                db_constraint=False,
                                help_text="None: for every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                        ("label", models.CharField(max_length=80, verbose_name="label")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                editable=False,
                                verbose_name="since",
                            ),
                        ),
                        (
                            "replaced_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="replaced at"),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                    ],
                    options={
                        "verbose_name": "text shortcut",
                        "verbose_name_plural": "text shortcuts",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "code", "version"),
                                name="correspondence_snippet_once",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at__isnull", True)),
                                fields=("mutual", "code"),
                                name="correspondence_snippet_one_in_use",
                                nulls_distinct=False,
                                violation_error_message="There is a text of this code already.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="kept_as_written",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."id" IS DISTINCT FROM (NEW."id") '
                                        'OR OLD."mutual_id" IS DISTINCT FROM (NEW."mutual_id") '
                                        'OR OLD."code" IS DISTINCT FROM (NEW."code") '
                                        'OR OLD."version" IS DISTINCT FROM (NEW."version") '
                                        'OR OLD."label" IS DISTINCT FROM (NEW."label") '
                                        'OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") '
                                        'OR OLD."text" IS DISTINCT FROM (NEW."text"))'
                                    ),
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="d1991b484a57c81555c0a6d0cc0d81223043e041",
                                    operation="UPDATE",
                                    pgid="pgtrigger_kept_as_written_afeb6",
                                    table="correspondence_snippet",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stationery",
                    fields=[
                        (
                            "mutual",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "sender",
                            models.TextField(
                                blank=True,
                                help_text="At the head of letters, six lines at most.",
                                max_length=300,
                                verbose_name="sender’s address",
                            ),
                        ),
                        (
                            "is_posted_by_service",
                            models.BooleanField(
                                default=False,
                                help_text="Otherwise they wait for a batch of the print room. Takes effect where a service is set up.",
                                verbose_name="letters leave by the postal service",
                            ),
                        ),
                        (
                            "most_brochures",
                            models.PositiveSmallIntegerField(default=2, verbose_name="brochures enclosed at most"),
                        ),
                        (
                            "most_pages",
                            models.PositiveSmallIntegerField(default=24, verbose_name="pages enclosed at most"),
                        ),
                        (
                            "most_grams",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="With its letter; postage steps: 20, 100, 250.",
                                verbose_name="weight of an envelope at most (grams)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "letter paper",
                        "verbose_name_plural": "letter papers",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("most_brochures__range", (1, 9)),
                                    ("most_grams__range", (10, 3000)),
                                    ("most_pages__range", (1, 400)),
                                ),
                                name="correspondence_stationery_has_room",
                                violation_error_message="One to nine brochures, 400 pages and 3000 grams at most.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailing",
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
                        ("title", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("service", "The member’s own cover"), ("prevention", "Prevention")],
                                default="service",
                                max_length=10,
                                verbose_name="what it is about",
                            ),
                        ),
                        (
                            "products",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None, verbose_name="products"
                            ),
                        ),
                        (
                            "departments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3),
                                default=list,
                                size=None,
                                verbose_name="departments",
                            ),
                        ),
                        ("age_min", models.PositiveSmallIntegerField(null=True, verbose_name="from the age of")),
                        ("age_max", models.PositiveSmallIntegerField(null=True, verbose_name="to the age of")),
                        ("began_from", models.DateField(null=True, verbose_name="contract began from")),
                        ("began_until", models.DateField(null=True, verbose_name="contract began until")),
                        ("holders_only", models.BooleanField(default=True, verbose_name="holders of contracts only")),
                        (
                            "template",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="correspondence.template",
                                verbose_name="template",
                            ),
                        ),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                        ("per_hour", models.PositiveIntegerField(default=300, verbose_name="messages an hour")),
                        ("opens", models.TimeField(verbose_name="leaves from")),
                        ("closes", models.TimeField(verbose_name="leaves until")),
                        ("on_saturdays", models.BooleanField(default=False, verbose_name="on Saturdays too")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("to_approve", "To be approved by a second person"),
                                    ("sending", "Leaving"),
                                    ("stopped", "Stopped"),
                                    ("done", "Everybody was written to"),
                                    ("dropped", "Given up"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                        (
                            "stopped_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="stopped by",
                            ),
                        ),
                        ("counted", models.PositiveIntegerField(null=True, verbose_name="members counted")),
                        ("after", models.UUIDField(null=True)),
                        ("next_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="written at"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                    ],
                    options={
                        "verbose_name": "mailing",
                        "verbose_name_plural": "mailings",
                        "indexes": [
                            models.Index(
                                models.F("next_at"),
                                condition=models.Q(("next_at__isnull", False)),
                                name="correspondence_mailing_due",
                            ),
                            models.Index(
                                models.F("mutual"), models.F("created_at"), name="correspondence_mailing_lately"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="correspondence_mailing_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "to_approve", "dropped"]),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        models.Q(("approved_by", models.F("author")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="correspondence_mailing_approved_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_at__isnull", False), ("state", "sending")),
                                    models.Q(models.Q(("state", "sending"), _negated=True), ("next_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="correspondence_mailing_leaving_has_clock",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closes__gt", models.F("opens")),
                                    ("per_hour__range", (1, 6000)),
                                    models.Q(
                                        ("age_min__isnull", True),
                                        ("age_max__isnull", True),
                                        ("age_max__gte", models.F("age_min")),
                                        _connector="OR",
                                    ),
                                ),
                                name="correspondence_mailing_can_leave",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("purpose__in", ["service", "prevention"]),
                                    ("state__in", ["draft", "to_approve", "sending", "stopped", "done", "dropped"]),
                                ),
                                name="correspondence_mailing_choices_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("making", "Being made"),
                                    ("ready", "To be printed"),
                                    ("taken", "Handed to the printer"),
                                    ("empty", "Nothing to print"),
                                    ("failed", "Could not be made: tell an administrator"),
                                ],
                                default="asked",
                                max_length=7,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked for by",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked for at"
                            ),
                        ),
                        (
                            "next_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), null=True),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("file", models.FileField(blank=True, upload_to="", verbose_name="PDF")),
                        ("manifest", models.JSONField(default=list)),
                        ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                        ("ready_at", models.DateTimeField(null=True, verbose_name="ready at")),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="handed to the printer at")),
                        (
                            "taken_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="handed over by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "print batch",
                        "verbose_name_plural": "print batches",
                        "indexes": [
                            models.Index(models.F("mutual"), models.F("asked_at"), name="correspondence_batch_lately")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="correspondence_batch_in_mutual"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("asked", "making"))),
                                fields=("mutual",),
                                name="correspondence_batch_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_at__isnull", False), ("state__in", ("asked", "making"))),
                                    models.Q(
                                        models.Q(("state__in", ("asked", "making")), _negated=True),
                                        ("next_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="correspondence_batch_unmade_has_clock",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "taken"), ("taken_at__isnull", False), ("taken_by__isnull", False)
                                    ),
                                    models.Q(models.Q(("state", "taken"), _negated=True), ("taken_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="correspondence_batch_taken_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["asked", "making", "ready", "taken", "empty", "failed"])
                                ),
                                name="correspondence_batch_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.entry",
                            ),
                        ),
                        (
                            "mailing",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="correspondence.mailing",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="correspondence.template",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("email", "E-mail"), ("letter", "Letter"), ("fax", "Fax")],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("to", models.CharField(max_length=400, verbose_name="recipient")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="text")),
                        ("private", models.BinaryField(null=True)),
                        ("key", models.CharField(max_length=120)),
                        ("message_id", models.CharField(max_length=250)),
                        ("in_reply_to", models.CharField(blank=True, max_length=250)),
                        (
                            "references",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=250), default=list, size=None
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sending", "Leaving"),
                                    ("handed_on", "With the postal service"),
                                    ("sent", "Sent"),
                                    ("failed", "Not sent yet, will be tried again"),
                                    ("given_up", "Not sent, given up"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="waiting",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("undo_until", models.DateTimeField(verbose_name="can be called back until")),
                        ("next_at", models.DateTimeField(null=True, verbose_name="next attempt at")),
                        (
                            "error",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("address", "The recipient’s server refuses this address."),
                                    ("content", "The recipient’s server refuses this message."),
                                    ("later", "The mail server asks to try again later."),
                                    (
                                        "sender",
                                        "The mail server refuses our address or our password: tell an administrator.",
                                    ),
                                    ("unreachable", "The mail server does not answer."),
                                    ("interrupted", "Sending was interrupted each time."),
                                    ("post_refused", "The postal service refuses this letter."),
                                    ("post_away", "The postal service does not answer, or asks to try again later."),
                                    ("post_access", "The postal service refuses our key: tell an administrator."),
                                    (
                                        "no_word",
                                        "The postal service took this letter and has not said that it was posted: ask it.",
                                    ),
                                    ("other", "The message could not be put together: tell an administrator."),
                                ],
                                max_length=12,
                                verbose_name="why it did not leave",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=200, verbose_name="what the server said")),
                        (
                            "carrier",
                            models.CharField(
                                choices=[
                                    ("mail", "Mail server"),
                                    ("fax_mail", "Fax gateway"),
                                    ("post", "Postal service"),
                                    ("hand", "By hand"),
                                ],
                                default="hand",
                                max_length=8,
                                verbose_name="carrier",
                            ),
                        ),
                        ("carrier_ref", models.CharField(blank=True, max_length=80)),
                        (
                            "progress",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("accepted", "Taken in by the postal service"),
                                    ("printed", "Printed by the postal service"),
                                    ("posted", "Posted"),
                                    ("refused", "Refused by the postal service"),
                                ],
                                max_length=8,
                                verbose_name="progress",
                            ),
                        ),
                        (
                            "handed_at",
                            models.DateTimeField(null=True, verbose_name="taken in by the postal service at"),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="correspondence.batch",
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True, verbose_name="author told at")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="written at"
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                    ],
                    options={
                        "verbose_name": "outgoing message",
                        "verbose_name_plural": "outgoing messages",
                        "indexes": [
                            models.Index(
                                models.F("next_at"),
                                models.F("id"),
                                condition=models.Q(
                                    models.Q(("carrier", "hand"), _negated=True), ("next_at__isnull", False)
                                ),
                                name="correspondence_message_due",
                            ),
                            models.Index(
                                models.F("author"),
                                models.F("created_at"),
                                condition=models.Q(("state", "sent"), _negated=True),
                                name="correspondence_message_unsent",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("created_at"),
                                name="correspondence_message_to",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("next_at"),
                                models.F("id"),
                                condition=models.Q(
                                    ("carrier", "hand"), ("channel", "letter"), ("next_at__isnull", False)
                                ),
                                name="correspondence_message_paper",
                            ),
                            models.Index(
                                models.F("mailing"),
                                models.F("state"),
                                condition=models.Q(("mailing__isnull", False)),
                                name="correspondence_message_mailed",
                            ),
                            models.Index(
                                models.F("batch"),
                                condition=models.Q(("batch__isnull", False)),
                                name="correspondence_message_batch",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "key"), name="correspondence_message_key_once"),
                            models.UniqueConstraint(
                                fields=("mutual", "message_id"), name="correspondence_message_id_once"
                            ),
                            models.UniqueConstraint(fields=("mutual", "id"), name="correspondence_message_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("next_at__isnull", False),
                                        ("state__in", ("waiting", "sending", "failed", "handed_on")),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ("waiting", "sending", "failed", "handed_on")), _negated=True
                                        ),
                                        ("next_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="correspondence_message_open_has_clock",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="correspondence_message_sent_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["failed", "given_up"]), _negated=True),
                                    models.Q(("error", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="correspondence_message_failed_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["waiting", "sending", "handed_on", "sent", "failed", "given_up", "cancelled"],
                                    )
                                ),
                                name="correspondence_message_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("carrier__in", ["mail", "fax_mail", "post", "hand"]),
                                    ("channel__in", ("email", "letter", "fax")),
                                    ("progress__in", ["", "accepted", "printed", "posted", "refused"]),
                                ),
                                name="correspondence_message_channel_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("case__isnull", False), ("entry__isnull", False), ("mailing__isnull", True)
                                    ),
                                    models.Q(
                                        ("case__isnull", True),
                                        ("entry__isnull", True),
                                        ("mailing__isnull", False),
                                        ("member__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="correspondence_message_of_case_or_mailing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "handed_on"), _negated=True),
                                    models.Q(("carrier", "post"), ("handed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="correspondence_message_handed_on_to_post",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recipient",
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
                            "mailing",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recipients",
                                to="correspondence.mailing",
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
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="correspondence.message",
                            ),
                        ),
                        (
                            "why_not",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("refused", "refuses every channel by which they could be reached"),
                                    ("unreachable", "has neither an e-mail nor an address that fits an envelope"),
                                ],
                                max_length=11,
                                verbose_name="why not",
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
                        "verbose_name": "recipient of a mailing",
                        "verbose_name_plural": "recipients of mailings",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "mailing", "member"), name="correspondence_recipient_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("message__isnull", False), ("why_not", "")),
                                    models.Q(("message__isnull", True), ("why_not__in", ["refused", "unreachable"])),
                                    _connector="OR",
                                ),
                                name="correspondence_recipient_written_or_why_not",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enclosure",
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
                            "message",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enclosures",
                                to="correspondence.message",
                            ),
                        ),
                        (
                            "brochure",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="correspondence.brochure",
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(verbose_name="rank")),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("told", "its campaign was told"),
                                    ("reason", "suits the reason of the contact"),
                                    ("of_age", "suits the member’s age"),
                                    ("general", "for everybody"),
                                ],
                                max_length=8,
                                verbose_name="why",
                            ),
                        ),
                        ("is_from_stock", models.BooleanField(default=False, verbose_name="from the paper stock")),
                    ],
                    options={
                        "verbose_name": "enclosed brochure",
                        "verbose_name_plural": "enclosed brochures",
                        "ordering": ["rank"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "message", "brochure"), name="correspondence_enclosure_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("why__in", ["told", "reason", "of_age", "general"])),
                                name="correspondence_enclosure_why_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
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
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "brochure",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="correspondence.brochure",
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
                        "verbose_name": "suggested brochure",
                        "verbose_name_plural": "suggested brochures",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "member", "brochure"), name="correspondence_suggestion_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
