from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual

TABLES = ("daycount", "daydemand", "monthstatement", "subscription")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_closed_days")]

    operations = [isolate_by_mutual(f"supervision_{table}") for table in TABLES]
