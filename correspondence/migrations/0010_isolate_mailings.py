from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0009_mailings")]

    operations = [
        isolate_by_mutual("correspondence_mailing"),
        isolate_by_mutual("correspondence_recipient"),
        same_mutual("correspondence_message", "mailing_id", "correspondence_mailing"),
        same_mutual("correspondence_recipient", "mailing_id", "correspondence_mailing"),
        same_mutual("correspondence_recipient", "member_id", "members_member"),
        same_mutual("correspondence_recipient", "message_id", "correspondence_message"),
    ]
