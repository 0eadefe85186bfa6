import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.lookups
import pgtrigger.compiler
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contacts", "0001_initial"),
        ("members", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("organiser", models.CharField(max_length=160, verbose_name="organiser")),
                        ("theme", models.CharField(max_length=60, verbose_name="theme")),
                        (
                            "mutual",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                help_text="Empty: members of every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "territory",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=6), size=None, verbose_name="territory"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "recurrence",
                            models.CharField(
                                choices=[
                                    ("once", "Once, on these dates"),
                                    ("yearly", "Every year on the same dates"),
                                    ("moving", "Every year, on dates to be given each time"),
                                    ("permanent", "All the time since the first date"),
                                ],
                                default="once",
                                max_length=9,
                                verbose_name="comes back",
                            ),
                        ),
                        (
                            "recurrence_note",
                            models.CharField(blank=True, max_length=200, verbose_name="about the dates"),
                        ),
                        (
                            "sex",
                            models.CharField(
                                blank=True, choices=[("F", "Women"), ("M", "Men")], max_length=1, verbose_name="sex"
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
                        (
                            "situations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("holder", "Holder of the contract"),
                                        ("partner", "Partner of the holder"),
                                        ("child", "Child of the holder"),
                                        ("other", "Other beneficiary"),
                                        ("local_scheme", "Local scheme of Alsace-Moselle"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="situation",
                            ),
                        ),
                        ("sentence", models.TextField(blank=True, max_length=600, verbose_name="sentence to say")),
                        ("how", models.TextField(blank=True, max_length=1000, verbose_name="how to take part")),
                        ("link", models.URLField(blank=True, verbose_name="web address")),
                        (
                            "phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="telephone"
                            ),
                        ),
                        ("short_number", models.CharField(blank=True, max_length=8, verbose_name="short number")),
                        (
                            "keywords",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="keywords",
                            ),
                        ),
                        (
                            "words",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="contact reasons it suits",
                            ),
                        ),
                        (
                            "brochures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="brochures",
                            ),
                        ),
                        (
                            "interval_days",
                            models.PositiveSmallIntegerField(
                                default=180, verbose_name="days between two tellings to one person"
                            ),
                        ),
                        ("source", models.TextField(max_length=600, verbose_name="source")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[("verified", "Checked at the source"), ("to_verify", "To be verified")],
                                default="to_verify",
                                max_length=9,
                                verbose_name="dates and public",
                            ),
                        ),
                        ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                        ("check_again_on", models.DateField(verbose_name="to be checked again on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("to_read", "To be read by a second person"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "withdrawn_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it was withdrawn"),
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
                            "second_reader",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="second reader",
                            ),
                        ),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published at")),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prevention campaign",
                        "verbose_name_plural": "prevention campaigns",
                        "ordering": ["title"],
                        "indexes": [
                            models.Index(
                                models.F("state"), models.F("check_again_on"), name="prevention_campaign_to_check"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="prevention_campaign_forward",
                                violation_error_message="The campaign must not end before it starts.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recurrence__in", ["once", "permanent"]),
                                    ("ends_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="prevention_campaign_edition_ends",
                                violation_error_message="A campaign that comes back every year has a last day.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("age_min__isnull", True),
                                    ("age_max__isnull", True),
                                    ("age_max__gte", models.F("age_min")),
                                    _connector="OR",
                                ),
                                name="prevention_campaign_ages_forward",
                                violation_error_message="The highest age must not be below the lowest.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(
                                        ("published_at__isnull", False),
                                        ("second_reader__isnull", False),
                                        models.Q(("second_reader", models.F("author")), _negated=True),
                                        models.Q(("sentence", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="prevention_campaign_read_by_another",
                                violation_error_message="Somebody else than the author has to read the campaign.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.Regex(
                                        models.Func(
                                            models.F("territory"),
                                            models.Value(" "),
                                            function="array_to_string",
                                            output_field=models.TextField(),
                                        ),
                                        "^([A-Z]{2}|R\\d\\d|D(\\d{2,3}|2[AB])|C(\\d{5}|2[AB]\\d{3}))( ([A-Z]{2}|R\\d\\d|D(\\d{2,3}|2[AB])|C(\\d{5}|2[AB]\\d{3})))*$",
                                    )
                                ),
                                name="prevention_campaign_territory_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "situations__contained_by",
                                        ["holder", "partner", "child", "other", "local_scheme"],
                                    )
                                ),
                                name="prevention_campaign_situations_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recurrence__in", ["once", "yearly", "moving", "permanent"]),
                                    ("state__in", ["draft", "to_read", "published", "withdrawn"]),
                                    ("confidence__in", ["verified", "to_verify"]),
                                    ("sex__in", ["", "F", "M"]),
                                ),
                                name="prevention_campaign_choices_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "prevention_campaignevent" ("age_max", "age_min", '
                                        '"author_id", "brochures", "check_again_on", "checked_on", "confidence", '
                                        '"created_at", "ends_on", "how", "id", "interval_days", "keywords", '
                                        '"link", "mutual_id", "organiser", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "phone", "published_at", "reasons", '
                                        '"recurrence", "recurrence_note", "second_reader_id", "sentence", "sex", '
                                        '"short_number", "situations", "source", "starts_on", "state", '
                                        '"territory", "theme", "title", "version", "withdrawn_why", "words") '
                                        'VALUES (NEW."age_max", NEW."age_min", NEW."author_id", NEW."brochures", '
                                        'NEW."check_again_on", NEW."checked_on", NEW."confidence", '
                                        'NEW."created_at", NEW."ends_on", NEW."how", NEW."id", '
                                        'NEW."interval_days", NEW."keywords", NEW."link", NEW."mutual_id", '
                                        'NEW."organiser", _pgh_attach_context(), NOW(), \'insert\', NEW."id", '
                                        'NEW."phone", NEW."published_at", NEW."reasons", NEW."recurrence", '
                                        'NEW."recurrence_note", NEW."second_reader_id", NEW."sentence", NEW."sex", '
                                        'NEW."short_number", NEW."situations", NEW."source", NEW."starts_on", '
                                        'NEW."state", NEW."territory", NEW."theme", NEW."title", NEW."version", '
                                        'NEW."withdrawn_why", NEW."words")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="cd50d3499e9ed24ef42087c4e2922084db50bce2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_429ec",
                                    table="prevention_campaign",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "prevention_campaignevent" ("age_max", "age_min", '
                                        '"author_id", "brochures", "check_again_on", "checked_on", "confidence", '
                                        '"created_at", "ends_on", "how", "id", "interval_days", "keywords", '
                                        '"link", "mutual_id", "organiser", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "phone", "published_at", "reasons", '
                                        '"recurrence", "recurrence_note", "second_reader_id", "sentence", "sex", '
                                        '"short_number", "situations", "source", "starts_on", "state", '
                                        '"territory", "theme", "title", "version", "withdrawn_why", "words") '
                                        'VALUES (NEW."age_max", NEW."age_min", NEW."author_id", NEW."brochures", '
                                        'NEW."check_again_on", NEW."checked_on", NEW."confidence", '
                                        'NEW."created_at", NEW."ends_on", NEW."how", NEW."id", '
                                        'NEW."interval_days", NEW."keywords", NEW."link", NEW."mutual_id", '
                                        'NEW."organiser", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                                        'NEW."phone", NEW."published_at", NEW."reasons", NEW."recurrence", '
                                        'NEW."recurrence_note", NEW."second_reader_id", NEW."sentence", NEW."sex", '
                                        'NEW."short_number", NEW."situations", NEW."source", NEW."starts_on", '
                                        'NEW."state", NEW."territory", NEW."theme", NEW."title", NEW."version", '
                                        'NEW."withdrawn_why", NEW."words")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="d1cfe22aecd8fd67cbb525ebc8026bf27630e480",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d56e2",
                                    table="prevention_campaign",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignEvent",
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
                                to="prevention.campaign",
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
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("organiser", models.CharField(max_length=160, verbose_name="organiser")),
                        ("theme", models.CharField(max_length=60, verbose_name="theme")),
                        (
                            "mutual",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: members of every mutual.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "territory",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=6), size=None, verbose_name="territory"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "recurrence",
                            models.CharField(
                                choices=[
                                    ("once", "Once, on these dates"),
                                    ("yearly", "Every year on the same dates"),
                                    ("moving", "Every year, on dates to be given each time"),
                                    ("permanent", "All the time since the first date"),
                                ],
                                default="once",
                                max_length=9,
                                verbose_name="comes back",
                            ),
                        ),
                        (
                            "recurrence_note",
                            models.CharField(blank=True, max_length=200, verbose_name="about the dates"),
                        ),
                        (
                            "sex",
                            models.CharField(
                                blank=True, choices=[("F", "Women"), ("M", "Men")], max_length=1, verbose_name="sex"
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
                        (
                            "situations",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("holder", "Holder of the contract"),
                                        ("partner", "Partner of the holder"),
                                        ("child", "Child of the holder"),
                                        ("other", "Other beneficiary"),
                                        ("local_scheme", "Local scheme of Alsace-Moselle"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="situation",
                            ),
                        ),
                        ("sentence", models.TextField(blank=True, max_length=600, verbose_name="sentence to say")),
                        ("how", models.TextField(blank=True, max_length=1000, verbose_name="how to take part")),
                        ("link", models.URLField(blank=True, verbose_name="web address")),
                        (
                            "phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="telephone"
                            ),
                        ),
                        ("short_number", models.CharField(blank=True, max_length=8, verbose_name="short number")),
                        (
                            "keywords",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="keywords",
                            ),
                        ),
                        (
                            "words",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="contact reasons it suits",
                            ),
                        ),
                        (
                            "brochures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="brochures",
                            ),
                        ),
                        (
                            "interval_days",
                            models.PositiveSmallIntegerField(
                                default=180, verbose_name="days between two tellings to one person"
                            ),
                        ),
                        ("source", models.TextField(max_length=600, verbose_name="source")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[("verified", "Checked at the source"), ("to_verify", "To be verified")],
                                default="to_verify",
                                max_length=9,
                                verbose_name="dates and public",
                            ),
                        ),
                        ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                        ("check_again_on", models.DateField(verbose_name="to be checked again on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("to_read", "To be read by a second person"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "withdrawn_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it was withdrawn"),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="author",
                            ),
                        ),
                        (
                            "second_reader",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="second reader",
                            ),
                        ),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published at")),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change of a campaign",
                        "verbose_name_plural": "changes of campaigns",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Reach",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reaches",
                                to="prevention.campaign",
                            ),
                        ),
                        (
                            "mutual",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                            ),
                        ),
                        ("area", models.CharField(db_collation="C", max_length=6, verbose_name="area")),
                        ("comes_back", models.BooleanField(verbose_name="every year")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(null=True, verbose_name="until")),
                        ("sex", models.CharField(blank=True, max_length=1, verbose_name="sex")),
                        ("age_min", models.PositiveSmallIntegerField(default=0, verbose_name="from the age of")),
                        ("age_max", models.PositiveSmallIntegerField(verbose_name="to the age of")),
                    ],
                    options={
                        "verbose_name": "area of a campaign",
                        "verbose_name_plural": "areas of campaigns",
                        "indexes": [
                            models.Index(
                                models.F("area"),
                                models.F("age_min"),
                                include=("campaign", "mutual", "age_max", "sex", "comes_back", "starts_on", "ends_on"),
                                name="prevention_reach_around",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "area"), name="prevention_reach_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Prompt",
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
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prompts",
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
                                related_name="prompts",
                                to="members.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prompts",
                                to="prevention.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("told", "Told"),
                                    ("refused", "Refused"),
                                    ("unsuitable", "Not suitable"),
                                    ("known", "Already known"),
                                    ("none_fits", "None fits"),
                                ],
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("moment", "Not the moment"),
                                    ("situation", "Does not concern this person"),
                                    ("dates", "The dates or the place are wrong"),
                                ],
                                max_length=10,
                                verbose_name="why it does not suit",
                            ),
                        ),
                        (
                            "reason",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.reason",
                                verbose_name="reason",
                            ),
                        ),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
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
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "prevention prompt",
                        "verbose_name_plural": "prevention prompts",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("at"),
                                name="prevention_prompt_of_member",
                            ),
                            models.Index(models.F("mutual"), models.F("at"), name="prevention_prompt_by_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", "none_fits"), ("campaign__isnull", True)),
                                    models.Q(
                                        models.Q(("answer", "none_fits"), _negated=True), ("campaign__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="prevention_prompt_of_a_campaign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", "unsuitable"), ("why__in", ["moment", "situation", "dates"])),
                                    models.Q(models.Q(("answer", "unsuitable"), _negated=True), ("why", "")),
                                    _connector="OR",
                                ),
                                name="prevention_prompt_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer__in", ["told", "refused", "unsuitable", "known", "none_fits"])
                                ),
                                name="prevention_prompt_answer_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("feed", "Feed (RSS or Atom)"), ("page", "Page that is watched for changes")],
                                default="feed",
                                max_length=4,
                                verbose_name="kind",
                            ),
                        ),
                        ("address", models.URLField(max_length=500, unique=True, verbose_name="web address")),
                        ("is_active", models.BooleanField(default=True, verbose_name="watched")),
                        ("fetched_at", models.DateTimeField(null=True, verbose_name="last looked at")),
                        (
                            "fault",
                            models.CharField(
                                blank=True,
                                choices=[
                                    (
                                        "not_allowed",
                                        "This address may not be fetched: only public ones, in http or https.",
                                    ),
                                    ("no_answer", "It does not answer."),
                                    ("refused", "It answers that the page is not there, or not for us."),
                                    ("too_large", "It is larger than 5 MB."),
                                    ("not_a_feed", "It is no RSS and no Atom feed."),
                                    (
                                        "too_many",
                                        "It has more than 20,000 entries: the first ones were taken in, the others were not.",
                                    ),
                                    ("empty", "The page has no text."),
                                ],
                                max_length=12,
                                verbose_name="what was wrong",
                            ),
                        ),
                        ("digest", models.CharField(blank=True, max_length=64)),
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
                    ],
                    options={
                        "verbose_name": "watched source",
                        "verbose_name_plural": "watched sources",
                        "ordering": ["title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "fault__in",
                                        [
                                            "",
                                            "not_allowed",
                                            "no_answer",
                                            "refused",
                                            "too_large",
                                            "not_a_feed",
                                            "too_many",
                                            "empty",
                                        ],
                                    ),
                                    ("kind__in", ["feed", "page"]),
                                ),
                                name="prevention_source_choices_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrival",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arrivals",
                                to="prevention.source",
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("same", models.CharField(max_length=64)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("link", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                        ("text", models.TextField(blank=True, verbose_name="text")),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published at")),
                        (
                            "arrived_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="arrived at"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("duplicate", "Duplicate"),
                                    ("dismissed", "Dismissed"),
                                    ("taken", "Taken up"),
                                ],
                                default="new",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicates",
                                to="prevention.arrival",
                                verbose_name="duplicate of",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="arrivals",
                                to="prevention.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "sorted_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="sorted by",
                            ),
                        ),
                        ("sorted_at", models.DateTimeField(null=True, verbose_name="sorted at")),
                    ],
                    options={
                        "verbose_name": "arrival",
                        "verbose_name_plural": "arrivals",
                        "ordering": ["-arrived_at", "-pk"],
                        "indexes": [
                            models.Index(models.F("state"), models.F("arrived_at"), name="prevention_arrival_to_sort"),
                            models.Index(models.F("same"), name="prevention_arrival_alike"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.search.SearchVector("title", "text", config="french"),
                                name="prevention_arrival_words",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "key"), name="prevention_arrival_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("duplicate_of__isnull", False), ("state", "duplicate")),
                                    models.Q(
                                        models.Q(("state", "duplicate"), _negated=True), ("duplicate_of__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="prevention_arrival_duplicate_of_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["new", "duplicate", "dismissed", "taken"])),
                                name="prevention_arrival_state_known",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
