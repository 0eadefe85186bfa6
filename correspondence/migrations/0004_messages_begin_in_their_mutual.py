"""A key across mutuals would tell one of them what another has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0003_texts_to_begin_with")]

    operations = [
        migrations.AlterField("message", "message_id", models.CharField(max_length=250)),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(fields=["mutual", "message_id"], name="correspondence_message_id_once"),
        ),
    ]
