import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import phonenumber_field.modelfields
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        BtreeGistExtension(),
        CreateTables(
            [
                migrations.CreateModel(
                    name="Mutual",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                        ("register_number", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                        (
                            "colour",
                            models.CharField(
                                default="#0f4c5c",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-f]{6}$",
                                        "Write the colour as # and six digits or letters a to f, such as #0f4c5c.",
                                    )
                                ],
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "logo",
                            models.FileField(
                                blank=True,
                                help_text="PNG, 512 kB at most.",
                                upload_to="mutuals/",
                                validators=[django.core.validators.FileExtensionValidator(["png"])],
                                verbose_name="logo",
                            ),
                        ),
                        (
                            "greeting",
                            models.CharField(
                                blank=True,
                                help_text="Said when a call to its line is answered.",
                                max_length=200,
                                verbose_name="greeting",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "mutual",
                        "verbose_name_plural": "mutuals",
                        "ordering": ["name"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_mutualevent" ("code", "colour", "greeting", "id", '
                                        '"is_active", "logo", "name", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "register_number") '
                                        'VALUES (NEW."code", NEW."colour", NEW."greeting", NEW."id", '
                                        'NEW."is_active", NEW."logo", NEW."name", _pgh_attach_context(), NOW(), '
                                        '\'insert\', NEW."id", NEW."register_number")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="2096775aa4fde04fcbb2f6c43714cf6652d90706",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_dd95f",
                                    table="accounts_mutual",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "accounts_mutualevent" ("code", "colour", "greeting", "id", '
                                        '"is_active", "logo", "name", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "register_number") '
                                        'VALUES (NEW."code", NEW."colour", NEW."greeting", NEW."id", '
                                        'NEW."is_active", NEW."logo", NEW."name", _pgh_attach_context(), NOW(), '
                                        '\'update\', NEW."id", NEW."register_number")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="750b84ef6488f92bcea4bfbb9b57c13843651e71",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_85610",
                                    table="accounts_mutual",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MutualEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="accounts.mutual",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("code", models.SlugField(db_index=False, max_length=30, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("register_number", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                        (
                            "colour",
                            models.CharField(
                                default="#0f4c5c",
                                max_length=7,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "^#[0-9a-f]{6}$",
                                        "Write the colour as # and six digits or letters a to f, such as #0f4c5c.",
                                    )
                                ],
                                verbose_name="colour",
                            ),
                        ),
                        (
                            "logo",
                            models.FileField(
                                blank=True,
                                help_text="PNG, 512 kB at most.",
                                upload_to="mutuals/",
                                validators=[django.core.validators.FileExtensionValidator(["png"])],
                                verbose_name="logo",
                            ),
                        ),
                        (
                            "greeting",
                            models.CharField(
                                blank=True,
                                help_text="Said when a call to its line is answered.",
                                max_length=200,
                                verbose_name="greeting",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "change of a mutual",
                        "verbose_name_plural": "changes of mutuals",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PublicLine",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "number",
                            phonenumber_field.modelfields.PhoneNumberField(
                                max_length=128, region=None, unique=True, verbose_name="number"
                            ),
                        ),
                        ("label", models.CharField(max_length=60, verbose_name="label")),
                        ("greeting", models.CharField(blank=True, max_length=200, verbose_name="greeting")),
                    ],
                    options={
                        "verbose_name": "public line",
                        "verbose_name_plural": "public lines",
                        "ordering": ["mutual", "label"],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningWindow",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opening_windows",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Monday"),
                                    (2, "Tuesday"),
                                    (3, "Wednesday"),
                                    (4, "Thursday"),
                                    (5, "Friday"),
                                    (6, "Saturday"),
                                    (7, "Sunday"),
                                ],
                                verbose_name="weekday",
                            ),
                        ),
                        ("opens_at", models.TimeField(verbose_name="opens at")),
                        ("closes_at", models.TimeField(verbose_name="closes at")),
                    ],
                    options={
                        "verbose_name": "opening hours",
                        "verbose_name_plural": "opening hours",
                        "ordering": ["mutual", "weekday", "opens_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                                name="accounts_openingwindow_forward",
                                violation_error_message="The closing time must come after the opening time.",
                            ),
                            models.UniqueConstraint(
                                fields=("mutual", "weekday", "opens_at"), name="accounts_openingwindow_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MutualPolicy",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="policies",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "callback_hours",
                            models.PositiveSmallIntegerField(
                                default=24, verbose_name="call-back promised within (hours)"
                            ),
                        ),
                        (
                            "callback_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                max_length=8,
                                verbose_name="call-back counted in",
                            ),
                        ),
                        (
                            "written_hours",
                            models.PositiveSmallIntegerField(
                                default=48, verbose_name="e-mail, fax and letter answered within (hours)"
                            ),
                        ),
                        (
                            "written_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                max_length=8,
                                verbose_name="e-mail, fax and letter counted in",
                            ),
                        ),
                        (
                            "quote_days",
                            models.PositiveSmallIntegerField(default=3, verbose_name="quote analysed within (days)"),
                        ),
                        (
                            "quote_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                help_text="In opening hours, a day is the mean length of the days on which the mutual is open.",
                                max_length=8,
                                verbose_name="quote counted in",
                            ),
                        ),
                        (
                            "import_drop_percent",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="share of members that a file may drop without confirmation (%)"
                            ),
                        ),
                        (
                            "pick_up_percent",
                            models.PositiveSmallIntegerField(default=90, verbose_name="target: calls answered (%)"),
                        ),
                        (
                            "service_percent",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="target: calls answered within 20 seconds (%)"
                            ),
                        ),
                        (
                            "handling_seconds",
                            models.PositiveSmallIntegerField(
                                default=180, verbose_name="target: mean handling time (seconds)"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "policy",
                        "verbose_name_plural": "policies",
                        "ordering": ["mutual", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "valid_from"), name="accounts_policy_one_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("import_drop_percent__lte", 100)),
                                name="accounts_policy_drop_is_percent",
                                violation_error_message="A share lies between 0 and 100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pick_up_percent__range", (1, 100))),
                                name="accounts_policy_pick_up_is_percent",
                                violation_error_message="The target of calls answered lies between 1 and 100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("service_percent__range", (1, 100))),
                                name="accounts_policy_service_is_percent",
                                violation_error_message="The target of calls answered within 20 seconds lies between 1 and 100.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("handling_seconds__range", (30, 3600))),
                                name="accounts_policy_handling_is_sane",
                                violation_error_message="A handling time lies between 30 seconds and an hour.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_mutualpolicyevent" ("callback_clock", '
                                        '"callback_hours", "handling_seconds", "id", "import_drop_percent", "mutual_id", '
                                        '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pick_up_percent", '
                                        '"quote_clock", "quote_days", "service_percent", "valid_from", "written_clock", "written_hours") '
                                        'VALUES (NEW."callback_clock", NEW."callback_hours", NEW."handling_seconds", NEW."id", '
                                        'NEW."import_drop_percent", NEW."mutual_id", _pgh_attach_context(), NOW(), '
                                        '\'insert\', NEW."id", NEW."pick_up_percent", NEW."quote_clock", NEW."quote_days", '
                                        'NEW."service_percent", NEW."valid_from", NEW."written_clock", NEW."written_hours")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="6aafe4e1f73725146cd18a30817f73b4e7c46d1c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1acf7",
                                    table="accounts_mutualpolicy",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "accounts_mutualpolicyevent" ("callback_clock", '
                                        '"callback_hours", "handling_seconds", "id", "import_drop_percent", "mutual_id", '
                                        '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pick_up_percent", '
                                        '"quote_clock", "quote_days", "service_percent", "valid_from", "written_clock", "written_hours") '
                                        'VALUES (NEW."callback_clock", NEW."callback_hours", NEW."handling_seconds", NEW."id", '
                                        'NEW."import_drop_percent", NEW."mutual_id", _pgh_attach_context(), NOW(), '
                                        '\'update\', NEW."id", NEW."pick_up_percent", NEW."quote_clock", NEW."quote_days", '
                                        'NEW."service_percent", NEW."valid_from", NEW."written_clock", NEW."written_hours")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="6d3186963e4b3cfbc621acb5b5afae4c653f78b3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2f203",
                                    table="accounts_mutualpolicy",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MutualPolicyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="accounts.mutualpolicy",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "callback_hours",
                            models.PositiveSmallIntegerField(
                                default=24, verbose_name="call-back promised within (hours)"
                            ),
                        ),
                        (
                            "callback_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                max_length=8,
                                verbose_name="call-back counted in",
                            ),
                        ),
                        (
                            "written_hours",
                            models.PositiveSmallIntegerField(
                                default=48, verbose_name="e-mail, fax and letter answered within (hours)"
                            ),
                        ),
                        (
                            "written_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                max_length=8,
                                verbose_name="e-mail, fax and letter counted in",
                            ),
                        ),
                        (
                            "quote_days",
                            models.PositiveSmallIntegerField(default=3, verbose_name="quote analysed within (days)"),
                        ),
                        (
                            "quote_clock",
                            models.CharField(
                                choices=[("elapsed", "Elapsed hours"), ("opening", "Opening hours")],
                                default="elapsed",
                                help_text="In opening hours, a day is the mean length of the days on which the mutual is open.",
                                max_length=8,
                                verbose_name="quote counted in",
                            ),
                        ),
                        (
                            "import_drop_percent",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="share of members that a file may drop without confirmation (%)"
                            ),
                        ),
                        (
                            "pick_up_percent",
                            models.PositiveSmallIntegerField(default=90, verbose_name="target: calls answered (%)"),
                        ),
                        (
                            "service_percent",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="target: calls answered within 20 seconds (%)"
                            ),
                        ),
                        (
                            "handling_seconds",
                            models.PositiveSmallIntegerField(
                                default=180, verbose_name="target: mean handling time (seconds)"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of a policy",
                        "verbose_name_plural": "changes of policies",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        ("town", models.CharField(max_length=80, verbose_name="town")),
                        (
                            "departments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=3),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="departments",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "site",
                        "verbose_name_plural": "sites",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="accounts.site",
                                verbose_name="site",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "team",
                        "verbose_name_plural": "teams",
                        "ordering": ["site", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "name"), name="accounts_team_name_once_a_site")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("teleadviser", "Teleadviser"),
                                    ("expert", "Expert"),
                                    ("documentalist", "Documentalist"),
                                    ("supervisor", "Supervisor"),
                                    ("quality", "Quality manager"),
                                    ("administrator", "Administrator"),
                                    ("auditor", "Mutual's auditor"),
                                    ("dpo", "Data protection officer"),
                                    ("api_client", "API client"),
                                ],
                                default="teleadviser",
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "Français"), ("en-gb", "English")],
                                default="fr",
                                max_length=5,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[("auto", "As the computer"), ("light", "Light"), ("dark", "Dark")],
                                default="auto",
                                max_length=5,
                                verbose_name="theme",
                            ),
                        ),
                        (
                            "density",
                            models.CharField(
                                choices=[("compact", "Compact"), ("comfortable", "Comfortable")],
                                default="compact",
                                max_length=12,
                                verbose_name="density",
                            ),
                        ),
                        ("shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
                        (
                            "extension",
                            models.CharField(
                                blank=True,
                                help_text="The telephone on the desk, as the telephone system names it.",
                                max_length=20,
                                verbose_name="extension",
                            ),
                        ),
                        (
                            "blocked_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Set when too many files were opened.",
                                null=True,
                                verbose_name="blocked at",
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "account",
                        "verbose_name_plural": "accounts",
                        "ordering": ["username"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "teleadviser",
                                            "expert",
                                            "documentalist",
                                            "supervisor",
                                            "quality",
                                            "administrator",
                                            "auditor",
                                            "dpo",
                                            "api_client",
                                        ],
                                    )
                                ),
                                name="accounts_user_role_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_staff", False), ("role", "administrator"), _connector="OR"),
                                name="accounts_user_staff_is_administrator",
                                violation_error_message="Only administrators use the administration.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_superuser", False)), name="accounts_user_no_superuser"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("extension", ""), _negated=True),
                                fields=("extension",),
                                name="accounts_user_extension_once",
                                violation_error_message="Somebody else has this extension.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_userevent" ("blocked_at", "date_joined", "density", '
                                        '"email", "extension", "first_name", "id", "is_active", "is_staff", '
                                        '"is_superuser", "language", "last_name", "pgh_context_id", '
                                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "role", "shortcuts", '
                                        '"team_id", "theme", "username") '
                                        'VALUES (NEW."blocked_at", NEW."date_joined", NEW."density", NEW."email", '
                                        'NEW."extension", NEW."first_name", NEW."id", NEW."is_active", '
                                        'NEW."is_staff", NEW."is_superuser", NEW."language", NEW."last_name", '
                                        '_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", '
                                        'NEW."shortcuts", NEW."team_id", NEW."theme", NEW."username")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="b92d9711c45dca4f1a47f1879d95322cc5147c49",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3867c",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."blocked_at" IS DISTINCT FROM (NEW."blocked_at") '
                                        'OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") '
                                        'OR OLD."density" IS DISTINCT FROM (NEW."density") '
                                        'OR OLD."email" IS DISTINCT FROM (NEW."email") '
                                        'OR OLD."extension" IS DISTINCT FROM (NEW."extension") '
                                        'OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") '
                                        'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                        'OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") '
                                        'OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") '
                                        'OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") '
                                        'OR OLD."language" IS DISTINCT FROM (NEW."language") '
                                        'OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") '
                                        'OR OLD."role" IS DISTINCT FROM (NEW."role") '
                                        'OR OLD."shortcuts" IS DISTINCT FROM (NEW."shortcuts") '
                                        'OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") '
                                        'OR OLD."theme" IS DISTINCT FROM (NEW."theme") '
                                        'OR OLD."username" IS DISTINCT FROM (NEW."username"))'
                                    ),
                                    func=(
                                        'INSERT INTO "accounts_userevent" ("blocked_at", "date_joined", "density", '
                                        '"email", "extension", "first_name", "id", "is_active", "is_staff", '
                                        '"is_superuser", "language", "last_name", "pgh_context_id", '
                                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "role", "shortcuts", '
                                        '"team_id", "theme", "username") '
                                        'VALUES (NEW."blocked_at", NEW."date_joined", NEW."density", NEW."email", '
                                        'NEW."extension", NEW."first_name", NEW."id", NEW."is_active", '
                                        'NEW."is_staff", NEW."is_superuser", NEW."language", NEW."last_name", '
                                        '_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", '
                                        'NEW."shortcuts", NEW."team_id", NEW."theme", NEW."username")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="9c72ecca891f5168b9933efcaba7c250b01eb51c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0e890",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                    managers=[
                        ("objects", django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="UserEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("teleadviser", "Teleadviser"),
                                    ("expert", "Expert"),
                                    ("documentalist", "Documentalist"),
                                    ("supervisor", "Supervisor"),
                                    ("quality", "Quality manager"),
                                    ("administrator", "Administrator"),
                                    ("auditor", "Mutual's auditor"),
                                    ("dpo", "Data protection officer"),
                                    ("api_client", "API client"),
                                ],
                                default="teleadviser",
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "Français"), ("en-gb", "English")],
                                default="fr",
                                max_length=5,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[("auto", "As the computer"), ("light", "Light"), ("dark", "Dark")],
                                default="auto",
                                max_length=5,
                                verbose_name="theme",
                            ),
                        ),
                        (
                            "density",
                            models.CharField(
                                choices=[("compact", "Compact"), ("comfortable", "Comfortable")],
                                default="compact",
                                max_length=12,
                                verbose_name="density",
                            ),
                        ),
                        ("shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
                        (
                            "extension",
                            models.CharField(
                                blank=True,
                                help_text="The telephone on the desk, as the telephone system names it.",
                                max_length=20,
                                verbose_name="extension",
                            ),
                        ),
                        (
                            "blocked_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="Set when too many files were opened.",
                                null=True,
                                verbose_name="blocked at",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of an account",
                        "verbose_name_plural": "changes of accounts",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requested by",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                    ],
                    options={
                        "verbose_name": "grant",
                        "verbose_name_plural": "grants",
                        "ordering": ["user", "mutual", "starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="accounts_grant_forward",
                                violation_error_message="The last day must not come before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="accounts_grant_approval_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_by", models.F("requested_by")), _negated=True),
                                    models.Q(("approved_by", models.F("user")), _negated=True),
                                    models.Q(("requested_by", models.F("user")), _negated=True),
                                ),
                                name="accounts_grant_four_eyes",
                                violation_error_message="A grant needs two administrators, and neither may be the person who receives it.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("user", "="),
                                    ("mutual", "="),
                                    (
                                        models.Func(
                                            models.F("starts_on"),
                                            models.F("ends_on"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="accounts_grant_no_overlap",
                                violation_error_message="This account already has a grant on this mutual for these dates.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_grantevent" ("approved_at", "approved_by_id", '
                                        '"ends_on", "id", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "requested_by_id", "starts_on", "user_id") '
                                        'VALUES (NEW."approved_at", NEW."approved_by_id", NEW."ends_on", NEW."id", '
                                        'NEW."mutual_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                                        'NEW."requested_by_id", NEW."starts_on", NEW."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="c4ac180669aa14bef24a01c74efd63a163c2ddaa",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a8d42",
                                    table="accounts_grant",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "accounts_grantevent" ("approved_at", "approved_by_id", '
                                        '"ends_on", "id", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "requested_by_id", "starts_on", "user_id") '
                                        'VALUES (NEW."approved_at", NEW."approved_by_id", NEW."ends_on", NEW."id", '
                                        'NEW."mutual_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                                        'NEW."requested_by_id", NEW."starts_on", NEW."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="be7d8d0f4e33da3e15ecf3c90aca6739b65c6236",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c6802",
                                    table="accounts_grant",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_grantevent" ("approved_at", "approved_by_id", '
                                        '"ends_on", "id", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "requested_by_id", "starts_on", "user_id") '
                                        'VALUES (OLD."approved_at", OLD."approved_by_id", OLD."ends_on", OLD."id", '
                                        'OLD."mutual_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", '
                                        'OLD."requested_by_id", OLD."starts_on", OLD."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="1b89deaa6b1b4aca77a3f64faad310f9f16e5cbb",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_505e5",
                                    table="accounts_grant",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GrantEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="accounts.grant",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requested by",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                    ],
                    options={
                        "verbose_name": "change of a grant",
                        "verbose_name_plural": "changes of grants",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ApiKey",
                    fields=[
                        ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                        ("token_key", models.CharField(db_index=True, max_length=25)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="auth_token_set",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created", models.DateTimeField(auto_now_add=True)),
                        ("expiry", models.DateTimeField(blank=True, null=True)),
                        ("label", models.CharField(max_length=80, verbose_name="label")),
                        (
                            "mutual",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_keys",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("member:read", "Read members"),
                                        ("contact:read", "Read contacts"),
                                        ("contact:write", "Create contacts"),
                                        ("scan:write", "Send scanned letters and faxes"),
                                        ("quote:preview", "Compute quotes without keeping them"),
                                        ("quote:read", "Read quote analyses"),
                                        ("quote:write", "Create quote analyses"),
                                        ("callback:read", "Read promised call-backs"),
                                        ("callback:write", "Ask for call-backs by experts"),
                                        ("referral:draw", "Draw practitioners, and read what was drawn"),
                                    ],
                                    max_length=40,
                                ),
                                default=list,
                                size=None,
                                verbose_name="scopes",
                            ),
                        ),
                        ("last_used_on", models.DateField(blank=True, null=True, verbose_name="last used on")),
                    ],
                    options={
                        "verbose_name": "API key",
                        "verbose_name_plural": "API keys",
                        "ordering": ["mutual", "label"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "label"), name="accounts_apikey_label_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_apikeyevent" ("created", "expiry", "label", '
                                        '"last_used_on", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "scopes", "user_id") '
                                        'VALUES (NEW."created", NEW."expiry", NEW."label", NEW."last_used_on", '
                                        'NEW."mutual_id", _pgh_attach_context(), NOW(), \'insert\', NEW."digest", '
                                        'NEW."scopes", NEW."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="45cc96881e9076ce5be49614f109f5d3d73653fd",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1ed31",
                                    table="accounts_apikey",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."created" IS DISTINCT FROM (NEW."created") '
                                        'OR OLD."expiry" IS DISTINCT FROM (NEW."expiry") '
                                        'OR OLD."label" IS DISTINCT FROM (NEW."label") '
                                        'OR OLD."last_used_on" IS DISTINCT FROM (NEW."last_used_on") '
                                        'OR OLD."mutual_id" IS DISTINCT FROM (NEW."mutual_id") '
                                        'OR OLD."scopes" IS DISTINCT FROM (NEW."scopes") '
                                        'OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))'
                                    ),
                                    func=(
                                        'INSERT INTO "accounts_apikeyevent" ("created", "expiry", "label", '
                                        '"last_used_on", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "scopes", "user_id") '
                                        'VALUES (NEW."created", NEW."expiry", NEW."label", NEW."last_used_on", '
                                        'NEW."mutual_id", _pgh_attach_context(), NOW(), \'update\', NEW."digest", '
                                        'NEW."scopes", NEW."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="bdc03d110254b0d0c1648cd25f7a2686d8b27c4a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1c34c",
                                    table="accounts_apikey",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "accounts_apikeyevent" ("created", "expiry", "label", '
                                        '"last_used_on", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "scopes", "user_id") '
                                        'VALUES (OLD."created", OLD."expiry", OLD."label", OLD."last_used_on", '
                                        'OLD."mutual_id", _pgh_attach_context(), NOW(), \'delete\', OLD."digest", '
                                        'OLD."scopes", OLD."user_id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="01dcc8dcbdc1a633ec6d7be9612d5330cf39215c",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_18c5d",
                                    table="accounts_apikey",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiKeyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to=settings.KNOX_TOKEN_MODEL,
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created", models.DateTimeField(auto_now_add=True)),
                        ("expiry", models.DateTimeField(blank=True, null=True)),
                        ("label", models.CharField(max_length=80, verbose_name="label")),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("member:read", "Read members"),
                                        ("contact:read", "Read contacts"),
                                        ("contact:write", "Create contacts"),
                                        ("scan:write", "Send scanned letters and faxes"),
                                        ("quote:preview", "Compute quotes without keeping them"),
                                        ("quote:read", "Read quote analyses"),
                                        ("quote:write", "Create quote analyses"),
                                        ("callback:read", "Read promised call-backs"),
                                        ("callback:write", "Ask for call-backs by experts"),
                                        ("referral:draw", "Draw practitioners, and read what was drawn"),
                                    ],
                                    max_length=40,
                                ),
                                default=list,
                                size=None,
                                verbose_name="scopes",
                            ),
                        ),
                        ("last_used_on", models.DateField(blank=True, null=True, verbose_name="last used on")),
                    ],
                    options={
                        "verbose_name": "change of an API key",
                        "verbose_name_plural": "changes of API keys",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReadAlarm",
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
                                    ("many", "Many files in a few minutes"),
                                    ("network", "Many files from one network address"),
                                    ("night", "Files opened at night"),
                                    ("close", "File of a colleague or a namesake"),
                                ],
                                default="many",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="read_alarms",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        ("window_start", models.DateTimeField(verbose_name="window")),
                        ("files", models.PositiveIntegerField(verbose_name="files opened")),
                        ("blocked", models.BooleanField(default=False, verbose_name="blocked")),
                        (
                            "raised_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="raised at"
                            ),
                        ),
                        ("announced_at", models.DateTimeField(blank=True, null=True, verbose_name="announced at")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reviewed by",
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                    ],
                    options={
                        "verbose_name": "mass-read alarm",
                        "verbose_name_plural": "mass-read alarms",
                        "ordering": ["-raised_at"],
                        "indexes": [
                            models.Index(
                                models.F("raised_at"),
                                condition=models.Q(("announced_at__isnull", True)),
                                name="accounts_readalarm_to_announce",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="accounts_readalarm_review_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["many", "network", "night", "close"])),
                                name="accounts_readalarm_kind_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("form", models.SlugField(db_index=False, max_length=60)),
                        ("text", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        (
                            "updated_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                    ],
                    options={
                        "verbose_name": "draft of a form",
                        "verbose_name_plural": "drafts of forms",
                        "indexes": [models.Index(models.F("updated_at"), name="accounts_draft_to_forget")],
                        "constraints": [models.UniqueConstraint(fields=("user", "form"), name="accounts_draft_once")],
                    },
                ),
            ],
        ),
    ]
