"""The organiser watches the requests: list, matrix and figures; reminds; accepts for a cluster."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.blocks import side
from interface.counting import counts
from interface.forms import FORM_REFUSED, INCOMPLETE, VersionForm
from interface.plain_text import isolated
from interface.refusals import refused
from interface.words import number
from matchmaking.models import MeetingRequest
from matchmaking.queries.instant import with_times
from matchmaking.queries.reminders import to_remind
from matchmaking.queries.requests import (
    cluster_figures,
    listed,
    matrix_clusters,
    request_matrix,
    standing_counts,
    unanswered,
)
from matchmaking.rules import (
    is_open_for_answers,
    is_open_for_late_answers,
    is_open_for_requests,
)
from matchmaking.services import requests as services
from matchmaking.services.reminders import RemindersClosed, remind_unanswered
from organise.forms.requests import AcceptForClusterForm
from organise.loading import backstage_edition, organised_edition, request_of
from organise.words.requests import nobody_reminded, refusal

State = MeetingRequest.State
VIEWS = {"list": _lazy("List"), "matrix": _lazy("Matrix"), "clusters": _lazy("By cluster")}
PAGE_SIZE = 50


@require_GET
def request_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    view = request.GET.get("view", "list")
    view = view if view in VIEWS else "list"
    now, may_organise = timezone.now(), can_organise(request.user, edition)
    standing = standing_counts(edition, now)
    context = {
        "edition": edition,
        "view": view,
        "views": VIEWS.items(),
        "total": sum(standing.values()),
        "tallies": [(state.value, standing[state]) for state in State],
        "may_ask": may_organise and is_open_for_requests(edition, now),
        "may_remind": may_organise and is_open_for_answers(edition, now),
        "may_act": may_organise and is_open_for_late_answers(edition, now),
        **counts(unanswered=unanswered(edition, now), to_remind=to_remind(edition, now)),
        **_shown(request, edition, view, now),
    }
    return render(request, "organise/requests.html", context)


@require_POST
def accept_for_cluster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organiser answers yes in a cluster's place; the row keeps who did."""
    edition = organised_edition(request, slug)
    found, now = request_of(request, edition, pk), timezone.now()
    form, back = AcceptForClusterForm(request.POST), _list_address(slug, request.POST)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    version, slot, by = form.cleaned_data["version"], form.cleaned_data["slot"], person(request)
    answer: dict[str, Any] = {"request": found, "version": version, "by": by, "now": now}
    try:
        if slot:
            services.accept_at(**answer, slot=slot, by_organiser=True)
        else:
            services.accept(**answer, by_organiser=True)
    except services.RequestRefused as reason:
        return refused(request, refusal(reason), back=back)
    if slot:
        words = _("Accepted for %(cluster)s. The meeting has its place, and both are told.")
    elif is_open_for_answers(edition, now):
        words = _("Accepted for %(cluster)s. Both clusters meet.")
    else:
        words = _("Accepted for %(cluster)s. The meeting has no place yet: re-plan to find one.")
    messages.success(request, words % {"cluster": isolated(found.invitee.cluster)})
    return redirect(back)


@require_POST
def acceptance_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organiser takes a yes back that was given in the cluster's place."""
    edition = organised_edition(request, slug)
    found = request_of(request, edition, pk)
    form, back = VersionForm(request.POST), _list_address(slug, request.POST)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    try:
        services.undo_for_cluster(request=found, now=timezone.now(), **form.cleaned_data)
    except services.RequestRefused as reason:
        return refused(request, refusal(reason), back=back)
    words = _("Taken back. %(cluster)s has not answered.")
    messages.success(request, words % {"cluster": isolated(found.invitee.cluster)})
    return redirect(back)


def _list_address(slug: str, shown: QueryDict) -> str:
    """The page of the list that an act was asked on."""
    asked = {name: str(shown[name]) for name in ("state", "page") if shown.get(name)}
    return f"{reverse('organise-requests', args=[slug])}?{urlencode(asked)}"


@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    back, now = reverse("organise-requests", args=[slug]), timezone.now()
    try:
        clusters = remind_unanswered(edition=edition, now=now)
    except RemindersClosed:
        words = _("Requests are closed: no answers are taken now.")
        return refused(request, words, back=back)
    if not clusters:
        messages.info(request, nobody_reminded(edition, now))
        return redirect(back)
    words = ngettext(
        "%(count)s cluster gets a reminder, at most one a day.",
        "%(count)s clusters get a reminder, at most one a day.",
        clusters,
    )
    messages.success(request, words % {"count": number(clusters)})
    return redirect(back)


def _matrix(request: HttpRequest, edition: Edition, now: datetime) -> dict[str, object]:
    """A block of clusters against another one."""
    clusters = matrix_clusters(edition)
    rows, columns = (
        side(name, clusters, lambda row: row.cluster.called, request.GET)
        for name in ("rows", "columns")
    )
    return {
        "rows": rows,
        "columns": columns,
        "matrix": request_matrix(edition, rows.items, columns.items, now),
    }


def _shown(request: HttpRequest, edition: Edition, view: str, now: datetime) -> dict[str, object]:
    if view == "matrix":
        return _matrix(request, edition, now)
    if view == "clusters":
        found = Paginator(cluster_figures(edition, now), PAGE_SIZE)
        return {"page_obj": found.get_page(request.GET.get("page")), "approved": found.count}
    state = request.GET.get("state", "")
    rows = with_times(listed(edition, state, now))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {"state": state, "page_obj": page}
