"""The programme with the times of meetings: windows and pauses stand in it by themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from events.models import Edition, Session
from events.queries.programme import ProgrammeDay
from matchmaking.models import MeetingWindow, Pause
from matchmaking.slots import Period


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """A window for meetings, or a pause in one."""

    title: str
    period: Period
    is_pause: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A session, or a time of meetings. The first and last session of a day cannot move on."""

    session: Session | None = None
    time: MeetingTime | None = None
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class FullDay:
    """One day's sessions and times of meetings in order."""

    day: date | None
    title: str
    sessions: tuple[Session, ...]
    rows: tuple[Row, ...]


def full_programme(
    edition: Edition, days: Iterable[ProgrammeDay], *, once: bool = False
) -> list[FullDay]:
    """The days of a programme with windows and pauses, each by its start.

    With `once`, sessions that say the same as a window are left out.
    """
    days = list(days)
    times: defaultdict[date | None, list[MeetingTime]] = defaultdict(list)
    titles: dict[date | None, ProgrammeDay] = {day.day: day for day in days}
    sessions = [session for day in titles.values() for session in day.sessions]
    for time in _times(edition, sessions):
        times[time.period.start.astimezone(edition.zone).date()].append(time)
    windows = [time.period for found in times.values() for time in found if not time.is_pause]
    ordered = sorted({*titles, *times}, key=lambda day: day or date.max)
    return [_full_day(day, titles.get(day), times[day], windows if once else ()) for day in ordered]


def _times(edition: Edition, sessions: Sequence[Session]) -> Iterable[MeetingTime]:
    """Windows, and pauses as `pauses` gives them."""
    if edition.is_recorded:
        return
    for window in MeetingWindow.objects.filter(edition=edition):
        yield MeetingTime(
            window.name, Period(window.period.lower, window.period.upper), is_pause=False
        )
    yield from pauses(edition, sessions)


def pauses(edition: Edition, sessions: Iterable[Session]) -> Iterator[MeetingTime]:
    """The pauses of all windows, without those that a break of the programme stands for."""
    breaks = [
        _period(session)
        for session in sessions
        if session.period and session.kind == Session.Kind.SOCIAL
    ]
    for pause in Pause.objects.filter(window__edition=edition).order_by("period"):
        period = Period(pause.period.lower, pause.period.upper)
        if not any(period.overlaps(stands_for) for stands_for in breaks):
            yield MeetingTime(pause.title, period, is_pause=True)


def _full_day(
    day: date | None,
    programme: ProgrammeDay | None,
    times: Iterable[MeetingTime],
    windows: Iterable[Period],
) -> FullDay:
    sessions = programme.sessions if programme else ()
    shown = [session for session in sessions if not _says_a_window(session, windows)]
    rows = [
        Row(session=session, is_first=session == sessions[0], is_last=session == sessions[-1])
        for session in shown
    ]
    # Stable: what begins together stays in its order, the window before its sessions.
    both = [*(Row(time=time) for time in times), *rows]
    title = programme.title if programme else ""
    return FullDay(day, title, sessions, tuple(sorted(both, key=_when)))


def _says_a_window(session: Session, windows: Iterable[Period]) -> bool:
    if session.period is None or session.kind != Session.Kind.BILATERAL_MEETINGS:
        return False
    return any(_period(session).overlaps(window) for window in windows)


def _when(row: Row) -> tuple[bool, float]:
    """Timed rows by start, the others after them."""
    if row.time:
        return False, row.time.period.start.timestamp()
    if row.session and row.session.period:
        return False, row.session.period.lower.timestamp()
    return True, 0.0


def _period(session: Session) -> Period:
    return Period(session.period.lower, session.period.upper)
