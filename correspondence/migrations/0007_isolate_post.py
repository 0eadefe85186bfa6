from django.db import migrations

from accounts.rowsecurity import isolate_but_common, isolate_by_mutual, same_mutual


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0006_post")]

    operations = [
        isolate_but_common("correspondence_brochure"),
        isolate_by_mutual("correspondence_stationery"),
        isolate_by_mutual("correspondence_enclosure"),
        isolate_by_mutual("correspondence_suggestion"),
        isolate_by_mutual("correspondence_batch"),
        same_mutual("correspondence_enclosure", "message_id", "correspondence_message"),
        same_mutual("correspondence_suggestion", "member_id", "members_member"),
        same_mutual("correspondence_message", "batch_id", "correspondence_batch"),
    ]
