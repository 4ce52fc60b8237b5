"""What changed since it was told: entries that say something else than their readers know.

Ask once the entries are up to date (`matchmaking.telling.entries`).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from events.models import Edition
from matchmaking.models import AgendaEntry, ToldEntry
from matchmaking.queries.different import DIFFERENT

_FIELDS = (
    "reader",
    "access",
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
_NAMED = {"entry": "id", "by_itself": "goes_by_itself"}
_COLUMNS = ", ".join(_NAMED.get(name, name) for name in _FIELDS)


def _days(column: str) -> str:
    """When the event takes place, as an entry says it in this column."""
    return f"jsonb_build_array({column}->'starts_on', {column}->'ends_on', {column}->'zone')"


# What waits for the organiser, as one JSON value: [code, how many, since, when they take place].
_WAITING = f"""
    {DIFFERENT}, news AS (
        SELECT code, count(DISTINCT (about, key)) AS things, min(waits_since) AS since,
               jsonb_agg(DISTINCT span) AS spans
        FROM coded CROSS JOIN LATERAL unnest(codes) AS code
        CROSS JOIN LATERAL (VALUES
            (CASE about WHEN 'edition' THEN {_days("says")}
             ELSE jsonb_build_array(begins, ends) END),
            (CASE about WHEN 'edition' THEN {_days("said")}
             ELSE jsonb_build_array(began, ended) END)
        ) AS spans (span)
        WHERE NOT goes_by_itself AND code NOT IN ('seat_given', 'seat_lost') GROUP BY code
    )
    SELECT coalesce(jsonb_agg(jsonb_build_array(code, things, since, spans) ORDER BY code), '[]')
    FROM news
"""


LONG = timedelta(days=1)
SOON = timedelta(hours=48)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one registration (`reader`) does not know yet of one entry, or a delegate of it with an
    account, whose `access` (an id) it is then.

    `codes` say what kind of news it is ("edition_venue", "meeting_moved"); none where only the
    event's name or place is repeated. `by_itself`: told without the organiser. `began`, `ended`
    and `said` are what was told, None for what is new. `entry` is a row's id, by which two of them
    do not differ: `uid` names the thing.
    """

    reader: int
    access: int | None
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
    """How many things are news of one kind, since when, and from when to when each takes place, as
    it is now or as its readers know it.
    """

    code: str
    count: int
    since: datetime
    spans: tuple[Span, ...]

    def is_near(self, now: datetime) -> bool:
        """Whether one is under way or begins soon: what was moved away from tomorrow is near."""
        return any(now < ends and begins <= now + SOON for begins, ends in self.spans)


def differences(
    edition: Edition,
    *,
    by_itself: bool | None = None,
    readers: Collection[int] | None = None,
    statement: str = DIFFERENT,
    **more: Any,
) -> list[Difference]:
    """By registration, each with its delegates; the event first, then in order of time; one query.

    `by_itself` only those that are told so, or only those that wait for the organiser. Another
    `statement` finds them among other entries, by `more` values.
    """
    rows = _rows(
        f"""{statement} SELECT {_COLUMNS} FROM coded
        WHERE (%(by_itself)s::boolean IS NULL OR goes_by_itself = %(by_itself)s)
          AND (%(readers)s::bigint[] IS NULL OR reader = ANY(%(readers)s))
        ORDER BY reader, access NULLS FIRST, about <> 'edition', begins, id""",
        edition=edition.pk,
        by_itself=by_itself,
        readers=None if readers is None else list(readers),
        **more,
    )
    found = []
    for row in rows:
        values = dict(zip(_FIELDS, row, strict=True))
        said = values["said"]
        values |= {"says": json.loads(values["says"]), "said": json.loads(said) if said else None}
        found.append(Difference(**values))
    return found


def waiting_readers(
    edition: Edition, *, by_itself: bool | None = None
) -> list[tuple[int, int | None]]:
    """Who does not know something yet: registrations, and with the id of their accesses delegates
    of theirs.
    """
    rows = _rows(
        f"""{DIFFERENT} SELECT DISTINCT reader, access FROM coded
        WHERE %(by_itself)s::boolean IS NULL OR goes_by_itself = %(by_itself)s
        ORDER BY reader, access NULLS FIRST""",
        edition=edition.pk,
        by_itself=by_itself,
    )
    return [(registration, access) for registration, access in rows]


def waiting(edition: Edition) -> list[News]:
    """What waits for the organiser to tell it, by kind; one query whatever there is."""
    [(found,)] = _rows(_WAITING, edition=edition.pk)
    return news_in(found, edition)


def waiting_column(edition: int) -> RawSQL:
    """The same as a column of another query; `news_in` reads it."""
    statement = _WAITING % {"edition": "%s"}
    return RawSQL(f"({statement})", (edition,) * statement.count("%s"))


def news_in(found: str, edition: Edition) -> list[News]:
    return [
        News(
            code,
            count,
            datetime.fromisoformat(since),
            tuple(span for kept in spans if (span := _span(kept, edition))),
        )
        for code, count, since, spans in json.loads(found)
    ]


def _span(kept: list[str | None], edition: Edition) -> Span | None:
    begins, ends, *of_event = kept
    if not begins or not ends:
        return None
    if of_event:
        return days_of_event(begins, ends, of_event[0], edition)
    return datetime.fromisoformat(begins), datetime.fromisoformat(ends)


def days_of_event(first: str, last: str, zone: str | None, edition: Edition) -> Span:
    """From when to when an event takes place that says so, by its own clock."""
    clock = ZoneInfo(zone) if zone else edition.zone
    after = date.fromisoformat(last) + timedelta(days=1)
    return (
        datetime.combine(date.fromisoformat(first), time.min, clock),
        datetime.combine(after, time.min, clock),
    )


def _rows(statement: str, **values: Any) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()


def is_pressing(news: Iterable[News], now: datetime) -> bool:
    """Whether something waits for a day already, or concerns what takes place within 48 hours."""
    return any(one.since <= now - LONG or one.is_near(now) for one in news)


def knows_as_cancelled(meeting: int) -> bool:
    """Whether a side of a meeting was told that it is cancelled."""
    return ToldEntry.objects.filter(
        entry__about=AgendaEntry.About.MEETING,
        entry__key=meeting,
        registration__isnull=False,
        is_cancelled=True,
    ).exists()


def sat_when_cancelled(access: int, meeting: int) -> bool:
    """Whether a delegate with an account sat in a meeting until it was cancelled: what a seat says
    ended at the same instant as what its side says.
    """
    side = AgendaEntry.objects.filter(
        uid=OuterRef("uid"), access=None, is_cancelled=True, changed_at=OuterRef("changed_at")
    )
    own = AgendaEntry.objects.filter(access=access, key=meeting, is_cancelled=True)
    return own.filter(Exists(side)).exists()
