from django.db import migrations, models

from accounts.rowsecurity import same_mutual

OF_CASE = same_mutual("contacts_idempotency", "case_id", "contacts_case")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0009_keys_begin_in_their_mutual")]

    operations = [
        # What is made is read under row-level security: an id of another mutual would find nothing.
        migrations.RunSQL(sql=OF_CASE.reverse_sql, reverse_sql=OF_CASE.sql),
        migrations.AlterField("idempotency", "case", models.UUIDField()),
        migrations.RenameField("idempotency", "case", "made_id"),
    ]
