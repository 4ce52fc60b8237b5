"""Who acts during a request: the person signed in, or a visitor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from privacy.log.actors import VISITOR, acting_as, user


class Actor:
    """Tells the log who acts; asked only when something is written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        def who() -> str:
            return user(request.user.pk) if request.user.is_authenticated else VISITOR

        with acting_as(who):
            return self.get_response(request)
