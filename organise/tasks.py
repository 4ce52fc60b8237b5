"""What a worker makes for an organiser. The row says what; a message only wakes."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from events.models import Edition, Export
from events.models.exports import WHOLE
from events.services.exports import carry_out, to_wake
from matchmaking.telling.files import edition_file
from organise.words.asked_tables import tables_of
from organise.words.tables import table_file

Form = Export.Form


@shared_task
def make_export(export_id: int) -> None:
    """Make the file of an export, unless it is made or another worker has it."""
    now = timezone.now()
    carry_out(export_id, make=partial(_made, now=now), now=now)


@shared_task
def reconcile_exports() -> None:
    """Wake a worker again for exports that wait for nobody."""
    for export_id in to_wake(now=timezone.now()):
        make_export.delay(export_id)


def _made(export: Export, *, now: datetime) -> bytes:
    """The file, in the language of whoever asked."""
    with translation.override(export.language):
        if export.table == WHOLE:
            return _archive(export.edition, now, has_personal=export.has_personal)
        table = tables_of(export.edition)[export.table]
        columns = table.chosen(export.columns, has_personal=export.has_personal)
        return table_file(table, columns, export.edition, Form(export.form))


def _archive(edition: Edition, now: datetime, *, has_personal: bool) -> bytes:
    """Every table as CSV and XLSX, the calendar file, and the problem of the scheduler."""
    held = BytesIO()
    stamp = now.astimezone(edition.zone).timetuple()[:6]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(edition, now, has_personal):
            part = zipfile.ZipInfo(f"{edition.slug}/{name}", date_time=stamp)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content)
    return held.getvalue()


def _parts(edition: Edition, now: datetime, has_personal: bool) -> Iterator[tuple[str, bytes]]:
    for table in tables_of(edition).values():
        codes = [column.code for column in table.columns]
        columns = table.chosen(codes, has_personal=has_personal)
        for form in (Form.CSV, Form.XLSX):
            yield f"{form}/{table.code}.{form}", table_file(table, columns, edition, form)
    url = f"{settings.SITE_URL}{edition.get_absolute_url()}"
    calendar = edition_file(edition, now, description=edition.summary or edition.name, url=url)
    yield f"{edition.slug}.ics", calendar
    # The web process imports this module to enqueue; the solver's files are the worker's alone.
    from matchmaking.runs.problem import problem_file  # noqa: PLC0415

    yield "problem.json", problem_file(edition)
