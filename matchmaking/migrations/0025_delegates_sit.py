"""Who of a delegation sits in which meeting: chosen by the cluster, and in each placement."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Deferrable


def of_registration(table, name):
    return migrations.RunSQL(
        f"ALTER TABLE matchmaking_{table} ADD CONSTRAINT {name} FOREIGN KEY (delegate_id, registration_id) "
        "REFERENCES events_delegate (id, registration_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE matchmaking_{table} DROP CONSTRAINT {name}",
    )


def delegate():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.delegate'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0024_delegates_sit'),
        ('matchmaking', '0024_run_keeps_published'),
    ]

    operations = [
        migrations.AddField(model_name='meetingparticipant', name='delegate', field=delegate()),
        migrations.AddField(model_name='placementparticipant', name='delegate', field=delegate()),
        migrations.AddConstraint(
            model_name='placementparticipant',
            constraint=models.UniqueConstraint(
                deferrable=Deferrable.IMMEDIATE, fields=('version', 'slot', 'delegate'), name='placement_delegate_once'
            ),
        ),
        of_registration('meetingparticipant', 'chosen_delegate_of_registration'),
        of_registration('placementparticipant', 'sitting_delegate_of_registration'),
        # In what stands already the first delegates sit, as they would in a new version.
        migrations.RunSQL(
            """
            UPDATE matchmaking_placementparticipant p SET delegate_id = d.id
            FROM (
                SELECT pp.id, pp.registration_id, row_number() OVER (
                    PARTITION BY pp.version_id, pp.slot_id, pp.registration_id ORDER BY pp.meeting_id
                ) AS number
                FROM matchmaking_placementparticipant pp
                JOIN matchmaking_scheduleversion v ON v.id = pp.version_id AND v.state IN ('draft', 'published')
            ) seat
            JOIN (
                SELECT id, registration_id, row_number() OVER (PARTITION BY registration_id ORDER BY position, id)
                    AS number
                FROM events_delegate
            ) d ON d.registration_id = seat.registration_id AND d.number = seat.number
            WHERE p.id = seat.id
            """,
            migrations.RunSQL.noop,
        ),
        # The rows' pending checks are settled before the indexes on the new columns are made.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SELECT 1"),
    ]
