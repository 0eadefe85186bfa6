"""What somebody closed today, found without reading years of what everybody closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_events_tell_calls_again")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                "closed_by", "closed_at", name="contacts_case_closed_by", condition=models.Q(closed_by__isnull=False)
            ),
        ),
    ]
