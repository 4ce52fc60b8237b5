"""The home page, the search, what is said about the site, and whether it is well."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.loading import security_contact
from catalogue.queries.home import home as home_page
from catalogue.queries.search import editions_found, search
from catalogue.words.search import shown
from clusters.likeness import LEAST_LETTERS, LONGEST
from events.queries.calls import open_calls
from interface.parts import part
from privacy.words import lines
from translations.queries import bring_for

MOST_CALLS = 4


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = home_page(today=now.date(), now=now)
    calls = part(list(open_calls(now)), "calls", request.GET, MOST_CALLS)
    bring_for(request, [*page.named, *calls])
    return render(request, "catalogue/home.html", {"page": page, "calls": calls})


@login_not_required
@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = search(words, request.user)
    named = editions_found(found)
    bring_for(request, named.values())
    context = {
        "section": "search",
        "words": words,
        "kinds": [shown(hits, named) for hits in found],
        "total": sum(len(hits.hits) for hits in found),
        "is_short": 0 < len(words) < LEAST_LETTERS,
    }
    return render(request, "catalogue/search.html", context)


@login_not_required
@require_safe
def statement(request: HttpRequest, template: str) -> HttpResponse:
    """A page of words alone."""
    return render(request, f"catalogue/{template}.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, as the apps declare it."""
    return render(request, "catalogue/privacy.html", {"lines": lines()})


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; writes nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to write about a hole (RFC 9116); 404 where nobody is named, or no longer."""
    contact, last_day = security_contact()
    lines = [
        f"Contact: {contact}",
        f"Expires: {last_day.isoformat()}T23:59:59Z",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
