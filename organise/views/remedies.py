"""Meetings without a place: why, what would place them, and the buttons that do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface import moments
from interface.forms import FORM_REFUSED, SENT_BEFORE
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from matchmaking import tasks
from matchmaking.models import AppliedRemedy, AvailabilityAsk, ScheduleVersion
from matchmaking.queries.names import Names, names
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import Status, drops
from matchmaking.queries.schedule import current_version
from matchmaking.rules import is_ready_to_discard, is_ready_to_schedule
from matchmaking.services import remedies as services
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.runs import RunActive
from notifications.tasks import deliver, wake
from organise.forms.remedies import RemedyForm
from organise.loading import (
    applied_remedy_of,
    ask_of,
    edition_to_answer,
    organised_edition,
    version_of,
    version_with_edition,
)
from organise.loading.schedules import remedy_of
from organise.queries.missing import Missing, is_current, missing, usual_limit
from organise.views.boards import missing_rows
from organise.views.runs import run_under_way
from organise.words import edits as edit_words
from organise.words import remedies as remedy_words

PAGE_SIZE = 25
GARBLED = _lazy("The page was out of date. Look at the remedy again.")
REFUSED = {
    services.RemediesClosed: _lazy(
        "A newer schedule has come, or this event takes no scheduling now. Look at the current "
        "schedule."
    ),
    services.RemedyChanged: _lazy(
        "Somebody changed what this remedy is about meanwhile. Look again."
    ),
    services.AskAnswered: _lazy("This question was answered or taken back meanwhile."),
}


def _may_act(request: HttpRequest, version: ScheduleVersion, *, is_newest: bool) -> bool:
    edition = version.edition
    return (
        is_newest
        and is_ready_to_schedule(edition, timezone.now())
        and can_organise(request.user, edition)
    )


@require_GET
def not_placed_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every meeting without a place, what clusters were asked, and what was dropped."""
    version, is_newest = version_with_edition(request, slug, number)
    edition, plan = version.edition, Plan(version.edition, version)
    found = missing(plan)
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    by_meeting = found.remedies.by_meeting
    asks = part(found.remedies.asks, "asks", request.GET, PAGE_SIZE)
    dropped = part(drops(version), "dropped", request.GET, PAGE_SIZE)
    context = {
        "edition": edition,
        "version": version,
        "is_current": is_newest,
        "may_act": _may_act(request, version, is_newest=is_newest),
        "may_discard": can_organise(request.user, edition)
        and is_ready_to_discard(version, edition, timezone.now()),
        "is_draft": version.state == ScheduleVersion.State.DRAFT,
        "page_obj": page,
        "rows": missing_rows(plan, page.object_list, by_meeting),
        "ready": sum(found.status == Status.READY for found in by_meeting.values()),
        "asks": _asks(plan, asks),
        "asks_part": asks,
        "dropped": _dropped(plan, dropped),
        "dropped_part": dropped,
        "limit_seconds": usual_limit(version),
        "key": uuid4(),
    }
    return render(request, "organise/not_placed.html", context)


def _asks(plan: Plan, asks: Iterable[AvailabilityAsk]) -> list[dict[str, Any]]:
    return [
        {
            "ask": ask,
            "party": plan.names.parties.get(ask.registration_id),
            "when": moments.day_and_clock(ask.period.lower, plan.edition.zone),
            "meeting": plan.names.meeting(ask.meeting_id),
        }
        for ask in asks
    ]


def _dropped(plan: Plan, rows: Iterable[AppliedRemedy]) -> list[dict[str, Any]]:
    return [
        {
            "remedy": row,
            "words": remedy_words.done(plan.names, change),
            "meeting": plan.names.meeting(change["meeting"]),
        }
        for row in rows
        for change in row.changes
        if change["code"] == "drop"
    ]


@require_http_methods(["GET", "POST"])
def remedy(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """What a meeting's remedy would change and who is told; POST carries it out."""
    edition = edition_to_answer(request, slug)
    version = version_of(request, edition, number)
    if request.method == "POST":
        return _apply(request, version, pk)
    # What this person may do with it came along with the edition.
    version.edition = edition
    plan = Plan(edition, version)
    found = missing(plan)
    wanted = remedy_of(found.remedies, pk)
    context = {
        "edition": version.edition,
        "version": version,
        "row": _row(plan, found, pk),
        "consequences": [remedy_words.consequence(plan.names, change) for change in wanted.todo],
        "may_act": _may_act(request, version, is_newest=is_current(version)),
        "form": RemedyForm(initial={"seen": wanted.seen}),
        "limit_seconds": usual_limit(version),
    }
    return render(request, "organise/remedy.html", context)


def _row(plan: Plan, found: Missing, meeting: int) -> dict[str, Any]:
    rows = [row for row in found.rows if row.meeting == meeting]
    return missing_rows(plan, rows, found.remedies.by_meeting)[0]


def _apply(request: HttpRequest, version: ScheduleVersion, pk: int) -> HttpResponse:
    slug, form = version.edition.slug, RemedyForm(request.POST)
    page = reverse("organise-not-placed", args=[slug, version.number])
    if not form.is_valid():
        return refused(request, str(GARBLED), back=page, status=FORM_REFUSED)
    wish = services.Wish(
        version=version,
        meeting=pk,
        seen=form.cleaned_data["seen"],
        user=person(request),
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
        limit_seconds=usual_limit(version) if form.cleaned_data["then"] != "wait" else None,
    )
    outcome = _carried_out(wish)
    if isinstance(outcome, _Refusal):
        return refused(request, outcome.words, back=outcome.back or page)
    messages.success(request, _said(names(version.edition), outcome))
    if outcome.run:
        return redirect("organise-run", slug, outcome.run.number)
    return redirect(page)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why not, in words, and where to look instead."""

    words: str
    back: str = ""


def _carried_out(wish: services.Wish) -> AppliedRemedy | _Refusal:
    edition = wish.version.edition
    try:
        with transaction.atomic():
            applied = services.apply(wish)
            transaction.on_commit(partial(wake, deliver))
            if applied.run:
                transaction.on_commit(partial(wake, tasks.run_schedule, applied.run.pk))
    except KeyTaken:
        return _Refusal(str(SENT_BEFORE))
    except services.RemedyRefused as refusal:
        return _Refusal(str(REFUSED[type(refusal)]))
    except RunActive as active:
        url = reverse("organise-run", args=[edition.slug, active.run.number])
        return _Refusal(run_under_way(active.run), url)
    except PlacementRefused as refusal:
        said = {"meetings": refusal.meetings, "registrations": refusal.registrations}
        return _Refusal(edit_words.refusal(names(edition, **said), refusal))
    return applied


def _said(by_name: Names, applied: AppliedRemedy) -> str:
    """ "Raised the limit of Water from 3 to 4. Run 5 follows."."""
    sentences = [remedy_words.done(by_name, change) for change in applied.changes]
    if applied.run:
        sentences.append(_("Run %(number)s follows.") % {"number": applied.run.number})
    return " ".join(sentences)


@require_POST
def remedy_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A meeting that was dropped is wanted again."""
    edition = organised_edition(request, slug)
    row = applied_remedy_of(edition, pk)
    page = reverse("organise-not-placed", args=[slug, row.version.number])
    try:
        services.want_again(remedy=row, now=timezone.now())
    except services.RemedyRefused as refusal:
        return refused(request, str(REFUSED[type(refusal)]), back=page)
    transaction.on_commit(partial(wake, deliver))
    words = _("Taken up again. The next run schedules it; both clusters are told.")
    messages.success(request, words)
    return redirect(_current_page(edition, page))


@require_POST
def ask_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a question to a cluster back."""
    edition = organised_edition(request, slug)
    ask = ask_of(edition, pk)
    page = _current_page(edition, reverse("organise-schedule", args=[slug]))
    try:
        services.take_back(ask=ask, user=person(request), now=timezone.now())
    except services.AskRefused as refusal:
        return refused(request, str(REFUSED[type(refusal)]), back=page)
    messages.success(request, _("Taken back. The cluster keeps its time."))
    return redirect(page)


def _current_page(edition: Edition, otherwise: str) -> str:
    """The page of the version that work goes on from."""
    version = current_version(edition)
    if version is None:
        return otherwise
    return reverse("organise-not-placed", args=[edition.slug, version.number])
