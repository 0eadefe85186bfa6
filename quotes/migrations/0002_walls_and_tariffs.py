"""The walls, and the tariffs that come with the program."""

import csv
import hashlib
from pathlib import Path

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
    "quotes_opinion",
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
    ("quotes_opinion", "analysis_id", "quotes_analysis"),
]
SOURCE = Path(__file__).resolve().parent.parent / "data" / "tariffs.csv"


def _hundredths(text):
    """`12.50` as 1250; frozen with this migration, empty is unknown."""
    if not text:
        return None
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def _teeth(text):
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1)) if text else []


def _ages(text):
    low, _, high = text.partition("-")
    return (int(low or 0), int(high or 150)) if text else (None, None)


def load_tariffs(apps, schema_editor):
    content = SOURCE.read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines()))
    using = schema_editor.connection.alias
    load = (
        apps.get_model("quotes", "TariffLoad")
        .objects.using(using)
        .create(name=SOURCE.name, sha256=hashlib.sha256(content).hexdigest(), added=len(rows))
    )
    row_model = apps.get_model("quotes", "TariffRow")
    row_model.objects.using(using).bulk_create(
        row_model(
            **{
                name: row[name]
                for name in ("code", "domain", "label", "nature", "basket", "material", "lens", "source")
            },
            base=_hundredths(row["base"]),
            ceiling=_hundredths(row["ceiling"]),
            rate=_hundredths(row["rate"]),
            teeth=_teeth(row["teeth"]),
            sphere_from=_hundredths(row["sphere_from"]),
            sphere_to=_hundredths(row["sphere_to"]),
            age_from=_ages(row["ages"])[0],
            age_to=_ages(row["ages"])[1],
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
            confidence=row["confidence"],
            load=load,
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
        migrations.RunPython(load_tariffs, migrations.RunPython.noop),
    ]
