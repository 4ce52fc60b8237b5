"""What a call asks for, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.loading import call_of
from catalogue.queries.text_languages import text_languages
from events.rules.calls import is_alive, is_open_for_applications, stage
from translations.languages import wished
from translations.queries import bring_for


@login_not_required
@require_safe
def call_detail(request: HttpRequest, call: str) -> HttpResponse:
    found, now = call_of(call), timezone.now()
    criteria = list(found.criteria.all())
    bring_for(request, [found, found.subject, *criteria])
    context = {
        "call": found,
        "section": "series" if found.is_for_host else "editions",
        "stage": stage(found, now),
        "is_alive": is_alive(found, now),
        "is_open": is_open_for_applications(found, now),
        "criteria": criteria,
        "languages": text_languages(found, wished(request)),
    }
    return render(request, "catalogue/call_detail.html", context)
