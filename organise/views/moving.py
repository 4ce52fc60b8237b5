"""An event gets other dates or another time zone, after a look at all that moves along."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Edition
from events.moves import Days
from events.queries.moving import last_move, programme_move
from events.rules import can_move
from events.services import moving as services
from events.services.moving import Seen, move_edition
from interface.forms import form_status
from interface.keys import KeyTaken
from interface.refusals import refused
from interface.stale import CONFLICT
from matchmaking.queries.moving import grid_move
from organise.forms.moving import ConfirmMoveForm, MoveForm
from organise.loading import organised_edition
from organise.undoing import forget
from organise.words import moving as move_words


@require_http_methods(["GET", "POST"])
def edition_move(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for dates, shows what they would mean (GET with dates), and moves (POST)."""
    edition = organised_edition(request, slug)
    now = timezone.now()
    if not can_move(edition, now):
        back = reverse("organise-overview", args=[slug])
        return refused(request, move_words.not_movable(edition, now), back=back)
    if request.method == "POST":
        return _confirmed(request, edition, now)
    form = MoveForm(request.GET if "starts_on" in request.GET else None, edition=edition)
    if form.is_valid():
        try:
            services.check_movable(edition, form.wished, now)
        except services.MoveRefused as refusal:
            form.add_error("starts_on", move_words.refusal(edition, refusal, now))
    return _page(request, edition, form, now)


def _confirmed(request: HttpRequest, edition: Edition, now: datetime) -> HttpResponse:
    form = ConfirmMoveForm(request.POST, edition=edition)
    if not form.is_valid():
        return _page(request, edition, form, now)
    clean = form.cleaned_data
    try:
        made = move_edition(
            edition=edition,
            wished=form.wished,
            seen=Seen(clean["seen_programme"], clean["seen_grid"]),
            by=person(request),
            key=clean["idempotency_key"],
            now=now,
        )
    except services.MoveRefused as refusal:
        edition = organised_edition(request, edition.slug)
        words = move_words.refusal(edition, refusal, now)
        return _page(request, edition, form, now, words)
    except KeyTaken:
        words = _("Load this page again and enter the dates once more.")
        return _page(request, edition, form, now, words)
    forget(request, "session", edition)
    messages.success(request, move_words.moved(made))
    return redirect("organise-overview", edition.slug)


def _page(
    request: HttpRequest, edition: Edition, form: MoveForm, now: datetime, words: str = ""
) -> HttpResponse:
    """The dates that are asked for and, where they can be had, what would become of everything."""
    context = {
        "edition": edition,
        "form": form,
        "refused": words,
        "last": last_move(edition),
        "is_draft": edition.state == Edition.State.DRAFT,
    }
    if form.is_bound and form.is_valid():
        context |= _preview(edition, form.wished, now)
    status = CONFLICT if words else form_status(form)
    return render(request, "organise/edition_move.html", context, status=status)


def _preview(edition: Edition, wished: Days, now: datetime) -> dict[str, object]:
    programme = programme_move(edition, wished, now)
    grid = grid_move(edition, programme.move)
    dates = {"starts_on": wished.first, "ends_on": wished.last, "time_zone": wished.zone}
    marks = {"seen_programme": programme.seen, "seen_grid": grid.seen}
    return {
        "confirm": ConfirmMoveForm(edition=edition, initial=dates | marks),
        "before": move_words.days(programme.move.before),
        "after": move_words.days(wished),
        "shift": move_words.shift(programme.move),
        "moving_along": move_words.moving_along(programme, grid),
        "closings": [
            *move_words.closings(edition, programme, now),
            *move_words.last_days(programme, now.astimezone(ZoneInfo(wished.zone)).date()),
        ],
        "outside": move_words.falling_outside(programme, grid, edition.zone),
        "draft": grid.draft,
        "obstacle": move_words.obstacle(edition, grid),
    }
