"""Addresses that calendar programs fetch agendas from: made, ended, and fetched."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_GET, require_POST, require_safe

from accounts.loading import person
from matchmaking.calendars import feed_name
from matchmaking.models import CalendarFeed
from matchmaking.queries.feeds import registrations_of
from matchmaking.services import feeds
from matchmaking.telling.files import agendas_file
from matchmaking.telling.own_files import own_agenda_file
from meet.loading import calendar_feed_by, cluster_of, own_calendar_feed_of
from meet.loading.delegates import own_access_of
from meet.queries.calendars import addresses
from translations.languages import wished_by

FETCHED_EVERY = timedelta(hours=1)


@require_GET
def calendar_list(request: HttpRequest) -> HttpResponse:
    context = {"addresses": addresses(person(request))}
    return render(request, "meet/calendars.html", context)


@require_POST
def calendar_make(request: HttpRequest) -> HttpResponse:
    """The address of all own agendas."""
    feeds.make_feed(user=person(request), cluster=None, now=timezone.now())
    messages.success(request, _("The address is made. Give it to your calendar program."))
    return redirect("my-calendars")


@require_POST
def calendar_make_of(request: HttpRequest, slug: str) -> HttpResponse:
    """The address of one cluster's agendas."""
    cluster = cluster_of(request.user, slug)
    feeds.make_feed(user=person(request), cluster=cluster, now=timezone.now())
    messages.success(request, _("The address is made. Give it to a calendar program."))
    return redirect("my-calendars")


@require_POST
def calendar_make_own(request: HttpRequest, edition: str) -> HttpResponse:
    """The address of a delegate's own agenda at an event."""
    access = own_access_of(request.user, edition)
    feeds.make_own_feed(access=access, now=timezone.now())
    messages.success(request, _("The address is made. Give it to your calendar program."))
    return redirect("my-calendars")


@require_POST
def calendar_end(request: HttpRequest, pk: int) -> HttpResponse:
    feeds.end_feed(feed=own_calendar_feed_of(person(request), pk))
    words = _("The address is ended. Calendar programs that have it find nothing there any more.")
    messages.success(request, words)
    return redirect("my-calendars")


@login_not_required
@require_safe
@cache_control(private=True)
@conditional_page
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program fetches: knowing the address is the permission."""
    feed, now = calendar_feed_by(token), timezone.now()
    with translation.override(feed.user.language or settings.LANGUAGE_CODE):
        content = _content(feed, now)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _content(feed: CalendarFeed, now: datetime) -> bytes:
    reads = wished_by(feed.user.language)
    if feed.access:
        return own_agenda_file(feed.access, now, fetched_every=FETCHED_EVERY, reads=reads)
    return agendas_file(
        feed_name(feed.cluster),
        registrations_of(feed, now),
        now,
        fetched_every=FETCHED_EVERY,
        with_addresses=True,
        reads=reads,
    )
