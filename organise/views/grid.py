"""Tables and times: the organiser's windows, pauses and tables."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Edition, Registration
from events.rules import can_organise
from interface.finding import FIND
from interface.forms import form_status, posted, unjudged
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.models import ScheduleVersion, Table
from matchmaking.queries.grid import (
    closed_among,
    draft_in_the_way,
    fingerprint,
    grid_plan,
    tables_of,
)
from matchmaking.rules import is_open_for_planning, is_ready_to_replan
from matchmaking.services import grid as services
from matchmaking.services.tables import close_table, set_own_table
from matchmaking.slots import GridPlan
from notifications.tasks import deliver, wake
from organise.forms.grid import GridForm
from organise.forms.replan import TableForm
from organise.forms.tables import CloseTableForm, OwnTableForm
from organise.loading import edition_to_answer, organised_edition
from organise.words import grid as grid_words
from organise.words import overlaps as overlap_words

TEMPLATE = "organise/times.html"


@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_to_answer(request, slug)
    form = _form(request, edition)
    if form.is_shown_again:
        unjudged(form)
        return _page(request, edition, form, 200)
    if not (form.is_bound and form.is_valid()):
        return _page(request, edition, form, form_status(form))
    try:
        touched = services.arrange(
            edition=edition,
            plan=form.plan,
            seen=form.cleaned_data["seen"],
            now=timezone.now(),
            touches=form.cleaned_data["touches"] or 0,
            discards=form.cleaned_data["discards"],
            anyway=form.cleaned_data["anyway"],
        )
    except services.AnswersConcerned:
        return _page(request, edition, form, CONFLICT)
    except services.GridChanged:
        mark_stale(form, _unsent(edition), "seen")
        return _page(request, edition, form, CONFLICT)
    except services.GridRefused as refusal:
        return _refused(request, edition, form, refusal)
    transaction.on_commit(partial(wake, deliver))
    messages.success(
        request, grid_words.saved(_places(form.plan, edition), len(touched.registrations))
    )
    return redirect("organise-times", slug)


def _refused(
    request: HttpRequest, edition: Edition, form: GridForm, refusal: services.GridRefused
) -> HttpResponse:
    """The form as it was typed, with the reason and a way on where there is one."""
    if isinstance(refusal, services.SessionsThen):
        return _page(request, edition, form, CONFLICT, over=refusal)
    form.add_error(None, grid_words.refusal(refusal, edition.zone))
    in_the_way = _draft_in_the_way(edition, refusal)
    return _page(request, edition, form, CONFLICT, in_the_way=in_the_way)


@require_POST
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """How many places the grid would have as it stands in the form: nothing is saved."""
    edition = organised_edition(request, slug)
    form = _form(request, edition)
    context = {"edition": edition, "form": form, **_count(form, edition)}
    return render(request, f"{TEMPLATE}#places", context)


def _places(plan: GridPlan, edition: Edition) -> str:
    """The places that a plan makes, in words; empty where it makes none yet."""
    count = plan.count(edition.zone)
    closed = closed_among(edition, len(plan.rooms))
    return grid_words.places(count, closed) if count.places else ""


def _form(request: HttpRequest, edition: Edition) -> GridForm:
    plan = grid_plan(edition)
    sent = None if FIND in request.POST else posted(request)
    return GridForm(sent, edition=edition, plan=plan, initial={"seen": fingerprint(plan)})


@require_POST
def own_table(request: HttpRequest, slug: str) -> HttpResponse:
    """A table becomes a cluster's own, or is nobody's any more."""
    edition = organised_edition(request, slug)
    form = OwnTableForm(request.POST, edition=edition)
    if not form.is_valid():
        return _page(request, edition, _unsent(edition), form_status(form), owning=form)
    registration = form.cleaned_data["registration"]
    try:
        set_own_table(
            edition=edition, registration=registration, number=form.number, now=timezone.now()
        )
    except (services.GridRefused, Table.DoesNotExist, Registration.DoesNotExist) as refusal:
        return _not_owned(request, edition, form, grid_words.not_owned(refusal))
    messages.success(request, grid_words.owned(registration, form.number))
    return redirect("organise-times", slug)


def _not_owned(
    request: HttpRequest, edition: Edition, form: OwnTableForm, words: str
) -> HttpResponse:
    """The form as it was sent, with the reason, as long as the page has it."""
    is_back, may_change = form.cleaned_data["back"], is_open_for_planning(edition, timezone.now())
    form.offer(tables_of(edition))
    if is_back or not (may_change and form.has_choices):
        back = reverse("organise-times", args=[edition.slug])
        return refused(request, words, back=back, typed="" if is_back else typed_in(form))
    form.add_error(None, words)
    return _page(request, edition, _unsent(edition), CONFLICT, owning=form)


@require_POST
def table_use(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """A table is out of use, or in use again; then back to the page that asked."""
    edition = organised_edition(request, slug)
    if FIND in request.POST:
        return _page(request, edition, _unsent(edition), 200)
    form = TableForm(request.POST)
    if form.is_valid():
        number, is_closed = form.cleaned_data["number"], form.cleaned_data["is_closed"]
    else:
        is_closed = request.POST.get("is_closed") == "1"
        closing = CloseTableForm(request.POST if is_closed else {}, edition=edition)
        if not closing.is_valid():
            return _page(request, edition, _unsent(edition), form_status(closing), closing=closing)
        number = closing.cleaned_data["number"].number
    back = reverse(page, args=[slug])
    try:
        table = close_table(edition=edition, number=number, is_closed=is_closed, now=timezone.now())
    except Table.DoesNotExist:
        return refused(request, _("There is no such table any more."), back=back)
    except services.GridRefused as refusal:
        return refused(request, grid_words.refusal(refusal, edition.zone), back=back)
    said = grid_words.use(table, until_replan=is_ready_to_replan(edition, timezone.now()))
    messages.success(request, said)
    return redirect(back)


def _draft_in_the_way(edition: Edition, refusal: services.GridRefused) -> ScheduleVersion | None:
    """The draft whose discarding would let the change through."""
    if isinstance(refusal, services.SlotsInUse):
        return draft_in_the_way(edition, slots=refusal.slots)
    if isinstance(refusal, services.TablesInUse) and not isinstance(refusal, services.TablesOwned):
        return draft_in_the_way(edition, tables=refusal.tables)
    return None


def _unsent(edition: Edition) -> GridForm:
    plan = grid_plan(edition)
    return GridForm(edition=edition, plan=plan, initial={"seen": fingerprint(plan)})


def _page(
    request: HttpRequest,
    edition: Edition,
    form: GridForm,
    status: int,
    *,
    owning: OwnTableForm | None = None,
    closing: CloseTableForm | None = None,
    in_the_way: ScheduleVersion | None = None,
    over: services.SessionsThen | None = None,
) -> HttpResponse:
    may_change = can_organise(request.user, edition) and is_open_for_planning(
        edition, timezone.now()
    )
    looked_for = request.POST.get(FIND, "")
    is_closing = looked_for in CloseTableForm.base_fields
    owning = owning or OwnTableForm(
        request.POST if looked_for and not is_closing else None, edition=edition
    )
    closing = closing or CloseTableForm(request.POST if is_closing else None, edition=edition)
    tables = tables_of(edition)
    for choosing in (owning, closing):
        choosing.offer(tables)
    context = {
        "edition": edition,
        "form": form,
        "in_the_way": in_the_way,
        "over": overlap_words.over_sessions(edition, over.overlaps) if over else (),
        "mark": over.mark if over else "",
        "may_change": may_change,
        "closed": [table for table in tables if table.is_closed],
        "owned": [table for table in tables if table.owner_id],
        "owning": owning,
        "may_give": may_change and owning.has_choices,
        "closing": closing,
        "may_close": may_change and closing.has_tables,
        "is_replanned": is_ready_to_replan(edition, timezone.now()),
        **_count(form, edition),
    }
    return render(request, TEMPLATE, context, status=status)


def _count(form: GridForm, edition: Edition) -> dict[str, str | int]:
    """The places that the form makes, and the answers of clusters that it lies over."""
    if not form.is_bound:
        return {"places": _places(form.stored, edition)}
    if form.is_shown_again or not form.is_valid():
        return {"places": ""}
    touched = services.touched_by(edition, form.plan)
    return {
        "places": _places(form.plan, edition),
        "touches": touched.count,
        "touched": grid_words.touched(touched) if touched.count else "",
    }
