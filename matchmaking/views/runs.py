"""The organiser's schedule runs: start one, watch it, stop it, take its files."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.refusals import refused
from events.models import Edition
from events.rules import can_organise
from events.views.loading import (
    backstage_edition,
    form_status,
    organised_edition,
    person,
    posted,
)
from matchmaking import tasks, verdicts
from matchmaking.forms.runs import StartRunForm
from matchmaking.models import ScheduleRun
from matchmaking.queries.runs import account, inputs
from matchmaking.rules import is_ready_to_schedule
from matchmaking.services.runs import (
    EditionNotReady,
    NothingToSchedule,
    RunActive,
    RunEnded,
    request_run,
    request_stop,
)
from matchmaking.views.boards import organiser_counts
from notifications.tasks import hint

NOT_READY = "This edition is not open for scheduling. Open it for requests first."
NOTHING = "There is nothing to schedule yet: it takes accepted requests, times and tables."
ACTIVE = "Run {run.number} is under way. Wait until it ends or stop it."


@require_http_methods(["GET", "POST"])
def run_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Earlier runs, and the form that starts one."""
    edition = backstage_edition(request, slug)
    may_organise = can_organise(request.user, edition)
    form = StartRunForm(posted(request))
    if request.method == "POST":
        if not may_organise:
            raise PermissionDenied
        if form.is_valid():
            return _start(request, edition, form)
    runs = ScheduleRun.objects.filter(edition=edition).select_related("requested_by", "result")
    context = {
        "edition": edition,
        "section": "schedule",
        "counts": organiser_counts(edition),
        "form": form,
        "runs": runs,
        "active": next((run for run in runs if run.is_active), None),
        "inputs": inputs(edition),
        "may_start": may_organise and is_ready_to_schedule(edition),
    }
    return render(request, "matchmaking/runs.html", context, status=form_status(form))


def _start(request: HttpRequest, edition: Edition, form: StartRunForm) -> HttpResponse:
    back = reverse("organise-runs", args=[edition.slug])
    try:
        with transaction.atomic():
            run = request_run(
                edition=edition,
                user=person(request),
                limit_seconds=form.cleaned_data["limit_seconds"],
                key=form.cleaned_data["idempotency_key"],
            )
            transaction.on_commit(partial(hint, tasks.run_schedule, run.pk))
    except EditionNotReady:
        return refused(request, NOT_READY, back=back)
    except NothingToSchedule:
        return refused(request, NOTHING, back=back)
    except RunActive as active:
        url = reverse("organise-run", args=[edition.slug, active.run.number])
        return refused(request, ACTIVE.format(run=active.run), back=url)
    return redirect("organise-run", edition.slug, run.number)


def _run(edition: Edition, number: int) -> ScheduleRun:
    runs = ScheduleRun.objects.select_related("result", "stopped_by", "requested_by")
    return get_object_or_404(runs, edition=edition, number=number)


@require_GET
def run_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A run as it stands; while it is active the page asks for itself each second."""
    edition = backstage_edition(request, slug)
    run = _run(edition, number)
    told = account(run, timezone.now())
    context = {
        "edition": edition,
        "section": "schedule",
        "counts": organiser_counts(edition),
        "run": run,
        "account": told,
        "verdict": verdicts.verdict(told) if run.solution else [],
        "placed_lines": verdicts.lines(told, "placed"),
        "breaks_lines": verdicts.lines(told, "breaks"),
        "may_stop": can_organise(request.user, edition),
    }
    part = "#run" if request.headers.get("HX-Target") == "run" else ""
    return render(request, f"matchmaking/run.html{part}", context)


@require_POST
def run_stop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    run = _run(edition, number)
    try:
        request_stop(run=run, user=person(request))
    except RunEnded:
        url = reverse("organise-run", args=[slug, number])
        return refused(request, "This run has ended already.", back=url)
    return redirect("organise-run", slug, number)


@require_GET
def run_problem(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The problem file, byte for byte as the solver read it."""
    run = _run(backstage_edition(request, slug), number)
    if not run.problem:
        return _no_file(request, run)
    return _download(HttpResponse(run.problem, content_type="application/json"), run, "problem")


@require_GET
def run_solution(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = _run(backstage_edition(request, slug), number)
    if not run.solution:
        return _no_file(request, run)
    return _download(JsonResponse(run.solution, json_dumps_params={"indent": 1}), run, "solution")


def _no_file(request: HttpRequest, run: ScheduleRun) -> HttpResponse:
    url = reverse("organise-run", args=[run.edition.slug, run.number])
    return refused(request, "This run has not written that file.", back=url)


def _download(response: HttpResponse, run: ScheduleRun, what: str) -> HttpResponse:
    name = f"{run.edition.slug}-run-{run.number}-{what}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
