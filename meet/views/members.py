"""Who speaks for an organisation: its members invite others, and let them go."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from clusters.models import Invitation, Organisation
from clusters.rules import speaks_for
from clusters.services import membership
from interface.forms import form_status, posted
from meet.forms.claims import InvitationForm
from meet.loading import invitation_by, invitation_of, membership_of, organisation_of
from meet.queries.people import members, open_invitations


@require_http_methods(["GET", "POST"])
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    form = InvitationForm(posted(request))
    if form.is_valid():
        if not speaks_for(request.user, organisation):
            raise PermissionDenied
        invitation = _invite(request, organisation, form)
        words = _("Invitation sent to %(address)s.") % {"address": invitation.email}
        messages.success(request, words)
        return redirect("member-list", slug)
    context = {
        "organisation": organisation,
        "memberships": members(organisation),
        "invitations": open_invitations(organisation, timezone.now()),
        "form": form,
        "invites": speaks_for(request.user, organisation),
    }
    return render(request, "meet/member_list.html", context, status=form_status(form))


def _invite(request: HttpRequest, organisation: Organisation, form: InvitationForm) -> Invitation:
    return membership.invite(
        organisation=organisation,
        email=form.cleaned_data["email"],
        by=person(request),
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
        address_of=lambda token: f"{settings.SITE_URL}{reverse('invitation-accept', args=[token])}",
    )


@require_POST
def member_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    leaving = membership_of(organisation, pk)
    try:
        membership.remove(membership=leaving)
    except membership.LastMember:
        words = _("Invite somebody else first: an organisation keeps one member.")
        messages.error(request, words)
        return redirect("member-list", slug)
    words = _("%(person)s no longer speaks for %(organisation)s.")
    messages.success(request, words % {"person": leaving.user, "organisation": organisation})
    if leaving.user == request.user:
        return redirect("my-home")
    return redirect("member-list", slug)


@require_POST
def invitation_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    invitation = invitation_of(organisation, pk)
    try:
        membership.revoke(invitation=invitation, now=timezone.now())
    except membership.InvitationNotValid:
        messages.error(request, _("This invitation was used or taken back meanwhile."))
    else:
        words = _("Invitation taken back: %(address)s.") % {"address": invitation.email}
        messages.success(request, words)
    return redirect("member-list", slug)


@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_by(token)
    refusal = ""
    if request.method == "POST":
        try:
            membership.accept(invitation=invitation, user=person(request), now=timezone.now())
        except membership.InvitationForSomebodyElse:
            refusal = _(
                "This invitation was sent to another e-mail address. Sign in with that one."
            )
        except membership.InvitationNotValid:
            refusal = _("This invitation was used, taken back, or is older than 14 days.")
        else:
            words = _("You now speak for %(organisation)s.")
            messages.success(request, words % {"organisation": invitation.organisation})
            return redirect("my-home")
    context = {"invitation": invitation, "refusal": refusal}
    status = 409 if refusal else 200
    return render(request, "meet/invitation.html", context, status=status)
