"""A cluster's requests in four tabs, and the answers to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.models import Registration
from events.rules import ENDED, can_act_for, phase
from interface.forms import FORM_REFUSED, INCOMPLETE, VersionForm
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT
from matchmaking.models import MeetingRequest
from matchmaking.queries.pairing import pairing
from matchmaking.queries.quotas import quotas
from matchmaking.queries.standing import standing
from matchmaking.rules import are_answers_over, is_asking_over, is_open_for_late_answers
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.requests import AcceptForm, DeclineForm
from meet.loading import (
    managed_registration_of,
    received_request_of,
    registration_of,
    request_of,
)
from meet.queries.inbox import (
    MOST_CARDS,
    TABS,
    RequestCard,
    cards,
    fresh_answers,
    limited,
    own_requests,
    tab_counts,
)
from meet.words import standing as standing_words
from meet.words.requests import quotas as quota_words
from meet.words.requests import tabs


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request, by id, was not answered as it was wished, said where it is answered."""

    pk: int
    words: str


@require_GET
def request_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    return _page(request, registration, _tab(request.GET.get("tab")))


def _page(
    request: HttpRequest, registration: Registration, tab: str, refusal: Refusal | None = None
) -> HttpResponse:
    """A tab: the part of it that is asked for, or that with the request of the refusal."""
    may_act, now = can_act_for(request.user, registration), timezone.now()
    own = own_requests(registration)
    found = _cards(own, registration, tab, now)
    asked = _asked_for(found, tab, refusal) if refusal else request.GET
    context = {
        "registration": registration,
        "section": "requests",
        "tab": tab,
        "tabs": tabs(tab_counts(own, registration, now)),
        "cards": part(found, "cards", asked, MOST_CARDS),
        "refusal": refusal,
        "fresh": fresh_answers(own, registration, now) if may_act else [],
        "may_act": may_act,
        "quotas": quota_words(quotas(registration)),
        "answers_over": are_answers_over(registration.edition, now),
        "asking_is_over": is_asking_over(registration.edition, now),
        "may_be_late": is_open_for_late_answers(registration.edition, now),
        "is_over": phase(registration.edition, now) in ENDED,
        "may_answer": may_act and any(card.is_answerable or card.is_overdue for card in found),
    }
    status = CONFLICT if refusal else 200
    return render(request, "meet/requests.html", context, status=status)


def _asked_for(found: Sequence[RequestCard], tab: str, refusal: Refusal) -> QueryDict:
    """The query of the part that has the request."""
    at = next((at for at, card in enumerate(found) if card.request.pk == refusal.pk), 0)
    return QueryDict(urlencode({"tab": tab, "cards": at // MOST_CARDS + 1}))


def _tab(name: str | None) -> str:
    return name if name in TABS else TABS[0]


def _cards(
    own: Sequence[MeetingRequest], registration: Registration, tab: str, now: datetime
) -> list[RequestCard]:
    """The cards of a tab; those of agreed meetings say how they stand in the schedule."""
    plain = limited(cards(own, registration, tab, pairing(registration.edition), now=now))
    if tab != "agreed":
        return plain
    found = standing(registration)
    return [
        card
        if card.request.meeting.is_cancelled
        else replace(
            card,
            standing=standing_words.of_meeting(found, card.request.meeting.pk, registration),
            is_placed=card.request.meeting.pk in found.places,
        )
        for card in plain
    ]


@require_POST
def accept(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    received = received_request_of(request.user, registration, pk)
    form, by = AcceptForm(request.POST), person(request)
    try:
        return _answered(
            request,
            registration,
            form,
            lambda: services.accept(
                request=received, by=by, now=timezone.now(), **form.cleaned_data
            ),
        )
    except services.TooManyMusts as reason:
        tab = _tab(request.POST.get("tab"))
        return _page(request, registration, tab, Refusal(pk, str(REFUSALS[type(reason)])))


@require_POST
def decline(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    received = received_request_of(request.user, registration, pk)
    form, by = DeclineForm(request.POST), person(request)
    return _answered(
        request,
        registration,
        form,
        lambda: services.decline(request=received, by=by, now=timezone.now(), **form.cleaned_data),
    )


@require_POST
def undo(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    received = received_request_of(request.user, registration, pk)
    form = VersionForm(request.POST)
    act = lambda: services.undo_answer(  # noqa: E731
        request=received, now=timezone.now(), **form.cleaned_data
    )
    return _answered(request, registration, form, act, _("Your answer is taken back."))


@require_POST
def withdraw(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    ours, form = request_of(request.user, registration, pk), VersionForm(request.POST)
    act = lambda: services.withdraw(  # noqa: E731
        request=ours, side=registration, now=timezone.now(), **form.cleaned_data
    )
    return _answered(request, registration, form, act, _("Withdrawn. The other cluster is told."))


def requests_url(registration: Registration) -> str:
    return reverse("meet-requests", args=[registration.edition.slug, registration.cluster.slug])


def ask_url(registration: Registration) -> str:
    """Where a cluster writes to the organiser."""
    return reverse("meet-organiser", args=[registration.edition.slug, registration.cluster.slug])


def _answered(
    request: HttpRequest,
    registration: Registration,
    form: Form,
    act: Callable[[], MeetingRequest],
    words: str = "",
) -> HttpResponse:
    """Carry the act out and go back to the tab it was asked on, which shows the result.

    Raises `TooManyMusts`: that is said beside the other wish.
    """
    back = f"{requests_url(registration)}?tab={_tab(request.POST.get('tab'))}"
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    try:
        act()
    except services.TooManyMusts:
        raise
    except services.RequestRefused as reason:
        words, typed = str(REFUSALS[type(reason)]), form.cleaned_data.get("reply", "")
        return refused(request, words, back=back, ask=ask_url(registration), typed=typed)
    if words:
        messages.success(request, words)
    return redirect(back)
