"""The demonstration's mail: what would have been sent, for staff to read."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.queries import MailNotFound, written_mail, written_mails
from accounts.rules import reads_unpublished


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
