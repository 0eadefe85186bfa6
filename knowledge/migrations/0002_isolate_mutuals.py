from django.db import migrations

from accounts.rowsecurity import isolate_by_mutuals, isolate_with


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_articles")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS unaccent", migrations.RunSQL.noop),
        isolate_by_mutuals("knowledge_article"),
        isolate_with("knowledge_articleversion", "article_id", "knowledge_article"),
        isolate_with("knowledge_doubt", "article_id", "knowledge_article"),
    ]
