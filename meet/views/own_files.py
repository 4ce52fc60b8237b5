"""The calendar files of a delegate with an account."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.loading import person
from matchmaking.telling.own_files import own_agenda_file, own_meeting_file
from meet.loading.delegates import own_calendar_of, seat_of
from translations.languages import wished


@require_GET
def own_agenda_calendar(request: HttpRequest, edition: str) -> HttpResponse:
    access = own_calendar_of(person(request), edition)
    # Slugs are letters, digits and dashes: safe in a file name.
    content = own_agenda_file(access, timezone.now(), reads=wished(request))
    return _answer(content, f"{edition}-agenda.ics")


@require_GET
def own_meeting_calendar(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    access = own_calendar_of(person(request), edition)
    seat_of(access, pk)
    content = own_meeting_file(access, pk, timezone.now(), reads=wished(request))
    return _answer(content, f"{edition}-meeting-{pk}.ics")


def _answer(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
