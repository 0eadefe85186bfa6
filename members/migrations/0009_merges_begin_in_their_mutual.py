"""A key across mutuals would tell one of them what another has."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("members", "0008_merges")]

    operations = [
        migrations.RemoveConstraint("merge", "members_merge_one_at_a_time"),
        migrations.AddConstraint(
            "merge",
            models.UniqueConstraint(
                fields=["mutual", "member"],
                condition=Q(refused_at__isnull=True, undone_at__isnull=True),
                name="members_merge_one_at_a_time",
            ),
        ),
    ]
