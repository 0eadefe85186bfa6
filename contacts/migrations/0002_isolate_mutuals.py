from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = [
    "contacts_case",
    "contacts_entry",
    "contacts_draft",
    "contacts_call",
    "contacts_document",
    "contacts_inboundemail",
    "contacts_idempotency",
    "contacts_subscriptiondelivery",
]
REFERENCES = [
    ("contacts_case", "member_id", "members_member"),
    ("contacts_entry", "case_id", "contacts_case"),
    ("contacts_entry", "member_id", "members_member"),
    ("contacts_draft", "case_id", "contacts_case"),
    ("contacts_call", "case_id", "contacts_case"),
    ("contacts_document", "case_id", "contacts_case"),
    ("contacts_inboundemail", "case_id", "contacts_case"),
    ("contacts_idempotency", "case_id", "contacts_case"),
]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("members", "0007_ground_by_contact")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
    ]
