from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = [
    "quality_sample",
    "quality_review",
    "quality_remark",
    "quality_asking",
    "quality_question",
    "quality_answer",
]
REFERENCES = [
    ("quality_sample", "case_id", "contacts_case"),
    ("quality_review", "sample_id", "quality_sample"),
    # A score has the key of its drawn contact.
    ("quality_remark", "review_id", "quality_sample"),
    ("quality_question", "case_id", "contacts_case"),
    ("quality_question", "member_id", "members_member"),
    ("quality_answer", "question_id", "quality_question"),
]


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
    ]
