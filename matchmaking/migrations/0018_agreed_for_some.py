"""A request says that it was agreed for some windows only, also when these are gone."""

from django.db import migrations, models

LIMITED = """
UPDATE matchmaking_meetingrequest request SET is_limited = true
WHERE EXISTS (
    SELECT FROM matchmaking_requestwindow agreed WHERE agreed.request_id = request.id
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0017_groups_logged'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrequest',
            name='is_limited',
            field=models.BooleanField(default=False, verbose_name='agreed for some windows only'),
        ),
        migrations.RunSQL(LIMITED, migrations.RunSQL.noop),
    ]
