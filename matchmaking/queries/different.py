"""The statement that finds what readers do not know yet; `%(edition)s` is the edition's id."""

from clusters.models import ACTING
from events.models.registrations import TAKING_PART

# A delegate with an account (`a`) who speaks for the cluster of the registration (`r`) as well.
MANAGES = f"""EXISTS (
    SELECT FROM clusters_membership m
    WHERE m.user_id = a.user_id AND m.organisation_id = r.cluster_id
      AND m.role IN ({", ".join(f"'{role}'" for role in ACTING)}))"""


def _pairs(entries: str) -> str:
    """Registrations read, and delegates with accounts, whose `access` it is then."""
    return f"""
reading AS (
    SELECT r.id AS reader, NULL::bigint AS access, r.cluster_id, r.state, FALSE AS manages
    FROM events_registration r WHERE r.edition_id = %(edition)s
  UNION ALL
    SELECT r.id, a.id, r.cluster_id, r.state, {MANAGES}
    FROM events_delegateaccess a
    JOIN events_registration r ON r.id = a.registration_id
    JOIN accounts_user u ON u.id = a.user_id AND u.is_active
    WHERE a.edition_id = %(edition)s
), pair AS (
    SELECT entry.*, reading.reader, reading.access, reading.cluster_id, reading.state, manages
    FROM {entries} entry
    JOIN reading ON reading.access IS NULL AND reading.reader = entry.registration_id
    WHERE entry.edition_id = %(edition)s
  UNION ALL
    SELECT entry.*, reading.reader, reading.access, reading.cluster_id, reading.state, manages
    FROM {entries} entry JOIN reading ON reading.access = entry.access_id
    WHERE entry.edition_id = %(edition)s
  UNION ALL
    SELECT entry.*, reading.reader, reading.access, reading.cluster_id, reading.state, manages
    FROM {entries} entry
    -- Whoever still waits to be approved has registered for an event at these days, in this place,
    -- and so have the people whom it sends.
    JOIN reading ON NOT reading.manages AND (
        reading.state = 'approved' OR entry.about = 'edition'
            AND reading.state IN ({", ".join(f"'{state}'" for state in TAKING_PART)}))
    WHERE entry.edition_id = %(edition)s AND entry.about <> 'meeting'
      -- Slots stand for the hours of bilateral meetings, in agendas too.
      AND NOT (entry.about = 'session' AND entry.says->>'kind' = 'bilateral_meetings' AND EXISTS (
              SELECT FROM matchmaking_slot slot WHERE slot.edition_id = entry.edition_id))
)
"""


def different(entries: str = "matchmaking_agendaentry", first: str = "") -> str:
    """The same among other `entries`, which a part of the statement before it makes."""
    return f"""
WITH {first}{_pairs(entries)}, speaking AS (
    SELECT pair.*, says->'speakers' @> to_jsonb(cluster_id) AS speaks FROM pair
), told AS (
    SELECT t.*, r.id AS reader, t.says->'speakers' @> to_jsonb(r.cluster_id) AS spoke
    FROM matchmaking_toldentry t JOIN events_registration r ON r.id = t.registration_id
    WHERE r.edition_id = %(edition)s
  UNION ALL
    SELECT t.*, r.id, t.says->'speakers' @> to_jsonb(r.cluster_id)
    FROM matchmaking_toldentry t
    JOIN events_delegateaccess a ON a.id = t.access_id
    JOIN events_registration r ON r.id = a.registration_id
    WHERE a.edition_id = %(edition)s
), different AS (
    SELECT n.*, t.id AS known, t.is_cancelled AS was_cancelled, t.begins AS began, t.ends AS ended,
           t.says AS said, t.spoke,
           t.id IS NOT NULL AND n.about <> 'session' AND n.is_cancelled <> t.is_cancelled
               OR e.state = 'cancelled' AS by_itself
    FROM speaking n
    JOIN events_edition e ON e.id = n.edition_id
    LEFT JOIN told t ON t.entry_id = n.id AND t.reader = n.reader
        AND coalesce(t.access_id, 0) = coalesce(n.access, 0)
    WHERE t.id IS NULL AND NOT n.is_cancelled AND (n.about <> 'edition' OR n.state = 'approved')
          AND (n.about <> 'session' OR EXISTS (
              SELECT FROM matchmaking_scheduleversion v
              WHERE v.edition_id = n.edition_id AND v.published_at IS NOT NULL
                AND NOT v.is_opening))
       OR t.sequence <> n.sequence AND (
              t.is_cancelled <> n.is_cancelled OR NOT n.is_cancelled
              AND (t.begins, t.ends, t.says - 'speakers', t.spoke)
                  IS DISTINCT FROM (n.begins, n.ends, n.says - 'speakers', n.speaks))
), settled AS (
    -- Of a delegate's seat is told at once, unless the cluster still waits to hear of the meeting.
    SELECT d.*, d.access IS NOT NULL AND d.about = 'meeting'
               AND (side.uid IS NULL OR side.known IS NOT NULL AND NOT side.was_cancelled)
               AND NOT EXISTS (
                   SELECT FROM {entries} whole
                   WHERE whole.uid = d.uid AND whole.access_id IS NULL AND whole.is_cancelled
               ) AS is_seat,
           CASE WHEN d.access IS NOT NULL AND d.about = 'meeting'
               THEN coalesce(side.by_itself, TRUE) ELSE d.by_itself END AS goes_by_itself
    FROM different d
    LEFT JOIN different side ON d.access IS NOT NULL AND side.access IS NULL
        AND side.uid = d.uid AND side.reader = d.reader
    -- Who speaks for the cluster as well hears of the meeting as the cluster does.
    WHERE NOT d.manages OR side.uid IS NULL
), coded AS (
    SELECT d.*, CASE
        WHEN is_seat AND is_cancelled THEN ARRAY['seat_lost']
        WHEN is_seat AND (known IS NULL OR was_cancelled) THEN ARRAY['seat_given']
        WHEN known IS NULL THEN ARRAY[about || '_new']
        WHEN is_cancelled AND NOT was_cancelled THEN ARRAY[about || '_gone']
        WHEN was_cancelled AND NOT is_cancelled THEN ARRAY[about || '_back']
        WHEN about = 'edition' THEN array_remove(ARRAY[
            CASE WHEN says->'event' <> said->'event' THEN 'edition_name' END,
            CASE WHEN (says->'starts_on', says->'ends_on')
                IS DISTINCT FROM (said->'starts_on', said->'ends_on') THEN 'edition_dates' END,
            CASE WHEN (says->'venue', says->'city')
                IS DISTINCT FROM (said->'venue', said->'city') THEN 'edition_venue' END,
            CASE WHEN says->'zone' <> said->'zone' THEN 'edition_zone' END
        ], NULL)
        WHEN about = 'session' THEN array_remove(ARRAY[
            CASE WHEN (begins, ends) IS DISTINCT FROM (began, ended) THEN 'session_moved'
                WHEN says - '{{event,speakers}}'::text[] <> said - '{{event,speakers}}'::text[]
                    THEN 'session_changed' END,
            CASE WHEN speaks AND NOT spoke THEN 'session_speaks'
                WHEN spoke AND NOT speaks THEN 'session_silent' END
        ], NULL)
        WHEN (begins, ends) IS DISTINCT FROM (began, ended) THEN ARRAY[about || '_moved']
        WHEN about = 'meeting' AND says->'with' = said->'with'
             AND says ? 'address' <> said ? 'address'
            THEN ARRAY['meeting_way']
        WHEN about = 'meeting' AND says->'with' = said->'with'
             AND says->'address' <> said->'address'
            THEN ARRAY[CASE '' WHEN said->>'address' THEN 'meeting_address_first'
                WHEN says->>'address' THEN 'meeting_address_lost' ELSE 'meeting_address' END]
        WHEN about = 'meeting' AND says->'with' = said->'with'
             AND (says->'table', says->'room') IS DISTINCT FROM (said->'table', said->'room')
            THEN ARRAY['meeting_table']
        WHEN about = 'meeting' AND says ? 'interpreted' <> said ? 'interpreted'
             AND says - 'venue' - 'interpreted' = said - 'venue' - 'interpreted'
            THEN ARRAY[CASE WHEN says ? 'interpreted' THEN 'meeting_interpreted'
                ELSE 'meeting_uninterpreted' END]
        WHEN says - 'event' - 'venue' <> said - 'event' - 'venue' THEN ARRAY[about || '_changed']
        ELSE ARRAY[]::text[]
    END AS codes
    FROM settled d
)
"""


DIFFERENT = different()
