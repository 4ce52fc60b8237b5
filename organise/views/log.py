"""The log of an event, and of the whole site: who changed what."""

from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.loading import administrators_only
from matchmaking.forms import LogForm
from matchmaking.queries.log import MOST_ENTRIES, OF_ALL, OF_EVENT, REST, event_log, whole_log
from matchmaking.words.log import lines
from organise.loading import edition_with_log

PAGE_SIZE = 50
UTC = ZoneInfo("UTC")


@require_GET
def event_log_page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_with_log(request, slug)
    form = LogForm(request.GET, kinds=OF_EVENT)
    rows = event_log(edition, form.asked(edition.zone))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"edition": edition, "form": form, "page_obj": page, "lines": lines(page)}
    return render(
        request, "organise/log.html", context | {"zone": edition.time_zone, "most": MOST_ENTRIES}
    )


@require_GET
def whole_log_page(request: HttpRequest) -> HttpResponse:
    """For administrators; there is no such page for others."""
    administrators_only(request)
    form = LogForm(request.GET, kinds=[*OF_ALL, REST])
    page = Paginator(whole_log(form.asked(UTC)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "lines": lines(page), "zone": UTC.key}
    context["most"] = MOST_ENTRIES
    return render(request, "organise/whole_log.html", context)
