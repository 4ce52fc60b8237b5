"""Since when what an entry says waits to be told: a further change does not begin that anew."""

import django.db.models.functions.datetime
from django.db import migrations, models


def as_changed(apps, schema_editor):
    entries = apps.get_model('matchmaking', 'AgendaEntry')
    entries.objects.update(waits_since=models.F('changed_at'))


class Migration(migrations.Migration):

    dependencies = [('matchmaking', '0034_asked_for_windows')]

    operations = [
        migrations.AddField(
            model_name='agendaentry',
            name='waits_since',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunPython(as_changed, migrations.RunPython.noop, elidable=True),
    ]
