"""Who speaks for an organisation: its members invite others, and let them go."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from accounts.rules import is_administrator
from clusters.models import Invitation, Membership, Organisation
from clusters.rules import can_change_members, can_invite
from clusters.services import leaving, membership, roles
from interface.forms import FORM_REFUSED, INCOMPLETE, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.plain_text import isolated
from interface.refusals import refused
from meet.forms.people import InvitationForm, RoleForm
from meet.loading import (
    former_membership_of,
    invitation_by,
    invitation_of,
    membership_of,
    organisation_of,
    own_invitation_of,
)
from meet.queries.people import members, open_invitations, removed_lately
from meet.words import people as people_words

CHANGED = _lazy("Somebody changed this role meanwhile. Look again before you decide.")
LAST_OWNER = _lazy("Make somebody else an owner first: an organisation keeps one owner.")


@require_http_methods(["GET", "POST"])
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    invites = can_invite(request.user, organisation)
    if request.method == "POST" and not invites:
        raise PermissionDenied
    form = InvitationForm(posted(request), organisation=organisation)
    if form.is_valid() and (invitation := _invite(request, organisation, form)):
        words = _("Invitation sent to %(address)s.") % {"address": invitation.email}
        messages.success(request, words)
        return redirect("member-list", slug)
    context = {
        "organisation": organisation,
        "memberships": members(organisation),
        "invitations": open_invitations(organisation, timezone.now()) if invites else (),
        "form": form,
        "invites": invites,
        "may_change": can_change_members(request.user, organisation),
        "roles": people_words.roles_in(organisation),
        "what_they_let": people_words.what_they_let(organisation),
        "removed": removed_lately(organisation, timezone.now()),
    }
    return render(request, "meet/member_list.html", context, status=form_status(form))


def _invite(
    request: HttpRequest, organisation: Organisation, form: InvitationForm
) -> Invitation | None:
    try:
        return membership.invite(
            organisation=organisation,
            email=form.cleaned_data["email"],
            role=form.chosen,
            by=person(request),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
            address_of=_address_of,
        )
    except membership.AlreadyMember:
        may_change = can_change_members(request.user, organisation)
        form.add_error("email", people_words.already_member(may_change=may_change))
    except KeyTaken:
        form.add_error(None, SENT_BEFORE)
    return None


def _address_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('invitation-accept', args=[token])}"


@require_POST
def member_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    leaver = membership_of(organisation, pk)
    try:
        leaving.remove(membership=leaver, by=person(request), now=timezone.now())
    except Membership.DoesNotExist:
        words = _("This person has left already.")
        return refused(request, words, back=reverse("member-list", args=[slug]))
    except leaving.NotOwner as refusal:
        raise PermissionDenied from refusal
    except leaving.LastMember:
        words = _("Invite somebody else first: an organisation keeps one member.")
        messages.error(request, words)
        return redirect("member-list", slug)
    except leaving.LastOwner:
        messages.error(request, str(LAST_OWNER))
        return redirect("member-list", slug)
    words = _("%(person)s is no longer a member of %(organisation)s.")
    messages.success(
        request, words % {"person": isolated(leaver.user), "organisation": isolated(organisation)}
    )
    if leaver.user == request.user:
        return redirect("my-home")
    return redirect("member-list", slug)


@require_POST
def member_give_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    former = former_membership_of(organisation, pk)
    try:
        leaving.give_back(former=former, by=person(request), now=timezone.now())
    except leaving.NotOwner as refusal:
        raise PermissionDenied from refusal
    words = _("%(person)s is a member of %(organisation)s again.")
    messages.success(
        request, words % {"person": isolated(former.user), "organisation": isolated(organisation)}
    )
    return redirect("member-list", slug)


@require_POST
def member_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An owner gives a member another role."""
    organisation = organisation_of(request.user, slug)
    member, back = membership_of(organisation, pk), reverse("member-list", args=[slug])
    if not can_change_members(request.user, organisation):
        raise PermissionDenied
    form = RoleForm(request.POST)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    try:
        roles.set_role(
            membership=member, by=person(request), now=timezone.now(), **form.cleaned_data
        )
    except (roles.RoleChanged, roles.RoleNotHere):
        return refused(request, str(CHANGED), back=back)
    except leaving.NotOwner as refusal:
        raise PermissionDenied from refusal
    except leaving.LastOwner:
        messages.error(request, str(LAST_OWNER))
        return redirect(back)
    said = people_words.is_now(organisation, str(member.user), form.cleaned_data["role"])
    messages.success(request, said)
    return redirect(back)


@require_POST
def invitation_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation to one's own address, from the start page."""
    user = person(request)
    invitation = own_invitation_of(user, pk)
    try:
        place = membership.accept(invitation=invitation, user=user, now=timezone.now())
    except membership.InvitationNotValid:
        words = _("This invitation was used, taken back, or is older than 14 days.")
        return refused(request, words, back=reverse("my-home"))
    messages.success(request, people_words.you_are(place.organisation, place.role))
    return redirect("my-home")


@require_POST
def invitation_revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_of(request.user, slug)
    invitation = invitation_of(organisation, pk)
    if not (can_invite(request.user, organisation) or is_administrator(request.user)):
        raise PermissionDenied
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
            place = membership.accept(
                invitation=invitation, user=person(request), now=timezone.now()
            )
        except membership.InvitationForSomebodyElse:
            refusal = _(
                "This invitation was sent to another e-mail address. Sign in with that one."
            )
        except membership.InvitationNotValid:
            refusal = _("This invitation was used, taken back, or is older than 14 days.")
        else:
            messages.success(request, people_words.you_are(place.organisation, place.role))
            return redirect("my-home")
    context = {
        "invitation": invitation,
        "invited_as": people_words.invited_as(invitation.organisation, invitation.role),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "meet/invitation.html", context, status=status)
