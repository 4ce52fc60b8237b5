from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="known",
            field=models.CharField(
                blank=True,
                help_text="The state of the thing that the recipient knows as long as this waits.",
                max_length=50,
            ),
        ),
    ]
