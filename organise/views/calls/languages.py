"""The texts of a call in its languages."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from events.rules.calls import is_changeable_call
from events.services.translating import translate_call
from organise.loading.calls import managed_call
from organise.loading.texts import language_of
from organise.views.texts import Desk, texts_closed, texts_page

CLOSED = _lazy("This call is decided, or its event is over. Its texts can no longer be changed.")
GONE = _lazy("The call does not have this language any more.")


@require_http_methods(["GET", "POST"])
def call_texts(request: HttpRequest, call: str, language: str) -> HttpResponse:
    found, back = managed_call(request, call), reverse("organise-call", args=[call])
    language = language_of(found, language)
    desk = Desk(
        home=found,
        language=language,
        save=lambda texts: translate_call(call=found, now=timezone.now(), **texts),
        back=back,
        closed=CLOSED,
        gone=GONE,
    )
    if not is_changeable_call(found, timezone.now()):
        return texts_closed(request, desk)
    return texts_page(request, desk, "organise/call_texts.html", {"call": found})
