"""How much the site reads at all: what lies outside is answered in words, before any page sees it.

An address has short parts of readable signs, its query a few thousand bytes; text is UTF-8, and
what is sent is a form: a short one of a stranger, a long one or a file of who is signed in. What a
page makes of the values is the affair of its own form.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, parse_cookie
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from interface.refusals import NOT_UNDERSTOOD, refused

LONGEST_PATH = 1000
# Names in addresses have at most 80 letters; keys and tokens are longer.
LONGEST_PART = 200
LONGEST_QUERY = 4000
# Signs that no eye reads: they end text, or cannot be stored.
UNREADABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
LENGTH = re.compile("[0-9]{1,15}")
# A file of 10 MB, and what a form has beside it.
LARGEST_UPLOAD = 10_100_000
# Of who is not signed in: no form of theirs comes near it.
LARGEST_OF_STRANGERS = 100_000
# Of a body whose length is no number.
UNKNOWN = 10**15
WITH_FILES = "multipart/form-data"
FORMS = frozenset({"", "application/x-www-form-urlencoded", WITH_FILES})
UNICODE = frozenset({"", "utf-8", "utf8"})

TOO_LONG = _("This address is longer than the site reads. Check it, or begin at the start page.")
TOO_LARGE = _("This is more than the site takes at once. Nothing was saved. Go back and send less.")
TOO_LARGE_A_FILE = _(
    "This is more than the site takes at once: a file may have 10 MB. Nothing was saved. Go back "
    "and send a smaller file, or the same in parts."
)
TOO_LARGE_OF_STRANGERS = _(
    "This is more than the site takes from somebody who is not signed in. Nothing was saved. Sign "
    "in and send it again."
)
NO_FORM = _("This was not sent as a form, and the site reads nothing else here. Nothing was saved.")


View = Callable[..., object]


def largest(view: View, *, is_signed_in: bool, brings_files: bool) -> int:
    """How many bytes a view may be sent.

    One that `takes_files` is sent more in a form that brings some. One of machines, which do not
    sign in, says by `most_of_strangers` what these may send.
    """
    if not is_signed_in:
        return int(getattr(view, "most_of_strangers", LARGEST_OF_STRANGERS))
    takes_files = brings_files and getattr(view, "takes_files", False)
    return LARGEST_UPLOAD if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def room(path: str, cookies: str, content_type: str) -> int:
    """How many bytes may be sent to a path, with these headers, before it is asked.

    For the web process, which reads what is sent: one query, on a connection that is given back.
    """
    try:
        view = resolve(path).func
    except Resolver404:
        return LARGEST_OF_STRANGERS
    brings_files = content_type.lower().startswith(WITH_FILES)
    return largest(view, is_signed_in=_is_signed_in(cookies), brings_files=brings_files)


def _is_signed_in(cookies: str) -> bool:
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    if not key or UNREADABLE.search(key):
        return False
    try:
        return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
    except DatabaseError:
        return False
    finally:
        connection.close()


class RequestBounds:
    """Refuses what no page could read: 413 for too large a body, 400 for all else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _drop_unreadable_cookies(request)
        if words := _of_address(request) or _of_charset(request):
            return _unread(request, words, HTTPStatus.BAD_REQUEST)
        if _length(request) > LARGEST_UPLOAD:
            words = TOO_LARGE_A_FILE if _brings_files(request) else TOO_LARGE
            return _unread(request, words, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, *_arguments: object
    ) -> HttpResponse | None:
        """A view that reads something other than forms says which in `content_types`."""
        if words := _of_length(request, view):
            return _unread(request, words, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        taken = FORMS | frozenset(getattr(view, "content_types", ()))
        if _length(request) and request.content_type not in taken:
            return _unread(request, NO_FORM, HTTPStatus.BAD_REQUEST)
        if _asks_admin_for_no_field(request) or not _can_go_on(request):
            return _unread(request, NOT_UNDERSTOOD, HTTPStatus.BAD_REQUEST)
        return None


def _of_address(request: HttpRequest) -> StrOrPromise:
    """What is wrong with the address; nothing where it can be read."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if UNREADABLE.search(path):
        return NOT_UNDERSTOOD
    is_long = len(path) > LONGEST_PATH or max(map(len, path.split("/"))) > LONGEST_PART
    return TOO_LONG if is_long or len(query) > LONGEST_QUERY else ""


def _asks_admin_for_no_field(request: HttpRequest) -> bool:
    """Django's admin looks up the field that `_to_field` names, and breaks where it is empty."""
    match = request.resolver_match
    if not match or match.app_name != "admin":
        return False
    return "" in request.GET.getlist(TO_FIELD_VAR) + request.POST.getlist(TO_FIELD_VAR)


def _can_go_on(request: HttpRequest) -> bool:
    """Whether where to go afterwards is an address at all: what reads it breaks on half of one."""
    try:
        for values in (request.GET, request.POST):
            for address in values.getlist(REDIRECT_FIELD_NAME):
                urlsplit(address)
    except ValueError:
        return False
    return True


def _of_charset(request: HttpRequest) -> StrOrPromise:
    named = (request.content_params or {}).get("charset", "")
    return "" if named.lower() in UNICODE else NOT_UNDERSTOOD


def _of_length(request: HttpRequest, view: View) -> StrOrPromise:
    """What is wrong with how much is sent. Who sends little is not looked up."""
    length = _length(request)
    if length <= LARGEST_OF_STRANGERS:
        return ""
    is_signed_in, brings_files = request.user.is_authenticated, _brings_files(request)
    if length <= largest(view, is_signed_in=is_signed_in, brings_files=brings_files):
        return ""
    return TOO_LARGE if is_signed_in else TOO_LARGE_OF_STRANGERS


def _length(request: HttpRequest) -> int:
    """How many bytes are to follow."""
    told = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(told) if LENGTH.fullmatch(told) else UNKNOWN


def _brings_files(request: HttpRequest) -> bool:
    return request.content_type == WITH_FILES


def _drop_unreadable_cookies(request: HttpRequest) -> None:
    """A cookie can carry any sign as a number; what looks it up in the database cannot."""
    for name, value in list(request.COOKIES.items()):
        if UNREADABLE.search(value):
            del request.COOKIES[name]


def _unread(request: HttpRequest, words: StrOrPromise, status: int) -> HttpResponse:
    """The page, which must not read what was refused."""
    request.GET = QueryDict()
    request.META["QUERY_STRING"] = ""
    with translation.override(translation.get_language_from_request(request)):
        return refused(request, words, status=status)
