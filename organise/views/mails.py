"""Mails that did not leave: an organiser's own, and all for administrators."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.loading import administrators_only
from events.queries.about import key_of
from events.rules import Act
from interface.refusals import refused
from notifications.models import OutboxMessage
from notifications.queries import absence, failed_mails, given_up_mails
from notifications.services.failing import LinkForgotten, give_up, send_again, take_back
from notifications.tasks import deliver, wake
from organise.forms.mails import FailedMailForm
from organise.loading import organised_edition

PAGE_SIZE = 50
# In the session: which mails this person gave up last.
GIVEN_UP = "mails-given-up"
NOT_THERE = gettext_lazy("This mail is not on the list any more.")


@dataclass(frozen=True, slots=True)
class _Page:
    """A list of failed mails: where it stands, what it is about, and what it is drawn with."""

    address: str
    template: str
    about: str
    context: dict[str, Any]


@require_http_methods(["GET", "POST"])
def edition_mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails about an edition, for its organisers."""
    edition = organised_edition(request, slug, Act.WRITE)
    context = {"edition": edition, "zone": edition.time_zone}
    address = reverse("organise-mails", args=[slug])
    return _answered(
        request, _Page(address, "organise/edition_mails.html", key_of(edition), context)
    )


@require_http_methods(["GET", "POST"])
def all_mails(request: HttpRequest) -> HttpResponse:
    """All mails, for administrators; there is no such page for others."""
    administrators_only(request)
    page = _Page(reverse("staff-mails"), "organise/all_mails.html", "", {"zone": "UTC"})
    return _answered(request, page)


def _answered(request: HttpRequest, page: _Page) -> HttpResponse:
    if request.method == "POST":
        return _dealt_with(request, page)
    rows = Paginator(failed_mails(page.about), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": rows,
        "absence": absence(page.about),
        "given_up": _given_up(request, page).count(),
    }
    return render(request, page.template, {**page.context, **context})


def _given_up(request: HttpRequest, page: _Page) -> QuerySet[OutboxMessage]:
    """What this person gave up last and may still take back."""
    return given_up_mails(page.about, request.session.get(GIVEN_UP, ()))


def _dealt_with(request: HttpRequest, page: _Page) -> HttpResponse:
    """Send one of them or all again, give them up, or take that back."""
    form = FailedMailForm(request.POST)
    if not form.is_valid():
        return refused(request, NOT_THERE, back=page.address)
    rows = failed_mails(page.about, mail=form.cleaned_data["mail"])
    try:
        words = ACTS[form.cleaned_data["act"]](request, page, rows)
    except LinkForgotten:
        words = _("This mail held a link that is forgotten. Whoever needs it asks for a new one.")
        return refused(request, words, back=page.address)
    if not words:
        return refused(request, NOT_THERE, back=page.address)
    messages.success(request, words)
    return redirect(page.address)


# Each says what was done, or nothing where there was nothing to do: somebody else was quicker.


def _send_again(request: HttpRequest, page: _Page, rows: QuerySet[OutboxMessage]) -> str:
    done = send_again(failed=rows, now=timezone.now())
    transaction.on_commit(partial(wake, deliver))
    words = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", done)
    return words % {"count": done} if done else ""


def _give_up(request: HttpRequest, page: _Page, rows: QuerySet[OutboxMessage]) -> str:
    done = give_up(failed=rows)
    if not done:
        return ""
    request.session[GIVEN_UP] = done
    words = ngettext("%(count)s mail given up.", "%(count)s mails given up.", len(done))
    return words % {"count": len(done)}


def _take_back(request: HttpRequest, page: _Page, rows: QuerySet[OutboxMessage]) -> str:
    done = take_back(given_up=_given_up(request, page))
    words = ngettext("%(count)s mail is back.", "%(count)s mails are back.", done)
    return words % {"count": done} if done else ""


ACTS = {
    FailedMailForm.AGAIN: _send_again,
    FailedMailForm.GIVE_UP: _give_up,
    FailedMailForm.TAKE_BACK: _take_back,
}
