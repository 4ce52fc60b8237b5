"""Who must have a second step and has none is led to where it is set up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.asking import is_old, must_set_up, note
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
        if not is_closed:
            return None
        now, found_out = timezone.now(), False
        if request.user.is_authenticated and is_old(request, now):
            note(request, request.user, now)
            found_out = True
        if must_set_up(request, now):
            messages.warning(request, SET_UP_NOW)
            return redirect("mfa_index")
        if found_out and request.method == "GET":
            # The page begins anew, with all the questions that one page may ask.
            return redirect(request.get_full_path())
        return None
