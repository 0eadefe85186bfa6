import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import phonenumber_field.modelfields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        # Each step of these renders every model anew that refers to an account: they go before there are a hundred.
        ("knox", "0009_extend_authtoken_field"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("usersessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Product",
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
                        ("code", models.CharField(max_length=30, verbose_name="code")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                help_text="From 1, the lowest, to 5.", verbose_name="guarantee level"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product",
                        "verbose_name_plural": "products",
                        "ordering": ["mutual", "level", "code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "code"), name="members_product_code_once"),
                            models.UniqueConstraint(fields=("mutual", "id"), name="members_product_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(("level__range", (1, 5))),
                                name="members_product_level_range",
                                violation_error_message="A guarantee level lies between 1 and 5.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
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
                        ("number", models.CharField(max_length=20, verbose_name="contract number")),
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
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Active"), ("suspended", "Suspended"), ("ended", "Ended")],
                                default="active",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contract",
                        "verbose_name_plural": "contracts",
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "number"), name="members_contract_number_once"),
                            models.UniqueConstraint(fields=("mutual", "id"), name="members_contract_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="members_contract_forward",
                                violation_error_message="The contract must not end before it starts.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["active", "suspended", "ended"])),
                                name="members_contract_status_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_contractevent" ("ends_on", "id", "mutual_id", '
                                        '"number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", '
                                        '"product_id", "starts_on", "status") '
                                        'VALUES (NEW."ends_on", NEW."id", NEW."mutual_id", NEW."number", '
                                        '_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", '
                                        'NEW."starts_on", NEW."status")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="5da0b6a0724127391a8038e443ae9e91ef170eac",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2183f",
                                    table="members_contract",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_contractevent" ("ends_on", "id", "mutual_id", '
                                        '"number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", '
                                        '"product_id", "starts_on", "status") '
                                        'VALUES (OLD."ends_on", OLD."id", OLD."mutual_id", OLD."number", '
                                        '_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."product_id", '
                                        'OLD."starts_on", OLD."status")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="8448c489e7ee4de65e5eb5d1af43ac1e6d0160b9",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1bde3",
                                    table="members_contract",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractEvent",
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
                                to="members.contract",
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
                        ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                        ("number", models.CharField(max_length=20, verbose_name="contract number")),
                        (
                            "product",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.product",
                                verbose_name="product",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Active"), ("suspended", "Suspended"), ("ended", "Ended")],
                                default="active",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
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
                        ("number", models.CharField(max_length=12, verbose_name="member number")),
                        ("rank", models.PositiveSmallIntegerField(default=1, verbose_name="rank")),
                        (
                            "kinship",
                            models.CharField(
                                choices=[
                                    ("holder", "Holder"),
                                    ("partner", "Partner"),
                                    ("child", "Child"),
                                    ("other", "Other beneficiary"),
                                ],
                                default="holder",
                                max_length=8,
                                verbose_name="kinship",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="members.contract",
                                verbose_name="contract",
                            ),
                        ),
                        ("covered_from", models.DateField(verbose_name="covered from")),
                        ("covered_until", models.DateField(blank=True, null=True, verbose_name="covered until")),
                        (
                            "sex",
                            models.CharField(
                                choices=[("F", "Female"), ("M", "Male")], max_length=1, verbose_name="sex"
                            ),
                        ),
                        ("birth_name", models.CharField(max_length=80, verbose_name="birth name")),
                        ("used_name", models.CharField(max_length=80, verbose_name="used name")),
                        ("first_names", models.CharField(max_length=120, verbose_name="first names")),
                        ("birth_date", models.DateField(verbose_name="birth date")),
                        (
                            "nir_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="sealed social security number"),
                        ),
                        (
                            "nir_index",
                            models.BinaryField(
                                blank=True, null=True, verbose_name="blind index of the social security number"
                            ),
                        ),
                        (
                            "regime",
                            models.CharField(
                                choices=[
                                    ("general", "General scheme"),
                                    ("alsace_moselle", "Local scheme of Alsace-Moselle"),
                                ],
                                default="general",
                                max_length=16,
                                verbose_name="compulsory scheme",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        (
                            "preferred_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("sms", "SMS"),
                                    ("letter", "Letter"),
                                    ("fax", "Fax"),
                                ],
                                max_length=8,
                                verbose_name="prefers",
                            ),
                        ),
                        ("language", models.CharField(default="fr", max_length=5, verbose_name="language spoken")),
                        ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="members.member",
                                verbose_name="merged into",
                            ),
                        ),
                        (
                            "has_merged",
                            models.BooleanField(
                                db_default=False, editable=False, verbose_name="other files are merged into it"
                            ),
                        ),
                        (
                            "number_end",
                            models.GeneratedField(
                                db_persist=True,
                                editable=False,
                                expression=django.db.models.functions.text.Reverse("number"),
                                output_field=models.CharField(max_length=12),
                            ),
                        ),
                        ("import_digest", models.BinaryField(null=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="updated at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member",
                        "verbose_name_plural": "members",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("nir_index"),
                                condition=models.Q(("nir_index__isnull", False)),
                                name="members_member_by_nir",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("email"),
                                condition=models.Q(("email", ""), _negated=True),
                                name="members_member_by_email",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("number_end"),
                                condition=models.Q(("rank", 1)),
                                name="members_member_by_number_end",
                            ),
                            models.Index(
                                models.F("merged_into"),
                                condition=models.Q(("merged_into__isnull", False)),
                                name="members_member_of_survivor",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "number", "rank"), name="members_member_number_once"
                            ),
                            models.UniqueConstraint(fields=("mutual", "id"), name="members_member_in_mutual"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("covered_until__isnull", True),
                                    ("covered_until__gte", models.F("covered_from")),
                                    _connector="OR",
                                ),
                                name="members_member_covered_forward",
                                violation_error_message="The cover must not end before it starts.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank__range", (1, 99))),
                                name="members_member_rank_range",
                                violation_error_message="A rank lies between 1 and 99.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("nir_index__isnull", True), ("nir_sealed__isnull", True)),
                                    models.Q(("nir_index__isnull", False), ("nir_sealed__isnull", False)),
                                    _connector="OR",
                                ),
                                name="members_member_nir_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True), ("has_merged", False), _connector="OR"
                                ),
                                name="members_member_merged_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sex__in", ["F", "M"])), name="members_member_sex_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("regime__in", ["general", "alsace_moselle"])),
                                name="members_member_regime_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kinship__in", ["holder", "partner", "child", "other"])),
                                name="members_member_kinship_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") '
                                        'OR OLD."birth_name" IS DISTINCT FROM (NEW."birth_name") '
                                        'OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") '
                                        'OR OLD."covered_from" IS DISTINCT FROM (NEW."covered_from") '
                                        'OR OLD."covered_until" IS DISTINCT FROM (NEW."covered_until") '
                                        'OR OLD."died_on" IS DISTINCT FROM (NEW."died_on") '
                                        'OR OLD."email" IS DISTINCT FROM (NEW."email") '
                                        'OR OLD."first_names" IS DISTINCT FROM (NEW."first_names") '
                                        'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                        'OR OLD."kinship" IS DISTINCT FROM (NEW."kinship") '
                                        'OR OLD."language" IS DISTINCT FROM (NEW."language") '
                                        'OR OLD."mutual_id" IS DISTINCT FROM (NEW."mutual_id") '
                                        'OR OLD."number" IS DISTINCT FROM (NEW."number") '
                                        'OR OLD."preferred_channel" IS DISTINCT FROM (NEW."preferred_channel") '
                                        'OR OLD."rank" IS DISTINCT FROM (NEW."rank") '
                                        'OR OLD."regime" IS DISTINCT FROM (NEW."regime") '
                                        'OR OLD."sex" IS DISTINCT FROM (NEW."sex") '
                                        'OR OLD."used_name" IS DISTINCT FROM (NEW."used_name"))'
                                    ),
                                    func=(
                                        'INSERT INTO "members_memberevent" ("birth_date", "birth_name", '
                                        '"contract_id", "covered_from", "covered_until", "died_on", "email", '
                                        '"first_names", "id", "kinship", "language", "mutual_id", "number", '
                                        '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", '
                                        '"preferred_channel", "rank", "regime", "sex", "used_name") '
                                        'VALUES (NEW."birth_date", NEW."birth_name", NEW."contract_id", '
                                        'NEW."covered_from", NEW."covered_until", NEW."died_on", NEW."email", '
                                        'NEW."first_names", NEW."id", NEW."kinship", NEW."language", '
                                        'NEW."mutual_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', '
                                        'NEW."id", NEW."preferred_channel", NEW."rank", NEW."regime", NEW."sex", '
                                        'NEW."used_name")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="e517881d2d207f4e2abc9faf2e3c54855db14d1c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b1bc1",
                                    table="members_member",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_memberevent" ("birth_date", "birth_name", '
                                        '"contract_id", "covered_from", "covered_until", "died_on", "email", '
                                        '"first_names", "id", "kinship", "language", "mutual_id", "number", '
                                        '"pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", '
                                        '"preferred_channel", "rank", "regime", "sex", "used_name") '
                                        'VALUES (OLD."birth_date", OLD."birth_name", OLD."contract_id", '
                                        'OLD."covered_from", OLD."covered_until", OLD."died_on", OLD."email", '
                                        'OLD."first_names", OLD."id", OLD."kinship", OLD."language", '
                                        'OLD."mutual_id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', '
                                        'OLD."id", OLD."preferred_channel", OLD."rank", OLD."regime", OLD."sex", '
                                        'OLD."used_name")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="0d19504016081b18d0690bb8701f6c8cb7b91c2b",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_925fb",
                                    table="members_member",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberEvent",
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
                                to="members.member",
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
                        ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                        ("number", models.CharField(max_length=12, verbose_name="member number")),
                        ("rank", models.PositiveSmallIntegerField(default=1, verbose_name="rank")),
                        (
                            "kinship",
                            models.CharField(
                                choices=[
                                    ("holder", "Holder"),
                                    ("partner", "Partner"),
                                    ("child", "Child"),
                                    ("other", "Other beneficiary"),
                                ],
                                default="holder",
                                max_length=8,
                                verbose_name="kinship",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.contract",
                                verbose_name="contract",
                            ),
                        ),
                        ("covered_from", models.DateField(verbose_name="covered from")),
                        ("covered_until", models.DateField(blank=True, null=True, verbose_name="covered until")),
                        (
                            "sex",
                            models.CharField(
                                choices=[("F", "Female"), ("M", "Male")], max_length=1, verbose_name="sex"
                            ),
                        ),
                        ("birth_name", models.CharField(max_length=80, verbose_name="birth name")),
                        ("used_name", models.CharField(max_length=80, verbose_name="used name")),
                        ("first_names", models.CharField(max_length=120, verbose_name="first names")),
                        ("birth_date", models.DateField(verbose_name="birth date")),
                        (
                            "regime",
                            models.CharField(
                                choices=[
                                    ("general", "General scheme"),
                                    ("alsace_moselle", "Local scheme of Alsace-Moselle"),
                                ],
                                default="general",
                                max_length=16,
                                verbose_name="compulsory scheme",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        (
                            "preferred_channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("sms", "SMS"),
                                    ("letter", "Letter"),
                                    ("fax", "Fax"),
                                ],
                                max_length=8,
                                verbose_name="prefers",
                            ),
                        ),
                        ("language", models.CharField(default="fr", max_length=5, verbose_name="language spoken")),
                        ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SearchName",
                    fields=[
                        (
                            "mutual",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "mutual_id",
                                "family_key",
                                "given_key",
                                "member_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("family_key", models.CharField(db_collation="C", max_length=40)),
                        ("given_key", models.CharField(db_collation="C", max_length=40)),
                        ("birth_date", models.DateField()),
                        ("postal_code", models.CharField(blank=True, db_collation="C", max_length=5)),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="search_names",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "searchable name",
                        "verbose_name_plural": "searchable names",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("birth_date"),
                                models.F("family_key"),
                                name="members_searchname_by_birth",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("postal_code"),
                                models.F("family_key"),
                                name="members_searchname_by_place",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnownName",
                    fields=[
                        ("key", models.CharField(db_collation="C", max_length=40, primary_key=True, serialize=False)),
                        ("is_family", models.BooleanField(default=False)),
                        ("is_given", models.BooleanField(default=False)),
                        ("phonetic", models.CharField(db_collation="C", max_length=40)),
                        (
                            "deletions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=40), size=None
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "known name",
                        "verbose_name_plural": "known names",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["deletions"], name="members_knownname_by_error"
                            ),
                            models.Index(fields=["phonetic"], name="members_knownname_by_sound"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Phone",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="phones",
                                to="members.member",
                            ),
                        ),
                        (
                            "number",
                            phonenumber_field.modelfields.PhoneNumberField(
                                max_length=128, region=None, verbose_name="number"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("mobile", "Mobile"), ("home", "Home"), ("work", "Work")],
                                default="mobile",
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_main", models.BooleanField(default=False, verbose_name="first to try")),
                    ],
                    options={
                        "verbose_name": "telephone number",
                        "verbose_name_plural": "telephone numbers",
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "number", "member"), name="members_phone_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_phoneevent" ("id", "is_main", "kind", "member_id", '
                                        '"mutual_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", '
                                        '"pgh_obj_id") '
                                        'VALUES (NEW."id", NEW."is_main", NEW."kind", NEW."member_id", '
                                        'NEW."mutual_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', '
                                        'NEW."id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="18a8f03b8097a597352f4bf6c7678f232e6cf454",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e7a64",
                                    table="members_phone",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_phoneevent" ("id", "is_main", "kind", "member_id", '
                                        '"mutual_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", '
                                        '"pgh_obj_id") '
                                        'VALUES (OLD."id", OLD."is_main", OLD."kind", OLD."member_id", '
                                        'OLD."mutual_id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', '
                                        'OLD."id")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="910f1d85247ca8c0c5132516b347be1aeeb73151",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_507c7",
                                    table="members_phone",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PhoneEvent",
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
                                to="members.phone",
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
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "number",
                            phonenumber_field.modelfields.PhoneNumberField(
                                max_length=128, region=None, verbose_name="number"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("mobile", "Mobile"), ("home", "Home"), ("work", "Work")],
                                default="mobile",
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_main", models.BooleanField(default=False, verbose_name="first to try")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Address",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="addresses",
                                to="members.member",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("home", "Home"), ("temporary", "Temporary"), ("postal", "For letters")],
                                default="home",
                                max_length=9,
                                verbose_name="kind",
                            ),
                        ),
                        ("line1", models.CharField(max_length=80, verbose_name="number and street")),
                        ("line2", models.CharField(blank=True, max_length=80, verbose_name="addition")),
                        ("postal_code", models.CharField(max_length=5, verbose_name="postcode")),
                        ("town", models.CharField(max_length=60, verbose_name="town")),
                        ("insee_code", models.CharField(blank=True, max_length=5, verbose_name="INSEE code")),
                        ("country", models.CharField(default="FR", max_length=2, verbose_name="country")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "address",
                        "verbose_name_plural": "addresses",
                        "indexes": [
                            models.Index(
                                models.F("valid_from"),
                                condition=models.Q(("valid_from__isnull", False)),
                                name="members_address_by_move",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from__isnull", True),
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="members_address_forward",
                                violation_error_message="The last day must not come before the first.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_addressevent" ("country", "id", "insee_code", '
                                        '"kind", "line1", "line2", "member_id", "mutual_id", "pgh_context_id", '
                                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "town", '
                                        '"valid_from", "valid_until") '
                                        'VALUES (NEW."country", NEW."id", NEW."insee_code", NEW."kind", '
                                        'NEW."line1", NEW."line2", NEW."member_id", NEW."mutual_id", '
                                        '_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_code", '
                                        'NEW."town", NEW."valid_from", NEW."valid_until")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="587d472dc2d3b795dfc06356fb63fa71a1e273f2",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2cfc4",
                                    table="members_address",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_addressevent" ("country", "id", "insee_code", '
                                        '"kind", "line1", "line2", "member_id", "mutual_id", "pgh_context_id", '
                                        '"pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "town", '
                                        '"valid_from", "valid_until") '
                                        'VALUES (OLD."country", OLD."id", OLD."insee_code", OLD."kind", '
                                        'OLD."line1", OLD."line2", OLD."member_id", OLD."mutual_id", '
                                        '_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."postal_code", '
                                        'OLD."town", OLD."valid_from", OLD."valid_until")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="5427cb4674c15c12629a25851b258e7fa7add448",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2af57",
                                    table="members_address",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressEvent",
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
                                to="members.address",
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
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("home", "Home"), ("temporary", "Temporary"), ("postal", "For letters")],
                                default="home",
                                max_length=9,
                                verbose_name="kind",
                            ),
                        ),
                        ("line1", models.CharField(max_length=80, verbose_name="number and street")),
                        ("line2", models.CharField(blank=True, max_length=80, verbose_name="addition")),
                        ("postal_code", models.CharField(max_length=5, verbose_name="postcode")),
                        ("town", models.CharField(max_length=60, verbose_name="town")),
                        ("insee_code", models.CharField(blank=True, max_length=5, verbose_name="INSEE code")),
                        ("country", models.CharField(default="FR", max_length=2, verbose_name="country")),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CoveragePeriod",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="past_covers",
                                to="members.member",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.contract",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "past cover",
                        "verbose_name_plural": "past covers",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="members_coverage_forward",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to="members.member",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("sms", "SMS"),
                                    ("letter", "Letter"),
                                    ("fax", "Fax"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("service", "Messages about own requests"),
                                    ("prevention", "Prevention messages"),
                                    ("survey", "Satisfaction surveys"),
                                ],
                                default="service",
                                max_length=10,
                                verbose_name="purpose",
                            ),
                        ),
                        ("is_given", models.BooleanField(verbose_name="agreed")),
                        (
                            "said_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="said at"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "ordering": ["-said_at"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_consentevent" ("channel", "id", "is_given", '
                                        '"member_id", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "purpose", "recorded_by_id", "said_at") '
                                        'VALUES (NEW."channel", NEW."id", NEW."is_given", NEW."member_id", '
                                        'NEW."mutual_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", '
                                        'NEW."purpose", NEW."recorded_by_id", NEW."said_at")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="d8d35541a7b2367a2b4240c49764cb71384834dc",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_679c0",
                                    table="members_consent",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_consentevent" ("channel", "id", "is_given", '
                                        '"member_id", "mutual_id", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "purpose", "recorded_by_id", "said_at") '
                                        'VALUES (OLD."channel", OLD."id", OLD."is_given", OLD."member_id", '
                                        'OLD."mutual_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", '
                                        'OLD."purpose", OLD."recorded_by_id", OLD."said_at")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="2cbed48f4ebfcf6945bb8871eea729a45bf9f249",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_157c2",
                                    table="members_consent",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentEvent",
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
                                to="members.consent",
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
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("sms", "SMS"),
                                    ("letter", "Letter"),
                                    ("fax", "Fax"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("service", "Messages about own requests"),
                                    ("prevention", "Prevention messages"),
                                    ("survey", "Satisfaction surveys"),
                                ],
                                default="service",
                                max_length=10,
                                verbose_name="purpose",
                            ),
                        ),
                        ("is_given", models.BooleanField(verbose_name="agreed")),
                        (
                            "said_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="said at"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Fragility",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fragilities",
                                to="members.member",
                            ),
                        ),
                        (
                            "sign",
                            models.CharField(
                                choices=[
                                    ("hearing", "Hard of hearing or deaf"),
                                    ("speech", "Speaks with difficulty"),
                                    ("sight", "Sees badly"),
                                    ("reading", "Reads with difficulty"),
                                    ("language", "Understands French with difficulty"),
                                    ("age", "Great age, needs time"),
                                    ("bereavement", "Bereaved"),
                                    ("hardship", "Financial hardship"),
                                    ("protected", "Under legal protection"),
                                ],
                                max_length=12,
                                verbose_name="sign",
                            ),
                        ),
                        ("help_needed", models.CharField(max_length=200, verbose_name="help that it calls for")),
                        ("noted_on", models.DateField(verbose_name="noted on")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "sign of fragility",
                        "verbose_name_plural": "signs of fragility",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "sign__in",
                                        [
                                            "hearing",
                                            "speech",
                                            "sight",
                                            "reading",
                                            "language",
                                            "age",
                                            "bereavement",
                                            "hardship",
                                            "protected",
                                        ],
                                    )
                                ),
                                name="members_fragility_sign_known",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_fragilityevent" ("ends_on", "help_needed", "id", '
                                        '"member_id", "mutual_id", "noted_on", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "sign") '
                                        'VALUES (NEW."ends_on", NEW."help_needed", NEW."id", NEW."member_id", '
                                        'NEW."mutual_id", NEW."noted_on", _pgh_attach_context(), NOW(), \'update\', '
                                        'NEW."id", NEW."sign")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="f7ec27dfa94e45a2fde79ebb2f29bd0a523a8190",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c5bea",
                                    table="members_fragility",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_fragilityevent" ("ends_on", "help_needed", "id", '
                                        '"member_id", "mutual_id", "noted_on", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "sign") '
                                        'VALUES (OLD."ends_on", OLD."help_needed", OLD."id", OLD."member_id", '
                                        'OLD."mutual_id", OLD."noted_on", _pgh_attach_context(), NOW(), \'delete\', '
                                        'OLD."id", OLD."sign")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="46d7e9590db78c681afac03e964eb7ca1079ba1b",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2bb65",
                                    table="members_fragility",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FragilityEvent",
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
                                to="members.fragility",
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
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "sign",
                            models.CharField(
                                choices=[
                                    ("hearing", "Hard of hearing or deaf"),
                                    ("speech", "Speaks with difficulty"),
                                    ("sight", "Sees badly"),
                                    ("reading", "Reads with difficulty"),
                                    ("language", "Understands French with difficulty"),
                                    ("age", "Great age, needs time"),
                                    ("bereavement", "Bereaved"),
                                    ("hardship", "Financial hardship"),
                                    ("protected", "Under legal protection"),
                                ],
                                max_length=12,
                                verbose_name="sign",
                            ),
                        ),
                        ("help_needed", models.CharField(max_length=200, verbose_name="help that it calls for")),
                        ("noted_on", models.DateField(verbose_name="noted on")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Correspondent",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="correspondents",
                                to="members.member",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("relation", models.CharField(max_length=60, verbose_name="relation")),
                        (
                            "phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="telephone"
                            ),
                        ),
                        ("may_know", models.CharField(max_length=200, verbose_name="may be told about")),
                        ("proof", models.CharField(max_length=120, verbose_name="proof seen")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "correspondent",
                        "verbose_name_plural": "correspondents",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="members_correspondent_forward",
                                violation_error_message="The last day must not come before the first.",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func=(
                                        'INSERT INTO "members_correspondentevent" ("ends_on", "id", "may_know", '
                                        '"member_id", "mutual_id", "name", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "phone", "proof", "relation", "starts_on") '
                                        'VALUES (NEW."ends_on", NEW."id", NEW."may_know", NEW."member_id", '
                                        'NEW."mutual_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', '
                                        'NEW."id", NEW."phone", NEW."proof", NEW."relation", NEW."starts_on")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="d2b72440be42432a4be4430aa42f3e4be2152e1c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a2914",
                                    table="members_correspondent",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func=(
                                        'INSERT INTO "members_correspondentevent" ("ends_on", "id", "may_know", '
                                        '"member_id", "mutual_id", "name", "pgh_context_id", "pgh_created_at", '
                                        '"pgh_label", "pgh_obj_id", "phone", "proof", "relation", "starts_on") '
                                        'VALUES (OLD."ends_on", OLD."id", OLD."may_know", OLD."member_id", '
                                        'OLD."mutual_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', '
                                        'OLD."id", OLD."phone", OLD."proof", OLD."relation", OLD."starts_on")'
                                        "; RETURN NULL;"
                                    ),
                                    hash="1d512224787cf07037000655ae53c106cc9c64e7",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_97072",
                                    table="members_correspondent",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrespondentEvent",
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
                                to="members.correspondent",
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
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="members.member",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("relation", models.CharField(max_length=60, verbose_name="relation")),
                        (
                            "phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="telephone"
                            ),
                        ),
                        ("may_know", models.CharField(max_length=200, verbose_name="may be told about")),
                        ("proof", models.CharField(max_length=120, verbose_name="proof seen")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Ground",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grounds",
                                to="members.member",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("search", "Found by two identifying facts"),
                                    ("contact", "Contact in hand"),
                                    ("break_glass", "Stated reason"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "facts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="facts",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        (
                            "starts_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="from"
                            ),
                        ),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        (
                            "told_at",
                            models.DateTimeField(
                                help_text="When the data protection officers were told.",
                                null=True,
                                verbose_name="told at",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(null=True, verbose_name="reviewed at")),
                    ],
                    options={
                        "verbose_name": "ground for reading a file",
                        "verbose_name_plural": "grounds for reading files",
                        "indexes": [
                            models.Index(
                                models.F("user"),
                                models.F("member"),
                                models.F("ends_at"),
                                name="members_ground_in_force",
                            ),
                            models.Index(
                                models.F("starts_at"),
                                condition=models.Q(("kind", "break_glass"), ("told_at__isnull", True)),
                                name="members_ground_to_tell",
                            ),
                            models.Index(
                                models.F("starts_at"),
                                condition=models.Q(("kind", "break_glass"), ("reviewed_at__isnull", True)),
                                name="members_ground_to_review",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "break_glass"), _negated=True),
                                    django.db.models.lookups.GreaterThanOrEqual(
                                        django.db.models.functions.text.Length("reason"), 20
                                    ),
                                    _connector="OR",
                                ),
                                name="members_ground_reason_said",
                                violation_error_message="Write the reason in at least 20 characters.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="members_ground_review_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
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
                                db_constraint=False,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="members.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "into",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                                verbose_name="merged into",
                            ),
                        ),
                        ("why", models.CharField(max_length=300, verbose_name="reason")),
                        ("points", models.SmallIntegerField(verbose_name="likeness")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="proposed at"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("merged_at", models.DateTimeField(null=True, verbose_name="merged at")),
                        ("refused_at", models.DateTimeField(null=True, verbose_name="refused at")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(null=True, verbose_name="parted at")),
                        ("undone_why", models.CharField(blank=True, max_length=300, verbose_name="reason for parting")),
                    ],
                    options={
                        "verbose_name": "merge of two files",
                        "verbose_name_plural": "merges of files",
                        "indexes": [
                            models.Index(
                                models.F("mutual"),
                                models.F("proposed_at"),
                                condition=models.Q(("merged_at__isnull", True), ("refused_at__isnull", True)),
                                name="members_merge_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("refused_at__isnull", True), ("undone_at__isnull", True)),
                                fields=("mutual", "member"),
                                name="members_merge_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("member", models.F("into")), _negated=True),
                                name="members_merge_two_files",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True),
                                        ("merged_at__isnull", True),
                                        ("refused_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("merged_at__isnull", False),
                                        ("refused_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("merged_at__isnull", True),
                                        ("refused_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="members_merge_decided_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                                    models.Q(
                                        ("merged_at__isnull", False),
                                        ("undone_at__isnull", False),
                                        ("undone_by__isnull", False),
                                        models.Q(("undone_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="members_merge_undone_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberImport",
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
                        ("name", models.CharField(max_length=120, verbose_name="file")),
                        (
                            "file",
                            models.FileField(blank=True, max_length=200, upload_to="", verbose_name="stored file"),
                        ),
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
                        (
                            "refusals",
                            models.FileField(blank=True, max_length=200, upload_to="", verbose_name="refused rows"),
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
                        "verbose_name": "import of members",
                        "verbose_name_plural": "imports of members",
                        "ordering": ["-uploaded_at"],
                        "indexes": [
                            models.Index(models.F("mutual"), models.F("uploaded_at"), name="members_import_recent")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["waiting", "running", "done", "dry_run", "refused", "to_confirm", "failed"],
                                    )
                                ),
                                name="members_import_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mode__in", ["update", "complete"])),
                                name="members_import_mode_known",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
