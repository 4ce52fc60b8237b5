"""What becomes of an event on other days, and why it cannot be moved so, in words."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from events.models import Edition, EditionMove
from events.moves import Days, Move
from events.queries.moving import ProgrammeMove
from events.rules import phase
from events.services import moving as services
from interface import moments
from interface.plain_text import isolated
from interface.words import listed, number
from matchmaking.models import Slot
from matchmaking.queries.moving import GridMove
from matchmaking.services.moving import MeetingsOutside, RunUnderWay

State = Edition.State


def days(when: Days) -> str:
    """ "10–11 May 2027, Europe/Madrid"."""
    # Translators: the days of an event and its time zone
    return _("%(days)s, %(zone)s") % {
        "days": moments.date_range(when.first, when.last),
        "zone": when.zone.replace("_", " "),
    }


def shift(move: Move) -> str:
    """By how much everything moves, and that the clocks say the same."""
    count = abs(move.days)
    if move.days > 0:
        first = ngettext(
            "Everything moves by %(count)s day, to a later date.",
            "Everything moves by %(count)s days, to a later date.",
            count,
        ) % {"count": number(count)}
    elif move.days < 0:
        first = ngettext(
            "Everything moves by %(count)s day, to an earlier date.",
            "Everything moves by %(count)s days, to an earlier date.",
            count,
        ) % {"count": number(count)}
    else:
        first = _("The first day stays.")
    if move.before.zone != move.after.zone:
        second = _(
            "Times stay what the clock says: what was at 09:00 in %(before)s is at 09:00 in "
            "%(after)s."
        ) % {"before": move.before.zone, "after": move.after.zone}
    else:
        second = _("Times stay what the clock says.")
    return f"{first} {second}"


def moving_along(programme: ProgrammeMove, grid: GridMove) -> list[str]:
    """How much of each kind moves along."""
    said = [
        (
            programme.sessions,
            ngettext("%(count)s session", "%(count)s sessions", programme.sessions),
        ),
        (
            grid.windows,
            ngettext("%(count)s meeting window", "%(count)s meeting windows", grid.windows),
        ),
        (
            grid.times,
            ngettext("%(count)s time for meetings", "%(count)s times for meetings", grid.times),
        ),
        (
            grid.meetings,
            ngettext(
                "%(count)s meeting of the published schedule, at its time and table",
                "%(count)s meetings of the published schedule, at their times and tables",
                grid.meetings,
            ),
        ),
        (
            grid.answers,
            ngettext(
                "%(count)s time at which a cluster said that it is not available",
                "%(count)s times at which clusters said that they are not available",
                grid.answers,
            ),
        ),
    ]
    return [words % {"count": number(count)} for count, words in said if count]


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of a closing date that is over, that would be over, and that is to come."""

    is_closed: StrPromise
    closes_at_once: StrPromise
    closes: StrPromise


REGISTRATION = Closing(
    _lazy(
        "Registration closed on %(before)s, and stays closed. Moving the event, there or back, "
        "opens nothing again."
    ),
    _lazy(
        "Registration was to close on %(before)s, and closes at once. Moving the event back does "
        "not open it again."
    ),
    _lazy("Registration closes on %(after)s instead of %(before)s."),
)
REQUESTS = Closing(
    _lazy(
        "Requests closed on %(before)s, and stay closed. Moving the event, there or back, opens "
        "nothing again."
    ),
    _lazy(
        "Requests were to close on %(before)s, and close at once. Moving the event back does not "
        "open them again."
    ),
    _lazy("Requests close on %(after)s instead of %(before)s."),
)


def closings(edition: Edition, programme: ProgrammeMove, now: datetime) -> list[str]:
    """What becomes of the opening and closing dates."""
    before, after = edition.zone, ZoneInfo(programme.move.after.zone)
    found = programme.closings
    dates = [
        (REGISTRATION, edition.registration_closes_at, found.registration),
        (REQUESTS, edition.requests_close_at, found.requests),
    ]
    opens, will_open = edition.requests_open_at, found.opening
    opening = []
    if opens and will_open and opens > now:
        said = {
            "before": moments.moment(opens, before, year=True),
            "after": moments.moment(will_open, after, year=True),
        }
        opening = [_("Requests open on %(after)s instead of %(before)s.") % said]
    return opening + [
        _closing(words, (was, before), (becomes, after), now)
        for words, was, becomes in dates
        if was and becomes
    ]


def last_days(programme: ProgrammeMove, today: date) -> list[str]:
    """What becomes of the last days of follow-ups; `today` is the day where the event goes to."""
    days = Counter((row.before, row.after) for row in programme.last_days)
    return [
        (_ends_at_once(count) if after < today else _ends(count))
        % {
            "count": number(count),
            "before": moments.date_words(before),
            "after": moments.date_words(after),
        }
        for (before, after), count in sorted(days.items())
    ]


def _ends(count: int) -> str:
    return ngettext(
        "%(count)s follow-up takes answers until %(after)s instead of %(before)s.",
        "%(count)s follow-ups take answers until %(after)s instead of %(before)s.",
        count,
    )


def _ends_at_once(count: int) -> str:
    return ngettext(
        "%(count)s follow-up was to take answers until %(before)s, and takes none any more. Moving "
        "the event back does not change that.",
        "%(count)s follow-ups were to take answers until %(before)s, and take none any more. "
        "Moving the event back does not change that.",
        count,
    )


def _closing(
    words: Closing, was: tuple[datetime, tzinfo], becomes: tuple[datetime, tzinfo], now: datetime
) -> str:
    said = {
        "before": moments.moment(*was, year=True),
        "after": moments.moment(*becomes, year=True),
    }
    if was[0] <= now:
        return words.is_closed % said
    return (words.closes_at_once if becomes[0] <= now else words.closes) % said


def falling_outside(programme: ProgrammeMove, grid: GridMove, zone: tzinfo) -> list[str]:
    """Each session, window and question that would go, with its day as it is now."""
    sessions = [
        _outside(session.title, session.period.lower, zone)
        if session.period
        else _("%(title)s (no time)") % {"title": isolated(session.title)}
        for session in programme.outside
    ]
    windows = [_outside(row.name, row.period.lower, zone) for row in grid.outside]
    asks = [
        _("Your question to %(cluster)s whether it can free %(when)s; it is taken back")
        % {
            "cluster": isolated(ask.registration.cluster.called),
            "when": moments.day_and_clock(ask.period.lower, zone),
        }
        for ask in grid.asks
    ]
    return [*sessions, *windows, *asks]


def _outside(title: str, start: datetime, zone: tzinfo) -> str:
    when = moments.day_and_clock(start, zone)
    # Translators: a session or window and when it begins
    return _("%(title)s, %(when)s") % {"title": isolated(title), "when": when}


def obstacle(edition: Edition, grid: GridMove) -> str:
    """Why the event cannot be moved so as it stands; empty where it can."""
    if grid.is_run_under_way:
        return str(REFUSALS[RunUnderWay])
    return _meetings_outside(grid.in_the_way, edition.zone) if grid.in_the_way else ""


def _meetings_outside(slots: Iterable[Slot], zone: tzinfo) -> str:
    times = listed(moments.day_and_clock(slot.period.lower, zone) for slot in slots)
    return _(
        "The published schedule has meetings at times that would fall outside: %(times)s. Move "
        "or remove them in a draft of the schedule and publish it, then move the event."
    ) % {"times": times}


def clocks_change(refused: services.ClocksChange) -> str:
    return _(
        "Clocks change over “%(title)s” on %(day)s: its times would not be what they are now. "
        "Give it other times first, or choose other days."
    ) % {"title": isolated(refused.title), "day": moments.date_words(refused.day)}


REFUSALS = {
    services.NothingToMove: _lazy("The event has these dates already. Enter others."),
    services.PreviewOutdated: _lazy(
        "Something changed since this preview was made, and nothing is moved yet. Here is what the "
        "move would do now."
    ),
    services.BeginsInThePast: _lazy(
        "This day is over. Enter today or a later day: an event that has taken place is a record "
        "of the archive."
    ),
    RunUnderWay: _lazy("A schedule run is under way. Wait until it ends, or stop it."),
}


def refusal(edition: Edition, refused: services.MoveRefused, now: datetime) -> str:
    """Why the event is not moved."""
    if isinstance(refused, services.NotMovable):
        return not_movable(edition, now)
    if isinstance(refused, MeetingsOutside):
        return _meetings_outside(refused.slots, edition.zone)
    if isinstance(refused, services.ClocksChange):
        return clocks_change(refused)
    return str(REFUSALS[type(refused)])


NOT_MOVABLE: dict[State, Callable[[], str]] = {
    State.RUNNING: lambda: _(
        "The event is running. Its dates and time zone stay; single meetings are moved by Re-plan."
    ),
    State.CANCELLED: lambda: _("The event is cancelled. It can no longer be moved."),
}


def not_movable(edition: Edition, now: datetime) -> str:
    """Why there is no moving any more, whatever the dates."""
    say = NOT_MOVABLE.get(phase(edition, now))
    return say() if say else _("The event is finished. It can no longer be moved.")


def moved(made: EditionMove) -> str:
    """What was done, and how it is undone."""
    said = {
        "event": made.edition,
        "after": days(Days(made.to_first, made.to_last, made.to_zone)),
        "before": days(Days(made.from_first, made.from_last, made.from_zone)),
    }
    return (
        _(
            "%(event)s is moved to %(after)s. Calendars and agendas say so now. To undo it, move "
            "it back to %(before)s."
        )
        % said
    )
