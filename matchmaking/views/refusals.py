"""Answers in words when an act cannot be done: 409 for a wrong state, 503 when others are at it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from matchmaking.services.locking import Busy

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

WORDS_WHEN_BUSY = "Many people are changing the same thing. Nothing was changed; try again."


def refused(request: HttpRequest, words: str, *, back: str = "", status: int = 409) -> HttpResponse:
    """A page that says why, with a link back to where the person was."""
    return render(request, "409.html", {"message": words, "back_url": back}, status=status)


def busy_is_503(view: View[P]) -> View[P]:
    """Turn `Busy` into 503 with Retry-After."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Busy as busy:
            answer = refused(request, WORDS_WHEN_BUSY, back=request.path, status=503)
            answer["Retry-After"] = str(busy.retry_after_seconds)
            return answer

    return answered
