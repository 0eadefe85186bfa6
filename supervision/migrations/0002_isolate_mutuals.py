from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_closed_days")]

    operations = [isolate_by_mutual("supervision_daycount")]
