from django.db import migrations

from accounts.rowsecurity import isolate_but_common, isolate_by_mutual, same_mutual

# Texts are compared byte by byte (C.UTF-8), so that the key's own index serves beginnings too.
TWIN = "practitioners_practitioner_national_id_befec5a1_like"


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0001_directory")]

    operations = [
        isolate_but_common("practitioners_partnerservice"),
        isolate_by_mutual("practitioners_network"),
        isolate_by_mutual("practitioners_networkmember"),
        same_mutual("practitioners_networkmember", "network_id", "practitioners_network"),
        migrations.RunSQL(
            sql=f"DROP INDEX {TWIN}",
            reverse_sql=f"CREATE INDEX {TWIN} ON practitioners_practitioner (national_id varchar_pattern_ops)",
        ),
    ]
