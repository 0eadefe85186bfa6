from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual


class Migration(migrations.Migration):
    dependencies = [("quotes", "0004_opinions")]

    operations = [
        isolate_by_mutual("quotes_opinion"),
        same_mutual("quotes_opinion", "analysis_id", "quotes_analysis"),
    ]
