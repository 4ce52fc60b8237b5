"""A person claims a place in an organisation; an administrator decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from accounts.rules import is_administrator
from clusters.services import claims
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from meet.forms.claims import ClaimForm
from meet.loading import claim_to_decide_of
from meet.queries.people import claims_shown_to, organisation_asked_for


def claim_list(request: HttpRequest) -> HttpResponse:
    context = {
        "claims": claims_shown_to(request.user),
        "decides": is_administrator(request.user),
    }
    return render(request, "meet/claim_list.html", context)


@require_http_methods(["GET", "POST"])
def claim_create(request: HttpRequest) -> HttpResponse:
    asked = organisation_asked_for(request.GET.get("organisation", ""))
    form = ClaimForm(posted(request), initial={"organisation": asked})
    if form.is_valid():
        try:
            _claim(request, form)
        except claims.ClaimAlreadyOpen:
            words = _("You speak for it already, or your claim is waiting.")
            form.add_error("organisation", words)
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        else:
            words = _("Claim sent. An administrator decides and you get a mail.")
            messages.success(request, words)
            return redirect("claim-list")
    return render(request, "meet/claim_form.html", {"form": form}, status=form_status(form))


def _claim(request: HttpRequest, form: ClaimForm) -> None:
    clean = form.cleaned_data
    organisation = clean["organisation"]
    proposed = (clean["proposed_name"], clean["proposed_kind"], clean["proposed_region"])
    claims.claim(
        user=person(request),
        organisation=organisation,
        proposed=None if organisation else proposed,
        reason=clean["reason"],
        key=clean["idempotency_key"],
        now=timezone.now(),
    )


@require_POST
def claim_approve(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_to_decide_of(request.user, pk)
    try:
        given = claims.approve(claim=claim, by=person(request), now=timezone.now())
    except claims.ClaimAlreadyDecided:
        return _decided_meanwhile(request)
    words = _("Approved: %(person)s now speaks for %(organisation)s.")
    said = words % {"person": isolated(claim.user), "organisation": isolated(given.organisation)}
    messages.success(request, said)
    return redirect("claim-list")


@require_POST
def claim_decline(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_to_decide_of(request.user, pk)
    try:
        claims.decline(claim=claim, by=person(request), now=timezone.now())
    except claims.ClaimAlreadyDecided:
        return _decided_meanwhile(request)
    messages.success(
        request, _("Declined: the claim of %(person)s.") % {"person": isolated(claim.user)}
    )
    return redirect("claim-list")


def _decided_meanwhile(request: HttpRequest) -> HttpResponse:
    words = _("Somebody has decided this claim meanwhile.")
    return refused(request, words, back=reverse("claim-list"))
