from django.db import migrations

from accounts.rowsecurity import isolate_but_common


class Migration(migrations.Migration):
    dependencies = [
        ("practitioners", "0001_directory"),
        ("accounts", "0004_extensions_and_written_clock"),
    ]

    operations = [isolate_but_common("practitioners_partnerservice")]
