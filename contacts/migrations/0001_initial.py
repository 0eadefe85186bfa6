import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import phonenumber_field.modelfields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from accounts.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clock", "0001_initial"),
        ("knowledge", "0001_articles"),
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.KNOX_TOKEN_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Queue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("label", models.CharField(max_length=60, verbose_name="label")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                help_text="The first queue that takes a case gets it.", verbose_name="position"
                            ),
                        ),
                        (
                            "mutual_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="mutuals",
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("phone", "Telephone"),
                                        ("email", "E-mail"),
                                        ("fax", "Fax"),
                                        ("letter", "Letter"),
                                        ("portal", "Member portal"),
                                    ],
                                    max_length=8,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="channels",
                            ),
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
                        (
                            "reasons",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="reasons",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "users",
                            models.ManyToManyField(
                                related_name="queues",
                                through="contacts.QueueMember",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="accounts",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "queue",
                        "verbose_name_plural": "queues",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("position",),
                                name="contacts_queue_position_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QueueMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="contacts.queue",
                                verbose_name="queue",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "skill",
                        "verbose_name_plural": "skills",
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "queue"), name="contacts_queuemember_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("label", models.CharField(max_length=60, verbose_name="label")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="contacts.reason",
                                verbose_name="under",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                help_text="From 1 to 15.", verbose_name="place among its level"
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "reason",
                        "verbose_name_plural": "reasons",
                        "ordering": ["parent__position", "position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("position__range", (1, 15))),
                                name="contacts_reason_fifteen_a_level",
                                violation_error_message="A level has fifteen places, from 1 to 15.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="contacts_reason_forward",
                                violation_error_message="The last day must not come before the first.",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    (
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("parent_id"), models.Value(0, models.BigIntegerField())
                                        ),
                                        "=",
                                    ),
                                    ("position", "="),
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
                                name="contacts_reason_place_once",
                                violation_error_message="Another reason has this place on these days.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
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
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="members.member",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "caller_kind",
                            models.CharField(
                                choices=[
                                    ("member", "Member"),
                                    ("relative", "Beneficiary or relative"),
                                    ("professional", "Health professional"),
                                    ("employer", "Employer"),
                                    ("other", "Other"),
                                ],
                                default="member",
                                max_length=12,
                                verbose_name="who contacts us",
                            ),
                        ),
                        ("caller_name", models.CharField(blank=True, max_length=120, verbose_name="name given")),
                        (
                            "caller_phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="telephone"
                            ),
                        ),
                        ("caller_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Telephone"),
                                    ("email", "E-mail"),
                                    ("fax", "Fax"),
                                    ("letter", "Letter"),
                                    ("portal", "Member portal"),
                                ],
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("language", models.CharField(default="fr", max_length=5, verbose_name="language")),
                        ("department", models.CharField(blank=True, max_length=3, verbose_name="department")),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
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
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("informed", "Informed"),
                                    ("done", "Done"),
                                    ("sent", "Document sent"),
                                    ("referred", "Practitioners named"),
                                    ("promised", "Call-back promised"),
                                    ("passed_on", "Passed on"),
                                    ("refused", "Refused"),
                                    ("unreachable", "Could not be reached"),
                                    ("unknown_caller", "Identity not proven"),
                                    ("nothing", "Nothing to do"),
                                ],
                                max_length=16,
                                verbose_name="outcome",
                            ),
                        ),
                        ("is_solved", models.BooleanField(null=True, verbose_name="solved at first contact")),
                        (
                            "facts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=16),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="facts checked",
                            ),
                        ),
                        ("identified_at", models.DateTimeField(null=True, verbose_name="identity checked at")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("in_hand", "In hand"),
                                    ("aside", "Set aside"),
                                    ("parked", "Parked"),
                                    ("closed", "Closed"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.queue",
                                verbose_name="queue",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_cases",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="in the hands of",
                            ),
                        ),
                        ("held_at", models.DateTimeField(null=True, verbose_name="in hand since")),
                        ("parked_until", models.DateTimeField(null=True, verbose_name="parked until")),
                        ("received_at", models.DateTimeField(verbose_name="received at")),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("wrap_up_started_at", models.DateTimeField(null=True, verbose_name="after-call work since")),
                        (
                            "wrap_up_seconds",
                            models.PositiveIntegerField(null=True, verbose_name="after-call work, seconds"),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="closed by",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact case",
                        "verbose_name_plural": "contact cases",
                        "indexes": [
                            models.Index(
                                models.F("due_at"),
                                models.F("id"),
                                condition=models.Q(("state", "waiting")),
                                include=("queue", "mutual"),
                                name="contacts_case_next",
                            ),
                            models.Index(
                                models.F("parked_until"),
                                condition=models.Q(("state", "parked")),
                                name="contacts_case_to_wake",
                            ),
                            models.Index(
                                models.F("holder"),
                                condition=models.Q(("state__in", ("in_hand", "aside"))),
                                name="contacts_case_of_holder",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("received_at"),
                                name="contacts_case_of_member",
                            ),
                            models.Index(
                                models.F("mutual"), models.F("received_at"), models.F("id"), name="contacts_case_newest"
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("caller_email"),
                                condition=models.Q(("caller_email", ""), _negated=True),
                                name="contacts_case_of_sender",
                            ),
                            models.Index(
                                models.F("closed_by"),
                                models.F("closed_at"),
                                condition=models.Q(("closed_by__isnull", False)),
                                name="contacts_case_closed_by",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "id"), name="contacts_case_in_mutual"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_hand")),
                                fields=("holder",),
                                name="contacts_case_one_in_hand",
                                violation_error_message="Somebody has one case in hand at a time.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("held_at__isnull", False),
                                        ("holder__isnull", False),
                                        ("state__in", ("in_hand", "aside")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("in_hand", "aside")), _negated=True),
                                        ("held_at__isnull", True),
                                        ("holder__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contacts_case_held_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("parked_until__isnull", False), ("state", "parked")),
                                    models.Q(
                                        models.Q(("state", "parked"), _negated=True), ("parked_until__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="contacts_case_parked_until",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("is_solved__isnull", False),
                                        ("reason__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contacts_case_closed_is_coded",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "in_hand", "aside", "parked", "closed"])),
                                name="contacts_case_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["phone", "email", "fax", "letter", "portal"])),
                                name="contacts_case_channel_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "",
                                            "informed",
                                            "done",
                                            "sent",
                                            "referred",
                                            "promised",
                                            "passed_on",
                                            "refused",
                                            "unreachable",
                                            "unknown_caller",
                                            "nothing",
                                        ],
                                    )
                                ),
                                name="contacts_case_outcome_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("caller_kind__in", ["member", "relative", "professional", "employer", "other"])
                                ),
                                name="contacts_case_caller_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
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
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="members.member",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("call_in", "Call received"),
                                    ("call_out", "Call made"),
                                    ("email_in", "E-mail received"),
                                    ("email_out", "E-mail written"),
                                    ("fax_in", "Fax received"),
                                    ("fax_out", "Fax written"),
                                    ("letter_in", "Letter received"),
                                    ("letter_out", "Letter written"),
                                    ("request", "Request from the portal"),
                                    ("note", "Note"),
                                    ("identified", "Identity checked"),
                                    ("qualified", "Joined to a file"),
                                    ("coded", "Reason given"),
                                    ("taken", "Taken"),
                                    ("taken_over", "Taken over"),
                                    ("declined", "Given back"),
                                    ("set_aside", "Set aside"),
                                    ("transferred", "Transferred"),
                                    ("parked", "Parked"),
                                    ("woken", "Due again"),
                                    ("closed", "Closed"),
                                    ("reopened", "Opened again"),
                                    ("split", "Split"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
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
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                        ("text", models.TextField(blank=True, verbose_name="text")),
                        ("detail", models.JSONField(blank=True, default=dict, verbose_name="detail")),
                    ],
                    options={
                        "verbose_name": "line of a timeline",
                        "verbose_name_plural": "lines of timelines",
                        "indexes": [
                            models.Index(
                                models.F("case"), models.F("at"), models.F("id"), name="contacts_entry_of_case"
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("at"),
                                models.F("id"),
                                condition=models.Q(("member__isnull", False)),
                                name="contacts_entry_of_member",
                            ),
                            models.Index(
                                models.F("at"), condition=models.Q(("kind", "closed")), name="contacts_entry_closings"
                            ),
                            models.Index(
                                models.F("member"),
                                models.F("at"),
                                condition=models.Q(("kind", "closed"), ("member__isnull", False)),
                                name="contacts_entry_closings_of",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "opened",
                                            "call_in",
                                            "call_out",
                                            "email_in",
                                            "email_out",
                                            "fax_in",
                                            "fax_out",
                                            "letter_in",
                                            "letter_out",
                                            "request",
                                            "note",
                                            "identified",
                                            "qualified",
                                            "coded",
                                            "taken",
                                            "taken_over",
                                            "declined",
                                            "set_aside",
                                            "transferred",
                                            "parked",
                                            "woken",
                                            "closed",
                                            "reopened",
                                            "split",
                                        ],
                                    )
                                ),
                                name="contacts_entry_kind_known",
                            )
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="contacts.case",
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
                        ("field", models.CharField(max_length=40)),
                        ("text", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("updated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "draft",
                        "verbose_name_plural": "drafts",
                        "indexes": [models.Index(models.F("updated_at"), name="contacts_draft_to_forget")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "user", "case", "field"), name="contacts_draft_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Citation",
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
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="citations",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="knowledge.articleversion",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[("note", "Note"), ("message", "Letter, fax or e-mail")],
                                max_length=7,
                                verbose_name="into",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
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
                        "verbose_name": "answer given in a contact",
                        "verbose_name_plural": "answers given in contacts",
                        "indexes": [models.Index(models.F("case"), models.F("at"), name="contacts_citation_of_case")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("place__in", ["note", "message"])),
                                name="contacts_citation_place_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="contacts.entry",
                            ),
                        ),
                        ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                        ("name", models.CharField(max_length=120, verbose_name="name given by the sender")),
                        ("media_type", models.CharField(max_length=80, verbose_name="kind, from the content")),
                        ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                        ("pages", models.PositiveIntegerField(null=True, verbose_name="pages")),
                        (
                            "state",
                            models.CharField(
                                choices=[("safe", "Readable"), ("quarantined", "Set apart")],
                                default="safe",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("empty", "The file is empty: ask for it again."),
                                    ("too_large", "The file is too large to be opened here: ask for a lighter one."),
                                    (
                                        "too_many_pixels",
                                        "The picture is too large to be opened here: ask for a smaller one.",
                                    ),
                                    (
                                        "too_many_pages",
                                        "The document has too many pages to be opened here: ask for the useful ones.",
                                    ),
                                    (
                                        "too_heavy",
                                        "Reading the file takes too much time or memory: ask for a simpler one.",
                                    ),
                                    (
                                        "bomb",
                                        "The file swells beyond measure when it is unpacked: do not ask for it again, tell your supervisor.",
                                    ),
                                    ("archive", "Archives are not unpacked here: ask for the documents one by one."),
                                    ("encrypted", "The document is protected by a password: ask for it without one."),
                                    (
                                        "disguised",
                                        "The file is not what its name says: do not trust it, ask for a real PDF or a photo.",
                                    ),
                                    ("web_page", "Web pages are not opened here: ask for a PDF or a photo."),
                                    ("program", "The file is a program: do not trust it, tell your supervisor."),
                                    ("macros", "The document holds macros: ask for a PDF."),
                                    ("unreadable", "The file is damaged and cannot be read: ask for it again."),
                                    ("unknown", "Files of this kind are not opened here: ask for a PDF or a photo."),
                                    ("too_many", "The message has too many attachments: this one was not looked at."),
                                ],
                                max_length=200,
                                verbose_name="why it was set apart",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="received at")),
                        ("scanned_at", models.DateTimeField(null=True, verbose_name="scanned at")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "indexes": [
                            models.Index(models.F("mutual"), models.F("sha256"), name="contacts_document_by_content")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "safe"), ("why", "")),
                                    models.Q(("state", "quarantined"), models.Q(("why", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="contacts_document_apart_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailbox",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mailboxes",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("address", models.EmailField(max_length=254, unique=True, verbose_name="address")),
                        ("host", models.CharField(blank=True, max_length=120, verbose_name="IMAP server")),
                        ("port", models.PositiveIntegerField(default=993, verbose_name="port")),
                        ("use_tls", models.BooleanField(default=True, verbose_name="encrypted")),
                        ("username", models.CharField(blank=True, max_length=120, verbose_name="user name")),
                        ("password_sealed", models.BinaryField(blank=True, null=True)),
                        ("secret_sealed", models.BinaryField(blank=True, null=True)),
                        ("folder", models.CharField(default="INBOX", max_length=60, verbose_name="folder")),
                        ("uid_validity", models.PositiveBigIntegerField(default=0)),
                        ("last_uid", models.PositiveBigIntegerField(default=0)),
                        ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="last fetched at")),
                        ("failure", models.CharField(blank=True, max_length=200, verbose_name="what failed last")),
                        ("fetching_until", models.DateTimeField(blank=True, null=True)),
                        ("refused_count", models.PositiveIntegerField(default=0, verbose_name="deliveries refused")),
                        ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="last refused at")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "mailbox",
                        "verbose_name_plural": "mailboxes",
                        "ordering": ["address"],
                    },
                ),
                migrations.CreateModel(
                    name="InboundEmail",
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
                            "mailbox",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.mailbox",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="emails",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.entry",
                            ),
                        ),
                        ("message_id", models.CharField(max_length=250)),
                        (
                            "references",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=250), default=list, size=None
                            ),
                        ),
                        ("sender", models.EmailField(blank=True, max_length=254)),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("is_automatic", models.BooleanField(default=False, verbose_name="automatic answer")),
                        ("source", models.FileField(max_length=200, upload_to="")),
                        ("sha256", models.CharField(max_length=64)),
                        ("received_at", models.DateTimeField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "received e-mail",
                        "verbose_name_plural": "received e-mails",
                        "indexes": [
                            models.Index(
                                models.F("mutual"), models.F("message_id"), name="contacts_inboundemail_thread"
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("sender"),
                                models.F("created_at"),
                                name="contacts_inboundemail_flood",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "mailbox", "message_id"), name="contacts_inboundemail_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Idempotency",
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
                            "api_key",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.KNOX_TOKEN_MODEL,
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("body_sha256", models.CharField(max_length=64)),
                        ("made_id", models.UUIDField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "request taken once",
                        "verbose_name_plural": "requests taken once",
                        "indexes": [models.Index(models.F("created_at"), name="contacts_idempotency_to_forget")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "api_key", "key"), name="contacts_idempotency_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.mutual",
                                verbose_name="mutual",
                            ),
                        ),
                        ("url", models.URLField(max_length=300, verbose_name="address")),
                        (
                            "events",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                default=list,
                                size=None,
                                verbose_name="events",
                            ),
                        ),
                        ("secret_sealed", models.BinaryField()),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "subscription",
                        "verbose_name_plural": "subscriptions",
                        "ordering": ["mutual", "url"],
                    },
                ),
                migrations.CreateModel(
                    name="SubscriptionDelivery",
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
                            "subscription",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="contacts.subscription",
                            ),
                        ),
                        ("event", models.CharField(max_length=40, verbose_name="event")),
                        ("payload", models.JSONField(verbose_name="content")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed, will be tried again"),
                                    ("given_up", "Given up"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        (
                            "next_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                null=True,
                                verbose_name="next attempt at",
                            ),
                        ),
                        ("status", models.CharField(blank=True, max_length=120, verbose_name="last answer")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="heard at")),
                    ],
                    options={
                        "verbose_name": "notice to a subscriber",
                        "verbose_name_plural": "notices to subscribers",
                        "indexes": [
                            models.Index(
                                models.F("next_at"),
                                condition=models.Q(("next_at__isnull", False)),
                                name="contacts_delivery_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_at__isnull", False), ("state__in", ["waiting", "failed"])),
                                    models.Q(("next_at__isnull", True), ("state__in", ["sent", "given_up"])),
                                    _connector="OR",
                                ),
                                name="contacts_delivery_open_has_clock",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="presence",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("available", "Available"),
                                    ("in_call", "In call"),
                                    ("wrap_up", "After-call work"),
                                    ("break", "On a break"),
                                    ("away", "Away"),
                                    ("offline", "Signed out"),
                                ],
                                default="offline",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("rest", "Rest"),
                                    ("lunch", "Lunch"),
                                    ("meeting", "Meeting"),
                                    ("training", "Training"),
                                    ("team", "Talk with the team"),
                                ],
                                max_length=10,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "since",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        (
                            "heard_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="last heard of"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "presence",
                        "verbose_name_plural": "presences",
                        "indexes": [
                            models.Index(
                                models.F("heard_at"),
                                condition=models.Q(("state", "offline"), _negated=True),
                                name="contacts_presence_to_end",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "break"), models.Q(("reason", ""), _negated=True)),
                                    models.Q(models.Q(("state", "break"), _negated=True), ("reason", "")),
                                    _connector="OR",
                                ),
                                name="contacts_presence_break_has_reason",
                                violation_error_message="A break needs its reason.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["available", "in_call", "wrap_up", "break", "away", "offline"])
                                ),
                                name="contacts_presence_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PresencePeriod",
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
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("available", "Available"),
                                    ("in_call", "In call"),
                                    ("wrap_up", "After-call work"),
                                    ("break", "On a break"),
                                    ("away", "Away"),
                                    ("offline", "Signed out"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("rest", "Rest"),
                                    ("lunch", "Lunch"),
                                    ("meeting", "Meeting"),
                                    ("training", "Training"),
                                    ("team", "Talk with the team"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "stretch of presence",
                        "verbose_name_plural": "stretches of presence",
                        "indexes": [
                            models.Index(models.F("user"), models.F("started_at"), name="contacts_period_of_user"),
                            models.Index(models.F("ended_at"), name="contacts_period_by_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TelephonySystem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                        ("label", models.CharField(max_length=60, verbose_name="label")),
                        (
                            "make",
                            models.CharField(
                                choices=[
                                    ("generic", "Generic JSON"),
                                    ("asterisk", "Asterisk"),
                                    ("freeswitch", "FreeSWITCH"),
                                ],
                                default="generic",
                                max_length=12,
                                verbose_name="make",
                            ),
                        ),
                        ("secret_sealed", models.BinaryField()),
                        (
                            "dial_url",
                            models.URLField(
                                blank=True,
                                help_text="Receives signed requests to call a number.",
                                verbose_name="address for placing calls",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("refused_count", models.PositiveIntegerField(default=0, verbose_name="events refused")),
                        ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="last refused at")),
                    ],
                    options={
                        "verbose_name": "telephone system",
                        "verbose_name_plural": "telephone systems",
                        "ordering": ["label"],
                    },
                ),
                migrations.CreateModel(
                    name="Call",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.telephonysystem",
                            ),
                        ),
                        ("call_ref", models.CharField(max_length=80)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("in", "Incoming"), ("out", "Outgoing")], default="in", max_length=3
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.publicline",
                            ),
                        ),
                        (
                            "caller",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="caller's number"
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ringing", "Ringing"),
                                    ("answered", "Answered"),
                                    ("held", "On hold"),
                                    ("ended", "Ended"),
                                    ("abandoned", "Abandoned"),
                                    ("missed", "Missed"),
                                ],
                                default="ringing",
                                max_length=10,
                            ),
                        ),
                        ("rang_at", models.DateTimeField(verbose_name="rang at")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                        ("held_since", models.DateTimeField(null=True)),
                        ("held_seconds", models.PositiveIntegerField(default=0, verbose_name="on hold, seconds")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                        ("last_event_at", models.DateTimeField()),
                        ("popped_at", models.DateTimeField(null=True, verbose_name="shown at")),
                    ],
                    options={
                        "verbose_name": "call",
                        "verbose_name_plural": "calls",
                        "indexes": [
                            models.Index(
                                models.F("adviser"),
                                condition=models.Q(("adviser__isnull", False), ("ended_at__isnull", True)),
                                name="contacts_call_live",
                            ),
                            models.Index(
                                models.F("last_event_at"),
                                condition=models.Q(("ended_at__isnull", True)),
                                name="contacts_call_to_end",
                            ),
                            models.Index(models.F("mutual"), models.F("rang_at"), name="contacts_call_by_time"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "call_ref"), name="contacts_call_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["ringing", "answered", "held", "ended", "abandoned", "missed"])
                                ),
                                name="contacts_call_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True), ("ended_at__gte", models.F("rang_at")), _connector="OR"
                                ),
                                name="contacts_call_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TelephonyEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="contacts.telephonysystem",
                            ),
                        ),
                        ("event_ref", models.CharField(max_length=80)),
                        ("call_ref", models.CharField(max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ringing", "Ringing"),
                                    ("answered", "Answered"),
                                    ("held", "On hold"),
                                    ("resumed", "Resumed"),
                                    ("transferred", "Transferred"),
                                    ("ended", "Ended"),
                                    ("abandoned", "Abandoned"),
                                    ("missed", "Missed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("occurred_at", models.DateTimeField()),
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
                        (
                            "adviser",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="contacts.queue",
                            ),
                        ),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("taken_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "telephone event",
                        "verbose_name_plural": "telephone events",
                        "indexes": [
                            models.Index(
                                models.F("system"),
                                models.F("call_ref"),
                                models.F("occurred_at"),
                                name="contacts_telephonyevent_call",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("system", "event_ref"), name="contacts_telephonyevent_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Awaited",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="awaited",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contacts.entry",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="answered or closed at")),
                        (
                            "end",
                            models.CharField(
                                blank=True,
                                choices=[("answered", "Answered in writing"), ("closed", "Contact closed")],
                                max_length=8,
                                verbose_name="why it ended",
                            ),
                        ),
                        (
                            "ended_by",
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
                        "verbose_name": "awaited answer",
                        "verbose_name_plural": "awaited answers",
                        "indexes": [
                            models.Index(
                                models.F("next_action_at"),
                                models.F("id"),
                                condition=models.Q(("next_action_at__isnull", False)),
                                name="contacts_awaited_due",
                            ),
                            models.Index(models.F("case"), models.F("created_at"), name="contacts_awaited_of_case"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", True),
                                        models.Q(
                                            models.Q(("next_action_at__isnull", False), ("paused_at__isnull", True)),
                                            models.Q(("next_action_at__isnull", True), ("paused_at__isnull", False)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(("ended_at__isnull", True), _negated=True),
                                        ("next_action_at__isnull", True),
                                        ("paused_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contacts_awaited_open_implies_armed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                                    models.Q(
                                        ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="contacts_awaited_pause_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("steps_at__len", models.F("steps_kind__len"))),
                                name="contacts_awaited_steps_have_kinds",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("mutual", "case"),
                                name="contacts_awaited_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end", ""), ("ended_at__isnull", True), ("entry__isnull", True)),
                                    models.Q(("end__in", ["answered", "closed"]), ("ended_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="contacts_awaited_ended_why",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
