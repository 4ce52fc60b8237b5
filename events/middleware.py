"""Who meets too many others at one place is told to try again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts.refusals import refused
from events.services.locking import Busy

WORDS = "Many people are changing the same thing. Nothing was changed; try again."


class BusyIs503:
    """Turns `Busy`, which any act may raise, into 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Busy):
            return None
        answer = refused(request, WORDS, back=request.path, status=503)
        answer["Retry-After"] = str(error.retry_after_seconds)
        return answer
