"""What a person may open of calls: to run them, and to review what was applied to them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.loading import person
from clusters.services.membership import hash_of
from events.models import Application, Call, Reviewer, ReviewerInvitation
from events.rules.calls import can_decide_call, can_manage_call


def backstage_call(request: HttpRequest, slug: str) -> Call:
    """A call whose organiser's pages this person may open."""
    rows = Call.objects.backstage_of(request.user)
    return get_object_or_404(rows.select_related("edition", "series", "body"), slug=slug)


def managed_call(request: HttpRequest, slug: str) -> Call:
    """A call of a body that this person acts for: else 403 for staff, 404 for others."""
    call = backstage_call(request, slug)
    if not can_manage_call(request.user, call):
        raise PermissionDenied
    return call


def owned_call(request: HttpRequest, slug: str) -> Call:
    """A call of a body that this person owns: else 403 for who may read, 404 for others."""
    call = backstage_call(request, slug)
    if not can_decide_call(request.user, call):
        raise PermissionDenied
    return call


def application_of(call: Call, pk: int) -> Application:
    """An application to the call."""
    rows = call.applications.select_related("organisation__region", "region", "submitted_by")
    application = get_object_or_404(rows, pk=pk)
    application.call = call
    return application


def reviewer_of(call: Call, pk: int) -> Reviewer:
    return get_object_or_404(call.reviewers.select_related("user"), pk=pk)


def reviewer_invitation_of(call: Call, pk: int) -> ReviewerInvitation:
    """An invitation to review the call that was not used or taken back."""
    return get_object_or_404(call.invitations.filter(accepted_at=None, revoked_at=None), pk=pk)


def reviewer_invitation_by(token: str) -> ReviewerInvitation:
    """Knowing the token is the permission."""
    rows = ReviewerInvitation.objects.select_related("call__body", "invited_by")
    return get_object_or_404(rows, token_hash=hash_of(token))


def own_reviewer_invitation(request: HttpRequest, pk: int) -> ReviewerInvitation:
    """An invitation to one's own address."""
    rows = ReviewerInvitation.objects.filter(email=person(request).email.lower())
    return get_object_or_404(rows.select_related("call"), pk=pk)


def call_to_review(request: HttpRequest, slug: str) -> Call:
    """A call that this person reviews."""
    rows = Call.objects.reviewed_by(request.user).exclude(state=Call.State.DRAFT)
    return get_object_or_404(rows.select_related("edition", "series", "body"), slug=slug)


def application_to_review(request: HttpRequest, call: Call, pk: int) -> Application:
    """An application to the call, unless a body of this person's made it."""
    rows = Application.objects.judged_by(request.user).filter(call=call)
    rows = rows.select_related("organisation__region", "region")
    application = get_object_or_404(rows, pk=pk)
    application.call = call
    return application
