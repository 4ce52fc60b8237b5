"""Runs of an edition side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from interface.parts import part
from organise.loading import backstage_edition
from organise.queries.comparison import MOST_COMPARED, Column, comparable, comparison, offered
from organise.words import runs as run_words

LEAST_COMPARED = 2
MOST_OFFERED = 25


@require_GET
def run_comparison(request: HttpRequest, slug: str) -> HttpResponse:
    """The chosen runs, two to four; without them the choice alone."""
    edition = backstage_edition(request, slug)
    numbers = [int(text) for text in request.GET.getlist("run") if _is_number(text)]
    runs = comparable(edition, numbers)
    columns = comparison(runs, timezone.now()) if len(runs) >= LEAST_COMPARED else []
    others = part(offered(edition), "offered", request.GET, MOST_OFFERED)
    context = {
        "edition": edition,
        "kept": [run for run in runs if run not in others.items],
        "offered": others,
        "chosen": {run.number for run in runs},
        "is_refused": bool(numbers) and not columns,
        "is_cut": len(set(numbers)) > MOST_COMPARED,
        "columns": [_column_in_words(column) for column in columns],
        "is_weighed": any(column.account.is_weighed for column in columns),
        "steps": _steps(columns),
        "sentences": run_words.side_by_side(columns),
    }
    return render(request, "organise/run_comparison.html", context)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - a row number


def _column_in_words(column: Column) -> dict[str, Any]:
    run = column.run
    return {
        "run": run,
        "column": column,
        "meetings": run_words.meetings(column.account),
        "verdict": run_words.verdict(column.account) if run.solution else [],
        "plots": run_words.plots(column.account, names_run=True),
    }


def _label(name: str, columns: list[Column]) -> str:
    is_points = name == "placed" and any(column.account.is_weighed for column in columns)
    return str(run_words.POINTS if is_points else run_words.STEPS[name])


def _steps(columns: list[Column]) -> list[tuple[str, list[run_words.Row | None]]]:
    """For each step that any run has, its row of every run."""
    by_run = [{row.name: row for row in run_words.rows(column.account)} for column in columns]
    return [
        (_label(name, columns), [found.get(name) for found in by_run])
        for name in run_words.STEPS
        if any(name in found for found in by_run)
    ]
