import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
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
        ("contacts", "0001_initial"),
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Expert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expert",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "skills",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("doctor", "Doctor"),
                                        ("surgeon", "Surgeon"),
                                        ("dentist", "Dentist"),
                                        ("optician", "Optician"),
                                        ("social_worker", "Social worker"),
                                        ("lawyer", "Lawyer"),
                                    ],
                                    max_length=14,
                                ),
                                size=None,
                                verbose_name="skills",
                            ),
                        ),
                        (
                            "territory",
                            models.CharField(
                                choices=[
                                    ("metropole", "Metropolitan France"),
                                    ("alsace-moselle", "Alsace-Moselle"),
                                    ("971", "Guadeloupe"),
                                    ("972", "Martinique"),
                                    ("973", "French Guiana"),
                                    ("974", "La Réunion"),
                                    ("976", "Mayotte"),
                                    ("977", "Saint-Barthélemy"),
                                    ("978", "Saint-Martin"),
                                ],
                                default="metropole",
                                max_length=14,
                                verbose_name="territory",
                            ),
                        ),
                        (
                            "slot_minutes",
                            models.PositiveSmallIntegerField(default=30, verbose_name="length of a slot (minutes)"),
                        ),
                        (
                            "buffer_minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="pause after each call (minutes)"),
                        ),
                        (
                            "daily_most",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="calls a day at most"),
                        ),
                        (
                            "share",
                            models.PositiveSmallIntegerField(default=100, verbose_name="share of a full time (%)"),
                        ),
                        ("feed_digest", models.CharField(blank=True, editable=False, max_length=64)),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "expert",
                        "verbose_name_plural": "experts",
                        "ordering": ["user__last_name", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("skills__len__gte", 1)),
                                name="callbacks_expert_has_skill",
                                violation_error_message="Choose at least one skill.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("slot_minutes__range", (5, 240))),
                                name="callbacks_expert_slot_length",
                                violation_error_message="A slot lasts between 5 and 240 minutes.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("share__range", (1, 100))),
                                name="callbacks_expert_share",
                                violation_error_message="A share lies between 1 and 100.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("feed_digest", ""), _negated=True),
                                fields=("feed_digest",),
                                name="callbacks_expert_feed_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WeeklyHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="weekly_hours",
                                to="callbacks.expert",
                                verbose_name="expert",
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
                        ("starts_at", models.TimeField(verbose_name="from")),
                        ("ends_at", models.TimeField(verbose_name="until")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                    ],
                    options={
                        "verbose_name": "weekly hours",
                        "verbose_name_plural": "weekly hours",
                        "ordering": ["expert", "weekday", "starts_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                                name="callbacks_weeklyhours_forward",
                                violation_error_message="The end must come after the beginning.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="callbacks_weeklyhours_dates_forward",
                                violation_error_message="The last day must not come before the first.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtraHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="extra_hours",
                                to="callbacks.expert",
                                verbose_name="expert",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                    ],
                    options={
                        "verbose_name": "extra hours",
                        "verbose_name_plural": "extra hours",
                        "ordering": ["expert", "starts_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                                name="callbacks_extrahours_forward",
                                violation_error_message="The end must come after the beginning.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to="callbacks.expert",
                                verbose_name="expert",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned absence"),
                                    ("sudden", "Sudden absence"),
                                    ("busy", "Busy elsewhere"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        ("uid", models.CharField(blank=True, editable=False, max_length=255)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="entered at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "absence",
                        "verbose_name_plural": "absences",
                        "ordering": ["expert", "starts_at"],
                        "indexes": [
                            models.Index(models.F("expert"), models.F("ends_at"), name="callbacks_absence_of_expert")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                                name="callbacks_absence_forward",
                                violation_error_message="The end must come after the beginning.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("uid", ""), _negated=True),
                                fields=("expert", "uid", "starts_at"),
                                name="callbacks_absence_read_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Slot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slots",
                                to="callbacks.expert",
                                verbose_name="expert",
                            ),
                        ),
                        ("callback_id", models.UUIDField()),
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        ("busy_until", models.DateTimeField()),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "verbose_name": "booked slot",
                        "verbose_name_plural": "booked slots",
                        "indexes": [
                            models.Index(
                                models.F("expert"),
                                models.F("starts_at"),
                                condition=models.Q(("is_active", True)),
                                name="callbacks_slot_of_expert",
                            )
                        ],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("is_active", True)),
                                expressions=[
                                    ("expert", "="),
                                    (
                                        models.Func(
                                            models.F("starts_at"), models.F("busy_until"), function="tstzrange"
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="callbacks_slot_no_overlap",
                                violation_error_message="This expert is booked at that time.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__lte", models.F("busy_until")), ("starts_at__lt", models.F("ends_at"))
                                ),
                                name="callbacks_slot_forward",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)),
                                fields=("callback_id",),
                                name="callbacks_slot_one_a_callback",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Callback",
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
                            "kind",
                            models.CharField(
                                choices=[("expert", "Call-back by an expert"), ("holding", "Holding contact")],
                                default="expert",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="callbacks",
                                to="contacts.case",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="callbacks",
                                to="members.member",
                            ),
                        ),
                        ("request_key", models.CharField(max_length=64)),
                        (
                            "skill",
                            models.CharField(
                                choices=[
                                    ("doctor", "Doctor"),
                                    ("surgeon", "Surgeon"),
                                    ("dentist", "Dentist"),
                                    ("optician", "Optician"),
                                    ("social_worker", "Social worker"),
                                    ("lawyer", "Lawyer"),
                                ],
                                max_length=14,
                                verbose_name="skill",
                            ),
                        ),
                        ("subject", models.CharField(max_length=120, verbose_name="subject")),
                        ("question", models.TextField(blank=True, verbose_name="question")),
                        ("question_sealed", models.BinaryField(null=True)),
                        (
                            "phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                max_length=128, region=None, verbose_name="to call at"
                            ),
                        ),
                        (
                            "other_phone",
                            phonenumber_field.modelfields.PhoneNumberField(
                                blank=True, max_length=128, region=None, verbose_name="otherwise at"
                            ),
                        ),
                        ("reach_from", models.TimeField(null=True, verbose_name="can be reached from")),
                        ("reach_until", models.TimeField(null=True, verbose_name="can be reached until")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "To be given to somebody"),
                                    ("assigned", "Planned"),
                                    ("in_call", "In call"),
                                    ("done", "Done"),
                                    ("unreachable", "Closed as unreachable"),
                                    ("cancelled", "Called off"),
                                ],
                                default="waiting",
                                max_length=11,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "promised_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="promised by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="callbacks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to be called by",
                            ),
                        ),
                        ("planned_at", models.DateTimeField(null=True, verbose_name="planned at")),
                        ("announced_at", models.DateTimeField(null=True, verbose_name="time told to the member")),
                        (
                            "to_inform",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("moved", "the time that was told does not hold any more"),
                                    ("breach", "the deadline passed"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("paused_until", models.DateTimeField(null=True, verbose_name="clock stopped until")),
                        ("fence", models.PositiveIntegerField(default=0)),
                        ("reached_at", models.DateTimeField(null=True, verbose_name="reached at")),
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
                        ("close_reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("answer", models.TextField(blank=True, verbose_name="answer")),
                        ("answer_sealed", models.BinaryField(null=True)),
                        (
                            "holds",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="callbacks.callback",
                                verbose_name="follows the holding contact",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "promised call-back",
                        "verbose_name_plural": "promised call-backs",
                        "indexes": [
                            models.Index(
                                models.F("next_action_at"),
                                models.F("id"),
                                condition=models.Q(("next_action_at__isnull", False)),
                                name="callbacks_callback_due",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("deadline_at"),
                                models.F("id"),
                                condition=models.Q(("state__in", ["waiting", "assigned", "in_call"])),
                                name="callbacks_callback_open",
                            ),
                            models.Index(
                                models.F("owner"),
                                models.F("planned_at"),
                                condition=models.Q(("state__in", ["waiting", "assigned", "in_call"])),
                                name="callbacks_callback_of_owner",
                            ),
                            models.Index(
                                models.F("lease_until"),
                                condition=models.Q(("lease_until__isnull", False)),
                                name="callbacks_callback_left",
                            ),
                            models.Index(
                                models.F("id"),
                                condition=models.Q(("to_inform", ""), _negated=True),
                                name="callbacks_callback_to_inform",
                            ),
                            models.Index(
                                models.F("paused_until"),
                                condition=models.Q(("paused_until__isnull", False)),
                                name="callbacks_callback_stopped",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("member"),
                                models.F("started_at"),
                                name="callbacks_callback_of_member",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reached_at__isnull", True),
                                        ("state__in", ["waiting", "assigned", "in_call"]),
                                        models.Q(
                                            models.Q(("next_action_at__isnull", False), ("paused_at__isnull", True)),
                                            models.Q(("next_action_at__isnull", True), ("paused_at__isnull", False)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("reached_at__isnull", True),
                                            ("state__in", ["waiting", "assigned", "in_call"]),
                                            _negated=True,
                                        ),
                                        ("next_action_at__isnull", True),
                                        ("paused_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_open_implies_armed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                                    models.Q(
                                        ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_pause_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("steps_at__len", models.F("steps_kind__len"))),
                                name="callbacks_callback_steps_have_kinds",
                            ),
                            models.UniqueConstraint(fields=("mutual", "id"), name="callbacks_callback_in_mutual"),
                            models.UniqueConstraint(fields=("mutual", "request_key"), name="callbacks_callback_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("holds__isnull", False)),
                                fields=("mutual", "holds"),
                                name="callbacks_callback_follows_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "assigned", "in_call"])),
                                fields=("mutual", "member", "skill", "kind"),
                                name="callbacks_callback_one_open",
                                violation_error_message="A call-back for this is promised to the member already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["waiting", "assigned", "in_call", "done", "unreachable", "cancelled"],
                                    )
                                ),
                                name="callbacks_callback_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "skill__in",
                                        ["doctor", "surgeon", "dentist", "optician", "social_worker", "lawyer"],
                                    )
                                ),
                                name="callbacks_callback_skill_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("deadline_at__gt", models.F("started_at"))),
                                name="callbacks_callback_deadline_after_promise",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("state__in", ["done", "unreachable", "cancelled"]),
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", True), ("state__in", ["waiting", "assigned", "in_call"])
                                    ),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_closed_said",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owner__isnull", False), ("state__in", ["assigned", "in_call"])),
                                    models.Q(("owner__isnull", True), ("state", "waiting")),
                                    ("state__in", ["done", "unreachable", "cancelled"]),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_owner_said",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lease_until__isnull", False), ("state", "in_call")),
                                    models.Q(
                                        models.Q(("state", "in_call"), _negated=True), ("lease_until__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_call_has_lease",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("paused_at__isnull", True), ("paused_until__isnull", True)),
                                    models.Q(
                                        ("paused_at__isnull", False),
                                        ("paused_until__gt", models.F("paused_at")),
                                        ("planned_at__isnull", True),
                                        models.Q(("state", "in_call"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_pause_ends",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    ("reached_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="callbacks_callback_done_means_reached",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
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
                            "callback",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attempts",
                                to="callbacks.callback",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("fence", models.PositiveIntegerField()),
                        ("started_at", models.DateTimeField(verbose_name="begun at")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("reached", "Reached"),
                                    ("no_answer", "No answer"),
                                    ("busy", "Engaged"),
                                    ("voicemail", "Voicemail, nothing said of the matter"),
                                    ("wrong_number", "Wrong number"),
                                    ("not_now", "Answered, asks for another time"),
                                ],
                                max_length=12,
                                verbose_name="result",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attempt",
                        "verbose_name_plural": "attempts",
                        "indexes": [
                            models.Index(
                                models.F("callback"), models.F("started_at"), name="callbacks_attempt_of_callback"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("result", "")),
                                    ("ended_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="callbacks_attempt_result_at_end",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("mutual", "callback"),
                                name="callbacks_attempt_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallbackEvent",
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
                            "callback",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="callbacks.callback",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("promised", "Promised"),
                                    ("planned", "Planned with an expert"),
                                    ("started", "Call started"),
                                    ("attempted", "Attempt"),
                                    ("taken_back", "Taken back from the expert"),
                                    ("left", "Call left: its page gave no sign of life"),
                                    ("paused", "Clock stopped"),
                                    ("resumed", "Clock running again"),
                                    ("done", "Done"),
                                    ("unreachable", "Closed as unreachable"),
                                    ("cancelled", "Called off"),
                                    ("told", "Member told"),
                                    ("read", "Sealed part read"),
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
                        ("process", models.CharField(blank=True, max_length=60, verbose_name="by which process")),
                        ("detail", models.JSONField(blank=True, default=dict, verbose_name="detail")),
                    ],
                    options={
                        "verbose_name": "line of a call-back's history",
                        "verbose_name_plural": "lines of call-backs' histories",
                        "indexes": [
                            models.Index(
                                models.F("callback"), models.F("at"), models.F("id"), name="callbacks_event_of_callback"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "promised",
                                            "planned",
                                            "started",
                                            "attempted",
                                            "taken_back",
                                            "left",
                                            "paused",
                                            "resumed",
                                            "done",
                                            "unreachable",
                                            "cancelled",
                                            "told",
                                            "read",
                                        ],
                                    )
                                ),
                                name="callbacks_event_kind_known",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
