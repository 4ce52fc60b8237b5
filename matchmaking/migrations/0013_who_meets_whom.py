"""Who may meet whom: groups, permitted pairs of groups, two who never meet; since when a request waits."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0017_meeting_rules'),
        ('matchmaking', '0012_imports'),
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrequest',
            name='waits_since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='waits for an answer since'),
        ),
        migrations.CreateModel(
            name='ClusterGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='events.edition')),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='matchmaking.clustergroup')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='events.registration')),
            ],
        ),
        migrations.CreateModel(
            name='GroupPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.clustergroup')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.clustergroup')),
            ],
        ),
        migrations.CreateModel(
            name='BarredPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='barred_pairs', to='events.edition')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.registration')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.registration')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='barred_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='barred_pair_in_order')],
            },
        ),
        migrations.AddConstraint(
            model_name='clustergroup',
            constraint=models.UniqueConstraint(fields=('edition', 'name'), name='group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(fields=('group', 'registration'), name='group_member_once'),
        ),
        migrations.AddConstraint(
            model_name='grouppair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='group_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='grouppair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lte', models.F('second'))), name='group_pair_in_order'),
        ),
        LogTable('matchmaking.ClusterGroup'),
        LogTable('matchmaking.GroupMember'),
        LogTable('matchmaking.GroupPair'),
        LogTable('matchmaking.BarredPair'),
    ]
