"""A delegate's own agenda has an address for calendar programs too, which ends with the account."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0034_delegate_accounts'),
        ('matchmaking', '0032_delegates_are_told'),
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='calendarfeed',
            name='access',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name='+', to='events.delegateaccess',
            ),
        ),
        migrations.RemoveConstraint(model_name='calendarfeed', name='calendar_feed_once'),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(
                fields=('user', 'cluster', 'access'), nulls_distinct=False, name='calendar_feed_once'
            ),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.CheckConstraint(
                condition=models.Q(cluster=None) | models.Q(access=None), name='calendar_feed_of_one'
            ),
        ),
        LogTable('matchmaking.CalendarFeed', without=['key']),
    ]
