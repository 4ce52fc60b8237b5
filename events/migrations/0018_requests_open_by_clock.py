"""Requests may open by the clock."""

from datetime import datetime, timezone

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0017_meeting_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='requests_open_at',
            field=models.DateTimeField(blank=True, help_text='Empty where the organiser opens them by hand.', null=True),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('requests_open_at__isnull', True), models.Q(('requests_open_at__gte', datetime(1999, 12, 31, 0, 0, tzinfo=timezone.utc)), ('requests_open_at__lte', datetime(2101, 1, 2, 0, 0, tzinfo=timezone.utc))), _connector='OR'), name='edition_opens_within_bounds'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('requests_open_at__isnull', True), ('requests_close_at__isnull', True), ('requests_open_at__lt', models.F('requests_close_at')), _connector='OR'), name='edition_requests_open_first', violation_error_message='Requests open before they close.'),
        ),
    ]
