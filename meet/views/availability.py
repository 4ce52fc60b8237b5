"""When a cluster can meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.queries.moving import days_of_edition
from events.rules import can_act_for
from interface.refusals import refused
from matchmaking.queries.names import names
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_planning
from matchmaking.services import availability as services
from meet.forms.availability import AvailabilityForm
from meet.loading import managed_registration_of, registration_of
from meet.queries.availability_board import availability_board
from meet.views.requests import ask_url
from meet.words.availability import CLOSED, MOVED, NOTHING_SHOWN, counterparts, meetings_then
from translations.queries import bring_for


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, managed_registration_of(request.user, edition, cluster))
    registration = registration_of(request.user, edition, cluster)
    boards = availability_board(registration)
    is_open = is_open_for_planning(registration.edition, timezone.now())
    asks = list(open_asks(registration)) if is_open else []
    parties = names(registration.edition, meetings=[ask.meeting_id for ask in asks])
    cells = [cell for board in boards for cell in board.cells]
    bring_for(request, [cell.bound.session for cell in cells if cell.bound])
    context = {
        "registration": registration,
        "section": "availability",
        "boards": boards,
        "shown_for": days_of_edition(registration.edition),
        "asks": [(ask, counterparts(parties, ask)) for ask in asks],
        "available": sum(cell.is_available for cell in cells),
        "slots": len(cells),
        "may_change": is_open and can_act_for(request.user, registration),
    }
    return render(request, "meet/availability.html", context)


def _save(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Carry over what this person changed; new times and a colleague's answers stay."""
    form = AvailabilityForm(request.POST)
    if not form.is_whole:
        return refused(request, str(NOTHING_SHOWN), back=request.path)
    try:
        services.set_availability(
            registration=registration,
            freed=form.freed,
            away=form.away,
            now=timezone.now(),
            shown_for=form.shown_for,
        )
    except services.AvailabilityClosed:
        return refused(request, str(CLOSED), back=request.path)
    except services.EventMoved:
        return refused(request, str(MOVED), back=request.path)
    except services.MeetingsThen as then:
        words = meetings_then(then.slots, registration.edition.zone)
        return refused(request, words, back=request.path, ask=ask_url(registration))
    messages.success(request, _("Saved. The schedule keeps to these times."))
    return redirect(request.path)
