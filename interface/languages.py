"""Which language a page speaks: its address says so on public pages, the reader elsewhere.

Public pages (`PUBLIC_URLS`) have an address in each shipped language: `/editions/` is English for
everybody, `/es/editions/` Spanish, so that each can be linked, kept and found. All other pages
have one address; there the account decides, then the cookie, then the browser.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguagePrefix(LocalePrefixPattern):
    """`es/` while a shipped language other than English speaks, nothing otherwise."""

    def __init__(self) -> None:
        super().__init__(prefix_default_language=False)

    @property
    def language_prefix(self) -> str:
        return prefix_of(translation.get_language() or settings.LANGUAGE_CODE)


def prefix_of(code: str) -> str:
    """What stands before a public address in this language; a language not shipped has none."""
    is_shipped = code in dict(settings.LANGUAGES)
    return f"{code}/" if is_shipped and code != settings.LANGUAGE_CODE else ""


def in_each_language(urls: str) -> URLResolver:
    """The addresses of public pages, with the prefix of the language that speaks."""
    return URLResolver(LanguagePrefix(), urls)


def public_path(path: str) -> str | None:
    """The path of a public page without the prefix of its language; None of another address."""
    prefix = prefix_of(translation.get_language_from_path(path) or "")
    bare = path.removeprefix(f"/{prefix}") if prefix else path.removeprefix("/")
    try:
        get_resolver(settings.PUBLIC_URLS).resolve(f"/{bare}")
    except Resolver404:
        return None
    return f"/{bare}"


class ReadersLanguage:
    """Lets each page speak its language, and says in the answer which one and what decided."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        addressed = _language_of_address(request)
        language = addressed or _language_of_reader(request)
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        if not addressed:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def _language_of_address(request: HttpRequest) -> str:
    """The language that the address names; English for a public page without prefix."""
    path = request.path_info
    named = translation.get_language_from_path(path)
    prefix = prefix_of(named) if named else ""
    if named and prefix and path.startswith(f"/{prefix}"):
        return named
    # A path without its last slash is led to the right one, in the right language.
    is_public = public_path(path) or (not path.endswith("/") and public_path(f"{path}/"))
    return settings.LANGUAGE_CODE if is_public else ""


def _language_of_reader(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return translation.get_language_from_request(request)
