"""What entries will say once a draft is published, and who will not know it then; nothing is
written.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from events.models import Registration
from matchmaking.models import AgendaEntry, ScheduleVersion
from matchmaking.queries.different import different
from matchmaking.queries.told import Difference, differences
from matchmaking.telling import sql

# As `BRING_UP_TO_DATE` leaves them. What is new comes after all that is there.
_ENTRIES = f"""
{sql.said("v.id = %(version)s")}, foreseen AS (
    SELECT coalesce(entry.id, 4000000000000000000 + row_number() OVER ()) AS id,
           %(edition)s::bigint AS edition_id,
           coalesce(entry.registration_id, said.registration_id) AS registration_id,
           coalesce(entry.access_id, said.access_id) AS access_id,
           coalesce(entry.about, said.about) AS about, coalesce(entry.key, said.key) AS key,
           coalesce(entry.uid, said.uid) AS uid,
           CASE WHEN entry.id IS NOT NULL THEN entry.sequence + is_changed::int
               WHEN said.access_id IS NULL THEN 0
               ELSE coalesce((
                   SELECT side.sequence + 1 FROM matchmaking_agendaentry side
                   WHERE side.uid = said.uid AND side.access_id IS NULL), 0)
           END AS sequence,
           coalesce(said.is_cancelled, TRUE) AS is_cancelled,
           CASE WHEN keeps THEN entry.begins ELSE said.begins END AS begins,
           CASE WHEN keeps THEN entry.ends ELSE said.ends END AS ends,
           CASE WHEN keeps THEN entry.says ELSE said.says END AS says,
           CASE WHEN is_changed THEN %(now)s ELSE entry.changed_at END AS changed_at,
           CASE WHEN is_changed THEN %(now)s ELSE entry.waits_since END AS waits_since
    FROM said
    FULL JOIN (
        SELECT * FROM matchmaking_agendaentry known WHERE known.edition_id = %(edition)s
    ) entry ON entry.uid = said.uid
        AND coalesce(entry.access_id, 0) = coalesce(said.access_id, 0)
    CROSS JOIN LATERAL (VALUES (
        entry.id IS NOT NULL AND coalesce(said.is_cancelled, TRUE),
        CASE WHEN entry.id IS NULL THEN TRUE WHEN said.uid IS NULL THEN NOT entry.is_cancelled
            ELSE entry.is_cancelled <> said.is_cancelled
                OR NOT said.is_cancelled AND (entry.begins, entry.ends, entry.says)
                    IS DISTINCT FROM (said.begins, said.ends, said.says)
        END
    )) AS compared (keeps, is_changed)
    WHERE entry.id IS NOT NULL OR said.about <> 'meeting' OR NOT said.is_cancelled
)"""
_MEETINGS = f"""
WITH {_ENTRIES}
SELECT registration_id, access_id, begins, ends, says FROM foreseen
WHERE about = 'meeting' AND NOT is_cancelled AND (
    registration_id = %(registration)s OR access_id IN (
        SELECT id FROM events_delegateaccess WHERE registration_id = %(registration)s))
ORDER BY begins, id
"""
_DIFFERENT = different("foreseen", f"{_ENTRIES},")


def news_of(
    version: ScheduleVersion, registration: Registration, now: datetime
) -> list[Difference]:
    """What a cluster and its delegates will not know once this version is published; one query."""
    return differences(
        version.edition,
        readers=[registration.pk],
        statement=_DIFFERENT,
        version=version.pk,
        now=now,
    )


def meetings_of(
    version: ScheduleVersion, registration: Registration, now: datetime
) -> list[AgendaEntry]:
    """The entries of their meetings then, in order of time; one query."""
    values: dict[str, Any] = {"version": version.pk, "edition": version.edition_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_MEETINGS, {**values, "registration": registration.pk})
        rows = cursor.fetchall()
    return [
        AgendaEntry(
            registration_id=reader,
            access_id=access,
            begins=begins,
            ends=ends,
            says=json.loads(said),
        )
        for reader, access, begins, ends, said in rows
    ]
