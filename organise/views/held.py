"""Whether meetings were held: what is said of each, and what the organiser and reception say."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.loading import person
from events.models import Registration
from events.rules import Act, has_begun, may
from interface.forms import FORM_REFUSED
from interface.parts import part
from interface.refusals import refused
from matchmaking.forms import HeldForm
from matchmaking.queries.held import begun, ratings
from matchmaking.rules import is_open_for_words
from matchmaking.services import held as services
from matchmaking.words.held import DONE, NOT_UNDERSTOOD, REFUSALS, rated
from organise.loading import backstage_edition, organised_edition, story_of
from organise.queries.finding import clusters_called

MOST = 40


@require_GET
def held(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings that have begun, with what is recorded of each; `q` finds those of a cluster."""
    edition, now = backstage_edition(request, slug), timezone.now()
    words = request.GET.get("q", "").strip()
    found = clusters_called(edition, words, Registration.State.values) if words else None
    shown = part(begun(edition, now, of=found), "part", request.GET, MOST)
    context = {
        "edition": edition,
        "shown": shown,
        "words": words,
        "ratings": rated(ratings(edition)) if may(request.user, edition, Act.PLAN) else "",
        "is_over": has_begun(edition, now) and not is_open_for_words(edition, now),
    }
    return render(request, "organise/held.html", context)


@require_POST
def meeting_held(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What counts, whatever the two sides say; taken back, their words count again."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    story, form = story_of(edition, pk), HeldForm(request.POST)
    back = reverse("organise-meeting", args=[slug, pk])
    if not form.is_valid():
        return refused(request, NOT_UNDERSTOOD, back=back, status=FORM_REFUSED)
    said = form.was_held
    try:
        services.say(
            meeting=story.meeting,
            side=None,
            by=person(request),
            was_held=said,
            now=timezone.now(),
        )
    except services.NoWord as refusal:
        return refused(request, REFUSALS[refusal.why], back=back)
    messages.success(request, DONE[said])
    return redirect(back)
