"""Who reviews a call, and what reviewers do: each alone."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Application, Call, Reviewer
from events.queries.calls import (
    calls_reviewed_by,
    open_invitations,
    own_review,
    reviewers_of,
    reviews_for,
    to_review,
)
from events.rules.calls import (
    is_open_for_review,
    is_open_for_reviewers,
    sees_all_reviews,
    stage,
)
from events.services.calls import reviewers, reviewing
from events.services.calls.scene import CallTooLate
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from organise.forms.calls import ReviewerForm, ReviewForm
from organise.loading.calls import (
    application_to_review,
    call_to_review,
    own_reviewer_invitation,
    owned_call,
    reviewer_invitation_by,
    reviewer_invitation_of,
    reviewer_of,
)
from organise.words import calls as words
from translations.queries import bring_for

MOST_ROWS = 40
NOT_VALID = _lazy(
    "This invitation no longer works: it was used or taken back, is older than 14 days, or the "
    "call goes no further."
)


@require_http_methods(["GET", "POST"])
def call_reviewers(request: HttpRequest, call: str) -> HttpResponse:
    """Who reviews; owners ask others in."""
    found, now = owned_call(request, call), timezone.now()
    form = ReviewerForm(posted(request))
    if form.is_valid():
        try:
            if _invite(request, found, form, now):
                return redirect(request.path)
        except CallTooLate:
            why = words.too_late(found, now)
            return refused(request, why, back=request.path, typed=typed_in(form))
    context = {
        "call": found,
        "reviewers": reviewers_of(found),
        "invitations": open_invitations(found, now),
        "form": form,
        "may_invite": is_open_for_reviewers(found, now),
    }
    return render(request, "organise/call_reviewers.html", context, status=form_status(form))


def _invite(request: HttpRequest, call: Call, form: ReviewerForm, now: datetime) -> bool:
    """Whether somebody is asked; if not, the form says why."""
    try:
        invitation = reviewers.invite_reviewer(
            call=call,
            email=form.cleaned_data["email"],
            by=person(request),
            key=form.cleaned_data["idempotency_key"],
            now=now,
            address_of=_address_of,
        )
    except reviewers.NotOwner as refusal:
        raise PermissionDenied from refusal
    except reviewers.AlreadyReviewer:
        form.add_error("email", _("This person reviews the call already."))
    except KeyTaken:
        form.add_error(None, str(SENT_BEFORE))
    else:
        said = _("Invitation sent to %(address)s.") % {"address": invitation.email}
        messages.success(request, said)
    return not form.errors


def _address_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('review-invitation', args=[token])}"


@require_POST
def reviewer_remove(request: HttpRequest, call: str, pk: int) -> HttpResponse:
    found, back = owned_call(request, call), reverse("organise-call-reviewers", args=[call])
    reviewer = reviewer_of(found, pk)
    now = timezone.now()
    try:
        reviewers.remove_reviewer(reviewer=reviewer, by=person(request), now=now)
    except reviewers.NotOwner as refusal:
        raise PermissionDenied from refusal
    except Reviewer.DoesNotExist:
        return refused(request, _("This person reviews it no longer."), back=back)
    except reviewers.HasReviewed:
        why = _("This reviewer has given points already. They stay.")
        return refused(request, why, back=back)
    except CallTooLate:
        return refused(request, words.too_late(found, now), back=back)
    messages.success(
        request, _("%(person)s reviews it no longer.") % {"person": isolated(reviewer.user)}
    )
    return redirect(back)


@require_POST
def reviewer_invitation_revoke(request: HttpRequest, call: str, pk: int) -> HttpResponse:
    found, back = owned_call(request, call), reverse("organise-call-reviewers", args=[call])
    invitation = reviewer_invitation_of(found, pk)
    try:
        reviewers.revoke_reviewer_invitation(invitation=invitation, now=timezone.now())
    except reviewers.ReviewerInvitationNotValid:
        return refused(request, _("This invitation was used or taken back meanwhile."), back=back)
    said = _("Invitation taken back: %(address)s.") % {"address": invitation.email}
    messages.success(request, said)
    return redirect(back)


@require_http_methods(["GET", "POST"])
def review_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Become a reviewer by the link of a mail."""
    invitation, refusal = reviewer_invitation_by(token), ""
    if request.method == "POST":
        user, now = person(request), timezone.now()
        try:
            reviewers.accept_review(invitation=invitation, user=user, now=now)
        except reviewers.ForSomebodyElse:
            refusal = _(
                "This invitation was sent to another e-mail address. Sign in with that one."
            )
        except reviewers.ReviewerInvitationNotValid:
            refusal = str(NOT_VALID)
        else:
            said = _("You review “%(call)s” now.") % {"call": invitation.call}
            messages.success(request, said)
            return redirect("review-list")
    bring_for(request, [invitation.call])
    context = {"invitation": invitation, "call": invitation.call, "refusal": refusal}
    status = CONFLICT if refusal else 200
    return render(request, "organise/review_invitation.html", context, status=status)


@require_POST
def review_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation to one's own address, from the start page."""
    invitation = own_reviewer_invitation(request, pk)
    try:
        reviewers.accept_review(invitation=invitation, user=person(request), now=timezone.now())
    except reviewers.ReviewerInvitationNotValid:
        return refused(request, NOT_VALID, back=reverse("my-home"))
    messages.success(request, _("You review “%(call)s” now.") % {"call": invitation.call})
    return redirect("review-list")


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """The calls that somebody reviews."""
    calls = part(calls_reviewed_by(request.user), "part", request.GET, MOST_ROWS)
    bring_for(request, calls)
    return render(request, "organise/review_list.html", {"calls": calls})


@require_GET
def review_call(request: HttpRequest, call: str) -> HttpResponse:
    """What there is to review, once the call is closed."""
    found, now = call_to_review(request, call), timezone.now()
    bring_for(request, [found])
    is_closed = stage(found, now) in (Call.State.REVIEWING, Call.State.DECIDED)
    rows = to_review(person(request), found) if is_closed else []
    context = {
        "call": found,
        "stage": stage(found, now),
        "is_closed": is_closed,
        "rows": part(rows, "part", request.GET, MOST_ROWS),
        "left": sum(not row.is_done for row in rows),
    }
    return render(request, "organise/review_call.html", context)


@require_http_methods(["GET", "POST"])
def review_application(request: HttpRequest, call: str, pk: int) -> HttpResponse:
    """Read one application and give points, alone."""
    found, now = call_to_review(request, call), timezone.now()
    back = reverse("review-call", args=[call])
    if stage(found, now) == Call.State.OPEN:
        typed, sent = "", posted(request)
        if sent:
            asked = list(found.criteria.all())
            bring_for(request, asked)
            typed = typed_in(ReviewForm(sent, criteria=asked))
        return refused(request, words.too_late(found, now), back=back, typed=typed)
    application = application_to_review(request, found, pk)
    review = own_review(person(request), application)
    initial = {"version": application.version, **(review.initial if review else {})}
    criteria = list(found.criteria.all())
    others = reviews_for(person(request), application)[0] if sees_all_reviews(found) else []
    bring_for(request, [found, *criteria, *(row for one in others for row in one.criteria)])
    form = ReviewForm(posted(request), criteria=criteria, initial=initial)
    if form.is_valid():
        return _review(request, application, form, back)
    context = {
        "call": found,
        "application": application,
        "form": form,
        "review": review,
        "may_review": is_open_for_review(found, now)
        and application.state == Application.State.SUBMITTED,
        "others": others,
    }
    return render(request, "organise/review_application.html", context, status=form_status(form))


def _review(
    request: HttpRequest, application: Application, form: ReviewForm, back: str
) -> HttpResponse:
    now = timezone.now()
    try:
        reviewing.review(
            application=application,
            by=person(request),
            points=form.points(),
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
            now=now,
        )
    except reviewing.NotTheirs as refusal:
        raise PermissionDenied from refusal
    except CallTooLate:
        why = words.too_late(application.call, now)
        return refused(request, why, back=back, typed=typed_in(form))
    except (reviewing.ReadAnew, reviewing.PointsMissing):
        why = str(words.APPLICATION_CHANGED)
        return refused(request, why, back=request.path, typed=typed_in(form))
    messages.success(request, _("Your points are kept. You can change them until the decision."))
    return redirect(back)
