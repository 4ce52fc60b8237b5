"""Who speaks at an event that was there before speakers were asked counts as having agreed."""

from django.db import migrations

SEED = """
    INSERT INTO events_naming (edition_id, organisation_id, role, state, version, asked_at)
    SELECT DISTINCT session.edition_id, speaker.organisation_id, 'speaker', 'accepted', 1, now()
    FROM events_speaker AS speaker
    JOIN events_session AS session ON session.id = speaker.session_id
    JOIN events_edition AS edition ON edition.id = session.edition_id
    WHERE speaker.organisation_id IS NOT NULL AND NOT edition.is_recorded
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0013_sessions_bind")]

    operations = [migrations.RunSQL(SEED, migrations.RunSQL.noop)]
