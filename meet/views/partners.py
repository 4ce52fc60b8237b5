"""Finding partners and asking them to meet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import Registration
from events.rules import can_manage
from interface.forms import form_status
from interface.refusals import refused
from matchmaking.models import MeetingRequest
from matchmaking.rules import can_meet, is_open_for_answers, is_open_for_requests
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.forms.requests import AskForm, PartnerFilterForm
from meet.loading import managed_registration, shown_registration
from meet.queries.partners import PartnerFilter, narrowed, partner, partners
from meet.views.requests import requests_url

PAGE_SIZE = 24


@require_GET
def partner_list(request: HttpRequest, edition: str, cluster: str) -> HttpResponse:
    registration = shown_registration(request, edition, cluster)
    form = PartnerFilterForm(request.GET, edition=registration.edition)
    clean = form.cleaned_data if form.is_valid() else {}
    by = PartnerFilter(clean.get("q", ""), clean.get("sector", ""), clean.get("region", ""))
    found = narrowed(partners(registration), by)
    context = {
        "registration": registration,
        "section": "partners",
        "form": form,
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_ask": _may_ask(request, registration),
    }
    return render(request, "meet/partners.html", context)


@require_http_methods(["GET", "POST"])
def partner_detail(request: HttpRequest, edition: str, cluster: str, partner: str) -> HttpResponse:
    load = managed_registration if request.method == "POST" else shown_registration
    registration = load(request, edition, cluster)
    others = Registration.objects.filter(edition=registration.edition).approved()
    rows = others.exclude(pk=registration.pk).select_related("cluster__region", "edition")
    other = get_object_or_404(rows, cluster__slug=partner)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _ask(request, registration, other, form)
    return _partner_page(request, registration, other, form)


def _ask(
    request: HttpRequest, registration: Registration, other: Registration, form: AskForm
) -> HttpResponse:
    clean = form.cleaned_data
    try:
        asked = services.ask(
            requester=registration,
            invitee=other,
            wish=services.Wish(clean["priority"], clean["message"]),
            by=person(request),
            key=clean["idempotency_key"],
            now=timezone.now(),
        )
    except services.RequestRefused as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=requests_url(registration))
    agreed = asked.state == MeetingRequest.State.ACCEPTED
    words = "had asked you already: you agreed to meet" if agreed else "is asked to meet you"
    messages.success(request, f"{other.cluster} {words}.")
    return redirect(f"{requests_url(registration)}?tab={'agreed' if agreed else 'sent'}")


def _partner_page(
    request: HttpRequest, registration: Registration, other: Registration, form: AskForm
) -> HttpResponse:
    found = partner(registration, other)
    may_act = can_manage(request.user, registration)
    context = {
        "registration": registration,
        "section": "partners",
        "partner": found,
        "labels": other.cluster.label_awards.select_related("label"),
        "form": form,
        "may_act": may_act,
        "may_ask": _may_ask(request, registration) and _can_be_asked(registration, found.request),
        "may_answer": may_act and is_open_for_answers(registration.edition),
        "why_not": _why_not(registration),
    }
    return render(request, "meet/partner.html", context, status=form_status(form))


def _may_ask(request: HttpRequest, registration: Registration) -> bool:
    is_open = is_open_for_requests(registration.edition, timezone.now())
    return is_open and can_meet(registration) and can_manage(request.user, registration)


def _why_not(registration: Registration) -> str:
    """Why a cluster that has no live request with another cannot ask it."""
    if not can_meet(registration):
        return "You can ask for meetings once your registration is approved."
    if not is_open_for_requests(registration.edition, timezone.now()):
        return str(REFUSALS[services.RequestsClosed])
    return str(REFUSALS[services.DeclinedBefore])


def _can_be_asked(ours: Registration, standing: MeetingRequest | None) -> bool:
    """Nothing live stands between the two, and they have not declined us."""
    if standing is None:
        return True
    declined_us = (
        standing.state == MeetingRequest.State.DECLINED and standing.requester_id == ours.pk
    )
    return standing.state not in MeetingRequest.LIVE and not declined_us
