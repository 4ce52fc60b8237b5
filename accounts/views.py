"""A person's own settings; and the demonstration's mail, for staff to read."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import AccountForm
from accounts.loading import person
from accounts.queries import MailNotFound, written_mail, written_mails
from accounts.rules import reads_unpublished
from interface.forms import form_status, posted


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own language, of pages and mails."""
    user = person(request)
    form = AccountForm(posted(request), instance=user)
    if form.is_valid():
        user.save(update_fields=["language"])
        chosen = user.language or translation.get_language_from_request(request)
        with translation.override(chosen):
            messages.success(request, _("Saved."))
        return redirect("account-settings")
    return render(request, "accounts/account.html", {"form": form}, status=form_status(form))


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
