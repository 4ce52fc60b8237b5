"""The organiser's registrations: tabs by state, decisions on many, undo, one in detail."""

import re
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from clusters.queries import held_labels
from events.models import Answer, Edition, Registration
from events.queries.consent import is_hidden
from events.queries.questions import answers_of, missing_of
from events.queries.registrations import registration_counts, registrations_in
from events.queries.same_people import sharing
from events.rules import (
    Act,
    can_organise,
    day_at,
    is_editable_by_cluster,
    is_open_for_changes,
    is_open_for_late_clusters,
    may,
    reads_answers,
)
from events.rules.delegates import is_open_for_replacing
from events.services import decisions
from events.services.decisions import CAN_BE_APPROVED, CAN_BE_DECLINED, Change, Outcome
from interface.refusals import refused
from organise.forms.registrations import DecisionForm
from organise.loading import backstage_edition, organised_edition, registration_of
from organise.queries.reaching import not_reached
from organise.undoing import forget, remember, remembered, why_not_undone
from organise.views.replacing import replaced_here
from organise.words import registrations as registration_words

State = Registration.State
PAGE_SIZE = 50
ENDED = _lazy("This event is finished or cancelled. Registrations can no longer be decided.")


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
        "tab": tab,
        "tabs": [(state.value, counts[state]) for state in State],
        "approved": counts[State.APPROVED],
        "page_obj": page,
        "may_decide": may_decide,
        "may_register": may_decide and is_open_for_late_clusters(edition, timezone.now()),
        "can_approve": may_decide and tab in CAN_BE_APPROVED,
        "can_decline": may_decide and tab in CAN_BE_DECLINED,
        "form": DecisionForm(edition=edition),
        "decided": _decided(request, edition) if may_decide else "",
    }
    return render(request, "organise/registration_list.html", context)


def _may_decide(request: HttpRequest, edition: Edition) -> bool:
    return can_organise(request.user, edition) and is_open_for_changes(edition, timezone.now())


@require_GET
def registration_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = backstage_edition(request, slug)
    registration = registration_of(request, edition, pk)
    may_decide = _may_decide(request, edition)
    prefetch_related_objects([registration], "delegates")
    context = {
        "edition": edition,
        "registration": registration,
        "may_organise": can_organise(request.user, edition),
        "cluster": registration.cluster,
        "sectors": registration.cluster.sectors.all(),
        "labels": held_labels(registration.cluster, day_at(edition, timezone.now())),
        "delegates": registration.delegates.all(),
        "sharing": sharing(registration),
        "answers": _answers(request, edition, registration),
        "missing": missing_of(registration),
        "is_hidden": is_hidden(registration),
        "not_reached": not_reached(registration.cluster),
        "may_edit": may_decide and is_editable_by_cluster(edition, registration, timezone.now()),
        "can_approve": may_decide and registration.state in CAN_BE_APPROVED,
        "can_decline": may_decide and registration.state in CAN_BE_DECLINED,
        "form": DecisionForm(edition=edition),
        "decided": _decided(request, edition) if may_decide else "",
        "may_replace": may(request.user, edition, Act.RECEIVE)
        and is_open_for_replacing(edition, registration, timezone.now()),
        "replaced": replaced_here(request, edition, registration),
    }
    return render(request, "organise/registration_detail.html", context)


def _answers(request: HttpRequest, edition: Edition, registration: Registration) -> list[Answer]:
    """Those to questions whose answers this person reads."""
    found = answers_of(registration).values()
    return [row for row in found if reads_answers(request.user, edition, row.question)]


@require_POST
def registrations_decide(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    back = _back(edition, request.POST)
    form = DecisionForm(request.POST, edition=edition)
    if not form.is_valid():
        for words in form.errors.values():
            messages.error(request, str(words[0]))
        return redirect(back)
    declining = partial(decisions.decline, by=person(request))
    act: dict[str, Callable[..., Outcome]] = {
        DecisionForm.APPROVE: decisions.approve,
        DecisionForm.DECLINE: declining,
    }
    try:
        outcome = act[form.cleaned_data["action"]](
            edition=edition,
            chosen=form.ids(),
            now=timezone.now(),
            message=form.cleaned_data["message"],
        )
    except decisions.EditionEnded:
        return refused(request, str(ENDED), back=back, typed=form.cleaned_data["message"])
    _keep_for_undo(request, edition, outcome)
    return redirect(back)


def _keep_for_undo(request: HttpRequest, edition: Edition, outcome: Outcome) -> None:
    if not outcome.changes:
        messages.warning(request, registration_words.result_line(outcome))
        return
    remember(request, "decisions", edition, asdict(outcome))


def _decided(request: HttpRequest, edition: Edition) -> str:
    """What was decided last and may still be undone, in words."""
    undoable = remembered(request, "decisions", edition)
    return registration_words.result_line(_outcome(undoable.what)) if undoable else ""


def _outcome(stored: dict[str, Any]) -> Outcome:
    return Outcome(
        changes=tuple(
            Change(row["pk"], State(row["before"]), State(row["after"]), row["version"])
            for row in stored["changes"]
        ),
        refused=tuple(State(state) for state in stored["refused"]),
    )


@require_POST
def registrations_undo(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    back = _back(edition, request.POST)
    undoable = remembered(request, "decisions", edition)
    if undoable is None:
        return refused(request, why_not_undone(request, "decisions", edition), back=back)
    changes = _outcome(undoable.what).changes
    try:
        outcome = decisions.undo(
            edition=edition, changes=changes, by=person(request), now=timezone.now()
        )
    except decisions.EditionEnded:
        return refused(request, str(ENDED), back=back)
    forget(request, "decisions", edition)
    words = _("Undone. %(outcome)s") % {"outcome": registration_words.result_line(outcome)}
    messages.success(request, words)
    return redirect(back)


def _back(edition: Edition, shown: QueryDict) -> str:
    """The page that a decision was made on: a registration's own, or a tab of the list."""
    pk = shown.get("page_of", "")
    if re.fullmatch("[0-9]{1,15}", pk):
        return reverse("organise-registration", args=[edition.slug, int(pk)])
    address, tab = reverse("organise-registrations", args=[edition.slug]), shown.get("tab", "")
    return f"{address}?tab={tab}" if tab in State.values else address
