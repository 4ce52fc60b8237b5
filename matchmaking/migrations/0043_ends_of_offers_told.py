from django.db import migrations, models


class Migration(migrations.Migration):
    """The mail about a move says once which offers of times ended by it; of those that are over
    by now nobody is told any more.
    """

    dependencies = [("matchmaking", "0042_words_about_meetings")]

    operations = [
        migrations.AddField(
            model_name="timeoffer",
            name="is_end_told",
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(
            "UPDATE matchmaking_timeoffer SET is_end_told = FALSE"
            " WHERE state IN ('open', 'waiting')",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="timeoffer",
            name="is_end_told",
            field=models.BooleanField(default=False),
        ),
    ]
