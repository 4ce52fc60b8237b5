"""Answers in words when something cannot be done: one page for every app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_stubs_ext import StrOrPromise


def refused(
    request: HttpRequest, words: StrOrPromise, *, back: str = "", status: int = 409
) -> HttpResponse:
    """A page that says why, with a link back to what is there now; 409 unless told otherwise."""
    return render(
        request, "interface/refused.html", {"message": words, "back_url": back}, status=status
    )
