import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Analyses that are open get the steps that are still to come, and the last one of those that have passed; what a pause was for
# stays with it. Written for rows of every mutual, and for those that were told, which nothing else may change.
FILL = """
ALTER TABLE quotes_analysis NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
UPDATE quotes_analysis
   SET ladder_id = (SELECT id FROM clock_ladder WHERE commitment = 'quote' ORDER BY valid_from DESC LIMIT 1),
       pauses = CASE WHEN paused_at IS NULL OR resumed_at IS NULL THEN '[]'::jsonb
                     ELSE jsonb_build_array(jsonb_build_array(paused_at, resumed_at, pause_reason)) END,
       paused_at = CASE WHEN state = 'incomplete' THEN paused_at END,
       pause_reason = CASE WHEN state = 'incomplete' THEN pause_reason ELSE '' END;
WITH planned AS (
  SELECT analysis.id, rung ->> 1 AS kind, (rung ->> 0)::integer AS share,
         started_at + (first_due_at - started_at) * ((rung ->> 0)::integer / 1440.0) + (deadline_at - first_due_at) AS at
    FROM quotes_analysis AS analysis
    JOIN clock_ladder AS ladder ON ladder.id = analysis.ladder_id
   CROSS JOIN jsonb_array_elements(ladder.rungs) AS rung
   WHERE state <> 'told'),
counted AS (
  SELECT id, kind, at, row_number() OVER (PARTITION BY id ORDER BY share) - 1 AS place,
         greatest(count(*) FILTER (WHERE at <= now()) OVER (PARTITION BY id) - 1, 0) AS first
    FROM planned),
to_come AS (
  SELECT id, array_agg(at ORDER BY place) AS steps_at, array_agg(kind ORDER BY place) AS steps_kind, min(place) AS next_step
    FROM counted WHERE place >= first GROUP BY id)
UPDATE quotes_analysis
   SET steps_at = to_come.steps_at, steps_kind = to_come.steps_kind, next_step = to_come.next_step,
       next_action_at = CASE WHEN paused_at IS NULL THEN to_come.steps_at[1] END
  FROM to_come WHERE to_come.id = quotes_analysis.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE quotes_analysis FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
"""
OPEN = models.Q(("state", "told"), _negated=True)
RUNS = models.Q(("next_action_at__isnull", False), ("paused_at__isnull", True))
STANDS = models.Q(("next_action_at__isnull", True), ("paused_at__isnull", False))
IS_INCOMPLETE = models.Q(("state", "incomplete"))


def add(name, field):
    return migrations.AddField(model_name="analysis", name=name, field=field)


def check(name, condition):
    return migrations.AddConstraint(
        model_name="analysis", constraint=models.CheckConstraint(condition=condition, name=f"quotes_analysis_{name}")
    )


def index(name, *columns, **options):
    return migrations.AddIndex(
        model_name="analysis",
        index=models.Index(*map(models.F, columns), name=f"quotes_analysis_{name}", **options),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_clocks_of_quotes_and_written"),
        ("clock", "0002_clock_and_ladders"),
        ("quotes", "0006_a_quote_is_kept"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="analysis", name="quotes_analysis_pause_has_reason"),
        migrations.RemoveIndex(model_name="analysis", name="quotes_analysis_due"),
        migrations.RemoveIndex(model_name="analysis", name="quotes_analysis_of_member"),
        migrations.RenameField(model_name="analysis", old_name="received_at", new_name="started_at"),
        migrations.RenameField(model_name="analysis", old_name="due_at", new_name="deadline_at"),
        migrations.RenameField(model_name="analysis", old_name="asked_for", new_name="pause_reason"),
        migrations.AlterField("analysis", "started_at", models.DateTimeField(verbose_name="promised at")),
        migrations.AlterField("analysis", "deadline_at", models.DateTimeField(verbose_name="deadline")),
        migrations.AlterField(
            "analysis", "pause_reason", models.TextField(blank=True, verbose_name="why the clock stopped")
        ),
        add(
            "ladder",
            models.ForeignKey(
                "clock.ladder", db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+"
            ),
        ),
        add("next_step", models.PositiveSmallIntegerField(default=0)),
        add(
            "steps_at",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), blank=True, default=list, size=None
            ),
        ),
        add(
            "steps_kind",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
            ),
        ),
        add("next_action_at", models.DateTimeField(null=True)),
        add("breached_at", models.DateTimeField(null=True, verbose_name="deadline passed at")),
        add("pauses", models.JSONField(blank=True, default=list)),
        add("faults", models.PositiveSmallIntegerField(default=0)),
        migrations.RunSQL(FILL),
        migrations.RemoveField(model_name="analysis", name="resumed_at"),
        migrations.AlterField(
            "analysis",
            "ladder",
            models.ForeignKey(
                "clock.ladder", db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+"
            ),
        ),
        index("due", "next_action_at", "id", condition=models.Q(("next_action_at__isnull", False))),
        index("to_tell", "mutual", "deadline_at", "id", condition=models.Q(("state__in", ("received", "analysed")))),
        index("of_member", "mutual", "member", "started_at"),
        check(
            "open_implies_armed",
            models.Q(
                models.Q(OPEN, models.Q(RUNS, STANDS, _connector="OR")),
                models.Q(("state", "told"), ("next_action_at__isnull", True), ("paused_at__isnull", True)),
                _connector="OR",
            ),
        ),
        check(
            "pause_has_reason",
            models.Q(
                models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                models.Q(("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)),
                _connector="OR",
            ),
        ),
        check("steps_have_kinds", models.Q(("steps_at__len", models.F("steps_kind__len")))),
        check(
            "incomplete_stands",
            models.Q(
                models.Q(("paused_at__isnull", False), ("state", "incomplete")),
                models.Q(models.Q(("state", "incomplete"), _negated=True), ("paused_at__isnull", True)),
                _connector="OR",
            ),
        ),
    ]
