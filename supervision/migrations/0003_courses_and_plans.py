import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from accounts.rowsecurity import isolate_by_mutual


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("supervision", "0002_isolate_mutuals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayCourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "offered",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=48),
                ),
                (
                    "answered",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=48),
                ),
                (
                    "abandoned",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=48),
                ),
                (
                    "waited_seconds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=48),
                ),
                (
                    "day",
                    models.ForeignKey(
                        db_column="day",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="supervision.closedday",
                    ),
                ),
                (
                    "mutual",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mutual",
                        verbose_name="mutual",
                    ),
                ),
            ],
            options={
                "verbose_name": "course of a day",
                "verbose_name_plural": "courses of days",
                "constraints": [
                    models.UniqueConstraint(fields=("mutual", "day"), name="supervision_daycourse_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("abandoned__len", 48),
                            ("answered__len", 48),
                            ("offered__len", 48),
                            ("waited_seconds__len", 48),
                        ),
                        name="supervision_daycourse_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "advisers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=48, verbose_name="advisers"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of a day",
                "verbose_name_plural": "plans of days",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "version"), name="supervision_staffplan_one_version"),
                    models.CheckConstraint(
                        condition=models.Q(("advisers__len", 48), ("version__gte", 1)),
                        name="supervision_staffplan_whole",
                    ),
                ],
            },
        ),
        isolate_by_mutual("supervision_daycourse"),
    ]
