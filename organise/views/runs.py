"""The organiser's schedule runs: start one, watch it, stop it, take its files."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
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
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from matchmaking import tasks
from matchmaking.models import ScheduleRun
from matchmaking.queries.meanwhile import changes_since
from matchmaking.queries.schedule import current_version, published_version
from matchmaking.rules import (
    can_be_replayed,
    is_open_for_answers,
    is_open_for_planning,
    is_ready_to_schedule,
)
from matchmaking.services.runs import (
    EditionNotReady,
    NoProblem,
    NothingToSchedule,
    RunActive,
    RunEnded,
    request_replay,
    request_run,
    request_stop,
)
from notifications.tasks import wake
from organise.forms.runs import NewRunForm, ReplayForm
from organise.loading import backstage_edition, organised_edition, run_of
from organise.queries.runs import account, active_run, comparable_numbers, inputs, runs_of
from organise.words import runs as run_words

REFUSED = {
    EditionNotReady: _lazy("This edition is not open for scheduling. Open it for requests first."),
    NothingToSchedule: _lazy(
        "There is nothing to schedule yet: it takes accepted requests, times and tables."
    ),
    NoProblem: _lazy(
        "This run has kept no problem that could be run again. Run the scheduler instead."
    ),
}
PAGE_SIZE = 25


@require_http_methods(["GET", "POST"])
def run_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Earlier runs, and the form that starts one."""
    edition = backstage_edition(request, slug)
    may_organise = can_organise(request.user, edition)
    published = published_version(edition)
    form = NewRunForm(posted(request), published=published)
    if request.method == "POST":
        if not may_organise:
            raise PermissionDenied
        if form.is_valid():
            return _start(request, edition, form)
    context = {
        "edition": edition,
        "form": form,
        "page_obj": Paginator(runs_of(edition), PAGE_SIZE).get_page(request.GET.get("page")),
        "active": active_run(edition),
        "inputs": inputs(edition),
        "current": current_version(edition),
        "published": published,
        "may_organise": may_organise,
        "may_start": may_organise and is_ready_to_schedule(edition, timezone.now()),
        "asks_on": is_open_for_answers(edition, timezone.now()),
        "is_over": not is_open_for_planning(edition, timezone.now()),
    }
    return render(request, "organise/runs.html", context, status=form_status(form))


def _start(request: HttpRequest, edition: Edition, form: NewRunForm) -> HttpResponse:
    def ask() -> ScheduleRun:
        return request_run(
            edition=edition,
            user=person(request),
            limit_seconds=form.cleaned_data["limit_seconds"],
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
            goes_on=form.cleaned_data["goes_on"],
            stay=form.stay,
        )

    return started(request, edition, ask, back=reverse("organise-runs", args=[edition.slug]))


def started(
    request: HttpRequest, edition: Edition, ask: Callable[[], ScheduleRun], *, back: str
) -> HttpResponse:
    """Ask for a run and go to its page, or say in words why there is none."""
    try:
        with transaction.atomic():
            run = ask()
            transaction.on_commit(partial(wake, tasks.run_schedule, run.pk))
    except KeyTaken:
        return refused(request, str(SENT_BEFORE), back=back, status=FORM_REFUSED)
    except RunActive as active:
        url = reverse("organise-run", args=[edition.slug, active.run.number])
        return refused(request, run_under_way(active.run), back=url)
    except tuple(REFUSED) as refusal:
        return refused(request, str(REFUSED[type(refusal)]), back=back)
    return redirect(run)


def run_under_way(run: ScheduleRun) -> str:
    """Why no other run begins now."""
    words = _("Run %(number)s is under way. Wait until it ends or stop it.")
    return words % {"number": run.number}


@require_GET
def run_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A run as it stands; while it is active the page asks for itself each second."""
    edition = backstage_edition(request, slug)
    run = run_of(request, edition, number)
    if run.kind == ScheduleRun.Kind.WHAT_IF:
        return redirect(run)
    part = "#run" if request.headers.get("HX-Target") == "run" else ""
    may_organise = can_organise(request.user, edition)
    context = {
        "edition": edition,
        "run": run,
        "may_stop": may_organise,
        "may_discard": may_organise and is_open_for_planning(edition, timezone.now()),
        "form": ReplayForm(initial={"limit_seconds": run.limit_seconds, "seed": run.seed}),
        "may_replay": may_organise
        and is_ready_to_schedule(edition, timezone.now())
        and can_be_replayed(run),
        "others": comparable_numbers(run),
        **_in_words(run),
    }
    return render(request, f"organise/run.html{part}", context)


def _changes_since(run: ScheduleRun) -> int:
    """How often the run's schedule was changed since it was published."""
    result = getattr(run, "result", None)
    return changes_since(result) if result else 0


def _in_words(run: ScheduleRun) -> dict[str, Any]:
    """The run in words and figures."""
    found = account(run, timezone.now())
    return {
        "account": found,
        "rows": run_words.rows(found),
        "plots": run_words.plots(found),
        "saying": run_words.saying(found),
        "meetings": run_words.meetings(found),
        "verdict": run_words.verdict(found) if run.solution else [],
        "since": _changes_since(run),
        "replay": run_words.of_replay(run, has_version=hasattr(run, "result")),
    }


@require_POST
def run_replay(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Solve the problem of this run again, as it was then."""
    edition = organised_edition(request, slug)
    run = run_of(request, edition, number)
    form, back = ReplayForm(request.POST), reverse("organise-run", args=[slug, number])
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return refused(request, words, back=back, status=FORM_REFUSED)

    def ask() -> ScheduleRun:
        return request_replay(
            run=run,
            user=person(request),
            limit_seconds=form.cleaned_data["limit_seconds"],
            seed=form.cleaned_data["seed"],
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )

    return started(request, edition, ask, back=back)


@require_POST
def run_stop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    run = run_of(request, edition, number)
    try:
        request_stop(run=run, user=person(request))
    except RunEnded:
        url = reverse("organise-run", args=[slug, number])
        return refused(request, _("This run has ended already."), back=url)
    return redirect(run)


@require_GET
def run_problem(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The problem file, byte for byte as the solver read it."""
    run = run_of(request, backstage_edition(request, slug), number)
    return _file(request, run, run.problem, "problem")


@require_GET
def run_solution(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The solution file, byte for byte as it was checked."""
    run = run_of(request, backstage_edition(request, slug), number)
    return _file(request, run, run.solution_file, "solution")


def _file(request: HttpRequest, run: ScheduleRun, content: str, what: str) -> HttpResponse:
    if not content:
        url = reverse("organise-run", args=[run.edition.slug, run.number])
        return refused(request, _("This run has not written that file."), back=url)
    response = HttpResponse(content, content_type="application/json")
    name = f"{run.edition.slug}-run-{run.number}-{what}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
