from django.db import migrations

# Texts are compared byte by byte (C.UTF-8), so that the key's own index serves beginnings too.
TWIN = "practitioners_practitioner_national_id_befec5a1_like"


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0003_edition")]

    operations = [
        migrations.RemoveField(model_name="place", name="digest"),
        migrations.RemoveField(model_name="practitioner", name="digest"),
        migrations.RunSQL(
            sql=f"DROP INDEX {TWIN}",
            reverse_sql=f"CREATE INDEX {TWIN} ON practitioners_practitioner (national_id varchar_pattern_ops)",
        ),
    ]
