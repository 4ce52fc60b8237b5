import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    """That somebody took the applications to a call along is noted."""

    dependencies = [
        ("events", "0040_when_cancelled"),
        ("privacy", "0001_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("has_points", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("idempotency_key", models.UUIDField(unique=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls_exported",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exports",
                        to="events.call",
                    ),
                ),
            ],
            options={
                "verbose_name": "export of applications",
                "verbose_name_plural": "exports of applications",
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        LogTable("events.CallExport"),
    ]
