"""Answers in words when something cannot be done: one page for every app."""

from collections.abc import Sequence

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

TOO_MANY = _(
    "This form has more fields than the site takes at once. Nothing was saved. Go back and send "
    "it in smaller parts."
)
NOT_UNDERSTOOD = _(
    "The site could not read what was sent. Nothing was saved. Go back and try again."
)

CSRF_FIELD = "csrfmiddlewaretoken"
SECRETS = ("password", "code", "credential")
MOST_AGAIN = 500

TRIES = _(
    "This was tried very often from your network in the last minutes. Nothing was done. Wait a few "
    "minutes and try again."
)
TRIES_REST_SECONDS = 60


def refused(
    request: HttpRequest,
    words: StrOrPromise,
    *,
    back: str = "",
    ask: str = "",
    status: int = 409,
    typed: str = "",
    again: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """A page that says why, with a link back to what is there now; 409 unless told otherwise.

    `ask` is the address of a page where somebody can be asked to do it instead. `typed` is a text
    that would be lost: the page shows it, so that it can be copied. `again` are the fields of a
    form that may be sent once more as they are.
    """
    context = {
        "message": words,
        "back_url": back,
        "ask_url": ask,
        "typed": typed,
        "again": again,
    }
    return render(request, "interface/refused.html", context, status=status)


def sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent; none where it had a file, a secret or very many."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != CSRF_FIELD
    ]
    is_secret = any(part in name for name, _ in fields for part in SECRETS)
    return [] if request.FILES or is_secret or len(fields) > MOST_AGAIN else fields


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what the site will not even read."""
    words = TOO_MANY if isinstance(exception, TooManyFieldsSent) else NOT_UNDERSTOOD
    return refused(request, words, back=request.path, status=400)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The answer to what is tried more often than the limits on signing in let it be."""
    answer = refused(request, TRIES, back=request.path, status=429)
    answer["Retry-After"] = str(TRIES_REST_SECONDS)
    return answer
