"""The languages of a page: its addresses for machines, and the choice for people."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language

from interface.languages import prefix_of, public_path

register = template.Library()


@dataclass(frozen=True, slots=True)
class Choice:
    """A language in its own words; `url` is the page in it, empty where pages have one address."""

    code: str
    name: str
    url: str


def _choices(path: str | None, query: str) -> list[Choice]:
    """Every shipped language, with the address in it of the public page at this path."""
    return [
        Choice(
            code, str(name), f"/{prefix_of(code)}{path.removeprefix('/')}{query}" if path else ""
        )
        for code, name in settings.LANGUAGES
    ]


def _path(context: Context) -> str | None:
    request: HttpRequest | None = context.get("request")
    return public_path(request.path_info) if request else None


@register.inclusion_tag("interface/language_addresses.html", takes_context=True)
def language_addresses(context: Context) -> dict[str, object]:
    """For machines: the one address of a public page, and those in other languages.

    Filters are left out of the address, the page of a list is kept.
    """
    path = _path(context)
    if path is None:
        return {}
    page = context["request"].GET.get("page", "")
    choices = _choices(path, f"?page={page}" if page.isdecimal() else "")
    own = next(choice for choice in choices if choice.code == _speaking())
    return {
        "site": settings.SITE_URL,
        "own": own,
        "choices": choices if len(choices) > 1 else [],
        "default": choices[0],
    }


@register.inclusion_tag("interface/language_choice.html", takes_context=True)
def language_choice(context: Context) -> dict[str, object]:
    """For people: links to a public page in other languages; elsewhere buttons for visitors.

    Who is signed in has chosen in the account. Nothing while only one language ships.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or len(settings.LANGUAGES) == 1:
        return {}
    path = _path(context)
    if path is None and request.user.is_authenticated:
        return {}
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "choices": _choices(path, query),
        "speaking": _speaking(),
    }


def _speaking() -> str:
    code = get_language() or ""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
