"""What is written to several clusters at once is in the other languages of the event too."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0001_log"),
        ("events", "0035_languages_of_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="CircularText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField(max_length=2000)),
                ("circular", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="events.circular")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": (models.UniqueConstraint(fields=("circular", "language"), name="circular_text_once"),),
            },
        ),
        migrations.CreateModel(
            name="InvitationText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField(max_length=2000)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="events.invitationround")),
            ],
            options={
                "ordering": ("pk",),
                "constraints": (models.UniqueConstraint(fields=("round", "language"), name="invitation_text_once"),),
            },
        ),
        LogTable("events.CircularText"),
        LogTable("events.InvitationText"),
    ]
