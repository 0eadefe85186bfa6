import csv
import unicodedata
from pathlib import Path

from django.db import migrations, models

SOURCE = Path(__file__).resolve().parent.parent / "data" / "communes.csv"
COLUMNS = "postal_code, insee_code, name, key, department, region, population, latitude, longitude, position_from"


def _key(name):
    """Lower-case letters and digits only; the same folding as the search, frozen with this migration."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())


def load_places(apps, schema_editor):
    with (
        SOURCE.open(encoding="utf-8", newline="") as lines,
        schema_editor.connection.cursor() as cursor,
        cursor.copy(f"COPY territory_postalplace ({COLUMNS}) FROM STDIN") as copy,
    ):
        for row in csv.DictReader(lines):
            copy.write_row(
                [
                    row["postal_code"],
                    row["insee_code"],
                    row["name"],
                    _key(row["name"]),
                    row["department"],
                    row["region"],
                ]
                + [row[column] or None for column in ("population", "latitude", "longitude")]
                + [row["position_from"]]
            )


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="PostalPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("postal_code", models.CharField(max_length=5, verbose_name="postcode")),
                ("insee_code", models.CharField(max_length=5, verbose_name="INSEE code")),
                ("name", models.CharField(max_length=60, verbose_name="commune")),
                ("key", models.CharField(db_collation="C", max_length=60)),
                ("department", models.CharField(max_length=3, verbose_name="department")),
                ("region", models.CharField(max_length=3, verbose_name="region")),
                ("population", models.PositiveIntegerField(null=True, verbose_name="population")),
                ("latitude", models.FloatField(null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(null=True, verbose_name="longitude")),
                ("position_from", models.CharField(max_length=8, verbose_name="position from")),
            ],
            options={
                "verbose_name": "commune and postcode",
                "verbose_name_plural": "communes and postcodes",
                "indexes": [models.Index(fields=["key"], name="territory_postalplace_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("postal_code", "insee_code"), name="territory_postalplace_once")
                ],
            },
        ),
        migrations.RunPython(load_places, migrations.RunPython.noop),
    ]
