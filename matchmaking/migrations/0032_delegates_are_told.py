"""Delegates with accounts have entries of their own, and are told what changes in them."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

watch = import_module("matchmaking.migrations.0007_what_was_told").watch

WATCHED = "placement_id, version_id, registration_id"


def watch_seats(columns):
    return f"""
        DROP TRIGGER mark_agenda ON matchmaking_placementparticipant;
        CREATE TRIGGER mark_agenda AFTER INSERT OR DELETE OR UPDATE OF {columns} ON matchmaking_placementparticipant
        FOR EACH ROW EXECUTE FUNCTION mark_agenda_of_matchmaking_placementparticipant();
    """


# Who has an account knows the own meetings as they are.
MARKED = """
INSERT INTO matchmaking_agendamark (edition_id)
SELECT DISTINCT edition_id FROM events_delegateaccess WHERE user_id IS NOT NULL
"""


def access(related_name):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name, to='events.delegateaccess',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0034_delegate_accounts'),
        ('matchmaking', '0031_interpreters_as_entered'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='agendaentry', name='entry_of_one_or_of_all'),
        migrations.AddField(model_name='agendaentry', name='access', field=access('entries')),
        migrations.AlterField(model_name='agendaentry', name='uid', field=models.CharField(max_length=150)),
        migrations.AddConstraint(
            model_name='agendaentry',
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(about='meeting', registration__isnull=False, access__isnull=True)
                    | models.Q(about='meeting', registration__isnull=True, access__isnull=False)
                    | models.Q(about__in=['edition', 'session'], registration__isnull=True, access__isnull=True)
                ),
                name='entry_of_one_or_of_all',
            ),
        ),
        migrations.AddConstraint(
            model_name='agendaentry',
            constraint=models.UniqueConstraint(
                fields=('uid', 'access'), nulls_distinct=False, name='entry_once_a_reader'
            ),
        ),
        migrations.AlterField(
            model_name='toldentry',
            name='registration',
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE,
                related_name='told_entries', to='events.registration',
            ),
        ),
        migrations.AddField(model_name='toldentry', name='access', field=access('told_entries')),
        migrations.AddConstraint(
            model_name='toldentry',
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(registration__isnull=False, access__isnull=True)
                    | models.Q(registration__isnull=True, access__isnull=False)
                ),
                name='told_entry_to_one_reader',
            ),
        ),
        migrations.AddConstraint(
            model_name='toldentry',
            constraint=models.UniqueConstraint(fields=('access', 'entry'), name='told_delegate_once'),
        ),
        migrations.RunSQL(watch_seats(f"{WATCHED}, delegate_id"), watch_seats(WATCHED)),
        watch("events_delegateaccess", "user_id", "SELECT {row}.edition_id"),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
    ]
