"""Tables of an event are taken along: noted each time, and made by a worker where large."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from events.models import Call, CallExport, Edition, Export
from events.queries.about import KEY, key_of
from files.kinds import Kind
from files.models import StoredFile
from files.services import KEPT, drop_about, keep
from interface.keys import made_once

State = Export.State
MOST_TRIES = 3
# A worker that was woken has begun by then; else it is woken again.
WOKEN_WITHIN = timedelta(minutes=1)
KINDS = {Export.Form.CSV: Kind.CSV, Export.Form.XLSX: Kind.XLSX, Export.Form.ZIP: Kind.ZIP}


@transaction.atomic
def note_export(
    *,
    edition: Edition,
    by: User,
    table: str,
    form: Export.Form,
    columns: Sequence[str],
    has_personal: bool,
    is_for_worker: bool,
    language: str,
    key: uuid.UUID,
    now: datetime,
) -> Export:
    """Note who takes what along. The same key and the same choice, the same answer.

    The page of a file that is handed over at once stays open: whoever chooses otherwise there
    takes another table along, and that is noted too. Raises `KeyTaken`.
    """
    chosen = (table, form, *columns, has_personal, is_for_worker)
    own_key = uuid.uuid5(key, ":".join(map(str, chosen)))
    return made_once(
        Export,
        own_key,
        {"edition": edition, "asked_by": by},
        table=table,
        form=form,
        columns=list(columns),
        has_personal=has_personal,
        language=language,
        state=State.WAITING if is_for_worker else State.HANDED_OVER,
        asked_at=now,
    )[0]


@transaction.atomic
def note_call_export(
    *, call: Call, by: User, has_points: bool, key: uuid.UUID, now: datetime
) -> CallExport:
    """Note who takes the applications to a call along. The same key, the same answer.

    Raises `KeyTaken`.
    """
    whose, said = {"call": call, "asked_by": by}, {"has_points": has_points}
    return made_once(CallExport, key, whose, said, title=call.title, asked_at=now)[0]


def carry_out(export_id: int, *, make: Callable[[Export], bytes], now: datetime) -> bool:
    """Make what waits and keep it for a week; False where there is nothing to make, or another
    worker has it. Whatever stops it three times lets it fail.
    """
    if not _try_begun(export_id):
        return False
    with transaction.atomic():
        waiting = Export.objects.select_for_update(skip_locked=True, of=("self",))
        rows = waiting.select_related("edition", "asked_by").filter(state=State.WAITING)
        export = rows.filter(pk=export_id).first()
        if export is None:
            return False
        export.file = keep(
            owner=export.asked_by,
            name=file_name(export),
            kind=KINDS[Export.Form(export.form)],
            content=make(export),
            purpose=StoredFile.Purpose.EXPORT,
            about=key_of(export.edition),
            now=now,
            delete_after=now + KEPT,
        )
        export.state = State.HANDED_OVER
        export.save(update_fields=["file", "state"])
    return True


@transaction.atomic
def _try_begun(export_id: int) -> bool:
    """Count the try before it begins, so that one which kills its worker is counted too."""
    waiting = Export.objects.select_for_update(skip_locked=True, no_key=True)
    export = waiting.filter(pk=export_id, state=State.WAITING).first()
    if export is None:
        return False
    export.tries += 1
    if export.tries > MOST_TRIES:
        export.state = State.FAILED
    export.save(update_fields=["tries", "state"])
    return export.is_waiting


@transaction.atomic
def drop_lists(editions: Collection[int]) -> None:
    """Somebody leaves these events (ids): so do lists that may name them, made or brought in.

    A worker that is making one is waited for; what waits is made anew, without them.
    """
    waiting = Export.objects.filter(edition__in=editions, state=State.WAITING)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    keys = [f"{KEY}{pk}" for pk in editions]
    drop_about(keys=keys, purposes=[StoredFile.Purpose.EXPORT, StoredFile.Purpose.IMPORT])


def file_name(export: Export) -> str:
    return f"{export.edition.slug}-{export.table}.{export.form}"


def to_wake(*, now: datetime) -> list[int]:
    """Exports that nobody has begun, or whose worker died."""
    waiting = Export.objects.filter(state=State.WAITING, asked_at__lt=now - WOKEN_WITHIN)
    return list(waiting.order_by("asked_at").values_list("pk", flat=True))
