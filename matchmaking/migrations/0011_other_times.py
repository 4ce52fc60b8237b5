"""One side of a published meeting offers other times; the other accepts one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_known_speakers'),
        ('matchmaking', '0010_life_of_a_meeting'),
        ('privacy', '0001_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='notice_minutes',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='minutes before a meeting from which clusters leave it where it is'),
        ),
        migrations.AddField(
            model_name='edition',
            name='organiser_agrees',
            field=models.BooleanField(default=False, verbose_name='a meeting that clusters move waits for the organiser to agree'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('notice_minutes__lte', 10080)), name='edition_notice_in_bounds'),
        ),
    ]
    operations = [
        migrations.CreateModel(
            name='TimeOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'To answer'), ('waiting', 'Waits for the organiser'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('refused', 'Refused by the organiser'), ('withdrawn', 'Taken back'), ('expired', 'Expired'), ('overtaken', 'Overtaken')], default='open', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('idempotency_key', models.UUIDField(unique=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('chosen', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.slot')),
                ('from_slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.slot')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_offers', to='matchmaking.meeting')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.registration')),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='OfferedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.slot')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='times', to='matchmaking.timeoffer')),
            ],
            options={
                'ordering': ('slot__period',),
            },
        ),
        migrations.AddConstraint(
            model_name='timeoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'waiting'])), fields=('meeting', 'side'), name='time_offer_open_once_per_side'),
        ),
        migrations.AddConstraint(
            model_name='timeoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waiting', 'accepted']), _negated=True), ('chosen__isnull', False), _connector='OR'), name='time_offer_accepted_has_time'),
        ),
        migrations.AddConstraint(
            model_name='offeredtime',
            constraint=models.UniqueConstraint(fields=('offer', 'slot'), name='offered_time_once'),
        ),
        LogTable('matchmaking.TimeOffer'),
        LogTable('matchmaking.OfferedTime'),
    ]
