"""In which languages somebody reads what others wrote, the best one first.

The page's own words have a language of their own (`interface.languages`).
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

# The name in the address by which a reader chooses.
ASKED = "texts"
# Where a request keeps that the answer was chosen by its reader's languages.
CHOSEN = "_texts_chosen"
# ISO 639-1 codes of languages that are written from right to left.
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def wished(request: HttpRequest) -> tuple[str, ...]:
    """What the address asks for, the language of an address that has one, the account's, the
    browser's, and the page's.
    """
    page = bare(get_language() or "")
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return _each_once(
        (
            request.GET.get(ASKED, ""),
            page if page != settings.LANGUAGE_CODE else "",
            getattr(request.user, "language", ""),
            *(code for code, _ in accepted),
            page,
        )
    )


def wished_by(language: str) -> tuple[str, ...]:
    """Of somebody who is written to, by the language of the account."""
    return _each_once((language,))


def vary(response: HttpResponseBase) -> None:
    """Say of an answer that the reader's languages decided what is in it."""
    patch_vary_headers(response, ["Accept-Language", "Cookie"])


def note_choice(request: HttpRequest) -> None:
    """The reader's languages decided what the page says; the middleware tells caches."""
    vars(request)[CHOSEN] = True


def is_chosen(request: HttpRequest) -> bool:
    return bool(vars(request).get(CHOSEN))


def bare(code: str) -> str:
    """The language without its country: "es" of "es-MX"."""
    return code.partition("-")[0].lower()


def _each_once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in map(bare, codes) if code and code != "*"))
