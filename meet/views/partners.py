"""Finding partners and asking them to meet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import Registration
from events.rules import can_manage
from interface.forms import form_status, posted
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.rules import can_meet, is_open_for_answers, is_open_for_requests
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.requests import AskForm, PartnerFilterForm
from meet.loading import managed_registration_of, partner_of, registration_of
from meet.queries.partners import PartnerFilter, labels_of, narrowed, partner, partners
from meet.views.requests import ask_url, requests_url
from meet.words.requests import why_not_asked

PAGE_SIZE = 24


@require_GET
def partner_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = registration_of(request.user, edition, cluster)
    form = PartnerFilterForm(request.GET, edition=registration.edition)
    clean = form.cleaned_data if form.is_valid() else {}
    by = PartnerFilter(clean.get("q", ""), clean.get("sector", ""), clean.get("region", ""))
    fitting = narrowed(partners(registration), by)
    context = {
        "registration": registration,
        "section": "partners",
        "form": form,
        "page_obj": Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_ask": _may_ask(request, registration),
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
        back, ask = requests_url(registration), ask_url(registration)
        return refused(request, words, back=back, ask=ask, typed=typed)
    agreed = asked.state == MeetingRequest.State.ACCEPTED
    if agreed:
        words = _("%(cluster)s had asked you already: you agreed to meet.")
    else:
        words = _("%(cluster)s is asked to meet you.")
    messages.success(request, words % {"cluster": invitee.cluster})
    return redirect(f"{requests_url(registration)}?tab={'agreed' if agreed else 'sent'}")


def _partner_page(
    request: HttpRequest, registration: Registration, invitee: Registration, form: AskForm
) -> HttpResponse:
    candidate = partner(registration, invitee)
    may_act = can_manage(request.user, registration)
    context = {
        "registration": registration,
        "section": "partners",
        "partner": candidate,
        "labels": labels_of(invitee.cluster),
        "form": form,
        "may_act": may_act,
        "may_ask": _may_ask(request, registration)
        and _can_be_asked(registration, candidate.request),
        "may_answer": may_act and is_open_for_answers(registration.edition, timezone.now()),
        "why_not": why_not_asked(registration, timezone.now()),
    }
    return render(request, "meet/partner.html", context, status=form_status(form))


def _may_ask(request: HttpRequest, registration: Registration) -> bool:
    is_open = is_open_for_requests(registration.edition, timezone.now())
    return is_open and can_meet(registration) and can_manage(request.user, registration)


def _can_be_asked(ours: Registration, newest: MeetingRequest | None) -> bool:
    """Nothing live stands between the two, and they have not declined us."""
    if newest is None:
        return True
    declined_us = newest.state == MeetingRequest.State.DECLINED and newest.requester_id == ours.pk
    return newest.state not in MeetingRequest.LIVE and not declined_us
