"""Re-planning: what has changed since publication, a new draft, and its preview."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from interface.finding import FIND
from interface.forms import SENT_BEFORE, form_status, posted
from interface.parts import part
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, typed_in
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.queries.changes import Change
from matchmaking.queries.names import Names
from matchmaking.queries.plan import Plan
from matchmaking.records import Reason
from matchmaking.rules import is_ready_to_discard, is_ready_to_publish, is_ready_to_replan
from matchmaking.services import requests as services
from matchmaking.services.drafts import DraftChanged, PlanningOver, discard
from matchmaking.services.replanning import NothingPublished, request_replan
from matchmaking.services.requests.entering import enter
from matchmaking.services.restoring import bring_back
from matchmaking.telling.entries import up_to_date
from matchmaking.words.requests import REFUSALS
from organise.forms.replan import EnterMeetingForm, ReplanForm
from organise.forms.schedule import PublishForm
from organise.loading import backstage_edition, organised_edition, version_of
from organise.queries.disturbances import disturbances
from organise.queries.preview import preview, published_and_replanned
from organise.queries.runs import active_run
from organise.views.runs import started
from organise.words import replans as replan_words
from organise.words.requests import TO_ORGANISERS

# Changes of each kind, and clusters, on one page of a preview.
MOST_CHANGES, MOST_CLUSTERS = 25, 60
# The pages that a draft is discarded or brought back on, other than this one.
PAGES = ("organise-schedule", "organise-what-if", "organise-fairness", "organise-runs")
NOT_PUBLISHED = _lazy("There is no published schedule to change, or the event is over.")
ENTERING = {
    services.RequestsClosed: _lazy("Meetings are entered here between publication and the end."),
    services.NotApproved: _lazy("Only clusters that are approved for this event can meet."),
    services.SamePerson: REFUSALS[services.SamePerson],
    services.SameRegion: REFUSALS[services.SameRegion],
    services.GroupsApart: TO_ORGANISERS[services.GroupsApart],
    services.NeverMeet: TO_ORGANISERS[services.NeverMeet],
    services.AlreadyAsked: _lazy("These two clusters have agreed to meet already."),
    services.KeyTaken: SENT_BEFORE,
}


@require_http_methods(["GET", "POST"])
def replan(request: HttpRequest, slug: str) -> HttpResponse:
    """What has changed since publication, and the form that starts a re-plan."""
    edition = backstage_edition(request, slug)
    form = ReplanForm(posted(request))
    if request.method == "POST":
        if not can_organise(request.user, edition):
            raise PermissionDenied
        if FIND in request.POST:
            entering = EnterMeetingForm(request.POST, edition=edition)
            return _page(request, edition, ReplanForm(), entering)
        if form.is_valid():
            return _start(request, edition, form)
    return _page(request, edition, form, EnterMeetingForm(edition=edition))


def _page(
    request: HttpRequest,
    edition: Edition,
    form: ReplanForm,
    entering: EnterMeetingForm,
    status: int | None = None,
) -> HttpResponse:
    is_open = is_ready_to_replan(edition, timezone.now())
    may_organise = can_organise(request.user, edition) and is_open
    published, newest = published_and_replanned(edition)
    context = {
        "edition": edition,
        "form": form,
        "entering": entering,
        "published": published,
        "is_open": is_open,
        "may_organise": may_organise,
        "active": active_run(edition),
        **_draft(newest),
    }
    if is_open and published:
        plan = Plan(edition, published)
        tables = list(plan.names.tables.values())
        context["tables"] = part(tables, "tables", request.GET, MOST_CHANGES)
        disturbed = replan_words.disturbed(plan.names, disturbances(plan, timezone.now()))
        context["disturbed"] = part(disturbed, "changed", request.GET, MOST_CHANGES)
    status = status or max(form_status(form), form_status(entering))
    return render(request, "organise/replan.html", context, status=status)


def _draft(newest: ScheduleVersion | None) -> dict[str, Any]:
    """The newest re-planned draft: one that waits for a decision, or the one discarded last."""
    if newest is None:
        return {}
    return {"draft" if newest.state == ScheduleVersion.State.DRAFT else "discarded": newest}


def _start(request: HttpRequest, edition: Edition, form: ReplanForm) -> HttpResponse:
    back = reverse("organise-replan", args=[edition.slug])

    def ask() -> ScheduleRun:
        return request_replan(
            edition=edition,
            user=person(request),
            limit_seconds=form.cleaned_data["limit_seconds"],
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )

    try:
        return started(request, edition, ask, back=back)
    except NothingPublished:
        return refused(request, str(NOT_PUBLISHED), back=back)


@require_POST
def replan_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """A meeting that two clusters agreed on after publication."""
    edition = organised_edition(request, slug)
    form = EnterMeetingForm(request.POST, edition=edition)
    if not form.is_valid():
        return _page(request, edition, ReplanForm(), form)
    data = form.cleaned_data
    back = reverse("organise-replan", args=[slug])
    try:
        enter(
            first=data["first"],
            second=data["second"],
            priority=data["priority"],
            by=person(request),
            key=data["idempotency_key"],
            now=timezone.now(),
        )
    except (services.RequestsClosed, services.KeyTaken) as reason:
        said = str(ENTERING[type(reason)])
        return refused(request, said, back=back, typed=typed_in(form))
    except services.RequestRefused as reason:
        form.add_error(None, str(ENTERING[type(reason)]))
        return _page(request, edition, ReplanForm(), form, CONFLICT)
    words = _("%(first)s × %(second)s is entered. The next re-plan looks for a place.") % {
        "first": isolated(data["first"].cluster.called),
        "second": isolated(data["second"].cluster.called),
    }
    messages.success(request, words)
    return redirect(back)


@require_GET
def replan_preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What publishing a draft would change, for whom; nobody has been told."""
    edition = backstage_edition(request, slug)
    version = version_of(request, edition, number)
    now = timezone.now()
    up_to_date(edition, now)
    plan = Plan(edition, version)
    found = preview(plan, now)
    told = [row for row in plan.meetings.values() if row.reason is not None]
    reasons = {row.pk: Reason.read(row.reason) for row in told}
    context = {
        "edition": edition,
        "version": version,
        "preview": found,
        "outcome": replan_words.outcome(found),
        "missing": len(reasons),
        "groups": [
            (
                f"h-{name}",
                title,
                shown,
                [_in_words(plan.names, change, reasons) for change in shown],
            )
            for name, title, changes in replan_words.groups(found)
            for shown in [part(changes, name, request.GET, MOST_CHANGES)]
        ],
        "told_part": part(found.publication.told, "told", request.GET, MOST_CLUSTERS),
        "untouched_part": part(found.untouched, "untouched", request.GET, MOST_CLUSTERS),
        "may_publish": is_ready_to_publish(version, edition, timezone.now()),
        "may_decide": can_organise(request.user, edition)
        and is_ready_to_discard(version, edition, now),
    }
    return render(request, "organise/replan_preview.html", context)


def _in_words(
    names: Names, change: Change, reasons: Mapping[int, Any]
) -> replan_words.ChangeInWords:
    return replan_words.change(names, change, reasons.get(change.meeting))


@require_POST
def draft_discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Leave a draft; it can be brought back."""

    def leave(version: ScheduleVersion, revision: int) -> None:
        discard(version=version, revision=revision, now=timezone.now())

    words = _("Draft %(number)s is set aside. Nobody was told of it.")
    return _decide(request, slug, number, leave, words)


@require_POST
def draft_restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    def restore(version: ScheduleVersion, revision: int) -> None:
        bring_back(version=version, now=timezone.now())

    return _decide(request, slug, number, restore, _("Draft %(number)s is the draft again."))


def _decide(
    request: HttpRequest,
    slug: str,
    number: int,
    act: Callable[[ScheduleVersion, int], None],
    words: str,
) -> HttpResponse:
    version = version_of(request, organised_edition(request, slug), number)
    form = PublishForm(request.POST)
    try:
        if not form.is_valid():
            raise DraftChanged
        act(version, form.cleaned_data["revision"])
    except DraftChanged:
        back = reverse("organise-replan-preview", args=[slug, number])
        said = _("This draft was changed or published meanwhile. Look at it again.")
        return refused(request, said, back=back)
    except PlanningOver:
        return refused(request, str(NOT_PUBLISHED), back=reverse("organise-schedule", args=[slug]))
    messages.success(request, words % {"number": number})
    asked_from = request.POST.get("page", "")
    return redirect(asked_from if asked_from in PAGES else "organise-replan", slug)
