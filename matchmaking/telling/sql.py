"""The statements that bring an edition's entries up to date; `%(edition)s` is its id."""

from events.models.registrations import TAKING_PART
from matchmaking.queries.different import MANAGES


def _is_off(begins: str) -> str:
    """Whether its event was cancelled before something began."""
    return f"e.state = 'cancelled' AND coalesce(e.cancelled_at < {begins}, TRUE)"


def said(version: str = "v.state = 'published'") -> str:
    """What every entry of an edition should say now, or would with a `version` that holds this
    condition. Who left after a meeting had begun was there, and what had begun when the event was
    cancelled has taken place.
    """
    return f"""
of_sides AS (
    SELECT 'edition' AS about, e.id AS key, NULL::bigint AS registration_id,
           NULL::bigint AS delegate_id, 'edition-' || e.slug AS uid,
           NULL::timestamptz AS begins, NULL::timestamptz AS ends,
           jsonb_build_object(
               'event', e.name, 'venue', e.venue, 'city', e.city, 'zone', e.time_zone,
               'starts_on', e.starts_on, 'ends_on', e.ends_on
           ) AS says,
           e.state = 'cancelled' AS is_cancelled
    FROM events_edition e WHERE e.id = %(edition)s
  UNION ALL
    SELECT 'session', s.id, NULL, NULL, 'session-' || s.id, lower(s.period), upper(s.period),
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
           {_is_off("lower(s.period)")}
    FROM events_session s JOIN events_edition e ON e.id = s.edition_id
    WHERE s.edition_id = %(edition)s AND s.period IS NOT NULL
  UNION ALL
    SELECT 'meeting', m.id, seat.registration_id, seat.delegate_id,
           'meeting-' || m.id || '-' || seat.registration_id,
           lower(slot.period), upper(slot.period),
           CASE WHEN p.table_id IS NULL THEN jsonb_build_object(
               'with', sides.others, 'table', NULL, 'room', '', 'venue', '',
               'address', coalesce(replace(e.online_pattern, '{{secret}}', online.secret), '')
           ) ELSE jsonb_build_object(
               'with', sides.others, 'table', t.number, 'room', t.room, 'venue', e.venue
           ) END || CASE WHEN p.interpreter_id IS NULL THEN '{{}}'::jsonb
                    ELSE jsonb_build_object('interpreted', TRUE) END,
           m.is_cancelled OR sides.has_left OR {_is_off("lower(slot.period)")}
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
               bool_or(r.state <> 'approved' AND coalesce(r.decided_at < lower(slot.period), TRUE))
                   AS has_left
        FROM matchmaking_meetingparticipant side
        JOIN events_registration r ON r.id = side.registration_id
        JOIN clusters_organisation o ON o.id = r.cluster_id
        WHERE side.meeting_id = m.id
    ) sides
    WHERE v.edition_id = %(edition)s AND {version}
), said AS (
    SELECT about, key, registration_id, NULL::bigint AS access_id, uid, begins, ends, says,
           is_cancelled
    FROM of_sides
  UNION ALL
    SELECT about, key, NULL, a.id, uid, begins, ends, says, is_cancelled
    FROM of_sides
    JOIN events_delegateaccess a ON a.delegate_id = of_sides.delegate_id AND a.user_id IS NOT NULL
)
"""


def _waits_since(entry: str) -> str:
    """Since when what an entry (by its alias) says waits to be told, once it changes now: from now
    where its readers know what it said, else as long as it has.
    """
    return f"""CASE WHEN EXISTS (
            SELECT FROM matchmaking_toldentry t
            WHERE t.entry_id = {entry}.id
              AND (t.is_cancelled, t.begins, t.ends, t.says - 'speakers') IS NOT DISTINCT FROM
                  ({entry}.is_cancelled, {entry}.begins, {entry}.ends, {entry}.says - 'speakers')
        ) THEN %(now)s ELSE {entry}.waits_since END"""


# One statement, so that it compares one state of things. What is cancelled keeps what it said.
# A delegate's entry begins above that of the side, which calendars may have under the same UID.
BRING_UP_TO_DATE = f"""
WITH {said()}, kept AS (
    INSERT INTO matchmaking_agendaentry AS entry
        (edition_id, registration_id, access_id, about, key, uid, sequence, is_cancelled, begins,
         ends, says, changed_at, waits_since)
    SELECT %(edition)s, registration_id, access_id, about, key, uid,
           CASE WHEN access_id IS NULL THEN 0 ELSE coalesce((
               SELECT side.sequence + 1 FROM matchmaking_agendaentry side
               WHERE side.uid = said.uid AND side.access_id IS NULL), 0) END,
           is_cancelled, begins, ends, says, %(now)s, %(now)s
    FROM said
    WHERE about <> 'meeting' OR NOT is_cancelled
       OR EXISTS (
           SELECT FROM matchmaking_agendaentry known
           WHERE known.uid = said.uid AND known.access_id IS NOT DISTINCT FROM said.access_id)
    ON CONFLICT (uid, access_id) DO UPDATE SET
        sequence = entry.sequence + 1,
        is_cancelled = EXCLUDED.is_cancelled,
        begins = CASE WHEN EXCLUDED.is_cancelled THEN entry.begins ELSE EXCLUDED.begins END,
        ends = CASE WHEN EXCLUDED.is_cancelled THEN entry.ends ELSE EXCLUDED.ends END,
        says = CASE WHEN EXCLUDED.is_cancelled THEN entry.says ELSE EXCLUDED.says END,
        changed_at = EXCLUDED.changed_at,
        waits_since = {_waits_since("entry")}
    WHERE entry.is_cancelled <> EXCLUDED.is_cancelled
       OR NOT EXCLUDED.is_cancelled AND (entry.begins, entry.ends, entry.says)
           IS DISTINCT FROM (EXCLUDED.begins, EXCLUDED.ends, EXCLUDED.says)
)
UPDATE matchmaking_agendaentry gone
SET is_cancelled = TRUE, sequence = gone.sequence + 1, changed_at = %(now)s,
    waits_since = {_waits_since("gone")}
WHERE gone.edition_id = %(edition)s AND NOT gone.is_cancelled
  AND NOT EXISTS (
      SELECT FROM said
      WHERE (said.uid, coalesce(said.access_id, 0)) = (gone.uid, coalesce(gone.access_id, 0)))
"""

_TAKE_PART = ", ".join(f"'{one}'" for one in TAKING_PART)
_COLUMNS = "entry_id, sequence, is_cancelled, begins, ends, says"
_TOLD = f"INSERT INTO matchmaking_toldentry (registration_id, {_COLUMNS})"
_TOLD_DELEGATE = f"INSERT INTO matchmaking_toldentry (access_id, {_COLUMNS})"
_AS_IT_IS = "entry.id, entry.sequence, entry.is_cancelled, entry.begins, entry.ends, entry.says"
_IS_OUT = """EXISTS (
      SELECT FROM matchmaking_scheduleversion v
      WHERE v.edition_id = r.edition_id AND v.published_at IS NOT NULL AND NOT v.is_opening)"""
# Of delegates with accounts: those whose clusters take part.
_DELEGATES = """
FROM events_delegateaccess a
JOIN events_registration r ON r.id = a.registration_id AND r.state = 'approved'
JOIN matchmaking_agendaentry entry ON entry.edition_id = r.edition_id
WHERE a.edition_id = %(edition)s AND a.user_id IS NOT NULL
"""

# Who has registered knows the event as it is, and once approved its programme as it was then, if
# that is told.
KNOWN_FROM_THE_START = f"""
WITH reading AS (
    SELECT r.*, EXISTS (
        SELECT FROM matchmaking_toldentry t JOIN matchmaking_agendaentry e ON e.id = t.entry_id
        WHERE t.registration_id = r.id AND e.about = 'edition') AS knows_event
    FROM events_registration r
    WHERE r.edition_id = %(edition)s AND r.state IN ({_TAKE_PART})
)
{_TOLD}
SELECT r.id, {_AS_IT_IS}
FROM reading r JOIN matchmaking_agendaentry entry ON entry.edition_id = r.edition_id
WHERE entry.about = 'edition' AND NOT r.knows_event
   OR entry.about = 'session' AND r.state = 'approved' AND {_IS_OUT}
      AND (NOT r.knows_event OR entry.changed_at <= r.decided_at)
ON CONFLICT DO NOTHING
"""

# Who has just taken an account up knows that too, and the own meetings: they read their agenda. So
# do delegates of a cluster that waits know the event, and the programme once it is approved.
# Each kind of entry is joined apart: at once, each person would be held against every meeting.
DELEGATES_KNOW_FROM_THE_START = f"""
WITH reading AS MATERIALIZED (
    SELECT a.id, r.edition_id, r.state, r.decided_at, EXISTS (
        SELECT FROM matchmaking_toldentry t JOIN matchmaking_agendaentry e ON e.id = t.entry_id
        WHERE t.access_id = a.id AND e.about = 'edition') AS knows_event
    FROM events_delegateaccess a
    JOIN events_registration r ON r.id = a.registration_id AND r.state IN ({_TAKE_PART})
    WHERE a.edition_id = %(edition)s AND a.user_id IS NOT NULL
)
{_TOLD_DELEGATE}
SELECT r.id, {_AS_IT_IS}
FROM reading r JOIN matchmaking_agendaentry entry
    ON entry.edition_id = r.edition_id AND entry.about = 'edition'
WHERE NOT r.knows_event
UNION ALL
SELECT r.id, {_AS_IT_IS}
FROM reading r JOIN matchmaking_agendaentry entry ON entry.access_id = r.id
WHERE NOT r.knows_event AND r.state = 'approved'
UNION ALL
SELECT r.id, {_AS_IT_IS}
FROM reading r JOIN matchmaking_agendaentry entry
    ON entry.edition_id = r.edition_id AND entry.about = 'session'
WHERE r.state = 'approved' AND {_IS_OUT}
  AND (NOT r.knows_event OR entry.changed_at <= r.decided_at)
ON CONFLICT DO NOTHING
"""

# The first publication: the programme as it is then.
KNOW_THE_PROGRAMME = f"""
{_TOLD}
SELECT r.id, {_AS_IT_IS}
FROM events_registration r JOIN matchmaking_agendaentry entry ON entry.edition_id = r.edition_id
WHERE r.edition_id = %(edition)s AND r.state = 'approved' AND entry.about = 'session' AND {_IS_OUT}
ON CONFLICT DO NOTHING
"""
DELEGATES_KNOW_THE_PROGRAMME = f"""
{_TOLD_DELEGATE}
SELECT a.id, {_AS_IT_IS}
{_DELEGATES} AND entry.about = 'session' AND {_IS_OUT}
ON CONFLICT DO NOTHING
"""

# Each side, and whoever sits there, knows its meetings as they are, whatever it was told.
KNOW_ALL_MEETINGS = f"""
INSERT INTO matchmaking_toldentry (registration_id, access_id, {_COLUMNS})
SELECT entry.registration_id, entry.access_id, {_AS_IT_IS}
FROM matchmaking_agendaentry entry
WHERE entry.edition_id = %(edition)s AND entry.about = 'meeting'
ON CONFLICT DO NOTHING
"""

_AS_TOLD_NOW = """DO UPDATE SET
    sequence = EXCLUDED.sequence, is_cancelled = EXCLUDED.is_cancelled,
    begins = EXCLUDED.begins, ends = EXCLUDED.ends, says = EXCLUDED.says
"""

# These registrations know these entries as they are.
KNOW = f"""
{_TOLD}
SELECT pair.reader, {_AS_IT_IS}
FROM unnest(%(readers)s::bigint[], %(entries)s::bigint[]) AS pair (reader, entry)
JOIN matchmaking_agendaentry entry ON entry.id = pair.entry
ON CONFLICT (registration_id, entry_id) {_AS_TOLD_NOW}
"""
# These delegates (by their accesses) do.
DELEGATES_KNOW = f"""
{_TOLD_DELEGATE}
SELECT pair.reader, {_AS_IT_IS}
FROM unnest(%(readers)s::bigint[], %(entries)s::bigint[]) AS pair (reader, entry)
JOIN matchmaking_agendaentry entry ON entry.id = pair.entry
ON CONFLICT (access_id, entry_id) {_AS_TOLD_NOW}
"""
# What a cluster was told reached the delegates who speak for it: of the same things they know.
MANAGERS_KNOW = f"""
{_TOLD_DELEGATE}
SELECT DISTINCT a.id, {_AS_IT_IS}
FROM unnest(%(readers)s::bigint[], %(entries)s::bigint[]) AS pair (reader, entry)
JOIN matchmaking_agendaentry told ON told.id = pair.entry
JOIN events_registration r ON r.id = pair.reader
JOIN events_delegateaccess a ON a.registration_id = r.id
JOIN matchmaking_agendaentry entry
    ON entry.uid = told.uid AND (entry.access_id = a.id OR entry.id = told.id
                                 AND told.about <> 'meeting')
WHERE {MANAGES}
ON CONFLICT (access_id, entry_id) {_AS_TOLD_NOW}
"""

# What was taken out of a draft nobody has seen.
FORGET_WHAT_NOBODY_SAW = """
DELETE FROM matchmaking_agendaentry entry USING events_edition e
WHERE e.id = entry.edition_id AND e.id = %(edition)s AND e.state = 'draft' AND entry.is_cancelled
"""
