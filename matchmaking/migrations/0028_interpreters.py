"""Interpreters of an event, and who of them interprets in which placement."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import psycopg.types.range
from django.db import migrations, models

from privacy.log.operations import LogTable

WATCHED = "version_id, meeting_id, slot_id, table_id"


def watch_placement(columns):
    return f"""
    DROP TRIGGER mark_agenda ON matchmaking_placement;
    CREATE TRIGGER mark_agenda AFTER INSERT OR DELETE OR UPDATE OF {columns} ON matchmaking_placement
        FOR EACH ROW EXECUTE FUNCTION mark_agenda_of_matchmaking_placement();
    """


OF_EDITION = (
    "ALTER TABLE matchmaking_placement ADD CONSTRAINT placement_interpreter_of_edition "
    "FOREIGN KEY (interpreter_id, edition_id) REFERENCES matchmaking_interpreter (id, edition_id) "
    "DEFERRABLE INITIALLY DEFERRED"
)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0028_common_language'),
        ('matchmaking', '0027_in_whose_place'),
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Interpreter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None)),
                ('presence', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), blank=True, null=True, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('idempotency_key', models.UUIDField(unique=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interpreters', to='events.edition')),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='placement',
            name='interpreter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='placements', to='matchmaking.interpreter'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('version', 'slot', 'interpreter'), name='placement_interpreter_once'),
        ),
        migrations.AddConstraint(
            model_name='interpreter',
            constraint=models.UniqueConstraint(condition=models.Q(('name', ''), _negated=True), fields=('edition', 'name'), name='interpreter_name_once'),
        ),
        migrations.AddConstraint(
            model_name='interpreter',
            constraint=models.UniqueConstraint(fields=('id', 'edition'), name='interpreter_of_edition'),
        ),
        migrations.AddConstraint(
            model_name='interpreter',
            constraint=models.CheckConstraint(condition=models.Q(('languages__len__gte', 2), ('languages__len__lte', 12)), name='interpreter_speaks_two_languages'),
        ),
        migrations.AddConstraint(
            model_name='interpreter',
            constraint=models.CheckConstraint(condition=models.Q(('presence__contains', [psycopg.types.range.Range(empty=True)]), _negated=True), name='interpreter_there_for_some_time'),
        ),
        migrations.RunSQL(
            OF_EDITION,
            "ALTER TABLE matchmaking_placement DROP CONSTRAINT placement_interpreter_of_edition",
        ),
        migrations.RunSQL(watch_placement(f"{WATCHED}, interpreter_id"), watch_placement(WATCHED)),
        LogTable('matchmaking.Interpreter'),
    ]
