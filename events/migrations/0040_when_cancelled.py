from django.db import migrations, models


class Migration(migrations.Migration):
    """When an event was cancelled: what had begun by then stays in calendars."""

    dependencies = [
        ("events", "0039_meetings_that_news_cost"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="cancelled_at",
            field=models.DateTimeField(
                blank=True, help_text="What had begun by then has taken place.", null=True
            ),
        ),
    ]
