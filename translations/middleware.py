"""Tells caches of pages whose texts their reader's languages decided."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from translations.languages import is_chosen, vary


class TextsVary:
    """Lets an answer vary by its reader where it has texts of several languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_chosen(request):
            vary(response)
        return response
