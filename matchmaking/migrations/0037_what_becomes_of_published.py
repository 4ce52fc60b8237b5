from django.db import migrations, models


def from_two(apps, schema_editor):
    run = apps.get_model("matchmaking", "ScheduleRun")
    run.objects.filter(keeps_published=True).update(published_stay="kept")


def to_two(apps, schema_editor):
    run = apps.get_model("matchmaking", "ScheduleRun")
    run.objects.exclude(published_stay="free").update(keeps_published=True)


class Migration(migrations.Migration):
    """A run leaves published meetings free, where they can stay, or fixed."""

    dependencies = [
        ("matchmaking", "0036_words_of_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="schedulerun",
            name="published_stay",
            field=models.CharField(
                choices=[
                    ("free", "May get another time or table"),
                    ("kept", "Stay where they can"),
                    ("fixed", "Stay at their times"),
                ],
                default="free",
                max_length=5,
                verbose_name="published meetings",
            ),
        ),
        migrations.RunPython(from_two, to_two),
        # What the log's triggers put off is done before the table changes its shape.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveField(model_name="schedulerun", name="keeps_published"),
        migrations.AddConstraint(
            model_name="schedulerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_stay__in", ["free", "kept", "fixed"])),
                name="run_stay_known",
            ),
        ),
    ]
