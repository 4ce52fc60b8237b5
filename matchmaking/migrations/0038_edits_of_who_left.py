import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A cluster that leaves changes the published schedule, and nobody else does so by hand."""

    dependencies = [
        ("matchmaking", "0037_what_becomes_of_published"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="scheduleedit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "Moved"),
                    ("placed", "Placed"),
                    ("swapped", "Swapped"),
                    ("removed", "Removed"),
                    ("locked", "Locked"),
                    ("unlocked", "Unlocked"),
                    ("cancelled", "Cancelled"),
                    ("left", "Off, as a cluster left"),
                    ("freed", "Place freed"),
                    ("kept", "Kept as agreed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="scheduleedit",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
