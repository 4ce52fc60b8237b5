"""A period in which a delegate is there has a beginning and an end: none is empty."""

from django.db import migrations, models
from psycopg.types.range import Range


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0024_delegates_sit'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE events_delegate SET presence = array_remove(presence, 'empty') WHERE 'empty' = ANY (presence)",
            migrations.RunSQL.noop,
        ),
        # The rows' pending checks are settled before their table changes.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SELECT 1"),
        migrations.AddConstraint(
            model_name='delegate',
            constraint=models.CheckConstraint(
                condition=models.Q(('presence__contains', [Range(empty=True)]), _negated=True),
                name='delegate_there_for_some_time',
            ),
        ),
    ]
