"""A key across mutuals would tell one of them what another has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0008_written_not_sent")]

    operations = [
        migrations.RemoveConstraint("draft", "contacts_draft_once"),
        migrations.AddConstraint(
            "draft",
            models.UniqueConstraint(fields=["mutual", "user", "case", "field"], name="contacts_draft_once"),
        ),
        migrations.RemoveConstraint("inboundemail", "contacts_inboundemail_once"),
        migrations.AddConstraint(
            "inboundemail",
            models.UniqueConstraint(fields=["mutual", "mailbox", "message_id"], name="contacts_inboundemail_once"),
        ),
        migrations.RemoveConstraint("idempotency", "contacts_idempotency_once"),
        migrations.AddConstraint(
            "idempotency",
            models.UniqueConstraint(fields=["mutual", "api_key", "key"], name="contacts_idempotency_once"),
        ),
    ]
