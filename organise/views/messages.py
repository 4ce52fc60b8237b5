"""The organiser reads what clusters write, answers, and cancels single published meetings."""

from collections.abc import Callable, Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.forms import MessageForm
from events.models import Edition
from events.queries.messages import circulars, thread, threads
from events.rules import Act
from events.services.messages import write
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from matchmaking.models import Meeting
from matchmaking.queries.standing import published_meetings_of
from matchmaking.rules import is_open_for_cancelling
from matchmaking.services import requests as services
from organise.loading import meeting_with_sides, organised_edition, registration_of
from organise.words.requests import refusal

PAGE_SIZE = 50
MOST_CIRCULARS = 20


@require_GET
def thread_list(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug, Act.WRITE)
    page = Paginator(threads(edition), PAGE_SIZE).get_page(request.GET.get("page"))
    several = part(circulars(edition), "several", request.GET, MOST_CIRCULARS)
    context = {"edition": edition, "page_obj": page, "several": several}
    return render(request, "organise/thread_list.html", context)


@require_http_methods(["GET", "POST"])
def thread_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug, Act.WRITE)
    registration = registration_of(request, edition, pk)
    form = MessageForm(posted(request))
    if form.is_valid():
        clean = form.cleaned_data
        registration.edition = edition
        try:
            write(
                registration=registration,
                by=person(request),
                by_organiser=True,
                text=clean["text"],
                key=clean["idempotency_key"],
                now=timezone.now(),
            )
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        else:
            messages.success(request, _("Sent. The cluster gets a mail."))
            return redirect("organise-thread", slug, pk)
    now = timezone.now()
    context = {
        "edition": edition,
        "registration": registration,
        "thread": thread(registration, request.GET),
        "meetings": published_meetings_of(registration),
        "now": now,
        "may_cancel": is_open_for_cancelling(edition, now),
        "form": form,
    }
    return render(request, "organise/thread.html", context, status=form_status(form))


@require_POST
def meeting_cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    (meeting, sides), by = meeting_with_sides(edition, pk), person(request)
    words = _("Cancelled. Both clusters are told in a few minutes, unless you take it up again.")
    act = lambda: services.cancel_published(  # noqa: E731
        meeting=meeting, by=by, now=timezone.now()
    )
    return _done(request, _back(request, edition, meeting, sides), act, words)


@require_POST
def meeting_take_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    meeting, sides = meeting_with_sides(edition, pk)
    words = _("Taken up again. Nobody was told.")
    act = lambda: services.take_up(meeting=meeting, now=timezone.now())  # noqa: E731
    return _done(request, _back(request, edition, meeting, sides), act, words)


def _back(request: HttpRequest, edition: Edition, meeting: Meeting, sides: Collection[int]) -> str:
    """The page that the act was asked on: of the meeting, of one of its `sides`, or of nobody."""
    side = request.POST.get("registration", "")
    if request.POST.get("page") == "meeting":
        return reverse("organise-meeting", args=[edition.slug, meeting.pk])
    if side in map(str, sides):
        return reverse("organise-thread", args=[edition.slug, int(side)])
    return reverse("organise-messages", args=[edition.slug])


def _done(request: HttpRequest, back: str, act: Callable[[], Meeting], words: str) -> HttpResponse:
    """Carry the act out and go back."""
    try:
        act()
    except services.RequestRefused as reason:
        return refused(request, refusal(reason), back=back)
    messages.success(request, words)
    return redirect(back)
