from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual

# reliability.md A4.4: the default ladder of a call-back, in minutes of its twenty-four hours.
CALLBACK = [
    [30, "unassigned"],
    [720, "remind"],
    [1080, "escalate"],
    [1260, "reassign"],
    [1380, "page"],
    [1440, "breach"],
]
# Written work has a queue, and everybody of it is told by its order: only what comes near its end is escalated.
OTHERS = [[960, "remind"], [1200, "escalate"], [1440, "breach"]]
EPOCH = "2020-01-01T00:00:00+00:00"


def add_ladders(apps, schema_editor):
    ladders = apps.get_model("clock", "Ladder").objects.using(schema_editor.connection.alias)
    for commitment, rungs in {"callback": CALLBACK, "quote": OTHERS, "written": OTHERS}.items():
        ladders.create(commitment=commitment, valid_from=EPOCH, rungs=rungs)


class Migration(migrations.Migration):
    dependencies = [("clock", "0001_initial")]

    operations = [
        migrations.RunSQL(
            # STABLE, so that an index serves `next_action_at <= clock_now()`; a function, so that tests can move the clock.
            "CREATE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            " RETURN statement_timestamp()",
            "DROP FUNCTION clock_now()",
        ),
        isolate_by_mutual("clock_escalation"),
        isolate_by_mutual("clock_alert"),
        migrations.RunPython(add_ladders, migrations.RunPython.noop),
    ]
