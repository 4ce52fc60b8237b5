"""Check and publish a schedule."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.refusals import refused
from matchmaking.models import Placement, ScheduleVersion
from matchmaking.queries.changes import publication
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import not_placed
from matchmaking.services.publishing import (
    EditionClosed,
    ScheduleChanged,
    UnwantedMeetings,
    publish,
)
from notifications.tasks import deliver, wake
from organise.forms.schedule import PublishForm
from organise.loading import backstage_edition, organised_edition, version_of
from organise.words import edits as edit_words

REFUSED = {
    ScheduleChanged: _lazy("The schedule was changed or published meanwhile. Check it again."),
    EditionClosed: _lazy("This edition is not open for publishing a schedule."),
    UnwantedMeetings: _lazy("Remove the meetings that are no longer wanted, then publish."),
}


@require_http_methods(["GET", "POST"])
def schedule_publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What publishing would change and whom it would tell; POST publishes."""
    if request.method == "POST":
        return _publish(request, organised_edition(request, slug), number)
    edition = backstage_edition(request, slug)
    version = version_of(request, edition, number)
    found = publication(version)
    plan = Plan(edition, version)
    context = {
        "edition": edition,
        "version": version,
        "publication": found,
        "changes": [edit_words.change(plan.names, change) for change in found.changes],
        "not_wanted": [plan.names.meeting(pk) for pk in found.not_wanted],
        "conflicts": [_conflict(plan, row) for row in plan.conflicts()],
        "missing": len(not_placed(version)),
        "may_publish": can_organise(request.user, edition)
        and version.state == ScheduleVersion.State.DRAFT,
    }
    return render(request, "organise/publish.html", context)


def _conflict(plan: Plan, row: Placement) -> str:
    return edit_words.conflict(
        plan.names,
        row.meeting_id,
        (row.slot_id, row.table_id),
        is_table_closed=row.table_id in plan.closed,
        is_person_elsewhere=any(
            plan.is_elsewhere(pk, row.slot_id, row.meeting_id)
            for pk in plan.names.participants.get(row.meeting_id, ())
        ),
    )


def _publish(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    version = version_of(request, edition, number)
    back = reverse("organise-publish", args=[edition.slug, number])
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
    except tuple(REFUSED) as refusal:
        return refused(request, str(REFUSED[type(refusal)]), back=back)
    transaction.on_commit(partial(wake, deliver))
    said = _("The schedule is published. Those concerned are told by mail.")
    messages.success(request, said)
    return redirect("organise-schedule", edition.slug)
