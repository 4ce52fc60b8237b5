"""Check and publish a schedule."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition
from events.models.registrations import TAKING_PART
from events.rules import can_organise
from interface.forms import FORM_REFUSED, INCOMPLETE, IdempotentForm
from interface.parts import part
from interface.refusals import refused
from matchmaking.models import ScheduleVersion
from matchmaking.queries.clashes import clashes_in
from matchmaking.queries.names import names
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import publication
from matchmaking.rules import is_ready_to_discard, is_ready_to_publish, is_ready_to_schedule
from matchmaking.services import placing
from matchmaking.services.publishing import (
    AgreedMeanwhile,
    EditionClosed,
    PeopleInTwoPlaces,
    ScheduleChanged,
    UnwantedMeetings,
    publish,
)
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.preview import Draft, publication_drafts
from notifications.tasks import deliver, wake
from organise.forms.schedule import PublishForm
from organise.loading import organised_edition, version_of, version_with_edition
from organise.queries.finding import clusters_called, taking_part
from organise.queries.missing import usual_limit
from organise.words import edits as edit_words
from organise.words.conflicts import conflict

# What one page has of each list.
MOST_CHANGES, MOST_WARNINGS, MOST_CLUSTERS = 50, 20, 60
NO_DRAFT = _lazy("Only the draft is published. This version is none, or no longer.")
REFUSED = {
    ScheduleChanged: _lazy("The schedule was changed or published meanwhile. Check it again."),
    EditionClosed: _lazy(
        "A schedule is published once requests are open, and until the event is over."
    ),
    AgreedMeanwhile: _lazy(
        "Meetings were agreed on, moved or cancelled since this draft was begun. "
        "Look at them and keep them in the draft, then publish."
    ),
    UnwantedMeetings: _lazy("Remove the meetings that are no longer wanted, then publish."),
}


@require_http_methods(["GET", "POST"])
def schedule_publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What publishing would change and whom it would tell; POST publishes."""
    if request.method == "POST":
        return _publish(request, organised_edition(request, slug), number)
    version, is_current = version_with_edition(request, slug, number)
    edition, now = version.edition, timezone.now()
    up_to_date(edition, now)
    plan = Plan(edition, version)
    found = publication(plan, now)
    shown = part(found.changes, "changes", request.GET, MOST_CHANGES)
    meanwhile = part(found.meanwhile, "meanwhile", request.GET, MOST_WARNINGS)
    unwanted = part(found.not_wanted, "unwanted", request.GET, MOST_WARNINGS)
    context = {
        "edition": edition,
        "version": version,
        "publication": found,
        "changes": [edit_words.change(plan.names, change) for change in shown],
        "changes_part": shown,
        "meanwhile": [edit_words.meanwhile(plan.names, change) for change in meanwhile],
        "meanwhile_part": meanwhile,
        "key": uuid4(),
        "not_wanted": [plan.names.meeting(pk) for pk in unwanted],
        "unwanted_part": unwanted,
        **_in_the_way(plan, request.GET),
        "told": part(found.told, "told", request.GET, MOST_CLUSTERS),
        "missing": len(plan.missing),
        "agreed_since": sum(row.reason.code == "new" for row in plan.missing),
        "limit_seconds": usual_limit(version),
        "may_run": is_current
        and can_organise(request.user, edition)
        and is_ready_to_schedule(edition, now),
        "may_publish": can_organise(request.user, edition)
        and is_ready_to_publish(version, edition, now),
        "may_discard": can_organise(request.user, edition)
        and is_ready_to_discard(version, edition, now),
        "why_not": _why_not(version, edition, now),
    }
    return render(request, "organise/publish.html", context)


@require_GET
def publication_mails(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The mails to one cluster and its delegates, as publishing a draft would send them now."""
    version, _is_current = version_with_edition(request, slug, number)
    edition, now = version.edition, timezone.now()
    if version.state != ScheduleVersion.State.DRAFT:
        return redirect("organise-publish", slug, number)
    words = request.GET.get("q", "").strip()
    found = clusters_called(edition, words, TAKING_PART) if words else []
    if len(found) == 1:
        return redirect(f"{request.path}?{urlencode({'cluster': found[0].slug})}")
    shown = None if words else taking_part(edition, request.GET.get("cluster", ""))
    drafts: list[Draft] = []
    if shown:
        up_to_date(edition, now)
        drafts = publication_drafts(version, shown, now)
    context = {
        "edition": edition,
        "version": version,
        "words": words,
        "found": found,
        "shown": shown,
        "drafts": drafts,
    }
    return render(request, "organise/publish_mails.html", context)


def _in_the_way(plan: Plan, asked: QueryDict) -> dict[str, Any]:
    """In words: what keeps it from being published, and what cannot be held but stood so before."""
    clashes = clashes_in(plan)
    said = {meeting for clash in clashes for meeting in clash.meetings}
    conflicts = [
        row
        for row in plan.conflicts()
        if row.table_id in plan.closed or plan.is_other_way(row) or row.meeting_id not in said
    ]
    two_places = part(clashes, "clashes", asked, MOST_WARNINGS)
    others = part(conflicts, "conflicts", asked, MOST_WARNINGS)
    return {
        "two_places": [edit_words.two_places(plan.names, clash) for clash in two_places],
        "clashes_part": two_places,
        "conflicts": [conflict(plan, row) for row in others],
        "conflicts_part": others,
    }


@require_POST
def schedule_keep(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take over into a draft what was agreed since it was begun."""
    edition = organised_edition(request, slug)
    version = version_of(request, edition, number)
    back = reverse("organise-publish", args=[slug, number])
    form = IdempotentForm(request.POST)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    try:
        kept = placing.keep_agreed(
            version=version,
            user=person(request),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )
    except placing.PlacementRefused as refusal:
        return refused(request, edit_words.refusal(names(edition), refusal), back=back)
    if kept.not_kept:
        messages.warning(request, edit_words.not_kept(names(edition), kept.not_kept))
    else:
        messages.success(request, _("What was agreed meanwhile is kept in the draft."))
    return redirect(back)


def _why_not(version: ScheduleVersion, edition: Edition, now: datetime) -> str:
    """Why the version cannot be published, in words; empty where it can, or was."""
    if (
        is_ready_to_publish(version, edition, now)
        or version.state == ScheduleVersion.State.PUBLISHED
    ):
        return ""
    is_draft = version.state == ScheduleVersion.State.DRAFT
    return str(REFUSED[EditionClosed] if is_draft else NO_DRAFT)


def _publish(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    version = version_of(request, edition, number)
    back = reverse("organise-publish", args=[edition.slug, number])
    if why_not := _why_not(version, edition, timezone.now()):
        return refused(request, why_not, back=back)
    form = PublishForm(request.POST)
    try:
        if not form.is_valid():
            raise ScheduleChanged
        publish(
            version=version,
            revision=form.cleaned_data["revision"],
            user=person(request),
            now=timezone.now(),
        )
    except PeopleInTwoPlaces as refusal:
        known = names(edition, meetings={pk for clash in refusal.clashes for pk in clash.meetings})
        return refused(request, edit_words.two_places(known, refusal.clashes[0]), back=back)
    except tuple(REFUSED) as refusal:
        return refused(request, str(REFUSED[type(refusal)]), back=back)
    transaction.on_commit(partial(wake, deliver))
    said = _("The schedule is published. Those concerned are told by mail.")
    messages.success(request, said)
    return redirect("organise-schedule", edition.slug)
