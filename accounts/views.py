"""A person's own account; and the demonstration's mail, for staff to read."""

from pathlib import Path

from allauth.account.forms import AddEmailForm, ChangePasswordForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import AccountForm, MailWishesForm, SessionForm
from accounts.loading import person, reader_of_link
from accounts.queries import (
    MailNotFound,
    has_second_step,
    sessions_of,
    wished_for,
    written_mail,
    written_mails,
)
from accounts.rules import reads_unpublished
from accounts.services import SessionNotFound, end_session, end_sessions
from accounts.words import device
from interface.forms import form_status, posted
from interface.refusals import refused
from notifications.models import MailWishes
from notifications.queries import wishes_of
from notifications.services.failing import mark_reachable
from notifications.services.wishing import have_again, set_wishes, stop
from privacy.log.actors import acting_as, by_mail

GONE = gettext_lazy("You are not signed in there any more.")


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """All that a person sets for oneself, and the ways to what guards it."""
    user = person(request)
    form = AccountForm(posted(request), instance=user)
    if form.is_valid():
        user.save(update_fields=["name", "language"])
        chosen = user.language or translation.get_language_from_request(request)
        with translation.override(chosen):
            messages.success(request, _("Saved."))
        return redirect("account-settings")
    if form.errors:
        user.refresh_from_db()  # the page's menu has the name that is kept
    context = {
        "form": form,
        "email_form": AddEmailForm(user=user),
        "password_form": ChangePasswordForm(user=user),
        "current_emailaddress": user.email,
        "new_emailaddress": wished_for().filter(user=user).last(),
        "has_second_step": has_second_step(user),
        "sessions": sessions_of(user, timezone.now()).count(),
    }
    return render(request, "accounts/account.html", context, status=form_status(form))


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; one of these ended, or all others."""
    user = person(request)
    if request.method == "GET":
        here = request.session.session_key
        rows = [
            (session, device(session.user_agent), session.session_key == here)
            for session in sessions_of(user, timezone.now())
        ]
        return render(request, "accounts/sessions.html", {"rows": rows})
    form = SessionForm(request.POST)
    if not form.is_valid():
        return refused(request, GONE, back=request.path)
    chosen = form.cleaned_data["session"]
    if chosen is None:
        end_sessions(user=user, but=request.session.session_key or "")
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("account-sessions")
    try:
        end_session(user=user, pk=chosen)
    except SessionNotFound:
        return refused(request, GONE, back=request.path)
    messages.success(request, _("You are signed out there."))
    return redirect("account-sessions")


@require_POST
def mail_arrives(request: HttpRequest) -> HttpResponse:
    """The person has looked: mail to the address arrives again."""
    mark_reachable(email=person(request).email)
    messages.success(request, _("Noted. The next mail will show whether it arrives."))
    return redirect("account-settings")


@require_http_methods(["GET", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """How a person wants to be told, kind by kind, and what is needed whatever was chosen."""
    user = person(request)
    form = MailWishesForm(posted(request), instance=wishes_of(user.pk))
    if form.is_valid():
        set_wishes(user=user.pk, wishes=form.cleaned_data, now=timezone.now())
        messages.success(request, _("Saved. It counts for mails that wait to leave as well."))
        return redirect("account-mails")
    return render(request, "accounts/mails.html", {"form": form}, status=form_status(form))


@csrf_exempt  # a mail program posts; who has the link is who was mailed
@login_not_required
@require_http_methods(["GET", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Mails of a kind, stopped by the link in one of them; opening it changes nothing.

    Mail programs post by themselves when their reader presses *Unsubscribe* (RFC 8058): the answer
    is a page, never another address.
    """
    reader, subjects = reader_of_link(token)
    if request.method == "POST":
        with acting_as(by_mail(reader.pk)):
            act = have_again if "again" in request.POST else stop
            act(user=reader.pk, subjects=subjects, now=timezone.now())
    wishes = wishes_of(reader.pk)
    is_stopped = all(wishes.how(subject) == MailWishes.How.NEVER for subject in subjects)
    labels = [subject.label for subject in subjects]
    context = {"subjects": labels, "is_stopped": is_stopped}
    return render(request, "accounts/stop_mails.html", context)


def _folder(request: HttpRequest) -> Path:
    """Where the mails are: only the demonstration has them, and only staff may read them."""
    if not settings.DEMO or not reads_unpublished(request.user):
        raise Http404
    return Path(settings.EMAIL_FILE_PATH)


def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/mail_list.html", {"mails": written_mails(_folder(request))})


def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    try:
        mail = written_mail(_folder(request), name)
    except MailNotFound as missing:
        raise Http404 from missing
    return render(request, "accounts/mail_detail.html", {"mail": mail})
