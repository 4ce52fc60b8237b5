"""The organiser watches the requests: list, matrix and figures; reminds; accepts for a cluster."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.forms import VersionForm
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.queries.requests import (
    cluster_figures,
    organisers_of,
    request_matrix,
    requests_of,
    state_counts,
    unanswered,
)
from matchmaking.rules import is_open_for_answers
from matchmaking.services import requests as services
from matchmaking.services.reminders import RemindersClosed, remind_unanswered
from matchmaking.words.requests import REFUSALS
from organise.loading import backstage_edition, organised_edition
from organise.queries.menu import organiser_counts

State = MeetingRequest.State
VIEWS = {"list": "List", "matrix": "Matrix", "clusters": "By cluster"}
PAGE_SIZE = 50


@require_GET
def request_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    view = request.GET.get("view", "list")
    view = view if view in VIEWS else "list"
    counts = state_counts(edition)
    may_act = can_organise(request.user, edition) and is_open_for_answers(edition)
    context = {
        "edition": edition,
        "section": "requests",
        "view": view,
        "views": VIEWS.items(),
        "total": sum(counts.values()),
        "tallies": [(state.value, state.label, counts[state]) for state in State],
        "waiting": unanswered(edition).count(),
        "may_act": may_act,
        "organisers": set(organisers_of(edition).values_list("pk", flat=True)),
        "counts": organiser_counts(edition),
        **_shown(request, edition, view),
    }
    return render(request, "organise/requests.html", context)


@require_POST
def accept_for_cluster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organiser answers yes in a cluster's place; the row keeps who did."""
    edition = organised_edition(request, slug)
    found = get_object_or_404(requests_of(edition), pk=pk)
    form, back = VersionForm(request.POST), reverse("organise-requests", args=[slug])
    if not form.is_valid():
        return refused(request, "The form was not complete. Try again.", back=back, status=422)
    try:
        services.accept(request=found, by=person(request), now=timezone.now(), **form.cleaned_data)
    except services.RequestRefused as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=back)
    messages.success(request, f"Accepted for {found.invitee.cluster}. Both clusters meet.")
    return redirect(f"{back}?state={State.PENDING}")


@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    back = reverse("organise-requests", args=[slug])
    try:
        clusters = remind_unanswered(edition=edition, now=timezone.now())
    except RemindersClosed:
        return refused(request, "Requests are closed: no answers are taken now.", back=back)
    noun = "cluster gets" if clusters == 1 else "clusters get"
    messages.success(request, f"{clusters} {noun} a reminder, at most one a day.")
    return redirect(back)


def _shown(request: HttpRequest, edition: Edition, view: str) -> dict[str, object]:
    if view == "matrix":
        return {"matrix": request_matrix(edition)}
    if view == "clusters":
        return {"figures": cluster_figures(edition)}
    state = request.GET.get("state", "")
    rows = requests_of(edition)
    if state in State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"state": state, "page_obj": page}
