"""*My data*: a person sees, takes along and has erased what is kept here."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interface.forms import form_status, posted
from interface.refusals import refused
from notifications.tasks import deliver, wake
from privacy.forms import PasswordForm
from privacy.ledger import CannotBeWritten
from privacy.queries.my_data import my_data as data_of
from privacy.services.confirming import is_confirmed_by, send_link
from privacy.services.erasing import MustStay, erase, reasons_to_stay
from privacy.words import lines

FILE_NAME = "my-data"


@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept, why, who reads it and how long; and what one may do about it."""
    return render(request, "privacy/my_data.html", {"lines": lines()})


@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """All of it, as a file: JSON for programs, a page for people."""
    made_at = timezone.now()
    parts = data_of(request.user)
    if kind == "json":
        said = {"made_at": made_at, "parts": [vars(part) for part in parts]}
        text = json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        page = {"parts": parts, "made_at": made_at}
        answer = HttpResponse(render_to_string("privacy/my_data_file.html", page, request))
    answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.{kind}"'
    return answer


@require_http_methods(["GET", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """What erasing means, first; the password confirms it."""
    form = PasswordForm(posted(request), person=request.user)
    if form.is_valid():
        return _erased(request)
    page = {"form": form, "reasons": reasons_to_stay(request.user)}
    return render(request, "privacy/erase.html", page, status=form_status(form))


@require_POST
def erase_link(request: HttpRequest) -> HttpResponse:
    """For whoever has no password at hand: a link by mail."""

    def address_of(token: str) -> str:
        return request.build_absolute_uri(reverse("my-data-erase-confirm", args=[token]))

    send_link(person=request.user, now=timezone.now(), address_of=address_of)
    transaction.on_commit(lambda: wake(deliver))
    messages.success(request, _("We sent you a link. It is valid for an hour."))
    return redirect("my-data-erase")


@require_http_methods(["GET", "POST"])
def erase_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: the same words, and a button."""
    if not is_confirmed_by(request.user, token):
        words = _("This link is not valid any more, or it is somebody else's. Ask for a new one.")
        return refused(request, words, back=reverse("my-data-erase"))
    if request.method == "POST":
        return _erased(request)
    page = {"reasons": reasons_to_stay(request.user), "is_confirmed": True}
    return render(request, "privacy/erase.html", page)


def _erased(request: HttpRequest) -> HttpResponse:
    try:
        erase(person=request.user, now=timezone.now())
    except MustStay:
        words = _("You are the only owner of an organisation. Nothing was erased.")
        return refused(request, words, back=reverse("my-data-erase"))
    except CannotBeWritten:
        words = _("Your data cannot be erased at the moment. Nothing was changed; try again later.")
        return refused(request, words, back=reverse("my-data-erase"), status=503)
    transaction.on_commit(lambda: wake(deliver))
    logout(request)
    return redirect("my-data-erased")


@login_not_required
@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/erased.html")
