import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("admin", "Administrative"),
                                    ("legal", "Legal"),
                                    ("social", "Social"),
                                    ("health", "Health"),
                                ],
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_sealed", models.BooleanField(default=False, verbose_name="for experts only")),
                        (
                            "mutual_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="mutuals",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "article",
                        "verbose_name_plural": "articles",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["admin", "legal", "social", "health"])),
                                name="knowledge_article_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_sealed", False), ("kind", "health"), _connector="OR"),
                                name="knowledge_article_sealed_is_of_health",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ArticleVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="knowledge.article",
                                verbose_name="article",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_read", "To be read a second time"),
                                    ("returned", "Sent back to its author"),
                                    ("withdrawn", "Replaced before it was read"),
                                    ("published", "Published"),
                                ],
                                default="to_read",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "mutual_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="mutuals",
                            ),
                        ),
                        (
                            "caller_kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("member", "Member"),
                                        ("relative", "Beneficiary or relative"),
                                        ("professional", "Health professional"),
                                        ("employer", "Employer"),
                                        ("other", "Other"),
                                    ],
                                    max_length=12,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="callers",
                            ),
                        ),
                        ("question", models.CharField(max_length=200, verbose_name="question")),
                        ("short_answer", models.CharField(max_length=600, verbose_name="short answer")),
                        ("long_answer", models.TextField(blank=True, verbose_name="long answer")),
                        ("references", models.JSONField(blank=True, default=list, verbose_name="references")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "Checked at its sources"),
                                    ("to_verify", "From memory, to verify"),
                                ],
                                default="verified",
                                max_length=9,
                                verbose_name="confidence",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
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
                            "written_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="written at"
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
                        ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                        (
                            "returned_because",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was sent back"),
                        ),
                        ("in_force_from", models.DateField(null=True, verbose_name="in force from")),
                        ("in_force_until", models.DateField(null=True, verbose_name="no longer in force from")),
                        ("check_again_on", models.DateField(verbose_name="check again on")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="checked by",
                            ),
                        ),
                        ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                    ],
                    options={
                        "verbose_name": "version of an article",
                        "verbose_name_plural": "versions of articles",
                        "ordering": ["-number"],
                        "indexes": [
                            models.Index(
                                models.F("written_at"),
                                condition=models.Q(("state", "to_read")),
                                name="knowledge_version_to_read",
                            ),
                            models.Index(
                                models.F("check_again_on"),
                                condition=models.Q(("state", "published")),
                                name="knowledge_version_to_check",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("article", "number"), name="knowledge_version_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "to_read")),
                                fields=("article",),
                                name="knowledge_version_one_to_read",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("state", "published")),
                                expressions=[
                                    ("article", "="),
                                    (
                                        models.Func(
                                            models.F("in_force_from"), models.F("in_force_until"), function="daterange"
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="knowledge_version_one_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["to_read", "returned", "withdrawn", "published"])),
                                name="knowledge_version_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("second_reader__isnull", True),
                                    models.Q(("second_reader", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                                name="knowledge_version_second_reader_is_other",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("read_at__isnull", False),
                                        ("second_reader__isnull", False),
                                        ("state__in", ("published", "returned")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("published", "returned")), _negated=True),
                                        ("read_at__isnull", True),
                                        ("second_reader__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="knowledge_version_read_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("in_force_from__isnull", False), ("state", "published")),
                                    models.Q(
                                        models.Q(("state", "published"), _negated=True),
                                        ("in_force_from__isnull", True),
                                        ("in_force_until__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="knowledge_version_published_is_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="knowledge_version_ends_after_it_begins",
                                violation_error_message="The last day of validity comes before the first one.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="kept_as_written",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition=(
                                        'WHEN (OLD."id" IS DISTINCT FROM (NEW."id") '
                                        'OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") '
                                        'OR OLD."number" IS DISTINCT FROM (NEW."number") '
                                        'OR OLD."mutual_ids" IS DISTINCT FROM (NEW."mutual_ids") '
                                        'OR OLD."caller_kinds" IS DISTINCT FROM (NEW."caller_kinds") '
                                        'OR OLD."question" IS DISTINCT FROM (NEW."question") '
                                        'OR OLD."short_answer" IS DISTINCT FROM (NEW."short_answer") '
                                        'OR OLD."long_answer" IS DISTINCT FROM (NEW."long_answer") '
                                        'OR OLD."references" IS DISTINCT FROM (NEW."references") '
                                        'OR OLD."confidence" IS DISTINCT FROM (NEW."confidence") '
                                        'OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") '
                                        'OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until") '
                                        'OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") '
                                        'OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))'
                                    ),
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="35f8073392b221b63603f84eb12efe05a69b1693",
                                    operation="UPDATE",
                                    pgid="pgtrigger_kept_as_written_8c1fe",
                                    table="knowledge_articleversion",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="kept_for_ever",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="488ae20fc64b9d17c5630bc0494a54781fc38c8f",
                                    operation="DELETE",
                                    pgid="pgtrigger_kept_for_ever_48e42",
                                    table="knowledge_articleversion",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchText",
                    fields=[
                        (
                            "version",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="search_text",
                                serialize=False,
                                to="knowledge.articleversion",
                            ),
                        ),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={
                        "verbose_name": "searchable text",
                        "verbose_name_plural": "searchable texts",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["words"], name="knowledge_searchtext_words"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnownWord",
                    fields=[
                        ("word", models.CharField(db_collation="C", max_length=40, primary_key=True, serialize=False)),
                        (
                            "stems",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), size=None
                            ),
                        ),
                        (
                            "deletions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(db_collation="C", max_length=40), size=None
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "known word",
                        "verbose_name_plural": "known words",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fastupdate=False, fields=["deletions"], name="knowledge_knownword_by_error"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SynonymGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expressions",
                            models.CharField(
                                help_text="Two or more, separated by commas.",
                                max_length=300,
                                unique=True,
                                verbose_name="expressions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "group of synonyms",
                        "verbose_name_plural": "groups of synonyms",
                        "ordering": ["expressions"],
                    },
                ),
                migrations.CreateModel(
                    name="Doubt",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "article",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="doubts",
                                to="knowledge.article",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="doubts",
                                to="knowledge.articleversion",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="what is wrong or unclear")),
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
                        ("due_on", models.DateField(verbose_name="answer due on")),
                        ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="answer given at")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="seen by who asked at")),
                    ],
                    options={
                        "verbose_name": "question about an article",
                        "verbose_name_plural": "questions about articles",
                        "ordering": ["due_on", "asked_at"],
                        "indexes": [
                            models.Index(
                                models.F("due_on"),
                                condition=models.Q(("answered_at__isnull", True)),
                                name="knowledge_doubt_open",
                            ),
                            models.Index(models.F("asked_by"), models.F("asked_at"), name="knowledge_doubt_of_asker"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("answered_at__isnull", True),
                                        ("answered_by__isnull", True),
                                        ("seen_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="knowledge_doubt_answered_whole",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
