"""The organiser's registrations: tabs by state, decisions on many, undo, one in detail."""

from collections import Counter
from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from events.models import Edition, Registration
from events.queries.registrations import registration_counts, registrations_in
from events.rules import can_organise, is_open_for_changes, is_open_for_late_clusters
from events.services import decisions
from events.services.decisions import CAN_BE_APPROVED, CAN_BE_DECLINED, Change, Outcome
from interface.refusals import refused
from organise.forms.registrations import DecisionForm
from organise.loading import backstage_edition, organised_edition
from organise.undoing import forget, remember, remembered

State = Registration.State
PAGE_SIZE = 50
ENDED = "This event is finished or cancelled. Registrations can no longer be decided."
WHY_NOT = {
    State.WAITING: "back to waiting meanwhile",
    State.APPROVED: "already approved",
    State.WAITLISTED: "on the waiting list, no place is free",
    State.DECLINED: "already declined",
    State.WITHDRAWN: "already withdrawn",
}


@require_GET
def registration_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    tab = request.GET.get("tab", State.WAITING)
    tab = tab if tab in State.values else State.WAITING
    counts = registration_counts(edition)
    page = Paginator(registrations_in(edition, tab), PAGE_SIZE).get_page(request.GET.get("page"))
    may_decide = _may_decide(request, edition)
    context = {
        "edition": edition,
        "section": "registrations",
        "tab": tab,
        "tabs": [(state, label, counts[state]) for state, label in State.choices],
        "counts": {"registrations": sum(counts.values())},
        "approved": counts[State.APPROVED],
        "page_obj": page,
        "may_decide": may_decide,
        "may_register": may_decide and is_open_for_late_clusters(edition),
        "can_approve": may_decide and tab in CAN_BE_APPROVED,
        "can_decline": may_decide and tab in CAN_BE_DECLINED,
        "form": DecisionForm(edition=edition),
        "undoable": remembered(request, "decisions", edition) if may_decide else None,
    }
    return render(request, "organise/registration_list.html", context)


def _may_decide(request: HttpRequest, edition: Edition) -> bool:
    return can_organise(request.user, edition) and is_open_for_changes(edition)


@require_GET
def registration_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = backstage_edition(request, slug)
    rows = edition.registrations.select_related("cluster__region", "registered_by")
    registration = get_object_or_404(rows, pk=pk)
    may_decide = _may_decide(request, edition)
    context = {
        "edition": edition,
        "section": "registrations",
        "registration": registration,
        "cluster": registration.cluster,
        "sectors": registration.cluster.sectors.all(),
        "labels": registration.cluster.label_awards.select_related("label"),
        "delegates": registration.delegates.all(),
        "can_approve": may_decide and registration.state in CAN_BE_APPROVED,
        "can_decline": may_decide and registration.state in CAN_BE_DECLINED,
        "form": DecisionForm(edition=edition),
    }
    return render(request, "organise/registration_detail.html", context)


@require_POST
def registrations_decide(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    here = _list_address(edition, request.POST.get("tab", ""))
    form = DecisionForm(request.POST, edition=edition)
    if not form.is_valid():
        for words in form.errors.values():
            messages.error(request, str(words[0]))
        return redirect(here)
    act = {DecisionForm.APPROVE: decisions.approve, DecisionForm.DECLINE: decisions.decline}
    try:
        outcome = act[form.cleaned_data["action"]](
            edition=edition,
            chosen=form.ids(),
            now=timezone.now(),
            message=form.cleaned_data["message"],
        )
    except decisions.EditionEnded:
        return refused(request, ENDED, back=here)
    _keep_for_undo(request, edition, outcome)
    return redirect(here)


def _keep_for_undo(request: HttpRequest, edition: Edition, outcome: Outcome) -> None:
    words = result_line(outcome)
    if not outcome.changes:
        messages.warning(request, words)
        return
    changes = [[row.pk, row.before, row.after, row.version] for row in outcome.changes]
    remember(request, "decisions", edition, words, changes)


@require_POST
def registrations_undo(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    here = _list_address(edition, request.POST.get("tab", ""))
    undoable = remembered(request, "decisions", edition)
    if undoable is None:
        return refused(request, "There is nothing to undo any more.", back=here)
    changes = [
        Change(pk, State(before), State(after), version)
        for pk, before, after, version in undoable.what
    ]
    try:
        outcome = decisions.undo(edition=edition, changes=changes, now=timezone.now())
    except decisions.EditionEnded:
        return refused(request, ENDED, back=here)
    forget(request, "decisions", edition)
    messages.success(request, f"Undone. {result_line(outcome)}")
    return redirect(here)


def _list_address(edition: Edition, tab: str) -> str:
    address = reverse("organise-registrations", args=[edition.slug])
    return f"{address}?tab={tab}" if tab in State.values else address


def result_line(outcome: Outcome) -> str:
    """ "3 approved, 1 waitlisted, 1 not: already withdrawn"."""
    done = Counter(row.after for row in outcome.changes)
    not_done = Counter(outcome.refused)
    parts = [*_parts(done, {state: state.label.lower() for state in State})]
    parts += _parts(not_done, {state: f"not: {why}" for state, why in WHY_NOT.items()})
    return ", ".join(parts) or "Nothing was changed"


def _parts(counts: Counter[State], words: dict[State, str]) -> Iterable[str]:
    return [f"{counts[state]} {words[state]}" for state in State if counts[state]]
