"""While the database is out of reach, people are asked to try again: 503, not 500."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_AFTER_SECONDS = 5
# Connection lost or refused, too many of them, server shutting down or starting.
OUTAGES = ("08", "53", "57P")


def is_outage(error: BaseException | None) -> bool:
    """Whether the database could not be had: no free connection in time, none at all, or lost."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUTAGES)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an error that nobody foresaw. The page needs no database."""
    if not is_outage(sys.exception()):
        return defaults.server_error(request)
    answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer
