"""A delegate is there at times, and a delegation's meetings at a time follow from who is there."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0022_instant_meetings'),
    ]

    operations = [
        migrations.AddField(
            model_name='delegate',
            name='languages',
            field=models.CharField(blank=True, max_length=200, verbose_name='languages'),
        ),
        migrations.AddField(
            model_name='delegate',
            name='topics',
            field=models.CharField(blank=True, max_length=200, verbose_name='topics'),
        ),
        migrations.AddField(
            model_name='delegate',
            name='presence',
            field=ArrayField(base_field=DateTimeRangeField(), blank=True, null=True, size=None),
        ),
        migrations.AlterField(
            model_name='registration',
            name='seats',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='most meetings at a time'),
        ),
        migrations.RemoveConstraint(
            model_name='registrationnews',
            name='registration_news_known',
        ),
        migrations.AlterField(
            model_name='registrationnews',
            name='kind',
            field=models.CharField(choices=[('registered', 'Registered'), ('withdrew', 'Withdrew'), ('shrank', 'Has fewer delegates')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='registrationnews',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['registered', 'withdrew', 'shrank'])), name='registration_news_known'),
        ),
        # More seats than named delegates were allowed: meetings at a time that were placed by them
        # are for people to look at. Their version says that such a delegation is not as it began.
        migrations.RunSQL(
            """
            UPDATE events_registration r SET version = 2
            WHERE r.version = 1 AND r.seats > greatest(1, (
                SELECT count(*) FROM events_delegate d WHERE d.registration_id = r.id
            ))
            """,
            migrations.RunSQL.noop,
        ),
        # The rows' pending checks are settled before their tables change.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SELECT 1"),
    ]
