"""Who must have a second step and has none is led to where it is set up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.asking import must_set_up
from accounts.words import SET_UP_NOW

# One's own account, signing out and the pages where a second step is set up.
OPEN = ("/account/", "/accounts/")


class SecondStepFirst:
    """Public pages and one's own account stay open; all else waits for the second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        is_closed = getattr(view, "login_required", True) and not request.path.startswith(OPEN)
        if is_closed and must_set_up(request, timezone.now()):
            messages.warning(request, SET_UP_NOW)
            return redirect("mfa_index")
        return None
