"""What changed since it was told: entries that say something else than a cluster knows.

Ask once the entries are up to date (`matchmaking.telling.entries`).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from events.models import Edition
from matchmaking.models import AgendaEntry, ToldEntry

_PAIRS = """
pair AS (
    SELECT entry.*, r.id AS reader, r.cluster_id
    FROM matchmaking_agendaentry entry
    JOIN events_registration r ON r.id = entry.registration_id
    WHERE entry.edition_id = %(edition)s
  UNION ALL
    SELECT entry.*, r.id, r.cluster_id
    FROM matchmaking_agendaentry entry
    JOIN events_registration r ON r.edition_id = entry.edition_id AND r.state = 'approved'
    WHERE entry.edition_id = %(edition)s AND entry.registration_id IS NULL
      -- Slots stand for the hours of bilateral meetings, in agendas too.
      AND NOT (entry.about = 'session' AND entry.says->>'kind' = 'bilateral_meetings' AND EXISTS (
              SELECT FROM matchmaking_slot slot WHERE slot.edition_id = entry.edition_id))
)
"""

_DIFFERENT = f"""
WITH {_PAIRS}, speaking AS (
    SELECT pair.*, says->'speakers' @> to_jsonb(cluster_id) AS speaks FROM pair
), told AS (
    SELECT t.*, t.says->'speakers' @> to_jsonb(r.cluster_id) AS spoke
    FROM matchmaking_toldentry t JOIN events_registration r ON r.id = t.registration_id
    WHERE r.edition_id = %(edition)s
), different AS (
    SELECT n.*, t.id AS known, t.is_cancelled AS was_cancelled, t.begins AS began, t.ends AS ended,
           t.says AS said, t.spoke,
           t.id IS NOT NULL AND n.about <> 'session' AND n.is_cancelled <> t.is_cancelled
               OR e.state = 'cancelled' AS by_itself
    FROM speaking n
    JOIN events_edition e ON e.id = n.edition_id
    LEFT JOIN told t ON t.entry_id = n.id AND t.registration_id = n.reader
    WHERE t.id IS NULL AND NOT n.is_cancelled AND (n.about <> 'session' OR EXISTS (
              SELECT FROM matchmaking_scheduleversion v
              WHERE v.edition_id = n.edition_id AND v.published_at IS NOT NULL
                AND NOT v.is_opening))
       OR t.sequence <> n.sequence AND (
              t.is_cancelled <> n.is_cancelled OR NOT n.is_cancelled
              AND (t.begins, t.ends, t.says - 'speakers', t.spoke)
                  IS DISTINCT FROM (n.begins, n.ends, n.says - 'speakers', n.speaks))
), coded AS (
    SELECT d.*, CASE
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
    FROM different d
)
"""

_FIELDS = (
    "reader",
    "entry",
    "about",
    "key",
    "uid",
    "sequence",
    "is_cancelled",
    "begins",
    "ends",
    "says",
    "changed_at",
    "began",
    "ended",
    "said",
    "codes",
    "by_itself",
)
_COLUMNS = ", ".join("id" if name == "entry" else name for name in _FIELDS)
# What waits for the organiser, as one JSON value: [code, how many, since, the first begins].
_WAITING = f"""
    {_DIFFERENT}, news AS (
        SELECT code, count(DISTINCT (about, key)) AS things, min(changed_at) AS since,
               min(begins) AS begins
        FROM coded CROSS JOIN LATERAL unnest(codes) AS code
        WHERE NOT by_itself GROUP BY code
    )
    SELECT coalesce(jsonb_agg(jsonb_build_array(code, things, since, begins) ORDER BY code), '[]')
    FROM news
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one registration (`reader`) does not know yet of one entry.

    `codes` say what kind of news it is ("edition_venue", "meeting_moved"); none where only the
    event's name or place is repeated. `by_itself`: told without the organiser. `began`, `ended`
    and `said` are what was told, None for what is new. `entry` is a row's id, by which two of them
    do not differ: `uid` names the thing.
    """

    reader: int
    entry: int = field(compare=False)
    about: str
    key: int
    uid: str
    sequence: int
    is_cancelled: bool
    begins: datetime | None
    ends: datetime | None
    says: dict[str, Any]
    changed_at: datetime
    began: datetime | None
    ended: datetime | None
    said: dict[str, Any] | None
    codes: Sequence[str]
    by_itself: bool


@dataclass(frozen=True, slots=True)
class News:
    """How many things are news of one kind, since when, and when the first of them takes place."""

    code: str
    count: int
    since: datetime
    begins: datetime | None


def differences(
    edition: Edition, *, by_itself: bool | None = None, readers: Collection[int] | None = None
) -> list[Difference]:
    """By registration, the event first and then in order of time; one query.

    `by_itself` only those that are told so, or only those that wait for the organiser.
    """
    rows = _rows(
        f"""{_DIFFERENT} SELECT {_COLUMNS} FROM coded
        WHERE (%(by_itself)s::boolean IS NULL OR by_itself = %(by_itself)s)
          AND (%(readers)s::bigint[] IS NULL OR reader = ANY(%(readers)s))
        ORDER BY reader, about <> 'edition', begins, id""",
        edition=edition.pk,
        by_itself=by_itself,
        readers=None if readers is None else list(readers),
    )
    found = []
    for row in rows:
        values = dict(zip(_FIELDS, row, strict=True))
        said = values["said"]
        values |= {"says": json.loads(values["says"]), "said": json.loads(said) if said else None}
        found.append(Difference(**values))
    return found


def waiting_registrations(edition: Edition, *, by_itself: bool | None = None) -> list[int]:
    """The registrations that do not know something yet."""
    rows = _rows(
        f"""{_DIFFERENT} SELECT DISTINCT reader FROM coded
        WHERE %(by_itself)s::boolean IS NULL OR by_itself = %(by_itself)s ORDER BY 1""",
        edition=edition.pk,
        by_itself=by_itself,
    )
    return [pk for (pk,) in rows]


def waiting(edition: Edition) -> list[News]:
    """What waits for the organiser to tell it, by kind; one query whatever there is."""
    [(found,)] = _rows(_WAITING, edition=edition.pk)
    return news_in(found)


def waiting_column(edition: Edition) -> RawSQL:
    """The same as a column of another query; `news_in` reads it."""
    return RawSQL(f"({_WAITING % {'edition': int(edition.pk)}})", ())


def news_in(found: str) -> list[News]:
    return [
        News(
            code,
            count,
            datetime.fromisoformat(since),
            datetime.fromisoformat(begins) if begins else None,
        )
        for code, count, since, begins in json.loads(found)
    ]


def _rows(statement: str, **values: Any) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()


LONG = timedelta(days=1)
SOON = timedelta(hours=48)


def is_pressing(news: Iterable[News], edition: Edition, now: datetime) -> bool:
    """Whether something waits for a day already, or concerns what takes place within 48 hours."""
    opens = edition.starts_on and datetime.combine(edition.starts_on, time.min, edition.zone)
    for one in news:
        begins = opens if one.code.startswith("edition") else one.begins
        if one.since <= now - LONG or (begins and now <= begins <= now + SOON):
            return True
    return False


def knows_as_cancelled(meeting: int) -> bool:
    """Whether a side of a meeting was told that it is cancelled."""
    return ToldEntry.objects.filter(
        entry__about=AgendaEntry.About.MEETING, entry__key=meeting, is_cancelled=True
    ).exists()
