"""What follows here from what happens in the apps below."""

from datetime import datetime

from django.db.models import QuerySet
from django.dispatch import receiver

from accounts.models import User
from events.models import Delegate, Edition, Registration, Session
from events.moves import Move
from events.queries.presence import NOBODY, delegations
from events.records import MeetingThere
from events.signals import (
    dates_are_used,
    delegation_changed,
    draft_leaves,
    edition_copied,
    edition_moves,
    event_cancelled,
    has_sat,
    meetings_to_lose,
    meetings_without_delegate,
    registration_left,
    registration_returned,
    requests_opened,
    seats_handed_over,
    session_lies_over,
)
from matchmaking.models import Interpreter, MeetingWindow, ScheduleVersion
from matchmaking.queries import costs
from matchmaking.queries.delegations import left_alone
from matchmaking.queries.overlaps import Mark, overlaps
from matchmaking.services.copying import copy_grid, copy_groups, copy_interpreters
from matchmaking.services.letters.reminders import withdraw_reminders
from matchmaking.services.moving import move_meetings
from matchmaking.services.opening import open_schedule
from matchmaking.services.placing.delegates import hand_over, has_sat_down, seat_anew
from matchmaking.services.placing.interpreters import lock_interpreters, seat_interpreters_anew
from matchmaking.services.reminders import copy_reminders
from matchmaking.services.requests import end_requests, restore_requests
from matchmaking.telling.acts import mails_of_cancelled_event
from notifications.services import Mail


@receiver(registration_left, dispatch_uid="matchmaking.end_requests")
def end_requests_of_leaver(
    sender: type[Registration],
    registration: Registration,
    now: datetime,
    by: User | None = None,
    **extra: object,
) -> None:
    """Nobody waits for an answer from a cluster that is not coming."""
    end_requests(registration=registration, now=now, by=by)


@receiver(registration_returned, dispatch_uid="matchmaking.restore_requests")
def restore_requests_of_returner(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> None:
    """A decision taken back takes back what it ended."""
    restore_requests(registration=registration, now=now)


@receiver(requests_opened, dispatch_uid="matchmaking.open_schedule")
def open_schedule_of_edition(
    sender: type[Edition], edition: Edition, now: datetime, **extra: object
) -> None:
    """Where clusters ask for free times from the start there is a schedule to put them in."""
    open_schedule(edition=edition, now=now)


@receiver(draft_leaves, dispatch_uid="matchmaking.delete_versions")
def delete_versions_of_draft(sender: type[Edition], edition: Edition, **extra: object) -> None:
    """A schedule that was begun by hand has no meetings yet, and goes with its event."""
    ScheduleVersion.objects.filter(edition=edition).delete()


@receiver(dates_are_used, dispatch_uid="matchmaking.windows_use_dates")
def windows_use_dates(
    sender: type[Edition], edition: Edition, **extra: object
) -> QuerySet[MeetingWindow]:
    """The edition's meeting windows."""
    return MeetingWindow.objects.filter(edition=edition)


@receiver(dates_are_used, dispatch_uid="matchmaking.interpreters_use_dates")
def interpreters_use_dates(
    sender: type[Edition], edition: Edition, **extra: object
) -> QuerySet[Interpreter]:
    """Those who interpret there at some times only."""
    return Interpreter.objects.filter(edition=edition, presence__isnull=False)


@receiver(edition_moves, dispatch_uid="matchmaking.move_meetings")
def move_meetings_of_edition(
    sender: type[Edition], edition: Edition, move: Move, seen: str, now: datetime, **extra: object
) -> None:
    """Windows, meetings, answers and asks move with their event."""
    move_meetings(edition=edition, move=move, seen=seen, now=now)
    withdraw_reminders(edition)


@receiver(edition_copied, dispatch_uid="matchmaking.copy_grid")
def copy_grid_of_edition(
    sender: type[Edition], edition: Edition, copy: Edition, move: Move, **extra: object
) -> None:
    """Windows, tables, groups and interpreters are made for the new event too."""
    copy_grid(edition=edition, copy=copy, move=move)
    copy_groups(edition=edition, copy=copy)
    copy_interpreters(edition=edition, copy=copy)
    copy_reminders(edition=edition, copy=copy)


@receiver(session_lies_over, dispatch_uid="matchmaking.session_lies_over")
def session_lies_over_meetings(
    sender: type[Session], session: Session, **extra: object
) -> frozenset[Mark]:
    """Windows with times in it, and placed meetings that it keeps somebody from."""
    return overlaps(session)


@receiver(event_cancelled, dispatch_uid="matchmaking.tell_of_cancelled_event")
def tell_clusters_of_cancelled_event(
    sender: type[Edition], edition: Edition, message: str, now: datetime, **extra: object
) -> list[Mail]:
    """The mail of who takes part takes everything out of their calendars."""
    withdraw_reminders(edition)
    return mails_of_cancelled_event(edition, message, now)


@receiver(meetings_without_delegate, dispatch_uid="matchmaking.left_alone")
def find_meetings_left_alone(
    sender: type[Registration],
    registration: Registration,
    now: datetime,
    *,
    is_unnamed: bool,
    **extra: object,
) -> list[MeetingThere]:
    """Published meetings to come that have nobody of the cluster."""
    stored = Registration.objects.select_related("edition").get(pk=registration.pk)
    there = NOBODY if is_unnamed else delegations([stored])[stored.pk]
    return costs.as_told(left_alone(stored, there, now))


@receiver(meetings_to_lose, dispatch_uid="matchmaking.meetings_to_lose")
def find_meetings_to_lose(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> list[MeetingThere]:
    """Published meetings to come that end with the cluster."""
    return costs.meetings_to_lose(registration, now)


@receiver(delegation_changed, dispatch_uid="matchmaking.seat_anew")
def seat_delegation_anew(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> None:
    """Others of the delegation take the seats of who does not come, or not then."""
    seat_anew([registration], now)
    if registration.edition.common_language:
        lock_interpreters(registration.edition_id)
        seat_interpreters_anew(registration.edition, now, of=registration)


@receiver(has_sat, dispatch_uid="matchmaking.has_sat")
def has_sat_in_meetings(
    sender: type[Delegate], delegate: Delegate, now: datetime, **extra: object
) -> bool:
    """Whoever is replaced keeps what has begun."""
    return has_sat_down(delegate, now)


@receiver(seats_handed_over, dispatch_uid="matchmaking.hand_over")
def hand_over_seats(
    sender: type[Delegate], former: Delegate, successor: Delegate, now: datetime, **extra: object
) -> None:
    """Meetings that have begun go to who sat there, or back."""
    hand_over(former=former, successor=successor, now=now)
