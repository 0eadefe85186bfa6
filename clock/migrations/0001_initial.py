import django.db.models.deletion
import django.db.models.functions.datetime
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
                    name="Ladder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commitment",
                            models.CharField(
                                choices=[
                                    ("callback", "Call-back by an expert"),
                                    ("quote", "Quote analysed"),
                                    ("written", "E-mail, fax or letter answered"),
                                    ("ack", "Complaint acknowledged"),
                                    ("target", "Complaint answered, our own target"),
                                    ("answer", "Complaint answered, two months"),
                                ],
                                max_length=8,
                                verbose_name="commitment",
                            ),
                        ),
                        (
                            "valid_from",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="valid from"
                            ),
                        ),
                        ("rungs", models.JSONField(verbose_name="steps of the ladder")),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ladder",
                        "verbose_name_plural": "ladders",
                        "ordering": ["commitment", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "valid_from"), name="clock_ladder_one_at_a_time"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("commitment__in", ["callback", "quote", "written", "ack", "target", "answer"])
                                ),
                                name="clock_ladder_commitment_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Escalation",
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
                            "commitment",
                            models.CharField(
                                choices=[
                                    ("callback", "Call-back by an expert"),
                                    ("quote", "Quote analysed"),
                                    ("written", "E-mail, fax or letter answered"),
                                    ("ack", "Complaint acknowledged"),
                                    ("target", "Complaint answered, our own target"),
                                    ("answer", "Complaint answered, two months"),
                                ],
                                max_length=8,
                                verbose_name="commitment",
                            ),
                        ),
                        ("subject_id", models.UUIDField()),
                        ("step", models.PositiveSmallIntegerField(verbose_name="step")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("unassigned", "Given to somebody, if nobody has it"),
                                    ("remind", "Reminder to who has it"),
                                    ("escalate", "Supervisors told"),
                                    ("reassign", "Given to somebody else, unless it is planned in time"),
                                    ("page", "Manager on call told"),
                                    ("breach", "Deadline passed"),
                                    ("still_open", "Still open after the deadline"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        (
                            "fired_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="done at"
                            ),
                        ),
                        ("fired_by", models.CharField(max_length=60, verbose_name="by")),
                    ],
                    options={
                        "verbose_name": "escalation",
                        "verbose_name_plural": "escalations",
                        "indexes": [
                            models.Index(models.F("mutual"), models.F("fired_at"), name="clock_escalation_of_mutual")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mutual", "subject_id", "step", "commitment"), name="clock_escalation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "unassigned",
                                            "remind",
                                            "escalate",
                                            "reassign",
                                            "page",
                                            "breach",
                                            "still_open",
                                        ],
                                    )
                                ),
                                name="clock_escalation_kind_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
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
                        ("key", models.CharField(max_length=120)),
                        (
                            "commitment",
                            models.CharField(
                                choices=[
                                    ("callback", "Call-back by an expert"),
                                    ("quote", "Quote analysed"),
                                    ("written", "E-mail, fax or letter answered"),
                                    ("ack", "Complaint acknowledged"),
                                    ("target", "Complaint answered, our own target"),
                                    ("answer", "Complaint answered, two months"),
                                ],
                                max_length=8,
                                verbose_name="commitment",
                            ),
                        ),
                        ("subject_id", models.UUIDField()),
                        ("kind", models.CharField(max_length=12, verbose_name="kind")),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("owner", "who has it"),
                                    ("supervisors", "supervisors"),
                                    ("on_call", "manager on call"),
                                    ("quality", "quality managers"),
                                    ("administrators", "administrators"),
                                ],
                                max_length=14,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("due_at", models.DateTimeField(null=True, verbose_name="deadline")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="since"
                            ),
                        ),
                        ("next_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("dead_at", models.DateTimeField(null=True, verbose_name="given up at")),
                        ("error", models.CharField(blank=True, max_length=200)),
                        (
                            "seen_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="seen by",
                            ),
                        ),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="seen at")),
                    ],
                    options={
                        "verbose_name": "alert",
                        "verbose_name_plural": "alerts",
                        "indexes": [
                            models.Index(
                                models.F("next_at"),
                                models.F("id"),
                                condition=models.Q(("next_at__isnull", False)),
                                name="clock_alert_due",
                            ),
                            models.Index(
                                models.F("mutual"),
                                models.F("audience"),
                                models.F("created_at"),
                                condition=models.Q(("seen_at__isnull", True)),
                                name="clock_alert_unseen",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("mutual", "key"), name="clock_alert_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("audience__in", ["owner", "supervisors", "on_call", "quality", "administrators"])
                                ),
                                name="clock_alert_audience_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_at__isnull", False),
                                    models.Q(("sent_at__isnull", False), ("dead_at__isnull", False), _connector="OR"),
                                    _connector="XOR",
                                ),
                                name="clock_alert_waits_or_is_settled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("audience", "owner"), _negated=True),
                                    ("user__isnull", False),
                                    _connector="OR",
                                ),
                                name="clock_alert_owner_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("runner", models.CharField(max_length=60)),
                        ("runs", models.BigIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name": "heartbeat",
                        "verbose_name_plural": "heartbeats",
                    },
                ),
                migrations.CreateModel(
                    name="PeriodRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("job", models.CharField(max_length=40)),
                        ("period", models.DateTimeField()),
                        ("runner", models.CharField(max_length=60)),
                        ("result", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "run of a period",
                        "verbose_name_plural": "runs of periods",
                        "constraints": [models.UniqueConstraint(fields=("job", "period"), name="clock_periodrun_once")],
                    },
                ),
            ],
        ),
    ]
