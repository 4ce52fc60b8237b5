"""A worker holds a list while it imports it; a list whose workers all ended has failed."""

from django.db import migrations, models
from django.db.models import Q

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_log'),
        ('matchmaking', '0018_agreed_for_some'),
    ]

    operations = [
        # Whatever had begun is taken up again, as by a worker that died.
        migrations.RenameField('import', 'begun_at', 'held_until'),
        migrations.AddField(
            model_name='import',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='import',
            name='failure',
            field=models.CharField(blank=True, choices=[('broke_off', 'no attempt came to an end'), ('crashed', 'something went wrong'), ('not_organiser', 'whoever asked organises the event no more'), ('no_list', 'the list was gone')], default='', max_length=13),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='import',
            name='state',
            field=models.CharField(choices=[('shown', 'Only looked at'), ('waiting', 'Being imported'), ('done', 'Imported'), ('failed', 'Failed')], default='shown', max_length=7),
        ),
        migrations.RemoveConstraint('import', 'import_state_known'),
        migrations.AddConstraint(
            'import',
            models.CheckConstraint(
                condition=Q(state__in=['shown', 'waiting', 'done', 'failed']),
                name='import_state_known',
            ),
        ),
        LogTable('matchmaking.Import', without=['held_until', 'outcome']),
    ]
