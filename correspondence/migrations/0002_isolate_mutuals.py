from django.db import migrations

from accounts.rowsecurity import isolate_but_common, isolate_by_mutual, same_mutual


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial"), ("contacts", "0002_isolate_mutuals")]

    operations = [
        isolate_by_mutual("correspondence_message"),
        isolate_but_common("correspondence_template"),
        isolate_but_common("correspondence_snippet"),
        same_mutual("correspondence_message", "case_id", "contacts_case"),
        same_mutual("correspondence_message", "member_id", "members_member"),
    ]
