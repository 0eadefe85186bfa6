from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = [
    "quotes_guarantee",
    "quotes_clause",
    "quotes_cap",
    "quotes_consumption",
    "quotes_analysis",
    "quotes_quote",
    "quotes_quoteline",
]
REFERENCES = [
    ("quotes_guarantee", "product_id", "members_product"),
    ("quotes_clause", "guarantee_id", "quotes_guarantee"),
    ("quotes_cap", "guarantee_id", "quotes_guarantee"),
    ("quotes_consumption", "member_id", "members_member"),
    ("quotes_analysis", "case_id", "contacts_case"),
    ("quotes_analysis", "member_id", "members_member"),
    ("quotes_analysis", "guarantee_id", "quotes_guarantee"),
    ("quotes_quote", "analysis_id", "quotes_analysis"),
    ("quotes_quoteline", "quote_id", "quotes_quote"),
]


class Migration(migrations.Migration):
    dependencies = [("quotes", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
    ]
