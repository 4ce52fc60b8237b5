"""What becomes of requests and meetings when a registration leaves, and when it comes back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from events.models import Registration
from matchmaking.models import Meeting, MeetingRequest
from matchmaking.models.requests import MeetingRequestQuerySet
from matchmaking.queries.requests import at_one_edition
from matchmaking.queries.schedule import begun_meetings
from matchmaking.rules import can_meet, last_answer
from matchmaking.services.letters.requests import tell_of_returns, tell_of_withdrawals
from matchmaking.services.other_times import overtake
from matchmaking.services.placing.delegates import seat_anew
from matchmaking.services.placing.interpreters import seat_interpreters_anew
from matchmaking.services.placing.live import come_back, leave
from matchmaking.services.requests.changes import PairRules, make_meetings, swap_each

State = MeetingRequest.State


@transaction.atomic
def end_requests(*, registration: Registration, now: datetime, by: User | None = None) -> None:
    """End what a registration that left has open, published meetings too; the partners are told.

    What has begun by `now` stays what it was: agreed, and in everybody's agenda. In the published
    version each meeting that is off is one change made `by` whoever did it, and keeps its place:
    agendas leave out what was called off. Call it inside the transaction that took the
    registration's approval away.
    """
    begun = begun_meetings(registration, now).filter(request__isnull=False).values("request")
    ending = list(at_one_edition(_of(registration).live().exclude(pk__in=begun)))
    is_own = registration.state == Registration.State.WITHDRAWN
    standing = Meeting.objects.filter(request__in=[one.pk for one in ending], is_cancelled=False)
    leave(meetings=standing, side=registration if is_own else None, user=by, now=now)
    standing.update(is_cancelled=True)
    for before in MeetingRequest.LIVE:
        alike = [one for one in ending if one.state == before]
        values = {"state": State.WITHDRAWN, "ended_by": registration, "ended_from": before}
        swap_each(alike, before, **values)
    ended = [(one, _other_side(one, registration)) for one in ending]
    tell_of_withdrawals(ended, now)
    _seat(registration, [partner for _, partner in ended], now)
    overtake(meetings=Meeting.objects.filter(participants__registration=registration))


@transaction.atomic
def restore_requests(*, registration: Registration, now: datetime) -> None:
    """Bring back what ended when the registration left; the partners are told.

    Left out is what the two have agreed on anew, whose other side does not come, and what the
    event's rules do not allow any more. Call it inside the transaction that approved the
    registration again.
    """
    ended = _of(registration).filter(state=State.WITHDRAWN, ended_by__isnull=False)
    returning = _returning(registration, list(at_one_edition(ended)), now)
    for before in MeetingRequest.LIVE:
        alike = [one for one in returning if one.ended_from == before]
        values = {"state": before, "ended_by": None, "ended_from": "", "waits_since": now}
        swap_each(alike, State.WITHDRAWN, **values)
    agreed = [one for one in returning if one.state == State.ACCEPTED]
    make_meetings(agreed)
    come_back(meetings=Meeting.objects.filter(request__in=agreed), now=now)
    returned = [(one, _other_side(one, registration)) for one in returning]
    tell_of_returns(returned, now)
    _seat(registration, [partner for _, partner in returned], now)


def _seat(registration: Registration, partners: Iterable[Registration], now: datetime) -> None:
    """Whoever sat or interpreted in what is off is free for other meetings then, and the other way
    round; the edition is locked.
    """
    seat_anew([registration, *partners], now)
    seat_interpreters_anew(registration.edition, now, of=registration)


def _returning(
    registration: Registration, ended: Iterable[MeetingRequest], now: datetime
) -> list[MeetingRequest]:
    """Those of these that may return: one with each other side that has nothing live with it."""
    live = MeetingRequest.objects.live().filter(_own(registration))
    sides = live.values_list("requester", "invitee")
    busy = {pk for pair in sides for pk in pair if pk != registration.pk}
    rules, found = PairRules.of(registration.edition), []
    for request in ended:
        other = _other_side(request, registration).pk
        if other not in busy and _can_return(request, rules, now):
            busy.add(other)
            found.append(request)
    return found


def _can_return(request: MeetingRequest, rules: PairRules, now: datetime) -> bool:
    """Whether both come, may meet, and time is left to answer it."""
    until = last_answer(request, request.edition)
    if request.ended_from == State.PENDING and until is not None and until <= now:
        return False
    both_come = can_meet(request.requester) and can_meet(request.invitee)
    return both_come and not rules.refusal(request.requester_id, request.invitee_id)


def _of(registration: Registration) -> MeetingRequestQuerySet:
    """All requests of a registration, locked, with what letters about them need."""
    rows = MeetingRequest.objects.filter(_own(registration)).select_related(
        "edition", "requester__cluster", "invitee__cluster"
    )
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def _own(registration: Registration) -> Q:
    return Q(requester=registration) | Q(invitee=registration)


def _other_side(request: MeetingRequest, registration: Registration) -> Registration:
    is_ours = registration.pk == request.requester_id
    return request.invitee if is_ours else request.requester
