"""Clusters may take part online where the event allows it."""

import events.online
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0020_who_moves'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='meets_online',
            field=models.BooleanField(default=False, verbose_name='clusters may take part online'),
        ),
        migrations.AddField(
            model_name='edition',
            name='online_pattern',
            field=models.CharField(blank=True, max_length=200, validators=[events.online.is_online_pattern], verbose_name='pattern of the addresses of online meetings'),
        ),
        migrations.AddField(
            model_name='registration',
            name='takes_part',
            field=models.CharField(choices=[('on_site', 'On site'), ('online', 'Online'), ('both', 'On site or online')], default='on_site', max_length=7, verbose_name='way of taking part'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('online_pattern', ''), models.Q(('online_pattern__contains', '{secret}'), ('online_pattern__startswith', 'https://')), _connector='OR'), name='edition_online_pattern_https'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('takes_part__in', ['on_site', 'online', 'both'])), name='registration_takes_part_known'),
        ),
    ]
