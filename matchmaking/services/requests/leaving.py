"""What becomes of requests and meetings when a registration leaves, and when it comes back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from events.models import Registration
from matchmaking.models import Meeting, MeetingRequest
from matchmaking.models.meetings import MeetingRequestQuerySet
from matchmaking.rules import can_meet
from matchmaking.services.letters.requests import tell_of_return, tell_of_withdrawal
from matchmaking.services.requests.changes import has_live, make_meeting, swap

State = MeetingRequest.State


@transaction.atomic
def end_requests(*, registration: Registration, now: datetime) -> None:
    """End what a registration that left has open, published meetings too; the partners are told.

    The published version stays as it is: agendas leave out what was called off. Call it inside the
    transaction that took the registration's approval away.
    """
    for request in _of(registration).live():
        Meeting.objects.filter(request=request).update(is_cancelled=True)
        before = State(request.state)
        swap(
            request,
            before,
            request.version,
            state=State.WITHDRAWN,
            ended_by=registration,
            ended_from=before,
        )
        tell_of_withdrawal(request, _other_side(request, registration), now)


@transaction.atomic
def restore_requests(*, registration: Registration, now: datetime) -> None:
    """Bring back what ended when the registration left; the partners are told.

    Left out is what the two have agreed on anew, and whose other side does not come. Call it inside
    the transaction that approved the registration again.
    """
    ended = _of(registration).filter(state=State.WITHDRAWN, ended_by__isnull=False)
    for request in ended:
        if not (can_meet(request.requester) and can_meet(request.invitee)) or has_live(request):
            continue
        before = State(request.ended_from)
        swap(request, State.WITHDRAWN, request.version, state=before, ended_by=None, ended_from="")
        if before == State.ACCEPTED:
            make_meeting(request)
        tell_of_return(request, _other_side(request, registration), now)


def _of(registration: Registration) -> MeetingRequestQuerySet:
    """All requests of a registration, locked, with what letters about them need."""
    rows = MeetingRequest.objects.filter(Q(requester=registration) | Q(invitee=registration))
    related = ("edition", "requester__cluster", "requester__edition")
    rows = rows.select_related(*related, "invitee__cluster", "invitee__edition")
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def _other_side(request: MeetingRequest, registration: Registration) -> Registration:
    is_ours = registration.pk == request.requester_id
    return request.invitee if is_ours else request.requester
