"""Who speaks for an organisation: its members invite others, and let them go."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from clusters.models import Invitation, Organisation
from clusters.rules import can_see_members, speaks_for
from clusters.services import membership
from interface.forms import form_status
from meet.forms.claims import InvitationForm


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug)
    if not can_see_members(request.user, organisation):
        raise Http404
    return organisation


@require_http_methods(["GET", "POST"])
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _organisation(request, slug)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not speaks_for(request.user, organisation):
            raise PermissionDenied
        invitation = membership.invite(
            organisation=organisation,
            email=form.cleaned_data["email"],
            by=person(request),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
            address_of=lambda token: f"{settings.SITE_URL}{_accept_address(token)}",
        )
        messages.success(request, f"Invitation sent to {invitation.email}.")
        return redirect("member-list", slug)
    open_invitations = organisation.invitations.filter(
        accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    context = {
        "organisation": organisation,
        "memberships": organisation.memberships.select_related("user"),
        "invitations": open_invitations.select_related("invited_by"),
        "form": form,
        "invites": speaks_for(request.user, organisation),
    }
    return render(request, "meet/member_list.html", context, status=form_status(form))


def _accept_address(token: str) -> str:
    return reverse("invitation-accept", args=[token])


@require_POST
def member_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _organisation(request, slug)
    leaving = get_object_or_404(organisation.memberships.select_related("user"), pk=pk)
    try:
        membership.remove(membership=leaving)
    except membership.LastMember:
        messages.error(request, "Invite somebody else first: an organisation keeps one member.")
        return redirect("member-list", slug)
    messages.success(request, f"{leaving.user} no longer speaks for {organisation}.")
    if leaving.user == request.user:
        return redirect("my-home")
    return redirect("member-list", slug)


@require_POST
def invitation_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _organisation(request, slug)
    invitation = get_object_or_404(organisation.invitations, pk=pk)
    try:
        membership.revoke(invitation=invitation, now=timezone.now())
    except membership.InvitationNotValid:
        messages.error(request, "This invitation was used or taken back meanwhile.")
    else:
        messages.success(request, f"Invitation of {invitation.email} taken back.")
    return redirect("member-list", slug)


@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.select_related("organisation", "invited_by"),
        token_hash=membership.hash_of(token),
    )
    refusal = ""
    if request.method == "POST":
        try:
            membership.accept(invitation=invitation, user=person(request), now=timezone.now())
        except membership.InvitationForSomebodyElse:
            refusal = "This invitation was sent to another e-mail address. Sign in with that one."
        except membership.InvitationNotValid:
            refusal = "This invitation was used, taken back, or is older than 14 days."
        else:
            messages.success(request, f"You now speak for {invitation.organisation}.")
            return redirect("my-home")
    context = {"invitation": invitation, "refusal": refusal}
    status = 409 if refusal else 200
    return render(request, "meet/invitation.html", context, status=status)
