"""Sessions say which organisations speak in them, so that these are told."""

from importlib import import_module

from django.db import migrations

watch = import_module("matchmaking.migrations.0007_what_was_told").watch

WATCHED = [
    ("events_speaker", "session_id, organisation_id",
     "SELECT s.edition_id FROM events_session s WHERE s.id = {row}.session_id"),
    ("events_naming", "edition_id, organisation_id, role, state", "SELECT {row}.edition_id"),
]

# Who speaks now counts as said and as told: nobody's calendar changes by this.
SPEAKING = """
    jsonb_build_object('speakers', (
        SELECT coalesce(jsonb_agg(DISTINCT speaker.organisation_id), '[]')
        FROM events_speaker speaker JOIN events_session s ON s.id = speaker.session_id
        WHERE speaker.session_id = entry.key AND speaker.organisation_id IS NOT NULL
          AND NOT EXISTS (
              SELECT FROM events_naming n
              WHERE n.edition_id = s.edition_id AND n.organisation_id = speaker.organisation_id
                AND n.role = 'speaker' AND n.state <> 'accepted')))
"""
SAID = f"""
UPDATE matchmaking_agendaentry entry SET says = entry.says || {SPEAKING}
WHERE entry.about = 'session';
UPDATE matchmaking_toldentry told SET says = told.says || {SPEAKING}
FROM matchmaking_agendaentry entry
WHERE entry.id = told.entry_id AND entry.about = 'session';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0018_requests_open_by_clock'),
        ('matchmaking', '0015_groups_sorted'),
    ]

    operations = [
        *(watch(*watched) for watched in WATCHED),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
    ]
