"""A request after publication names times that were free for both."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0021_online'),
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrequest',
            name='is_instant',
            field=models.BooleanField(default=False, verbose_name='for times of the published schedule'),
        ),
        migrations.CreateModel(
            name='RequestTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='times', to='matchmaking.meetingrequest')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.slot')),
            ],
            options={
                'ordering': ('slot__period',),
            },
        ),
        migrations.AddConstraint(
            model_name='requesttime',
            constraint=models.UniqueConstraint(fields=('request', 'slot'), name='request_time_once'),
        ),
        LogTable('matchmaking.RequestTime'),
    ]
