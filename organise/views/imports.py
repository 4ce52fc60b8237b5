"""An organiser imports a list: uploads it, looks at what it would do, and has it done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Edition
from events.queries.about import key_of
from events.rules import is_open_for_changes, is_open_for_late_clusters
from files.kinds import Kind, UnknownKind
from files.models import StoredFile
from files.services import KEPT, EmptyFile, FileTooLarge, keep_upload
from files.sheets.reading import Row, TooLarge, Unreadable
from files.sheets.text import NoText
from files.words import REFUSALS as FILE_REFUSALS
from interface.forms import form_status
from interface.parts import part
from interface.refusals import refused
from matchmaking import layouts, tasks
from matchmaking.models import Import
from matchmaking.queries.importing import Plan, plan_of, rows_of
from matchmaking.services.importing import AlreadyImported, begin, show_first
from notifications.tasks import wake
from organise.forms.imports import (
    MOST_DOUBTS,
    NAMES,
    ColumnsForm,
    UploadForm,
    kept_answers,
    likely_of,
    merged_of,
)
from organise.loading import organised_edition
from organise.loading.lists import import_of, imports_of
from organise.words import imports as words

# So many lists brought in before stand on one page, the newest first.
MOST_SHOWN = 10
NO_LIST = _lazy(
    "This is no list in CSV or XLSX, whatever its name says. Save an older sheet anew as XLSX."
)
TOO_LATE = _lazy("The event is finished or cancelled. Nothing is imported any more.")
REFUSALS = {reason: words for reason, words in FILE_REFUSALS.items() if reason != UnknownKind}
NOT_TAKEN = (EmptyFile, FileTooLarge, UnknownKind, Unreadable, TooLarge, NoText)
# What stands on one page of it.
MOST_FAULTS, MOST_ROWS, MOST_CELLS = 100, 5, 12


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Which list? Nothing of it is stored but the file, which goes after a week."""
    edition = organised_edition(request, slug)
    may_import = is_open_for_changes(edition, timezone.now())
    if request.method == "POST" and not may_import:
        return refused(request, str(TOO_LATE), back=request.path)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if form.is_valid():
        try:
            listed = _kept(request, edition, form)
        except NOT_TAKEN as reason:
            form.add_error("file", str(REFUSALS.get(type(reason), NO_LIST)))
        else:
            return redirect("organise-import-list", slug, listed.pk)
    former = part(imports_of(request, edition), "former", request.GET, MOST_SHOWN)
    context = {
        "edition": edition,
        "form": form,
        "former": former,
        "may_import": may_import,
        "asks": edition.questions.of_registration().exists(),
    }
    return render(request, "organise/import.html", context, status=form_status(form))


import_start.takes_files = True  # type: ignore[attr-defined]


@transaction.atomic
def _kept(request: HttpRequest, edition: Edition, form: UploadForm) -> Import:
    now = timezone.now()
    file = keep_upload(
        owner=person(request),
        upload=form.cleaned_data["file"],
        purpose=StoredFile.Purpose.IMPORT,
        among=(Kind.CSV, Kind.XLSX),
        about=key_of(edition),
        now=now,
        delete_after=now + KEPT,
    )
    rows = rows_of(file)
    if not rows:
        raise EmptyFile
    layout = form.cleaned_data["layout"] or layouts.layout_of(rows)
    return show_first(
        edition=edition,
        by=person(request),
        file=file,
        layout=layout,
        columns=layouts.columns_of(rows[0], layout),
        now=now,
    )


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a list would do; by POST it is done. Afterwards, what was done.

    Who looks at more of its faults, or at other columns, sends what is ticked along, which is shown
    again and not done.
    """
    edition = organised_edition(request, slug)
    listed = import_of(request, edition, pk)
    if listed.state != Import.State.SHOWN:
        return _outcome(request, edition, listed)
    now = timezone.now()
    is_looking = request.method == "GET" or bool({"faults", ColumnsForm.ANEW} & {*request.POST})
    if not is_looking and not is_open_for_changes(edition, now):
        return refused(request, str(TOO_LATE), back=request.path)
    if listed.file is None:
        said = _("This list is not kept any more: its seven days are over. Upload it again.")
        return refused(request, said, back=request.path.removesuffix(f"{pk}/"))
    rows = rows_of(listed.file)
    sent = request.POST if request.method == "POST" else request.GET
    asked = ColumnsForm.chosen_anew(sent) if ColumnsForm.ANEW in sent else sent
    form = ColumnsForm(asked, listed=listed, headings=rows[0])
    plan = plan_of(
        edition,
        rows,
        layout=form.chosen_layout,
        columns=form.columns,
        merged={},
        is_open=is_open_for_late_clusters(edition, now),
        by=person(request),
    )
    lacking = layouts.missing(form.columns, form.chosen_layout)
    if not is_looking and not lacking:
        return _begun(request, edition, listed, form, plan)
    merged = likely_of(plan.doubts) | merged_of(sent, plan.doubts)
    context = {
        "edition": edition,
        "listed": listed,
        "form": form,
        "lacking": [NAMES[field] for field in lacking],
        "answers": kept_answers(sent, [] if lacking else plan.doubts),
        **_preview(sent, rows, replace(plan, merged=merged)),
    }
    status = 200 if is_looking else 422
    return render(request, "organise/import_list.html", context, status=status)


def _begun(
    request: HttpRequest, edition: Edition, listed: Import, form: ColumnsForm, plan: Plan
) -> HttpResponse:
    merged = merged_of(request.POST, plan.doubts)
    try:
        begin(listed=listed, layout=form.chosen_layout, columns=form.columns, merged=merged)
    except AlreadyImported:
        said = _("This list was imported meanwhile.")
        return refused(request, said, back=request.path)
    transaction.on_commit(partial(wake, tasks.carry_out_import, listed.pk))
    return redirect("organise-import-list", edition.slug, listed.pk)


def _preview(sent: QueryDict, rows: list[Row], plan: Plan) -> dict[str, Any]:
    """The first rows of the list, what would be stored, and what is not read from it."""
    faults = plan.faults
    return {
        "head": rows[0][:MOST_CELLS],
        "rows": [_first_cells(row, len(rows[0])) for row in rows[1 : MOST_ROWS + 1]],
        "all_rows": max(len(rows) - 1, 0),
        "would_do": words.would_do(plan),
        "closed": words.closed(plan),
        "doubts": [(one, bool(plan.merged.get(one.key))) for one in plan.doubts[:MOST_DOUBTS]],
        "more_doubts": len(plan.doubts) - MOST_DOUBTS,
        "faults": part(faults, "faults", sent, MOST_FAULTS).each(words.fault_line),
        "all_faults": faults.all_count,
        "more_faults": faults.all_count - len(faults),
        "does_something": bool(plan.new or plan.new_people or plan.new_wishes),
    }


def _first_cells(row: Row, width: int) -> Row:
    """As many cells as there are headings, or as fit."""
    return [*row, *[""] * width][: min(width, MOST_CELLS)]


def _outcome(request: HttpRequest, edition: Edition, listed: Import) -> HttpResponse:
    if request.method == "POST":
        said = _("This list was imported meanwhile.")
        return refused(request, said, back=request.path)
    kept = listed.outcome
    refusals, faults = kept.get("refused", ()), kept.get("faults", ())
    line = _kept_lines(listed)
    context = {
        "edition": edition,
        "listed": listed,
        "is_waiting": listed.state == Import.State.WAITING,
        "failed": words.failed(listed),
        "done": words.was_done(listed),
        "refused": part(refusals, "refused", request.GET, MOST_FAULTS).each(line),
        "more_refused": kept.get("all_refused", 0) - len(refusals),
        "faults": part(faults, "faults", request.GET, MOST_FAULTS).each(line),
        "all_faults": kept.get("all_faults", 0),
        "more_faults": kept.get("all_faults", 0) - len(faults),
    }
    state = "#state" if request.headers.get("HX-Request") else ""
    return render(request, f"organise/import_done.html{state}", context)


def _kept_lines(listed: Import) -> Callable[[Sequence[Any]], words.Line]:
    """Cells that were not imported, with what stands there as long as the list is kept."""
    is_over = listed.state != Import.State.WAITING
    rows = rows_of(listed.file) if listed.file and is_over else []

    def line(entry: Sequence[Any]) -> words.Line:
        row, column, code = entry
        said = layouts.meant_at(rows, listed.layout, row, column)
        return words.kept_line(row, column, code, said)

    return line
