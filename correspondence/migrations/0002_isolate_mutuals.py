from django.db import migrations

from accounts.rowsecurity import IN_SCOPE, isolate_by_mutual, same_mutual


def isolate_but_common(table: str) -> migrations.RunSQL:
    """As `isolate_by_mutual`, for a table whose rows without a mutual are everybody's."""
    rule = f"mutual_id IS NULL OR mutual_id {IN_SCOPE}"
    return migrations.RunSQL(
        sql=[
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY by_mutual ON {table} USING ({rule}) WITH CHECK ({rule})",
        ],
        reverse_sql=[
            f"DROP POLICY by_mutual ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial"), ("contacts", "0002_isolate_mutuals")]

    operations = [
        isolate_by_mutual("correspondence_message"),
        isolate_but_common("correspondence_template"),
        isolate_but_common("correspondence_snippet"),
        same_mutual("correspondence_message", "case_id", "contacts_case"),
        same_mutual("correspondence_message", "member_id", "members_member"),
    ]
