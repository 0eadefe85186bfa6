import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_mail_and_documents"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="telephonyevent",
            name="mutual",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="accounts.mutual",
            ),
        ),
        migrations.AddField(
            model_name="telephonyevent",
            name="adviser",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="telephonyevent",
            name="queue",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="contacts.queue",
            ),
        ),
        migrations.AddField(
            model_name="telephonyevent",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]  # fmt: skip
