import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
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
        ("clock", "0001_initial"),
        ("contacts", "0001_initial"),
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Guarantee",
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
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.product",
                                verbose_name="product",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="from")),
                        ("is_responsible", models.BooleanField(default=True, verbose_name="responsible contract")),
                        ("is_collective", models.BooleanField(default=False, verbose_name="collective contract")),
                        (
                            "waiting_months",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[django.core.validators.MaxValueValidator(24)],
                                verbose_name="waiting period (months)",
                            ),
                        ),
                        (
                            "year_starts_month",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(12),
                                ],
                                verbose_name="month in which the insurance year starts",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "guarantee",
                        "verbose_name_plural": "guarantees",
                        "ordering": ["mutual", "product", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "product", "valid_from"),
                                name="quotes_guarantee_one_a_day",
                                violation_error_message="This product already has a version from this day on.",
                            ),
                            models.UniqueConstraint(fields=("mutual", "id"), name="quotes_guarantee_in_mutual"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Clause",
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
                            "guarantee",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="quotes.guarantee",
                            ),
                        ),
                        (
                            "key",
                            models.SlugField(
                                blank=True,
                                help_text="Names what was used of it, across versions.",
                                max_length=30,
                                verbose_name="key",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "natures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("crown", "crown"),
                                        ("implant_crown", "crown on an implant"),
                                        ("inlay_core", "inlay-core"),
                                        ("temporary_crown", "temporary crown"),
                                        ("bridge", "bridge"),
                                        ("denture", "denture"),
                                        ("other_prosthesis", "other prosthesis"),
                                        ("orthodontics", "orthodontics"),
                                        ("implant", "implant"),
                                        ("care", "dental care"),
                                        ("prevention", "prevention"),
                                        ("frame", "frame"),
                                        ("lens", "lens"),
                                        ("contact_lens", "contact lenses"),
                                        ("supplement", "supplement"),
                                        ("pairing", "matching of lenses"),
                                        ("fitting", "fitting by the optician"),
                                    ],
                                    max_length=24,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "baskets",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("rac0", "100 % Santé"),
                                        ("modere", "moderate rest"),
                                        ("libre", "free prices"),
                                        ("soins", "care"),
                                        ("npc", "not reimbursed"),
                                        ("A", "class A (100 % Santé)"),
                                        ("B", "class B"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="baskets",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("pct_br_incl_amo", "% of the base, compulsory scheme included"),
                                    ("pct_br_excl_amo", "% of the base, on top of the compulsory scheme"),
                                    ("forfait_on_top", "lump sum on top of the compulsory scheme"),
                                    ("forfait_incl_amo", "lump sum, compulsory scheme included"),
                                    ("tm_plus_forfait", "ticket modérateur and a lump sum"),
                                    ("responsable", "ticket modérateur only"),
                                ],
                                max_length=20,
                                verbose_name="form",
                            ),
                        ),
                        ("percent", models.PositiveIntegerField(default=0, verbose_name="percent (hundredths)")),
                        ("amount", models.PositiveIntegerField(default=0, verbose_name="amount (cents)")),
                        (
                            "unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("item", "per item"),
                                    ("equipment", "per pair of glasses"),
                                    ("frame", "per frame"),
                                    ("lens", "per lens"),
                                    ("year", "per year"),
                                    ("semester", "per semester"),
                                ],
                                max_length=10,
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("a", "a"), ("b", "b"), ("c", "c"), ("d", "d"), ("e", "e"), ("f", "f")],
                                    max_length=1,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="categories of glasses",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clause",
                        "verbose_name_plural": "clauses",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "form__in",
                                        [
                                            "pct_br_incl_amo",
                                            "pct_br_excl_amo",
                                            "forfait_on_top",
                                            "forfait_incl_amo",
                                            "tm_plus_forfait",
                                            "responsable",
                                        ],
                                    )
                                ),
                                name="quotes_clause_form_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit__in", ["", "item", "equipment", "frame", "lens", "year", "semester"])
                                ),
                                name="quotes_clause_unit_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cap",
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
                            "guarantee",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="quotes.guarantee",
                            ),
                        ),
                        (
                            "key",
                            models.SlugField(
                                blank=True,
                                help_text="Names what was used of it, across versions.",
                                max_length=30,
                                verbose_name="key",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "natures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("crown", "crown"),
                                        ("implant_crown", "crown on an implant"),
                                        ("inlay_core", "inlay-core"),
                                        ("temporary_crown", "temporary crown"),
                                        ("bridge", "bridge"),
                                        ("denture", "denture"),
                                        ("other_prosthesis", "other prosthesis"),
                                        ("orthodontics", "orthodontics"),
                                        ("implant", "implant"),
                                        ("care", "dental care"),
                                        ("prevention", "prevention"),
                                        ("frame", "frame"),
                                        ("lens", "lens"),
                                        ("contact_lens", "contact lenses"),
                                        ("supplement", "supplement"),
                                        ("pairing", "matching of lenses"),
                                        ("fitting", "fitting by the optician"),
                                    ],
                                    max_length=24,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "baskets",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("rac0", "100 % Santé"),
                                        ("modere", "moderate rest"),
                                        ("libre", "free prices"),
                                        ("soins", "care"),
                                        ("npc", "not reimbursed"),
                                        ("A", "class A (100 % Santé)"),
                                        ("B", "class B"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="baskets",
                            ),
                        ),
                        ("amount", models.PositiveIntegerField(verbose_name="amount a year (cents)")),
                    ],
                    options={
                        "verbose_name": "yearly cap",
                        "verbose_name_plural": "yearly caps",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Consumption",
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
                                verbose_name="member",
                            ),
                        ),
                        ("key", models.SlugField(max_length=30, verbose_name="key")),
                        ("spent_on", models.DateField(verbose_name="on")),
                        ("cents", models.PositiveIntegerField(verbose_name="cents")),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("system", "The mutual’s information system"),
                                    ("adviser", "Noted by an adviser"),
                                ],
                                max_length=8,
                                verbose_name="known from",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="noted at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "use of a guarantee",
                        "verbose_name_plural": "uses of guarantees",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("spent_on"),
                                name="quotes_consumption_of_member",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("origin__in", ["system", "adviser"])),
                                name="quotes_consumption_origin_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Analysis",
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
                            "policy",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutualpolicy",
                            ),
                        ),
                        (
                            "ladder",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="clock.ladder",
                            ),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="promised at")),
                        ("deadline_at", models.DateTimeField(verbose_name="deadline")),
                        ("next_step", models.PositiveSmallIntegerField(default=0)),
                        (
                            "steps_at",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateTimeField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "steps_kind",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                            ),
                        ),
                        ("next_action_at", models.DateTimeField(null=True)),
                        ("breached_at", models.DateTimeField(null=True, verbose_name="deadline passed at")),
                        ("paused_at", models.DateTimeField(null=True, verbose_name="clock stopped at")),
                        ("pause_reason", models.TextField(blank=True, verbose_name="why the clock stopped")),
                        ("pauses", models.JSONField(blank=True, default=list)),
                        ("faults", models.PositiveSmallIntegerField(default=0)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quote_analyses",
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
                            "domain",
                            models.CharField(
                                choices=[("dental", "Dental"), ("optical", "Optical")],
                                max_length=8,
                                verbose_name="domain",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("incomplete", "Incomplete"),
                                    ("analysed", "Analysed"),
                                    ("told", "Told"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("care_date", models.DateField(verbose_name="care date")),
                        ("has_ald", models.BooleanField(default=False, verbose_name="care of a long-term illness")),
                        (
                            "renewal_ground",
                            models.CharField(blank=True, max_length=20, verbose_name="ground for an early renewal"),
                        ),
                        (
                            "last_delivery",
                            models.DateField(blank=True, null=True, verbose_name="last glasses delivered on"),
                        ),
                        (
                            "previous_lenses",
                            models.JSONField(blank=True, default=list, verbose_name="previous prescription"),
                        ),
                        ("first_due_at", models.DateTimeField(verbose_name="first due at")),
                        ("analysed_at", models.DateTimeField(null=True, verbose_name="analysed at")),
                        ("told_at", models.DateTimeField(null=True, verbose_name="member told at")),
                        (
                            "told_by",
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
                                verbose_name="told by",
                            ),
                        ),
                        (
                            "told_by_user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who told it",
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                        (
                            "withdrawn_why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_wanted", "The member does not want it any more"),
                                    ("never_came", "What was missing never came"),
                                    ("twice", "Analysed elsewhere already"),
                                    ("mistake", "Started by mistake"),
                                ],
                                max_length=10,
                                verbose_name="why withdrawn",
                            ),
                        ),
                        ("result", models.JSONField(null=True, verbose_name="result")),
                        (
                            "guarantee",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="quotes.guarantee",
                            ),
                        ),
                        (
                            "tariff_version",
                            models.CharField(blank=True, max_length=80, verbose_name="version of the tariffs"),
                        ),
                        (
                            "program_version",
                            models.CharField(blank=True, max_length=40, verbose_name="version of the program"),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "quote analysis",
                        "verbose_name_plural": "quote analyses",
                        "indexes": [
                            models.Index(
                                models.F("next_action_at"),
                                models.F("id"),
                                condition=models.Q(("next_action_at__isnull", False)),
                                name="quotes_analysis_due",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("deadline_at"),
                                models.F("id"),
                                condition=models.Q(("state__in", ("received", "analysed"))),
                                name="quotes_analysis_to_tell",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("paused_at"),
                                models.F("id"),
                                condition=models.Q(("state", "incomplete")),
                                name="quotes_analysis_waiting",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("started_at"),
                                name="quotes_analysis_of_member",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("state__in", ("told", "withdrawn")), _negated=True),
                                        models.Q(
                                            models.Q(("next_action_at__isnull", False), ("paused_at__isnull", True)),
                                            models.Q(("next_action_at__isnull", True), ("paused_at__isnull", False)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("state__in", ("told", "withdrawn")),
                                        ("next_action_at__isnull", True),
                                        ("paused_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_open_implies_armed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                                    models.Q(
                                        ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_pause_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("steps_at__len", models.F("steps_kind__len"))),
                                name="quotes_analysis_steps_have_kinds",
                            ),
                            models.UniqueConstraint(fields=("mutual", "id"), name="quotes_analysis_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["received", "incomplete", "analysed", "told", "withdrawn"])
                                ),
                                name="quotes_analysis_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("domain__in", ["dental", "optical"])),
                                name="quotes_analysis_domain_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("told_by__in", ["", "phone", "email", "fax", "letter", "portal"])),
                                name="quotes_analysis_told_by_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("paused_at__isnull", False), ("state", "incomplete")),
                                    models.Q(
                                        models.Q(("state", "incomplete"), _negated=True), ("paused_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_incomplete_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["received", "incomplete", "withdrawn"]),
                                    models.Q(("analysed_at__isnull", False), ("result__isnull", False)),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_analysed_has_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "told"),
                                        ("told_at__isnull", False),
                                        models.Q(("told_by", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "told"), _negated=True),
                                        ("told_at__isnull", True),
                                        ("told_by", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_told_how",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "withdrawn"),
                                        ("withdrawn_at__isnull", False),
                                        ("withdrawn_why__in", ["not_wanted", "never_came", "twice", "mistake"]),
                                    ),
                                    models.Q(
                                        models.Q(("state", "withdrawn"), _negated=True),
                                        ("withdrawn_at__isnull", True),
                                        ("withdrawn_why", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_analysis_withdrawn_why",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="told_is_kept",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" = 'told')",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="135803595a5d60cc76ae0dcc2e00846c898f366d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_told_is_kept_6ec12",
                                    table="quotes_analysis",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quote",
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
                            "analysis",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quotes",
                                to="quotes.analysis",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=1, verbose_name="rank")),
                        ("label", models.CharField(blank=True, max_length=120, verbose_name="offer")),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
                        ("quoted_on", models.DateField(blank=True, null=True, verbose_name="dated")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        (
                            "total",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="total on the quote (cents)"
                            ),
                        ),
                        (
                            "amo_total",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="compulsory scheme on the quote (cents)"
                            ),
                        ),
                        (
                            "mentions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                null=True,
                                size=None,
                                verbose_name="mentions",
                            ),
                        ),
                        (
                            "has_alternative",
                            models.BooleanField(blank=True, null=True, verbose_name="offers an alternative"),
                        ),
                        ("is_kept", models.BooleanField(default=False, verbose_name="kept by the member")),
                        ("terms", models.JSONField(blank=True, default=dict, verbose_name="terms")),
                    ],
                    options={
                        "verbose_name": "quote",
                        "verbose_name_plural": "quotes",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="quotes_quote_in_mutual"),
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("mutual", "analysis", "position"),
                                name="quotes_quote_place_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_kept", True)),
                                fields=("mutual", "analysis"),
                                name="quotes_quote_one_kept",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("position__range", (1, 5))),
                                name="quotes_quote_five_at_most",
                                violation_error_message="Five quotes are compared at most: take one out.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuoteLine",
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
                            "quote",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="quotes.quote",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="rank")),
                        ("code", models.CharField(max_length=30, verbose_name="code")),
                        ("label", models.CharField(blank=True, max_length=200, verbose_name="label")),
                        ("price", models.PositiveIntegerField(verbose_name="price (cents)")),
                        (
                            "teeth",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="teeth",
                            ),
                        ),
                        ("lens", models.JSONField(blank=True, null=True, verbose_name="prescription")),
                        ("base", models.PositiveIntegerField(blank=True, null=True, verbose_name="base (cents)")),
                        (
                            "rate",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="rate (hundredths of a percent)"
                            ),
                        ),
                        (
                            "participation",
                            models.PositiveIntegerField(default=0, verbose_name="flat participation (cents)"),
                        ),
                        ("care_date", models.DateField(blank=True, null=True, verbose_name="care date")),
                        ("material", models.CharField(blank=True, max_length=30, verbose_name="material")),
                        ("basket", models.CharField(blank=True, max_length=12, verbose_name="basket on the quote")),
                        (
                            "amo",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="compulsory scheme on the quote (cents)"
                            ),
                        ),
                        ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                    ],
                    options={
                        "verbose_name": "line of a quote",
                        "verbose_name_plural": "lines of quotes",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("mutual", "quote", "position"),
                                name="quotes_line_place_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price__gt", 0)), name="quotes_line_price_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opinion",
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
                            "analysis",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="quotes.analysis",
                            ),
                        ),
                        ("question_sealed", models.BinaryField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answer_sealed", models.BinaryField(null=True)),
                        ("for_adviser", models.TextField(blank=True, verbose_name="for the adviser")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="given by",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="given at")),
                    ],
                    options={
                        "verbose_name": "opinion of an expert",
                        "verbose_name_plural": "opinions of experts",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("asked_at"),
                                models.F("id"),
                                condition=models.Q(("answered_at__isnull", True)),
                                name="quotes_opinion_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=("mutual", "analysis"),
                                name="quotes_opinion_one_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer_sealed__isnull", True),
                                        ("answered_at__isnull", True),
                                        ("answered_by__isnull", True),
                                        ("for_adviser", ""),
                                    ),
                                    models.Q(
                                        ("answer_sealed__isnull", False),
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        models.Q(("for_adviser", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="quotes_opinion_given_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="given_is_kept",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."answered_at" IS NOT NULL)',
                                    func=(
                                        "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', "
                                        "TG_TABLE_NAME;"
                                    ),
                                    hash="52866364c68785efce45e64ed0c6c670bbb31d08",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_given_is_kept_76c9a",
                                    table="quotes_opinion",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TariffLoad",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="file")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        (
                            "loaded_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="loaded at"
                            ),
                        ),
                        ("added", models.PositiveIntegerField(default=0, verbose_name="rows added")),
                        ("changed", models.PositiveIntegerField(default=0, verbose_name="rows changed")),
                        ("same", models.PositiveIntegerField(default=0, verbose_name="rows already there")),
                        ("report", models.JSONField(default=list, verbose_name="report")),
                    ],
                    options={
                        "verbose_name": "load of tariffs",
                        "verbose_name_plural": "loads of tariffs",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="TariffRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=30, verbose_name="code")),
                        ("domain", models.CharField(max_length=8, verbose_name="domain")),
                        ("label", models.CharField(max_length=250, verbose_name="label")),
                        ("nature", models.CharField(max_length=24, verbose_name="nature")),
                        ("basket", models.CharField(blank=True, max_length=12, verbose_name="basket or class")),
                        ("base", models.PositiveIntegerField(blank=True, null=True, verbose_name="base (cents)")),
                        ("ceiling", models.PositiveIntegerField(blank=True, null=True, verbose_name="ceiling (cents)")),
                        (
                            "rate",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="rate (hundredths of a percent)"
                            ),
                        ),
                        ("material", models.CharField(blank=True, max_length=20, verbose_name="material")),
                        (
                            "teeth",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="last digits of teeth",
                            ),
                        ),
                        ("lens", models.CharField(blank=True, max_length=12, verbose_name="kind of lens")),
                        ("sphere_from", models.IntegerField(blank=True, null=True)),
                        ("sphere_to", models.IntegerField(blank=True, null=True)),
                        ("age_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("age_to", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("source", models.TextField(blank=True, verbose_name="source")),
                        ("confidence", models.CharField(max_length=8, verbose_name="confidence")),
                        (
                            "load",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="quotes.tariffload",
                                verbose_name="load",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tariff",
                        "verbose_name_plural": "tariffs",
                        "ordering": ["code", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "valid_from"), name="quotes_tariff_once", nulls_distinct=False
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("code", "="),
                                    (
                                        models.Func(
                                            models.F("valid_from"),
                                            models.F("valid_to"),
                                            models.Value("[]"),
                                            function="daterange",
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="quotes_tariff_one_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UsualPrice",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "code", "department", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=30, verbose_name="code")),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
                        ("count", models.PositiveIntegerField(verbose_name="cases")),
                        ("low", models.PositiveIntegerField(verbose_name="first quartile (cents)")),
                        ("median", models.PositiveIntegerField(verbose_name="median (cents)")),
                        ("high", models.PositiveIntegerField(verbose_name="third quartile (cents)")),
                        (
                            "counted_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="counted at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "usual price",
                        "verbose_name_plural": "usual prices",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("count__gte", 11)), name="quotes_usualprice_enough"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
