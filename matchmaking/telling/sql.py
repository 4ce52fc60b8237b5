"""The statements that bring an edition's entries up to date; `%(edition)s` is its id."""

# What every entry of an edition should say now.
SAID = """
said AS (
    SELECT 'edition' AS about, e.id AS key, NULL::bigint AS registration_id,
           'edition-' || e.slug AS uid, NULL::timestamptz AS begins, NULL::timestamptz AS ends,
           jsonb_build_object(
               'event', e.name, 'venue', e.venue, 'city', e.city, 'zone', e.time_zone,
               'starts_on', e.starts_on, 'ends_on', e.ends_on
           ) AS says,
           e.state = 'cancelled' AS is_cancelled
    FROM events_edition e WHERE e.id = %(edition)s
  UNION ALL
    SELECT 'session', s.id, NULL, 'session-' || s.id, lower(s.period), upper(s.period),
           jsonb_build_object(
               'event', e.name, 'title', s.title, 'place', s.place, 'kind', s.kind,
               'binds', s.binds, 'speakers', (
                   SELECT coalesce(jsonb_agg(DISTINCT speaker.organisation_id), '[]')
                   FROM events_speaker speaker
                   WHERE speaker.session_id = s.id AND speaker.organisation_id IS NOT NULL
                     AND NOT EXISTS (
                         SELECT FROM events_naming n
                         WHERE n.edition_id = s.edition_id AND n.role = 'speaker'
                           AND n.organisation_id = speaker.organisation_id
                           AND n.state <> 'accepted'))
           ),
           e.state = 'cancelled'
    FROM events_session s JOIN events_edition e ON e.id = s.edition_id
    WHERE s.edition_id = %(edition)s AND s.period IS NOT NULL
  UNION ALL
    SELECT 'meeting', m.id, seat.registration_id, 'meeting-' || m.id || '-' || seat.registration_id,
           lower(slot.period), upper(slot.period),
           CASE WHEN p.table_id IS NULL THEN jsonb_build_object(
               'with', sides.others, 'table', NULL, 'room', '', 'venue', '',
               'address', coalesce(replace(e.online_pattern, '{secret}', online.secret), '')
           ) ELSE jsonb_build_object(
               'with', sides.others, 'table', t.number, 'room', t.room, 'venue', e.venue
           ) END || CASE WHEN p.interpreter_id IS NULL THEN '{}'::jsonb
                    ELSE jsonb_build_object('interpreted', TRUE) END,
           m.is_cancelled OR sides.has_left OR e.state = 'cancelled'
    FROM matchmaking_scheduleversion v
    JOIN events_edition e ON e.id = v.edition_id
    JOIN matchmaking_placement p ON p.version_id = v.id
    JOIN matchmaking_placementparticipant seat ON seat.placement_id = p.id
    JOIN matchmaking_meeting m ON m.id = p.meeting_id
    JOIN matchmaking_slot slot ON slot.id = p.slot_id
    LEFT JOIN matchmaking_table t ON t.id = p.table_id
    LEFT JOIN matchmaking_onlineroom online ON online.meeting_id = m.id
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(coalesce(nullif(o.short_name, ''), o.name) ORDER BY r.id)
                   FILTER (WHERE r.id <> seat.registration_id), '[]') AS others,
               bool_or(r.state <> 'approved') AS has_left
        FROM matchmaking_meetingparticipant side
        JOIN events_registration r ON r.id = side.registration_id
        JOIN clusters_organisation o ON o.id = r.cluster_id
        WHERE side.meeting_id = m.id
    ) sides
    WHERE v.edition_id = %(edition)s AND v.state = 'published'
)
"""

# One statement, so that it compares one state of things. What is cancelled keeps what it said.
BRING_UP_TO_DATE = f"""
WITH {SAID}, kept AS (
    INSERT INTO matchmaking_agendaentry AS entry
        (edition_id, registration_id, about, key, uid, sequence, is_cancelled, begins, ends, says,
         changed_at)
    SELECT %(edition)s, registration_id, about, key, uid, 0, is_cancelled, begins, ends, says,
           %(now)s
    FROM said
    WHERE about <> 'meeting' OR NOT is_cancelled
       OR EXISTS (SELECT FROM matchmaking_agendaentry known WHERE known.uid = said.uid)
    ON CONFLICT (uid) DO UPDATE SET
        sequence = entry.sequence + 1,
        is_cancelled = EXCLUDED.is_cancelled,
        begins = CASE WHEN EXCLUDED.is_cancelled THEN entry.begins ELSE EXCLUDED.begins END,
        ends = CASE WHEN EXCLUDED.is_cancelled THEN entry.ends ELSE EXCLUDED.ends END,
        says = CASE WHEN EXCLUDED.is_cancelled THEN entry.says ELSE EXCLUDED.says END,
        changed_at = EXCLUDED.changed_at
    WHERE entry.is_cancelled <> EXCLUDED.is_cancelled
       OR NOT EXCLUDED.is_cancelled AND (entry.begins, entry.ends, entry.says)
           IS DISTINCT FROM (EXCLUDED.begins, EXCLUDED.ends, EXCLUDED.says)
)
UPDATE matchmaking_agendaentry gone
SET is_cancelled = TRUE, sequence = gone.sequence + 1, changed_at = %(now)s
WHERE gone.edition_id = %(edition)s AND NOT gone.is_cancelled
  AND NOT EXISTS (SELECT FROM said WHERE said.uid = gone.uid)
"""

_TOLD = """
INSERT INTO matchmaking_toldentry
    (registration_id, entry_id, sequence, is_cancelled, begins, ends, says)
"""
_AS_IT_IS = "entry.id, entry.sequence, entry.is_cancelled, entry.begins, entry.ends, entry.says"

# Who has just been approved knows the event as it is, and its programme once that is told.
KNOWN_FROM_THE_START = f"""
{_TOLD}
SELECT r.id, {_AS_IT_IS}
FROM events_registration r JOIN matchmaking_agendaentry entry ON entry.edition_id = r.edition_id
WHERE r.edition_id = %(edition)s AND r.state = 'approved' AND entry.registration_id IS NULL
  AND (entry.about = 'edition' OR EXISTS (
      SELECT FROM matchmaking_scheduleversion v
      WHERE v.edition_id = r.edition_id AND v.published_at IS NOT NULL AND NOT v.is_opening))
  AND NOT EXISTS (
      SELECT FROM matchmaking_toldentry t JOIN matchmaking_agendaentry e ON e.id = t.entry_id
      WHERE t.registration_id = r.id AND e.about = 'edition')
ON CONFLICT DO NOTHING
"""

# The first publication: the programme as it is then.
KNOW_THE_PROGRAMME = f"""
{_TOLD}
SELECT r.id, {_AS_IT_IS}
FROM events_registration r JOIN matchmaking_agendaentry entry ON entry.edition_id = r.edition_id
WHERE r.edition_id = %(edition)s AND r.state = 'approved' AND entry.about = 'session'
  AND EXISTS (
      SELECT FROM matchmaking_scheduleversion v
      WHERE v.edition_id = r.edition_id AND v.published_at IS NOT NULL AND NOT v.is_opening)
ON CONFLICT DO NOTHING
"""

# Each side knows its meetings as they are, whatever it was told.
KNOW_ALL_MEETINGS = f"""
{_TOLD}
SELECT entry.registration_id, {_AS_IT_IS}
FROM matchmaking_agendaentry entry
WHERE entry.edition_id = %(edition)s AND entry.registration_id IS NOT NULL
ON CONFLICT DO NOTHING
"""

# These registrations know these entries as they are.
KNOW = f"""
{_TOLD}
SELECT pair.registration, {_AS_IT_IS}
FROM unnest(%(registrations)s::bigint[], %(entries)s::bigint[]) AS pair (registration, entry)
JOIN matchmaking_agendaentry entry ON entry.id = pair.entry
ON CONFLICT (registration_id, entry_id) DO UPDATE SET
    sequence = EXCLUDED.sequence, is_cancelled = EXCLUDED.is_cancelled,
    begins = EXCLUDED.begins, ends = EXCLUDED.ends, says = EXCLUDED.says
"""

# What was taken out of a draft nobody has seen.
FORGET_WHAT_NOBODY_SAW = """
DELETE FROM matchmaking_agendaentry entry USING events_edition e
WHERE e.id = entry.edition_id AND e.id = %(edition)s AND e.state = 'draft' AND entry.is_cancelled
"""
