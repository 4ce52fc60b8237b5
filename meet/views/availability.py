"""When a cluster can meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.rules import can_manage
from interface.refusals import refused
from interface.words import listed
from matchmaking.models import AvailabilityAsk, Slot
from matchmaking.queries.names import Names, names
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_planning
from matchmaking.services import availability as services
from meet.loading import managed_registration, shown_registration
from meet.queries.availability_board import availability_board

CLOSED = "This event is over. Times can no longer be changed."


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, managed_registration(request, edition, cluster))
    registration = shown_registration(request, edition, cluster)
    boards = availability_board(registration)
    asks = list(open_asks(registration))
    told = names(registration.edition, meetings=[ask.meeting_id for ask in asks])
    cells = [cell for board in boards for cell in board.cells]
    context = {
        "registration": registration,
        "section": "availability",
        "boards": boards,
        "asks": [(ask, _others(told, ask)) for ask in asks],
        "available": sum(cell.is_available for cell in cells),
        "slots": len(cells),
        "may_change": can_manage(request.user, registration)
        and is_open_for_planning(registration.edition),
    }
    return render(request, "meet/availability.html", context)


def _others(told: Names, ask: AvailabilityAsk) -> str:
    """Whom the cluster could meet then."""
    parties = told.meeting_parties(ask.meeting_id)
    return listed(party.name for party in parties if party.registration != ask.registration_id)


def _save(request: HttpRequest, registration: Registration) -> HttpResponse:
    try:
        services.set_availability(
            registration=registration, available=_available(request, registration)
        )
    except services.AvailabilityClosed:
        return refused(request, CLOSED, back=request.path)
    except services.MeetingsThen as then:
        zone = registration.edition.zone
        starts = [slot.period.lower.astimezone(zone) for slot in then.slots]
        when = ", ".join(f"{start:%H:%M} on {start.day} {start:%B}" for start in starts)
        words = f"You have a published meeting at {when}. Ask the organiser to move it first."
        return refused(request, words, back=request.path)
    messages.success(request, "Saved. The schedule keeps to these times.")
    return redirect(request.path)


def _available(request: HttpRequest, registration: Registration) -> set[int]:
    """The ticked slots, with all or none of a window where its button was pressed."""
    ticked = {int(value) for value in request.POST.getlist("slot") if value.isdecimal()}
    for name in ("all", "none"):
        window = request.POST.get(name, "")
        if window.isdecimal():
            slots = Slot.objects.filter(edition=registration.edition, window=int(window))
            chosen = set(slots.values_list("pk", flat=True))
            ticked = ticked | chosen if name == "all" else ticked - chosen
    return ticked
