"""Tables and times: the organiser's windows, pauses and tables."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Edition, Registration
from events.rules import can_organise
from interface.forms import form_status, posted
from interface.refusals import refused
from interface.words import listed
from matchmaking.models import Table
from matchmaking.queries.grid import closed_tables, fingerprint, grid_plan, owned_tables
from matchmaking.rules import is_open_for_planning, is_ready_to_replan
from matchmaking.services import grid as services
from matchmaking.services.tables import TableOwned, close_table, set_own_table
from matchmaking.slots import GridPlan, PlaceCount
from organise.forms.grid import GridForm
from organise.forms.replan import TableForm
from organise.forms.tables import CloseTableForm, OwnTableForm
from organise.loading import backstage_edition, organised_edition

TEMPLATE = "organise/times.html"
CONFLICT = 409


@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, slug: str) -> HttpResponse:
    load = organised_edition if request.method == "POST" else backstage_edition
    edition = load(request, slug)
    form = _form(request, edition)
    if not (form.is_bound and form.is_valid()):
        return _page(request, edition, form, form_status(form))
    try:
        services.arrange(edition=edition, plan=form.plan, seen=form.cleaned_data["seen"])
    except services.GridRefused as refusal:
        form.add_error(None, _words(refusal, edition))
        return _page(request, edition, form, CONFLICT)
    made = _places(form.plan, edition)
    messages.success(request, f"Saved: {made}." if made else "Saved. There are no places yet.")
    return redirect("organise-times", slug)


@require_POST
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """How many places the grid would have as it stands in the form: nothing is saved."""
    edition = organised_edition(request, slug)
    form = _form(request, edition)
    context = {"edition": edition, **_count(form, edition)}
    return render(request, f"{TEMPLATE}#places", context)


def places_in_words(count: PlaceCount, closed: int = 0) -> str:
    """ "32 places on 2 days", and how they come about; so many tables are out of use."""
    tables, days = _noun(count.tables - closed, "table"), _noun(count.days, "day")
    total = f"{_noun(count.places - closed * count.slots, 'place')} on {days}"
    without = f", without {closed} out of use" if closed else ""
    return f"{total}: {_noun(count.slots, 'time')} at {tables}{without}"


def _places(plan: GridPlan, edition: Edition) -> str:
    """The places that a plan makes, in words; empty where it makes none yet."""
    count = plan.count(edition.zone)
    closed = closed_tables(edition).filter(number__lte=len(plan.rooms)).count()
    return places_in_words(count, closed) if count.places else ""


def _form(request: HttpRequest, edition: Edition) -> GridForm:
    plan = grid_plan(edition)
    return GridForm(
        posted(request), edition=edition, plan=plan, initial={"seen": fingerprint(plan)}
    )


@require_POST
def own_table(request: HttpRequest, slug: str) -> HttpResponse:
    """A table becomes a cluster's own, or is nobody's any more."""
    edition = organised_edition(request, slug)
    form = OwnTableForm(request.POST, edition=edition)
    if not form.is_valid():
        return _page(request, edition, _unsent(edition), form_status(form), owning=form)
    registration = form.cleaned_data["registration"]
    try:
        set_own_table(edition=edition, registration=registration, number=form.number)
    except (services.GridRefused, Table.DoesNotExist, Registration.DoesNotExist) as refusal:
        return refused(request, _not_own(refusal), back=reverse("organise-times", args=[slug]))
    table = f"table {form.number} as its own" if form.number else "no table of its own"
    messages.success(request, f"{registration.cluster.called} has {table} now.")
    return redirect("organise-times", slug)


@require_POST
def table_use(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """A table is out of use, or in use again; then back to the page that asked."""
    edition = organised_edition(request, slug)
    form = TableForm(request.POST)
    if not form.is_valid():
        closing = CloseTableForm({"number": ""}, edition=edition)
        return _page(request, edition, _unsent(edition), form_status(closing), closing=closing)
    back = reverse(page, args=[slug])
    try:
        table = close_table(edition=edition, **form.cleaned_data)
    except Table.DoesNotExist:
        return refused(request, "There is no such table any more.", back=back)
    except services.GridRefused as refusal:
        return refused(request, WORDS[type(refusal)], back=back)
    until = "you re-plan" if is_ready_to_replan(edition) else "the next run"
    state = f"out of use. Its meetings keep it until {until}" if table.is_closed else "in use"
    messages.success(request, f"Table {table.number} is {state}.")
    return redirect(back)


def _not_own(refusal: Exception) -> str:
    if isinstance(refusal, TableOwned):
        owner = refusal.table.owner
        name = owner.cluster.called if owner else "another cluster"
        return f"{refusal.table} is the own table of {name}. Take it back first."
    if isinstance(refusal, services.GridRefused):
        return WORDS[type(refusal)]
    if isinstance(refusal, Registration.DoesNotExist):
        return "This cluster does not take part any more."
    return "There is no such table in use any more."


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
) -> HttpResponse:
    may_change = can_organise(request.user, edition) and is_open_for_planning(edition)
    owning = owning or OwnTableForm(edition=edition)
    context = {
        "edition": edition,
        "section": "times",
        "form": form,
        "may_change": may_change,
        "closed": closed_tables(edition),
        "owned": owned_tables(edition),
        "owning": owning,
        "may_give": may_change and owning.has_choices,
        "closing": closing or CloseTableForm(edition=edition),
        "may_close": may_change and owning.has_tables,
        "is_replanned": is_ready_to_replan(edition),
        **_count(form, edition),
    }
    return render(request, TEMPLATE, context, status=status)


def _count(form: GridForm, edition: Edition) -> dict[str, str]:
    if not form.is_bound:
        return {"places": _places(grid_plan(edition), edition)}
    if not form.is_valid():
        return {"places": ""}
    return {"places": _places(form.plan, edition)}


def _noun(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _words(refusal: services.GridRefused, edition: Edition) -> str:
    if isinstance(refusal, services.SlotsInUse):
        starts = [slot.period.lower.astimezone(edition.zone) for slot in refusal.slots]
        when = listed(f"{start:%H:%M} on {start.day} {start:%B}" for start in starts)
        return f"Meetings are placed at {when}. Move or remove them in the schedule first."
    if isinstance(refusal, services.TablesInUse):
        which = listed(str(table.number) for table in refusal.tables)
        noun = "table" if len(refusal.tables) == 1 else "tables"
        if isinstance(refusal, services.TablesOwned):
            return f"Clusters own {noun} {which}. Take this back below first."
        return f"Meetings are placed at {noun} {which}. Move or remove them in the schedule first."
    return WORDS[type(refusal)]


WORDS: dict[type[services.GridRefused], str] = {
    services.GridClosed: "This event is over. Its tables and times stay as they are.",
    services.GridChanged: "Somebody else has saved other tables and times meanwhile. "
    "Open this page again and enter your changes there.",
    services.RunUnderWay: "A schedule run is under way. Wait until it ends, or stop it.",
}
