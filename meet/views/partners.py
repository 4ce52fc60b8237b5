"""Finding partners and asking them to meet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from clusters.queries import held_labels
from events.models import Registration
from events.rules import can_act_for, day_at
from interface.forms import form_status, posted
from interface.plain_text import isolated
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.queries.pairing import pairing
from matchmaking.queries.quotas import quotas
from matchmaking.rules import allows_instant, can_meet, is_online, is_open_for_requests
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.requests import AskForm, PartnerFilterForm
from meet.loading import managed_registration_of, partner_of, registration_of
from meet.queries.inbox import own_requests
from meet.queries.partners import (
    PartnerFilter,
    can_be_asked,
    circle,
    narrowed,
    partner,
)
from meet.views.requests import ask_url, requests_url
from meet.words.requests import quotas as quota_words
from meet.words.requests import why_not_asked

PAGE_SIZE = 24


@require_GET
def partner_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    allowed = pairing(registration.edition)
    others = circle(registration, own_requests(registration), allowed, timezone.now())
    needs = [need.text for need in others.profile.needs]
    form = PartnerFilterForm(request.GET, needs=needs)
    clean = form.cleaned_data if form.is_valid() else {}
    by = PartnerFilter(
        text=clean.get("q", ""),
        sector=clean.get("sector", ""),
        area=clean.get("region") or None,
        need=clean.get("need", ""),
    )
    fitting = narrowed(others.partners, by)
    context = {
        "registration": registration,
        "section": "partners",
        "part": "all",
        "form": form,
        "page_obj": Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_ask": may_ask(request, registration),
    }
    return render(request, "meet/partners.html", context)


@require_http_methods(["GET", "POST"])
def partner_detail(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    load = managed_registration_of if request.method == "POST" else registration_of
    registration = load(request.user, edition, cluster)
    invitee = partner_of(registration, partner)
    form = AskForm(posted(request))
    if form.is_bound and form.is_valid():
        return _ask(request, registration, invitee, form)
    return _partner_page(request, registration, invitee, form)


def _ask(
    request: HttpRequest, registration: Registration, invitee: Registration, form: AskForm
) -> HttpResponse:
    clean = form.cleaned_data
    try:
        asked = services.ask(
            requester=registration,
            invitee=invitee,
            wish=services.Wish(clean["priority"], clean["message"]),
            by=person(request),
            key=clean["idempotency_key"],
            now=timezone.now(),
        )
    except services.RequestRefused as reason:
        words, typed = str(REFUSALS[type(reason)]), clean["message"]
        if isinstance(reason, services.TooManyMusts) and _is_asked_here(registration, invitee):
            form.add_error("priority", words)
            return _partner_page(request, registration, invitee, form)
        back, ask = requests_url(registration), ask_url(registration)
        return refused(request, words, back=back, ask=ask, typed=typed)
    agreed = asked.state == MeetingRequest.State.ACCEPTED
    if agreed:
        words = _("%(cluster)s had asked you already: you agreed to meet.")
    else:
        words = _("%(cluster)s is asked to meet you.")
    messages.success(request, words % {"cluster": isolated(invitee.cluster)})
    return redirect(f"{requests_url(registration)}?tab={'agreed' if agreed else 'sent'}")


def _is_asked_here(registration: Registration, invitee: Registration) -> bool:
    """Whether the partner's page has the form; not where they have asked us meanwhile."""
    candidate = partner(registration, invitee, timezone.now())
    return not candidate.bar and can_be_asked(registration, candidate.request)


def _partner_page(
    request: HttpRequest, registration: Registration, invitee: Registration, form: AskForm
) -> HttpResponse:
    now = timezone.now()
    candidate = partner(registration, invitee, now)
    may_act, used = can_act_for(request.user, registration), quotas(registration)
    is_open_between = not (candidate.bar or used.is_spent) and can_be_asked(
        registration, candidate.request
    )
    context = {
        "registration": registration,
        "section": "partners",
        "partner": candidate,
        "labels": held_labels(invitee.cluster, day_at(registration.edition, now)),
        "is_online": is_online([registration.takes_part, invitee.takes_part]),
        "form": form,
        "may_act": may_act,
        "may_ask": is_open_between and may_ask(request, registration),
        "for_times": allows_instant(registration.edition, now),
        "for_schedule": is_open_for_requests(registration.edition, now),
        "quotas": quota_words(used),
        "why_not": why_not_asked(registration, now, candidate.bar, is_spent=used.is_spent),
    }
    return render(request, "meet/partner.html", context, status=form_status(form))


def may_ask(request: HttpRequest, registration: Registration) -> bool:
    edition, now = registration.edition, timezone.now()
    is_open = is_open_for_requests(edition, now) or allows_instant(edition, now)
    return is_open and can_meet(registration) and can_act_for(request.user, registration)
