"""The page of one meeting, for one of its sides."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from clusters.queries import people_of
from events.models import Registration
from interface.forms import SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from matchmaking.forms import STARS
from matchmaking.queries.meetings import MeetingStory, changes_of, thread, why_silent
from matchmaking.queries.online import addresses
from matchmaking.queries.other_times import offers_of, why_no_offer
from matchmaking.queries.told import knows_as_cancelled
from matchmaking.rules import is_open_for_cancelling
from matchmaking.services import meetings as services
from matchmaking.services import requests
from matchmaking.services.letters.meetings import organiser_knows
from matchmaking.telling.files import meeting_file
from matchmaking.words.held import held
from matchmaking.words.meetings import SILENT, changes
from matchmaking.words.other_times import MOVING, PLACING, why_not_moved
from matchmaking.words.requests import REFUSALS
from meet.forms.meetings import CancelForm, MeetingMessageForm, ShowForm
from meet.loading import managed_registration_of, meeting_of
from meet.queries.meetings import own_people, partners
from meet.views.requests import ask_url
from translations.languages import wished


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """All of a meeting for one of its sides; POST writes to the other side."""
    registration = managed_registration_of(request.user, edition, cluster)
    story, form = meeting_of(registration, pk), MeetingMessageForm(posted(request))
    if form.is_valid():
        clean = form.cleaned_data
        try:
            services.write(
                meeting=story.meeting,
                side=registration,
                by=person(request),
                text=clean["text"],
                key=clean["idempotency_key"],
                now=timezone.now(),
            )
        except KeyTaken:
            form.add_error(None, SENT_BEFORE)
        except services.NotWritten as refusal:
            back = meeting_url(registration, pk)
            return refused(request, SILENT[refusal.why], back=back, typed=clean["text"])
        else:
            messages.success(request, _sent(story, registration))
            return redirect("meet-meeting", edition, cluster, pk)
    return _page(request, registration, story, form, CancelForm())


def _sent(story: MeetingStory, registration: Registration) -> str:
    if people_of(*(other.cluster_id for other in story.others(registration))):
        return _("Sent. They get a mail that you wrote.")
    return _("Sent. Nobody speaks for them at present; whoever does later reads it here.")


def _page(
    request: HttpRequest,
    registration: Registration,
    story: MeetingStory,
    form: MeetingMessageForm,
    cancel_form: CancelForm,
) -> HttpResponse:
    now, found, sitting = timezone.now(), story.meeting, story.sitting()
    why = why_no_offer(found, story.place, now)
    is_open = is_open_for_cancelling(registration.edition, now)
    context = {
        "form": form,
        "cancel_form": cancel_form,
        "registration": registration,
        "section": "agenda",
        "meeting": found,
        "place": story.place,
        "address": addresses(registration.edition, [found.pk] if story.is_online else []).get(
            found.pk
        ),
        "partners": partners(registration, story, sitting),
        "ours": own_people(registration, story, sitting, now),
        "thread": thread(found, request.GET),
        "why_silent": SILENT.get(why_silent(story), ""),
        "changes": changes(changes_of(found.pk, request.GET), registration.edition.zone),
        "may_cancel": is_open and story.is_on and not story.has_begun(now),
        "offers": offers_of(found, now),
        "held": held(story, registration, now, knows=True),
        "held_url": reverse("meet-meeting-held", args=meeting_args(registration, found.pk)),
        "rate_url": reverse("meet-meeting-rate", args=meeting_args(registration, found.pk)),
        "stars": STARS,
        "may_move": not why,
        "moving": _moving(story, why),
        "why_not_moved": why_not_moved(why, registration.edition),
        "is_fixed": bool(story.place and story.is_on and story.place.is_locked),
        "may_take_up": is_open
        and found.cancelled_side_id == registration.pk
        and not knows_as_cancelled(found.pk)
        and not organiser_knows(found),
        "ask_url": ask_url(registration),
        "page": meeting_url(registration, found.pk),
    }
    status = max(form_status(form), form_status(cancel_form))
    return render(request, "meet/meeting.html", context, status=status)


def _moving(story: MeetingStory, why: str) -> str:
    """Who moves it by the event's rule, or gives it a first time, unless something else is `why`
    it stays as it is.
    """
    rule = story.meeting.edition.who_moves
    if why not in ("", "organiser"):
        return ""
    return str(MOVING[rule] if story.place else PLACING[rule])


@require_GET
def meeting_calendar(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    registration = managed_registration_of(request.user, edition, cluster)
    story = meeting_of(registration, pk)
    key, now = story.meeting.pk, timezone.now()
    content = meeting_file(registration, key, now, reads=wished(request))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"{registration.edition.slug}-meeting-{story.meeting.pk}.ics"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def meeting_cancel(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """Cancel it with a reason; without one the page comes back and says so.

    Where others were first, it comes back with the reason as a message that was not sent.
    """
    registration = managed_registration_of(request.user, edition, cluster)
    story, form = meeting_of(registration, pk), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, registration, story, MeetingMessageForm(), form)
    why = form.cleaned_data["reason"]
    try:
        requests.cancel_published(
            meeting=story.meeting,
            by=person(request),
            side=registration,
            reason=why,
            now=timezone.now(),
        )
    except requests.CancelledAlready as late:
        return _late(request, registration, pk, late, why)
    except requests.RequestRefused as reason:
        return _refused(request, registration, pk, reason, typed=why)
    words = _("Cancelled. The other side and the organiser are told in a few minutes.")
    messages.success(request, words)
    return redirect("meet-meeting", edition, cluster, pk)


def _late(
    request: HttpRequest,
    registration: Registration,
    pk: int,
    late: requests.CancelledAlready,
    reason: str,
) -> HttpResponse:
    """The meeting with the reason as a message to the other side, if they still write at all."""
    story = meeting_of(registration, pk)
    if why_silent(story):
        return _refused(request, registration, pk, late, typed=reason)
    unsent = MeetingMessageForm({"text": reason, "idempotency_key": uuid.uuid4()})
    unsent.add_error(None, str(REFUSALS[type(late)]))
    page = _page(request, registration, story, unsent, CancelForm())
    page.status_code = 409
    return page


@require_POST
def meeting_take_up(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """Undo one's own cancelling as long as nobody was told."""
    registration = managed_registration_of(request.user, edition, cluster)
    story = meeting_of(registration, pk)
    words = _("The meeting takes place after all. Nobody was told otherwise.")
    act = lambda: requests.take_up(  # noqa: E731
        meeting=story.meeting, side=registration, now=timezone.now()
    )
    return _done(request, registration, story, act, words)


@require_POST
def meeting_show(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """Let the organiser read what the two wrote, or no longer."""
    registration = managed_registration_of(request.user, edition, cluster)
    story, form = meeting_of(registration, pk), ShowForm(request.POST)
    if form.is_valid() and form.cleaned_data["shown"]:
        services.show(meeting=story.meeting, by=person(request), now=timezone.now())
        messages.success(request, _("The organiser can read the request and the messages now."))
    else:
        services.hide(meeting=story.meeting)
        messages.success(request, _("The organiser can no longer read them."))
    return redirect("meet-meeting", edition, cluster, pk)


def meeting_url(registration: Registration, meeting: int) -> str:
    return reverse("meet-meeting", args=meeting_args(registration, meeting))


def meeting_args(registration: Registration, meeting: int) -> list[object]:
    """What the addresses of a meeting's page and of its acts are made of."""
    return [registration.edition.slug, registration.cluster.slug, meeting]


def _done(
    request: HttpRequest,
    registration: Registration,
    story: MeetingStory,
    act: Callable[[], object],
    words: str,
) -> HttpResponse:
    """Carry the act out and go back to the meeting, or say in words why not."""
    try:
        act()
    except requests.RequestRefused as reason:
        return _refused(request, registration, story.meeting.pk, reason)
    messages.success(request, words)
    return redirect(meeting_url(registration, story.meeting.pk))


def _refused(
    request: HttpRequest,
    registration: Registration,
    meeting: int,
    reason: requests.RequestRefused,
    typed: str = "",
) -> HttpResponse:
    said, back = str(REFUSALS[type(reason)]), meeting_url(registration, meeting)
    return refused(request, said, back=back, ask=ask_url(registration), typed=typed)
