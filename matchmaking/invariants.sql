-- What must hold whatever the code does. Each row that comes back is a violation: its rule and the
-- case. Read only; run it after a fault, a restore or a race.
WITH placed AS (
    SELECT p.id, p.version_id, p.slot_id, p.table_id, p.interpreter_id, p.meeting_id, p.edition_id, s.period,
           s.edition_id AS slot_edition, t.edition_id AS table_edition,
           m.edition_id AS meeting_edition, v.edition_id AS version_edition
    FROM matchmaking_placement p
    JOIN matchmaking_slot s ON s.id = p.slot_id
    LEFT JOIN matchmaking_table t ON t.id = p.table_id
    JOIN matchmaking_meeting m ON m.id = p.meeting_id
    JOIN matchmaking_scheduleversion v ON v.id = p.version_id
), seated AS (
    SELECT pp.registration_id, pp.seat, pp.delegate_id, p.*
    FROM placed p
    JOIN matchmaking_placementparticipant pp ON pp.placement_id = p.id
), crowded AS (
    -- For each meeting of a cluster, how many of its meetings run at the same time.
    SELECT a.version_id, a.registration_id, a.id, count(*) AS together
    FROM seated a
    JOIN seated b ON b.version_id = a.version_id AND b.registration_id = a.registration_id
        AND b.period && a.period
    GROUP BY a.version_id, a.registration_id, a.id
), person AS (
    -- Who speaks for a registration: its delegates by name, its cluster's members where one of two
    -- registrations names nobody. Who came after the schedule is for a re-plan to mend.
    -- Names are compared as `interface.folding.folded_person` does.
    SELECT d.registration_id, NULL::bigint AS user_id,
        btrim(regexp_replace(
            lower(regexp_replace(normalize(d.name, NFKD), '[\u0300-\u036f]', '', 'g')), '\s+', ' ', 'g'
        )) AS name, NULL::timestamptz AS since
    FROM events_delegate d
    UNION ALL
    SELECT r.id, m.user_id, NULL, m.created_at
    FROM events_registration r
    JOIN clusters_membership m ON m.organisation_id = r.cluster_id
    JOIN accounts_user u ON u.id = m.user_id AND u.is_active
)
SELECT 'participant more often at once than it has seats' AS rule,
       format('registration %s, version %s, placement %s', c.registration_id, c.version_id, c.id) AS found
FROM crowded c
JOIN events_registration r ON r.id = c.registration_id
WHERE c.together > r.seats
    -- Who goes later leaves meetings for people to mend; a delegation that never changed has none.
    OR (r.version = 1 AND c.together > greatest(1, (
        SELECT count(*) FROM events_delegate d WHERE d.registration_id = r.id
    )))
UNION ALL
SELECT 'seat taken twice at once',
       format('registration %s, seat %s, placements %s and %s', a.registration_id, a.seat, a.id, b.id)
FROM seated a
JOIN seated b ON b.version_id = a.version_id AND b.registration_id = a.registration_id
    AND b.seat = a.seat AND b.id > a.id AND b.period && a.period
UNION ALL
SELECT 'delegate in two meetings at once',
       format('delegate %s, placements %s and %s', a.delegate_id, a.id, b.id)
FROM seated a
JOIN seated b ON b.version_id = a.version_id AND b.delegate_id = a.delegate_id
    AND b.id > a.id AND b.period && a.period
UNION ALL
SELECT 'interpreter in two meetings at once',
       format('interpreter %s, placements %s and %s', a.interpreter_id, a.id, b.id)
FROM placed a
JOIN placed b ON b.version_id = a.version_id AND b.interpreter_id = a.interpreter_id
    AND b.id > a.id AND b.period && a.period
UNION ALL
SELECT 'interpreter of another event', format('interpreter %s, placement %s', p.interpreter_id, p.id)
FROM placed p
JOIN matchmaking_interpreter i ON i.id = p.interpreter_id
WHERE i.edition_id <> p.edition_id
UNION ALL
SELECT DISTINCT 'person in two places at once',
       format('registrations %s and %s, placements %s and %s', a.registration_id, b.registration_id, a.id, b.id)
FROM seated a
JOIN seated b ON b.version_id = a.version_id AND b.registration_id > a.registration_id
    AND b.period && a.period
JOIN events_registration ar ON ar.id = a.registration_id AND NOT ar.sends_colleague
JOIN events_registration br ON br.id = b.registration_id AND NOT br.sends_colleague
JOIN person ap ON ap.registration_id = a.registration_id
JOIN person bp ON bp.registration_id = b.registration_id
JOIN matchmaking_scheduleversion v ON v.id = a.version_id AND v.state IN ('draft', 'published')
WHERE ap.name = bp.name
    OR (ap.user_id = bp.user_id AND greatest(ap.since, bp.since) < v.created_at
        AND NOT (EXISTS (SELECT 1 FROM events_delegate d WHERE d.registration_id = a.registration_id)
            AND EXISTS (SELECT 1 FROM events_delegate d WHERE d.registration_id = b.registration_id)))
UNION ALL
SELECT 'table taken twice at once', format('table %s, placements %s and %s', a.table_id, a.id, b.id)
FROM placed a
JOIN placed b ON b.version_id = a.version_id AND b.table_id = a.table_id
    AND b.id > a.id AND b.period && a.period
UNION ALL
SELECT 'participants differ from those of the meeting', format('placement %s', p.id)
FROM placed p
WHERE ARRAY(
    SELECT registration_id FROM matchmaking_placementparticipant
    WHERE placement_id = p.id ORDER BY registration_id
) <> ARRAY(
    SELECT registration_id FROM matchmaking_meetingparticipant
    WHERE meeting_id = p.meeting_id ORDER BY registration_id
)
UNION ALL
SELECT 'placement outside the grid of its edition', format('placement %s', id)
FROM placed
WHERE (slot_edition, coalesce(table_edition, edition_id), meeting_edition, version_edition)
    <> (edition_id, edition_id, edition_id, edition_id)
UNION ALL
SELECT 'online meeting without a room', format('placement %s', p.id)
FROM placed p
LEFT JOIN matchmaking_onlineroom room ON room.meeting_id = p.meeting_id
WHERE p.table_id IS NULL AND room.id IS NULL
UNION ALL
SELECT 'more meetings at once than tables', format('version %s, slot %s', version_id, slot_id)
FROM placed p
GROUP BY version_id, slot_id, edition_id
HAVING count(p.table_id) > (SELECT count(*) FROM matchmaking_table t WHERE t.edition_id = p.edition_id)
UNION ALL
SELECT 'slot outside its window', format('slot %s', s.id)
FROM matchmaking_slot s
JOIN matchmaking_meetingwindow w ON w.id = s.window_id
WHERE w.edition_id <> s.edition_id OR NOT s.period <@ w.period
UNION ALL
SELECT 'more clusters approved than the edition takes', format('edition %s', e.id)
FROM events_edition e
JOIN events_registration r ON r.edition_id = e.id AND r.state = 'approved'
GROUP BY e.id
HAVING count(*) > e.capacity
UNION ALL
-- What was called off since keeps its place until the next publication, and is shown to nobody.
-- A cluster that left later than its meeting began was there.
SELECT 'published meeting that was not agreed, or without a cluster', format('placement %s', p.id)
FROM placed p
JOIN matchmaking_scheduleversion v ON v.id = p.version_id AND v.state = 'published'
JOIN matchmaking_meeting m ON m.id = p.meeting_id AND NOT m.is_cancelled
LEFT JOIN matchmaking_meetingrequest q ON q.id = m.request_id
WHERE q.state <> 'accepted' OR EXISTS (
    SELECT 1 FROM matchmaking_meetingparticipant mp
    JOIN events_registration r ON r.id = mp.registration_id
    WHERE mp.meeting_id = m.id AND r.state <> 'approved'
        AND coalesce(r.decided_at < lower(p.period), TRUE)
)
UNION ALL
SELECT 'published version of an event that is not published', format('version %s', v.id)
FROM matchmaking_scheduleversion v
JOIN events_edition e ON e.id = v.edition_id
WHERE v.state = 'published' AND NOT v.is_opening
    AND e.state IN ('draft', 'registration_open', 'requests_open', 'scheduling')
UNION ALL
-- What clusters agree on before publication is in a version of its own, until a schedule is published.
SELECT 'opening version after publication, or before requests', format('version %s', v.id)
FROM matchmaking_scheduleversion v
JOIN events_edition e ON e.id = v.edition_id
WHERE v.state = 'published' AND v.is_opening
    AND e.state NOT IN ('requests_open', 'scheduling', 'finished', 'cancelled')
UNION ALL
SELECT 'requests open, free times from the start, and nowhere to put them', format('edition %s', e.id)
FROM events_edition e
WHERE e.state = 'requests_open' AND e.instant_from_start AND NOT EXISTS (
    SELECT FROM matchmaking_scheduleversion v WHERE v.edition_id = e.id AND v.state = 'published')
UNION ALL
SELECT 'meeting both placed and explained as not placed', format('version %s, meeting %s', p.version_id, p.meeting_id)
FROM placed p
JOIN matchmaking_unplacedmeeting u ON u.version_id = p.version_id AND u.meeting_id = p.meeting_id
JOIN matchmaking_scheduleversion v ON v.id = p.version_id
WHERE v.revision = 0
UNION ALL
SELECT 'active run without a live lease for ten minutes', format('run %s', id)
FROM matchmaking_schedulerun
WHERE state IN ('queued', 'running')
    AND coalesce(lease_until, requested_at) < now() - interval '10 minutes'
UNION ALL
-- A what-if makes no version, nor does a replay of a problem that is out of date.
SELECT 'run done without a result', format('run %s', r.id)
FROM matchmaking_schedulerun r
LEFT JOIN matchmaking_scheduleversion v ON v.run_id = r.id
WHERE r.state = 'done' AND v.id IS NULL AND r.kind <> 'what_if' AND r.replay_of_id IS NULL
UNION ALL
SELECT 'ask open for a time that is free', format('ask %s', a.id)
FROM matchmaking_availabilityask a
LEFT JOIN matchmaking_unavailability u
    ON u.registration_id = a.registration_id AND u.period && a.period
WHERE a.state = 'open' AND u.id IS NULL
UNION ALL
SELECT 'more than one published version', format('edition %s', edition_id)
FROM matchmaking_scheduleversion
WHERE state = 'published'
GROUP BY edition_id
HAVING count(*) > 1
UNION ALL
-- While the mail server is away mails wait until it is tried again.
SELECT 'mail late by ten minutes', format('message %s', m.id)
FROM notifications_outboxmessage m
LEFT JOIN notifications_mailserver s ON s.next_try_at IS NOT NULL
WHERE m.state = 'queued' AND greatest(m.due_at, s.next_try_at) < now() - interval '10 minutes'
UNION ALL
SELECT 'translation of a record that is not there', format('%s %s, %s', t.model, t.record, t.field)
FROM translations_translation t
WHERE NOT CASE t.model
    WHEN 'events.call' THEN EXISTS (SELECT 1 FROM events_call r WHERE r.id = t.record)
    WHEN 'events.criterion' THEN EXISTS (SELECT 1 FROM events_criterion r WHERE r.id = t.record)
    WHEN 'events.edition' THEN EXISTS (SELECT 1 FROM events_edition r WHERE r.id = t.record)
    WHEN 'events.question' THEN EXISTS (SELECT 1 FROM events_question r WHERE r.id = t.record)
    WHEN 'events.questionchoice' THEN
        EXISTS (SELECT 1 FROM events_questionchoice r WHERE r.id = t.record)
    WHEN 'events.session' THEN EXISTS (SELECT 1 FROM events_session r WHERE r.id = t.record)
    WHEN 'matchmaking.plannedreminder' THEN
        EXISTS (SELECT 1 FROM matchmaking_plannedreminder r WHERE r.id = t.record)
    ELSE FALSE
END
UNION ALL
SELECT 'mail failed, neither sent again nor given up', format('message %s: %s', id, failure)
FROM notifications_outboxmessage
WHERE state = 'failed'
UNION ALL
SELECT 'sent mail that still holds its link', format('message %s', id)
FROM notifications_outboxmessage
WHERE state <> 'queued' AND secret <> ''
UNION ALL
SELECT rule, format('place %s, entry %s', place, entry_id) FROM public.log_faults();
