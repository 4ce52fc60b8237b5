"""Undoing a change by hand, and doing it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from events.services.locking import hold_edition
from interface.contention import retrying
from matchmaking.models import ScheduleEdit, ScheduleVersion
from matchmaking.services.placing.checks import edits_of
from matchmaking.services.placing.live import check_time, check_times, vacate_all
from matchmaking.services.placing.refusals import EditSuperseded
from matchmaking.services.placing.whole import Place
from matchmaking.services.placing.writing import (
    Participants,
    locked_each,
    raise_revision,
    write_all,
)


@retrying
def undo(
    *, version: ScheduleVersion, number: int, now: datetime, is_live: bool = False
) -> ScheduleEdit:
    """Put back what the change of that number changed. Twice is once.

    Raises `EditSuperseded` after a later change to the same meeting, another `PlacementRefused`,
    `Busy`.
    """
    edit, participants = _locked_edit(version, number)
    if edit.undone_at:
        return edit
    _check(edit, now, is_live=is_live)
    later = edits_of(version, edit.meetings).filter(undone_at=None, number__gt=number)
    if later.exists():
        raise EditSuperseded
    before = {edit.meeting_id: edit.before, edit.other_id: edit.other_before}
    _write(edit, participants, _remembered(before), is_live=is_live)
    edit.undone_at, edit.undone_number = now, raise_revision(version, is_live=is_live)
    edit.save(update_fields=["undone_at", "undone_number"])
    return edit


@retrying
def redo(
    *, version: ScheduleVersion, number: int, now: datetime, is_live: bool = False
) -> ScheduleEdit:
    """Do again what was undone. Twice is once.

    Raises `EditSuperseded` after a later change to the same meeting, another `PlacementRefused`,
    `Busy`.
    """
    edit, participants = _locked_edit(version, number)
    if not edit.undone_at:
        return edit
    _check(edit, now, is_live=is_live)
    later = edits_of(version, edit.meetings).filter(number__gt=edit.undone_number or number)
    if later.exists():
        raise EditSuperseded
    after = {edit.meeting_id: edit.after, edit.other_id: edit.other_after}
    _write(edit, participants, _remembered(after), is_live=is_live)
    raise_revision(version, is_live=is_live)
    edit.undone_at = edit.undone_number = None
    edit.save(update_fields=["undone_at", "undone_number"])
    return edit


def _check(edit: ScheduleEdit, now: datetime, *, is_live: bool) -> None:
    """Refuse what is past, and what was not done by hand here. Raises a `PlacementRefused`."""
    version = edit.version
    check_time(version, now, is_live=is_live)
    if not is_live:
        return
    if edit.kind not in ScheduleEdit.BY_HAND or edit.number <= (version.published_revision or 0):
        raise EditSuperseded
    places = [edit.before, edit.after, edit.other_before, edit.other_after]
    check_times([Place(**place) if place else None for place in places], now)


def _write(
    edit: ScheduleEdit,
    participants: Participants,
    places: Mapping[int, Place | None],
    *,
    is_live: bool,
) -> None:
    if is_live:
        user, key = edit.made_by, edit.idempotency_key
        assert user is not None  # noqa: S101 - it was done by hand
        vacate_all(edit.version, participants, places, user=user, key=key)
    write_all(edit.version, participants, places)


def _locked_edit(version: ScheduleVersion, number: int) -> tuple[ScheduleEdit, Participants]:
    """The change as it stands, once the edition is held and all its participants are locked."""
    edit = ScheduleEdit.objects.select_related("version", "made_by").get(
        version=version, number=number
    )
    hold_edition(version.edition_id)
    participants = locked_each(version, edit.meetings)
    edit.refresh_from_db()
    return edit, participants


def _remembered(places: Mapping[int | None, Any]) -> dict[int, Place | None]:
    return {pk: Place(**place) if place else None for pk, place in places.items() if pk}
