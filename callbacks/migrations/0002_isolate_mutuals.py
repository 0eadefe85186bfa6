from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = ["callbacks_callback", "callbacks_attempt", "callbacks_callbackevent"]
REFERENCES = [
    ("callbacks_callback", "case_id", "contacts_case"),
    ("callbacks_callback", "member_id", "members_member"),
    ("callbacks_callback", "holds_id", "callbacks_callback"),
    ("callbacks_attempt", "callback_id", "callbacks_callback"),
    ("callbacks_callbackevent", "callback_id", "callbacks_callback"),
]


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
    ]
