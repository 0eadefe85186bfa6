"""French stems without accents, for the search in a member's history."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_queue_for_all_and_reasons")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS unaccent", migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                "CREATE TEXT SEARCH CONFIGURATION french_plain (COPY = french)",
                "ALTER TEXT SEARCH CONFIGURATION french_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem",
            ],
            "DROP TEXT SEARCH CONFIGURATION french_plain",
        ),
    ]
