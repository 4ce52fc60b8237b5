"""The organiser asks, declines and withdraws in the place of a cluster, which is told so."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.forms import FORM_REFUSED, INCOMPLETE, VersionForm, form_status, posted
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from matchmaking.models import MeetingRequest
from matchmaking.queries.pairing import pairing
from matchmaking.queries.requests import agreed_windows, between, is_published
from matchmaking.rules import (
    can_be_answered,
    can_be_brought_back,
    can_be_withdrawn,
    is_open_for_late_answers,
    is_open_for_requests,
    is_overdue,
    state_at,
)
from matchmaking.services import requests as services
from organise.forms.requests import AskForClusterForm, WithdrawForClusterForm
from organise.loading import backstage_edition, edition_to_answer, organised_edition, request_of
from organise.words.requests import refusal

State = MeetingRequest.State


@require_GET
def request_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One request, and what may be done with it in the place of its clusters."""
    edition, now = backstage_edition(request, slug), timezone.now()
    found = request_of(request, edition, pk)
    meeting = getattr(found, "meeting", None)
    is_placed = meeting is not None and is_published(meeting)
    may_act = can_organise(request.user, edition)
    is_pending = found.state == State.PENDING
    is_late = found.state == State.EXPIRED and not found.is_instant
    stands = state_at(found, edition, now)
    context = {
        "edition": edition,
        "row": found,
        "stands": stands,
        "meeting": meeting,
        "may_accept": may_act
        and (is_pending or is_late)
        and is_open_for_late_answers(edition, now)
        and not (found.is_instant and is_overdue(found, edition, now))
        and not pairing(edition).bar(found.requester_id, found.invitee_id),
        "may_decline": may_act
        and is_pending
        and can_be_answered(found, edition, now)
        and not is_overdue(found, edition, now),
        "may_undo": may_act
        and found.answered_by_organiser
        and (found.state == State.DECLINED or (found.state == State.ACCEPTED and not is_placed))
        and is_open_for_late_answers(edition, now),
        "may_withdraw": may_act
        and stands in MeetingRequest.LIVE
        and not is_placed
        and can_be_withdrawn(found, edition, now),
        "may_bring_back": may_act
        and can_be_brought_back(found, edition, now)
        and not between(found.requester_id, found.invitee_id).live().exists()
        and not pairing(edition).bar(found.requester_id, found.invitee_id),
        "is_placed": is_placed,
        "windows": agreed_windows(found),
    }
    return render(request, "organise/request.html", context)


@require_POST
def decline_for_cluster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    found, form = request_of(request, edition, pk), VersionForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, found)

    def act() -> None:
        services.decline(
            request=found,
            version=form.cleaned_data["version"],
            by=person(request),
            now=timezone.now(),
            by_organiser=True,
        )

    words = _("Declined for %(cluster)s. Both clusters are told.")
    return _done(request, found, act, words % {"cluster": isolated(found.invitee.cluster.called)})


@require_POST
def withdraw_for_cluster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A request in the place of who asked, an agreed meeting in the place of either side."""
    edition = organised_edition(request, slug)
    found = request_of(request, edition, pk)
    form = WithdrawForClusterForm(request.POST, request=found)
    if not form.is_valid():
        return _incomplete(request, found)
    side = form.side

    def act() -> None:
        services.withdraw(
            request=found,
            version=form.cleaned_data["version"],
            side=side,
            now=timezone.now(),
            by_organiser=True,
        )

    words = _("Withdrawn for %(cluster)s. Both clusters are told.")
    return _done(request, found, act, words % {"cluster": isolated(side.cluster.called)})


@require_POST
def withdrawal_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organiser takes a withdrawal back that was made in the place of a cluster."""
    edition = organised_edition(request, slug)
    found, form = request_of(request, edition, pk), VersionForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, found)

    def act() -> None:
        services.undo_withdrawal(request=found, now=timezone.now(), **form.cleaned_data)

    words = _("Taken back. Clusters that have heard of the withdrawal are told.")
    return _done(request, found, act, words)


@require_http_methods(["GET", "POST"])
def ask_for_cluster(request: HttpRequest, slug: str) -> HttpResponse:
    """One cluster is asked in the place of another one."""
    edition = edition_to_answer(request, slug)
    form = AskForClusterForm(posted(request), edition=edition)
    status = None
    if form.is_bound and form.is_valid():
        if answer := _ask(request, edition, form):
            return answer
        status = CONFLICT
    may_ask = can_organise(request.user, edition) and is_open_for_requests(edition, timezone.now())
    context = {"edition": edition, "form": form, "may_ask": may_ask}
    return render(request, "organise/request_ask.html", context, status=status or form_status(form))


def _ask(request: HttpRequest, edition: Edition, form: AskForClusterForm) -> HttpResponse | None:
    """The way on; None where the form says why not, with what was chosen."""
    clean, now = form.cleaned_data, timezone.now()
    try:
        asked = services.ask(
            requester=clean["first"],
            invitee=clean["second"],
            wish=services.Wish(clean["priority"], clean["message"]),
            by=person(request),
            key=clean["idempotency_key"],
            now=now,
            by_organiser=True,
        )
    except services.RequestsClosed as closed:
        return refused(request, refusal(closed), back=request.path, typed=typed_in(form))
    except services.RequestRefused as reason:
        form.add_error(None, refusal(reason))
        return None
    if asked.state == State.ACCEPTED and asked.answered_at != now:
        # It stood before, and nothing was done or told.
        messages.info(request, _("These two have agreed already."))
        return redirect("organise-request", edition.slug, asked.pk)
    if asked.state == State.ACCEPTED:
        words = _("They had asked this cluster already: the two agreed to meet. Both are told.")
    else:
        words = _("Asked for %(cluster)s. Both clusters are told.")
    messages.success(request, words % {"cluster": isolated(clean["first"].cluster.called)})
    return redirect("organise-request", edition.slug, asked.pk)


def _done(
    request: HttpRequest, found: MeetingRequest, act: Callable[[], None], words: str
) -> HttpResponse:
    """Carry the act out and go back to the request, or say in words why not."""
    try:
        act()
    except services.RequestRefused as reason:
        return refused(request, refusal(reason), back=_address(found))
    messages.success(request, words)
    return redirect(_address(found))


def _incomplete(request: HttpRequest, found: MeetingRequest) -> HttpResponse:
    return refused(request, INCOMPLETE, back=_address(found), status=FORM_REFUSED)


def _address(found: MeetingRequest) -> str:
    return reverse("organise-request", args=[found.edition.slug, found.pk])
