"""Clusters that a registration does not want to be recommended."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_log'),
        ('events', '0018_requests_open_by_clock'),
        ('matchmaking', '0019_imports_are_held'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.registration')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_aside', to='events.registration')),
            ],
            options={
                'verbose_name': 'cluster that is not for another',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('registration', 'other'), name='set_aside_once'), models.CheckConstraint(condition=models.Q(('registration', models.F('other')), _negated=True), name='set_aside_another')],
            },
        ),
        LogTable('matchmaking.SetAside'),
    ]
