"""The log of an organisation: who changed what of it, for its members."""

from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.rules import is_administrator
from matchmaking.forms import LogForm
from matchmaking.queries.log import MOST_ENTRIES, OF_BODY, body_log
from matchmaking.words.log import lines
from meet.loading import organisation_of

PAGE_SIZE = 50
UTC = ZoneInfo("UTC")


@require_GET
def member_log(request: HttpRequest, slug: str) -> HttpResponse:
    """Members read who of them did what; who is not of them has no name here."""
    organisation = organisation_of(request.user, slug)
    form = LogForm(request.GET, kinds=OF_BODY)
    inside = None if is_administrator(request.user) else organisation
    rows = body_log(organisation, form.asked(UTC), inside)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "form": form,
        "page_obj": page,
        "lines": lines(page, inside),
        "zone": UTC.key,
        "most": MOST_ENTRIES,
    }
    return render(request, "meet/log.html", context)
