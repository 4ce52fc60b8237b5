"""When a cluster can meet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from events.models import Registration
from events.queries.moving import days_of_edition
from events.rules import can_act_for
from interface.refusals import refused
from interface.stale import CONFLICT
from matchmaking.queries.names import names
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import is_open_for_planning
from matchmaking.services import availability as services
from meet.forms.availability import AvailabilityForm
from meet.loading import managed_registration_of, registration_of
from meet.queries.availability_board import availability_board
from meet.views.requests import ask_url
from meet.words.availability import (
    CLOSED,
    NOTHING_SHOWN,
    TICKS_MOVED,
    changed,
    counterparts,
    meetings_then,
)
from translations.queries import bring_for


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, managed_registration_of(request.user, edition, cluster))
    return _page(request, registration_of(request.user, edition, cluster))


def _page(
    request: HttpRequest,
    registration: Registration,
    unsaved: AvailabilityForm | None = None,
    why: StrOrPromise = "",
) -> HttpResponse:
    """The times, with the ticks of the form that was not saved, and why it was not."""
    made = (unsaved.freed, unsaved.away) if unsaved else ()
    boards = availability_board(registration, *made)
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
        "unsaved": why,
        "ask_url": ask_url(registration),
    }
    status = CONFLICT if unsaved else 200
    return render(request, "meet/availability.html", context, status=status)


def _save(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Carry over what this person changed; new times and a colleague's answers stay.

    Where that is refused the ticks stay as they were made, on the page or, once nothing can be
    saved any more, in words.
    """
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
        typed = changed(form.freed, form.away, registration.edition.zone)
        return refused(request, str(CLOSED), back=request.path, typed=typed)
    except services.EventMoved:
        registration.edition.refresh_from_db()
        form.move_to(days_of_edition(registration.edition))
        return _page(request, registration, form, str(TICKS_MOVED))
    except services.MeetingsThen as then:
        words = meetings_then(then.slots, registration.edition.zone)
        return _page(request, registration, form, words)
    messages.success(request, _("Saved. The schedule keeps to these times."))
    return redirect(request.path)
