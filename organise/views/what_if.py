"""What would other tables, times or limits bring: asked, computed by a worker, compared."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.forms import form_status, posted
from interface.parts import part
from interface.templatetags.charts import Bar
from matchmaking.models import ScheduleRun
from matchmaking.queries.schedule import current_version
from matchmaking.rules import is_open_for_planning, is_open_for_what_ifs
from matchmaking.services.what_ifs import request_what_if
from organise.forms.what_if import WhatIfForm
from organise.loading import backstage_edition, what_if_of
from organise.queries.runs import active_run, inputs, what_ifs_of
from organise.views.runs import started
from organise.words import what_ifs as what_if_words

SHOWN = 20


@require_http_methods(["GET", "POST"])
def what_if_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The question, and those asked before."""
    edition = backstage_edition(request, slug)
    may_organise = can_organise(request.user, edition)
    form = WhatIfForm(posted(request), edition=edition)
    if request.method == "POST":
        if not may_organise:
            raise PermissionDenied
        if form.is_valid():
            return _start(request, edition, form)
    earlier = part(what_ifs_of(edition), "earlier", request.GET, SHOWN)
    may_discard = may_organise and is_open_for_planning(edition, timezone.now())
    standing = current_version(edition) if may_discard else None
    context = {
        "edition": edition,
        "form": form,
        "inputs": inputs(edition),
        "active": active_run(edition),
        "draft": standing if standing and standing.state == standing.State.DRAFT else None,
        "may_ask": may_organise and is_open_for_what_ifs(edition, timezone.now()),
        "earlier": earlier.each(
            lambda run: (run, [what_if_words.label(wishes) for wishes in run.question])
        ),
    }
    return render(request, "organise/what_if_list.html", context, status=form_status(form))


def _start(request: HttpRequest, edition: Edition, form: WhatIfForm) -> HttpResponse:
    def ask() -> ScheduleRun:
        return request_what_if(
            edition=edition,
            user=person(request),
            question=form.question(),
            limit_seconds=form.cleaned_data["limit_seconds"],
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )

    return started(request, edition, ask, back=reverse("organise-what-if", args=[edition.slug]))


@require_GET
def what_if_run(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The answer; while it is computed the page asks for itself each second."""
    edition = backstage_edition(request, slug)
    run = what_if_of(request, edition, number)
    part = "#run" if request.headers.get("HX-Target") == "run" else ""
    rows = what_if_words.rows(run)
    done, of, current = what_if_words.under_way(run)
    context = {
        "edition": edition,
        "run": run,
        "rows": rows,
        "is_proven": what_if_words.is_all_proven(run),
        "bars": [Bar(row.label, row.meetings) for row in rows],
        "asked": [what_if_words.label(wishes) for wishes in run.question],
        "done": done,
        "of": of,
        "current": current,
        "seconds": _seconds(run),
        "may_stop": can_organise(request.user, edition),
    }
    return render(request, f"organise/what_if.html{part}", context)


def _seconds(run: ScheduleRun) -> float:
    if run.started_at is None:
        return 0.0
    return max(((run.finished_at or timezone.now()) - run.started_at).total_seconds(), 0.0)
