"""The numbers and switches that an organiser sets for all meetings of an event."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0006_owners'),
        ('events', '0016_exports'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='answer_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty for no limit.', null=True, verbose_name='days to answer a request'),
        ),
        migrations.AddField(
            model_name='edition',
            name='fewest_meetings',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='fewest meetings of a cluster'),
        ),
        migrations.AddField(
            model_name='edition',
            name='most_meetings',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty for no limit.', null=True, verbose_name='most meetings of a cluster'),
        ),
        migrations.AddField(
            model_name='edition',
            name='most_musts',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty for no limit.', null=True, verbose_name='most meetings that a cluster must have'),
        ),
        migrations.AddField(
            model_name='edition',
            name='most_requests',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Empty for no limit.', null=True, verbose_name='most requests that a cluster sends'),
        ),
        migrations.AddField(
            model_name='edition',
            name='other_regions_only',
            field=models.BooleanField(default=False, verbose_name='clusters meet those of other regions only'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('most_requests__isnull', True), models.Q(('most_requests__gte', 1), ('most_requests__lte', 1000)), _connector='OR'), models.Q(('most_musts__isnull', True), models.Q(('most_musts__gte', 1), ('most_musts__lte', 1000)), _connector='OR'), models.Q(('most_meetings__isnull', True), models.Q(('most_meetings__gte', 1), ('most_meetings__lte', 1000)), _connector='OR'), models.Q(('fewest_meetings__isnull', True), models.Q(('fewest_meetings__gte', 1), ('fewest_meetings__lte', 1000)), _connector='OR'), models.Q(('answer_days__isnull', True), models.Q(('answer_days__gte', 1), ('answer_days__lte', 90)), _connector='OR')), name='edition_rules_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('most_meetings__isnull', True), ('fewest_meetings__isnull', True), ('fewest_meetings__lte', models.F('most_meetings')), _connector='OR'), name='edition_fewest_meetings_below_most'),
        ),
    ]
