"""What a call asks for, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.loading import call_of
from events.rules.calls import is_alive, is_open_for_applications, stage


@login_not_required
@require_safe
def call_detail(request: HttpRequest, call: str) -> HttpResponse:
    found, now = call_of(call), timezone.now()
    context = {
        "call": found,
        "section": "series" if found.is_for_host else "editions",
        "stage": stage(found, now),
        "is_alive": is_alive(found, now),
        "is_open": is_open_for_applications(found, now),
        "criteria": found.criteria.all(),
    }
    return render(request, "catalogue/call_detail.html", context)
