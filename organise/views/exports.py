"""An organiser takes the event's tables along: one in chosen columns, or all as one archive."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from events.models import Edition, Export
from events.models.exports import WHOLE
from events.rules import Act
from events.services.exports import KINDS, file_name, note_export
from files.serving import download
from files.sheets.writing import Cell
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.refusals import refused
from notifications.tasks import wake
from organise import tasks
from organise.forms.exports import ExportForm, WholeForm
from organise.loading import organised_edition
from organise.loading.lists import export_of, exports_of
from organise.words.asked_tables import tables_of
from organise.words.tables import TABLES, Table, cells, written

# What is longer is made by a worker.
MOST_ROWS_AT_ONCE = 2000
# So many files that wait to be taken along stand on one page, the newest first.
MOST_SHOWN = 10
Form = Export.Form


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The tables of the event, each with its columns."""
    edition = organised_edition(request, slug, Act.EXPORT)
    sent = request.POST if request.method == "POST" else request.GET
    tables = tables_of(edition)
    table = tables.get(sent.get("table", "")) or next(iter(tables.values()))
    try:
        return _one(request, edition, table)
    except KeyTaken:
        return _sent_before(request)


@require_http_methods(["GET", "POST"])
def export_whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole event."""
    edition = organised_edition(request, slug, Act.EXPORT)
    try:
        return _whole(request, edition)
    except KeyTaken:
        return _sent_before(request)


def _sent_before(request: HttpRequest) -> HttpResponse:
    return refused(request, SENT_BEFORE, back=request.path, status=FORM_REFUSED)


def _one(request: HttpRequest, edition: Edition, table: Table) -> HttpResponse:
    form = ExportForm(posted(request), plain=table.plain, personal=table.personal)
    if not form.is_valid():
        return _page(request, edition, form, table.code)
    has_personal = bool(form.cleaned_data.get("has_personal"))
    columns = table.chosen(form.chosen, has_personal=has_personal)
    first = list(islice(cells(table, columns, edition), MOST_ROWS_AT_ONCE + 2))
    is_large = len(first) > MOST_ROWS_AT_ONCE + 1
    noted = note_export(
        edition=edition,
        by=person(request),
        table=table.code,
        form=Form(form.cleaned_data["form"]),
        columns=[column.code for column in columns],
        has_personal=any(column.is_personal for column in columns),
        is_for_worker=is_large,
        language=get_language() or "",
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
    )
    return _to_worker(noted) if is_large else _at_once(noted, table, first)


def _at_once(noted: Export, table: Table, rows: Sequence[Sequence[Cell]]) -> HttpResponse:
    form = Form(noted.form)
    answer = HttpResponse(written(str(table.title), rows, form), content_type=KINDS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(True, file_name(noted)) or "attachment"
    )
    return answer


def _whole(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = WholeForm(posted(request))
    if not form.is_valid():
        return _page(request, edition, form, WHOLE)
    noted = note_export(
        edition=edition,
        by=person(request),
        table=WHOLE,
        form=Form.ZIP,
        columns=[],
        has_personal=form.cleaned_data["has_personal"],
        is_for_worker=True,
        language=get_language() or "",
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
    )
    return _to_worker(noted)


def _to_worker(noted: Export) -> HttpResponse:
    transaction.on_commit(partial(wake, tasks.make_export, noted.pk))
    return redirect("organise-export-made", noted.edition.slug, noted.pk)


def _page(request: HttpRequest, edition: Edition, form: Any, chosen: str) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "chosen": chosen,
        "tables": [(table.code, table.title) for table in TABLES.values()],
        "whole": WHOLE,
        "made": part(exports_of(request, edition), "made", request.GET, MOST_SHOWN),
    }
    return render(request, "organise/export.html", context, status=form_status(form))


@require_GET
def export_made(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What becomes of a file that a worker makes."""
    edition = organised_edition(request, slug, Act.EXPORT)
    found = export_of(request, edition, pk)
    part = "#state" if request.headers.get("HX-Request") else ""
    context = {"edition": edition, "export": found}
    return render(request, f"organise/export_made.html{part}", context)


@require_GET
def export_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The file, as long as it is kept."""
    edition = organised_edition(request, slug, Act.EXPORT)
    found = export_of(request, edition, pk)
    if found.file is None:
        words = _("This file is not there: it is still being made, or its seven days are over.")
        return refused(request, words, back=request.path.removesuffix("file/"))
    return download(found.file)
