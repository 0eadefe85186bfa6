import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
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
                    name="Practitioner",
                    fields=[
                        (
                            "national_id",
                            models.CharField(
                                max_length=20, primary_key=True, serialize=False, verbose_name="national identifier"
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=20, verbose_name="title")),
                        (
                            "sex",
                            models.CharField(
                                blank=True, choices=[("F", "woman"), ("M", "man")], max_length=1, verbose_name="sex"
                            ),
                        ),
                        ("family_name", models.CharField(max_length=120, verbose_name="name")),
                        ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                    ],
                    options={
                        "verbose_name": "practitioner",
                        "verbose_name_plural": "practitioners",
                    },
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("line", models.CharField(blank=True, max_length=160, verbose_name="number and street")),
                        ("addition", models.CharField(blank=True, max_length=160, verbose_name="addition")),
                        ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                        ("town", models.CharField(blank=True, max_length=80, verbose_name="town")),
                        ("commune", models.CharField(blank=True, max_length=5, verbose_name="INSEE code")),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
                        ("country", models.CharField(blank=True, max_length=60, verbose_name="country")),
                        ("latitude", models.FloatField(null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(null=True, verbose_name="longitude")),
                    ],
                    options={
                        "verbose_name": "place of practice",
                        "verbose_name_plural": "places of practice",
                    },
                ),
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "practitioner",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="activities",
                                to="practitioners.practitioner",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="activities",
                                to="practitioners.place",
                            ),
                        ),
                        ("profession", models.SmallIntegerField(verbose_name="profession")),
                        ("skill", models.CharField(blank=True, max_length=8, verbose_name="specialty")),
                        ("mode", models.CharField(blank=True, max_length=4, verbose_name="way of practising")),
                        ("sector", models.CharField(blank=True, max_length=6, verbose_name="sector")),
                        ("name", models.CharField(blank=True, max_length=160, verbose_name="name of the practice")),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                        ("phone2", models.CharField(blank=True, max_length=16, verbose_name="second telephone")),
                        ("fax", models.CharField(blank=True, max_length=16, verbose_name="fax")),
                        ("email", models.CharField(blank=True, max_length=160, verbose_name="e-mail")),
                        ("sex", models.CharField(blank=True, max_length=1, verbose_name="sex")),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
                        ("latitude", models.FloatField(null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(null=True, verbose_name="longitude")),
                        ("receives", models.BooleanField(verbose_name="receives the public")),
                        ("is_eligible", models.BooleanField(verbose_name="may be drawn")),
                    ],
                    options={
                        "verbose_name": "activity",
                        "verbose_name_plural": "activities",
                        "indexes": [
                            models.Index(
                                models.F("profession"),
                                models.F("latitude"),
                                models.F("longitude"),
                                condition=models.Q(("is_eligible", True)),
                                include=("place", "skill", "sex"),
                                name="practitioners_activity_around",
                            ),
                            models.Index(
                                models.F("profession"),
                                models.F("department"),
                                condition=models.Q(("is_eligible", True)),
                                include=("place", "skill", "sex"),
                                name="practitioners_activity_in_dept",
                            ),
                            models.Index(models.F("practitioner"), name="practitioners_activity_of"),
                            models.Index(models.F("place"), models.F("profession"), name="practitioners_activity_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extraction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="file")),
                        ("published_on", models.DateField(null=True, verbose_name="published on")),
                        (
                            "imported_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="imported at"
                            ),
                        ),
                        ("rows", models.IntegerField(verbose_name="rows")),
                        ("counts", models.JSONField(default=dict, verbose_name="counts")),
                    ],
                    options={
                        "verbose_name": "extraction of the register",
                        "verbose_name_plural": "extractions of the register",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterImport",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="file")),
                        (
                            "file",
                            models.FileField(blank=True, max_length=200, upload_to="", verbose_name="stored file"),
                        ),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("size", models.BigIntegerField(verbose_name="bytes")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("refused", "Refused"),
                                    ("to_confirm", "To confirm"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("rows", models.IntegerField(null=True, verbose_name="rows")),
                        ("counts", models.JSONField(default=dict, verbose_name="counts")),
                        ("refusal", models.CharField(blank=True, max_length=300, verbose_name="why it was not taken")),
                        (
                            "odds",
                            models.FileField(blank=True, max_length=200, upload_to="", verbose_name="strange rows"),
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
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded at"
                            ),
                        ),
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
                        ("started_at", models.DateTimeField(null=True, verbose_name="started at")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                    ],
                    options={
                        "verbose_name": "import of the register",
                        "verbose_name_plural": "imports of the register",
                        "ordering": ["-uploaded_at"],
                        "indexes": [models.Index(models.F("uploaded_at"), name="practitioners_import_recent")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["waiting", "running", "done", "refused", "to_confirm", "failed"])
                                ),
                                name="practitioners_import_state_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("mark", models.UUIDField()),
                    ],
                    options={
                        "verbose_name": "edition of the directory",
                        "verbose_name_plural": "editions of the directory",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="practitioners_edition_is_one")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonFact",
                    fields=[
                        (
                            "noted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                        (
                            "noted_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="noted at"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="how we know")),
                        (
                            "national_id",
                            models.CharField(
                                max_length=20, primary_key=True, serialize=False, verbose_name="national identifier"
                            ),
                        ),
                        ("objected_on", models.DateField(blank=True, null=True, verbose_name="objected on")),
                        ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                        ("stopped_on", models.DateField(blank=True, null=True, verbose_name="stopped practising on")),
                        (
                            "takes_patients",
                            models.BooleanField(blank=True, null=True, verbose_name="takes new patients"),
                        ),
                        ("home_visits", models.BooleanField(blank=True, null=True, verbose_name="visits at home")),
                        (
                            "teleconsultation",
                            models.BooleanField(blank=True, null=True, verbose_name="consults at a distance"),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=5),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="languages",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "known of a practitioner",
                        "verbose_name_plural": "known of practitioners",
                    },
                ),
                migrations.CreateModel(
                    name="PlaceFact",
                    fields=[
                        (
                            "noted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                        (
                            "noted_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="noted at"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="how we know")),
                        (
                            "place_id",
                            models.BigIntegerField(primary_key=True, serialize=False, verbose_name="place of practice"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        (
                            "access",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "access not known"),
                                    ("level", "step-free access"),
                                    ("lift", "lift"),
                                    ("steps", "steps"),
                                ],
                                max_length=5,
                                verbose_name="access",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                        ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                    ],
                    options={
                        "verbose_name": "known of a place of practice",
                        "verbose_name_plural": "known of places of practice",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("access__in", ["", "level", "lift", "steps"])),
                                name="practitioners_placefact_access_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                    _connector="OR",
                                ),
                                name="practitioners_placefact_on_earth",
                                violation_error_message="Give both coordinates, in degrees.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place_id", models.BigIntegerField(verbose_name="place of practice")),
                        ("national_id", models.CharField(max_length=20, verbose_name="national identifier")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("stopped", "No longer practises"),
                                    ("full", "Takes no new patients"),
                                    ("wrong", "The telephone or the address is wrong"),
                                    ("refused", "The member does not want this name"),
                                ],
                                max_length=8,
                                verbose_name="reason",
                            ),
                        ),
                        ("word", models.CharField(blank=True, max_length=200, verbose_name="what was said")),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                        (
                            "reported_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="reported at"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "To check"), ("done", "Corrected"), ("kept", "Left as it is")],
                                default="open",
                                max_length=4,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                    ],
                    options={
                        "verbose_name": "report on the directory",
                        "verbose_name_plural": "reports on the directory",
                        "ordering": ["reported_at"],
                        "indexes": [
                            models.Index(
                                models.F("reported_at"),
                                condition=models.Q(("state", "open")),
                                name="practitioners_report_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason__in", ["stopped", "full", "wrong", "refused"])),
                                name="practitioners_report_reason_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state", "open")),
                                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="practitioners_report_decided_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnerService",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("teleconsult", "Teleconsultation"),
                                    ("second", "Second medical opinion"),
                                    ("network", "Local health network"),
                                    ("workshop", "Prevention workshop"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("description", models.CharField(max_length=300, verbose_name="what it does")),
                        ("for_whom", models.CharField(max_length=200, verbose_name="who may use it")),
                        (
                            "mutual",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: members of every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "departments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3),
                                blank=True,
                                default=list,
                                help_text="Empty: everywhere in France.",
                                size=None,
                                verbose_name="departments",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                        ("address", models.URLField(blank=True, verbose_name="web address")),
                        ("hours", models.CharField(blank=True, max_length=120, verbose_name="hours")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "partner service",
                        "verbose_name_plural": "partner services",
                        "ordering": ["kind", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["teleconsult", "second", "network", "workshop"])),
                                name="practitioners_service_kind_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Network",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("effects", models.CharField(max_length=300, verbose_name="what it changes for the member")),
                        ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                        ("listed_at", models.DateTimeField(null=True, verbose_name="list of")),
                    ],
                    options={
                        "verbose_name": "network of practitioners",
                        "verbose_name_plural": "networks of practitioners",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="practitioners_network_in_mutual"),
                            models.UniqueConstraint(
                                models.F("mutual"),
                                django.db.models.functions.text.Lower("name"),
                                name="practitioners_network_named_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NetworkMember",
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
                            "network",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="practitioners.network",
                            ),
                        ),
                        ("national_id", models.CharField(max_length=20, verbose_name="national identifier")),
                    ],
                    options={
                        "verbose_name": "practitioner of a network",
                        "verbose_name_plural": "practitioners of networks",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "network", "national_id"), name="practitioners_networkmember_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
