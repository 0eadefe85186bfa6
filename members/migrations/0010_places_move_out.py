from django.db import migrations


class Migration(migrations.Migration):
    """Communes and postcodes are kept by `territory`, which every directory may read."""

    dependencies = [
        ("members", "0009_merges_begin_in_their_mutual"),
        ("territory", "0001_places"),
    ]

    operations = [
        migrations.DeleteModel(name="PostalPlace"),
    ]
