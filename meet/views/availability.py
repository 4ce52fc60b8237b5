"""When a cluster can meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.rules import can_manage
from interface.refusals import refused
from matchmaking.queries.names import names
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_planning
from matchmaking.services import availability as services
from meet.loading import managed_registration_of, registration_of
from meet.queries.availability_board import availability_board, slots_of_window
from meet.words.availability import CLOSED, counterparts, meetings_then


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, managed_registration_of(request.user, edition, cluster))
    registration = registration_of(request.user, edition, cluster)
    boards = availability_board(registration)
    asks = list(open_asks(registration))
    parties = names(registration.edition, meetings=[ask.meeting_id for ask in asks])
    cells = [cell for board in boards for cell in board.cells]
    context = {
        "registration": registration,
        "section": "availability",
        "boards": boards,
        "asks": [(ask, counterparts(parties, ask)) for ask in asks],
        "available": sum(cell.is_available for cell in cells),
        "slots": len(cells),
        "may_change": can_manage(request.user, registration)
        and is_open_for_planning(registration.edition),
    }
    return render(request, "meet/availability.html", context)


def _save(request: HttpRequest, registration: Registration) -> HttpResponse:
    try:
        services.set_availability(
            registration=registration, available=_available(request, registration)
        )
    except services.AvailabilityClosed:
        return refused(request, str(CLOSED), back=request.path)
    except services.MeetingsThen as then:
        words = meetings_then(then.slots, registration.edition.zone)
        return refused(request, words, back=request.path)
    messages.success(request, _("Saved. The schedule keeps to these times."))
    return redirect(request.path)


def _available(request: HttpRequest, registration: Registration) -> set[int]:
    """The ticked slots, with all or none of a window where its button was pressed."""
    ticked = {int(value) for value in request.POST.getlist("slot") if value.isdecimal()}
    for name in ("all", "none"):
        window = request.POST.get(name, "")
        if window.isdecimal():
            chosen = slots_of_window(registration, int(window))
            ticked = ticked | chosen if name == "all" else ticked - chosen
    return ticked
