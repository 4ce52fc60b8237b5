"""What holds for every answer: privacy of what a person sees, words where the site is busy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from interface.contention import Busy, is_contention
from interface.refusals import refused, sent_again

BUSY = _("Many people are changing the same thing. Nothing was changed; try again.")


class PrivateResponses:
    """Marks every answer to a signed-in person `private, no-store` and varying by cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


class BusyIs503:
    """Turns `Busy`, which any act may raise, into 503 with Retry-After.

    So does an act that is not tried again and meets a deadlock or a lock that does not come. What
    was sent stands on the page, ready to be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Busy) and not is_contention(error):
            return None
        answer = refused(request, BUSY, back=request.path, status=503, again=sent_again(request))
        answer["Retry-After"] = str(Busy.retry_after_seconds)
        return answer
