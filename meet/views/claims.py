"""A person claims a place in an organisation; an administrator decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from accounts.rules import is_administrator
from clusters.models import Claim, Organisation
from clusters.services import claims
from interface.forms import form_status
from interface.refusals import refused
from meet.forms.claims import ClaimForm


def claim_list(request: HttpRequest) -> HttpResponse:
    found = Claim.objects.visible_to(request.user).select_related(
        "user", "organisation", "proposed_region", "decided_by"
    )
    context = {"claims": found, "decides": is_administrator(request.user)}
    return render(request, "meet/claim_list.html", context)


@require_http_methods(["GET", "POST"])
def claim_create(request: HttpRequest) -> HttpResponse:
    asked = Organisation.objects.filter(slug=request.GET.get("organisation", "")).first()
    form = ClaimForm(request.POST or None, initial={"organisation": asked})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        organisation = clean["organisation"]
        proposed = (clean["proposed_name"], clean["proposed_kind"], clean["proposed_region"])
        try:
            claims.claim(
                user=person(request),
                organisation=organisation,
                proposed=None if organisation else proposed,
                reason=clean["reason"],
                key=clean["idempotency_key"],
                now=timezone.now(),
            )
        except claims.ClaimAlreadyOpen:
            form.add_error("organisation", "You speak for it already, or your claim is waiting.")
        else:
            messages.success(request, "Claim sent. An administrator decides and you get a mail.")
            return redirect("claim-list")
    return render(request, "meet/claim_form.html", {"form": form}, status=form_status(form))


@require_POST
def claim_approve(request: HttpRequest, pk: int) -> HttpResponse:
    claim = _claim_to_decide(request, pk)
    try:
        given = claims.approve(claim=claim, by=person(request), now=timezone.now())
    except claims.ClaimAlreadyDecided:
        return _decided_meanwhile(request)
    messages.success(request, f"Approved: {claim.user} now speaks for {given.organisation}.")
    return redirect("claim-list")


@require_POST
def claim_decline(request: HttpRequest, pk: int) -> HttpResponse:
    claim = _claim_to_decide(request, pk)
    try:
        claims.decline(claim=claim, by=person(request), now=timezone.now())
    except claims.ClaimAlreadyDecided:
        return _decided_meanwhile(request)
    messages.success(request, f"Declined: the claim of {claim.user}.")
    return redirect("claim-list")


def _claim_to_decide(request: HttpRequest, pk: int) -> Claim:
    visible = Claim.objects.visible_to(request.user).select_related("user", "organisation")
    claim = get_object_or_404(visible, pk=pk)
    if not is_administrator(request.user):
        raise PermissionDenied
    return claim


def _decided_meanwhile(request: HttpRequest) -> HttpResponse:
    words = "Somebody has decided this claim meanwhile."
    return refused(request, words, back=reverse("claim-list"))
