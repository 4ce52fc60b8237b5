"""A cluster is invited to an event: it registers, or says *not this time*.

By the link in its mail too: opening that changes nothing, its button acts without signing in.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from accounts.models import User
from events.models import EventInvitation
from events.queries.filling import by_language, read_in
from events.services import inviting as services
from interface.forms import form_status, posted
from interface.links import LinkOver
from interface.refusals import refused
from meet.forms.invited import TAKE_BACK, InvitationAnswerForm
from meet.loading.invited import event_invitation_of, mailed_invitation_by
from privacy.log.actors import acting_as, by_mail
from translations.languages import wished, wished_by
from translations.queries import Text

OVER = _lazy(
    "This link no longer works. It lasts two weeks, and as long as you speak for the cluster and "
    "the invitation stands. Sign in to see your invitations."
)
CLOSED = _lazy(
    "This invitation waits for no answer any more: it was taken back, the cluster has registered, "
    "or registration is closed. Nothing was changed."
)
CHANGED = _lazy("Somebody answered this invitation meanwhile. Look at it again.")


@require_http_methods(["GET", "POST"])
def event_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = event_invitation_of(person(request), pk)
    form = InvitationAnswerForm(posted(request))
    if form.is_valid():
        return _answered(request, invitation, form, form.cleaned_data["version"], person(request))
    return _page(request, invitation, form)


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    try:
        mailed = mailed_invitation_by(token)
    except LinkOver:
        return refused(request, OVER, back=reverse("my-home"))
    form = InvitationAnswerForm(posted(request))
    if form.is_valid():
        with acting_as(by_mail(mailed.reader.pk)):
            return _answered(request, mailed.invitation, form, mailed.version, mailed.reader)
    is_current = mailed.version == mailed.invitation.version
    return _page(request, mailed.invitation, form, reader=mailed.reader, is_current=is_current)


def _answered(
    request: HttpRequest,
    invitation: EventInvitation,
    form: InvitationAnswerForm,
    version: int,
    by: User,
) -> HttpResponse:
    """Carry the answer out; what was typed comes back where it is refused."""
    clean, now = form.cleaned_data, timezone.now()
    try:
        if clean["answer"] == TAKE_BACK:
            services.take_answer_back(invitation=invitation, version=version, now=now)
            words = _("Your answer is taken back. You can register until registration closes.")
        else:
            services.decline_invitation(
                invitation=invitation, version=version, by=by, reason=clean["reason"], now=now
            )
            words = _("Your answer is given: not this time. The organiser sees it.")
    except services.InvitationOver:
        return refused(request, CLOSED, back=reverse("my-home"), typed=clean["reason"])
    except services.InvitationChanged:
        return refused(request, CHANGED, back=request.path, typed=clean["reason"])
    messages.success(request, words)
    return redirect(request.path)


def _page(
    request: HttpRequest,
    invitation: EventInvitation,
    form: InvitationAnswerForm,
    reader: User | None = None,
    *,
    is_current: bool = True,
) -> HttpResponse:
    """`reader` came by a mail, whose link is `is_current` as long as nobody has answered since."""
    edition = invitation.edition
    is_open = services.is_answerable(invitation, edition, timezone.now())
    register = reverse("edition-register", args=[edition.slug])
    context = {
        "invitation": invitation,
        "edition": edition,
        "reader": reader,
        "words": _words(request, invitation, reader),
        "is_open": is_open,
        "is_declined": invitation.state == EventInvitation.State.DECLINED,
        "may_answer": is_open and is_current,
        "form": form,
        "register_url": f"{register}?cluster={invitation.cluster.slug}",
    }
    status = form_status(form)
    return render(request, "meet/event_invitation.html", context, status=status)


def _words(request: HttpRequest, invitation: EventInvitation, reader: User | None) -> Text:
    """What the organiser wrote, in the reader's language; empty once it is erased."""
    text, texts = invitation.round.text, by_language(invitation.round.texts.all())
    reads = (*wished_by(reader.language if reader else ""), *wished(request))
    return read_in(text, texts, invitation, reads) if text else Text("", "")
