"""A meeting is cancelled by a side, with a reason; its two sides write to each other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_known_speakers'),
        ('matchmaking', '0009_changes_in_place'),
        ('privacy', '0001_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000)),
                ('sent_at', models.DateTimeField()),
                ('idempotency_key', models.UUIDField(unique=True)),
            ],
            options={
                'ordering': ('sent_at', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancel_reason',
            field=models.TextField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancelled_side',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='shown_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='shown_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scheduleedit',
            name='side',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, help_text='When it was cancelled for good.', null=True),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_side__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_side__isnull', False)), _connector='OR'), name='meeting_cancelled_by_a_side'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('shown_at__isnull', True), ('shown_by__isnull', True)), models.Q(('shown_at__isnull', False), ('shown_by__isnull', False)), _connector='OR'), name='meeting_shown_by_somebody'),
        ),
        migrations.AddField(
            model_name='meetingmessage',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingmessage',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='matchmaking.meeting'),
        ),
        migrations.AddField(
            model_name='meetingmessage',
            name='side',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.registration'),
        ),
        LogTable('matchmaking.MeetingMessage'),
        LogTable('matchmaking.ScheduleEdit'),
        LogTable('matchmaking.Meeting'),
    ]
