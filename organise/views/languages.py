"""The texts of an event in its languages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from events.rules import can_organise, is_open_for_changes
from events.services.translating import translate
from organise.loading import backstage_edition, organised_edition
from organise.loading.texts import language_of
from organise.queries.texts import languages_of
from organise.views.texts import Desk, texts_closed, texts_page

CLOSED = _lazy("This event is finished or cancelled. Its texts can no longer be changed.")
GONE = _lazy("The event does not have this language any more.")


@require_GET
def language_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = backstage_edition(request, slug)
    may_change = can_organise(request.user, edition) and is_open_for_changes(
        edition, timezone.now()
    )
    context = {"edition": edition, "rows": languages_of(edition), "may_change": may_change}
    return render(request, "organise/languages.html", context)


@require_http_methods(["GET", "POST"])
def language_texts(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    edition, back = organised_edition(request, slug), reverse("organise-languages", args=[slug])
    language = language_of(edition, language)
    desk = Desk(
        home=edition,
        language=language,
        save=lambda texts: translate(edition=edition, now=timezone.now(), **texts),
        back=back,
        closed=CLOSED,
        gone=GONE,
    )
    if not is_open_for_changes(edition, timezone.now()):
        return texts_closed(request, desk)
    return texts_page(request, desk, "organise/language_texts.html", {"edition": edition})
