import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The two sides of a meeting without a published place offer each other times for it too."""

    dependencies = [("matchmaking", "0039_messages_about_requests")]

    operations = [
        migrations.AlterField(
            model_name="timeoffer",
            name="from_slot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="matchmaking.slot",
            ),
        ),
    ]
