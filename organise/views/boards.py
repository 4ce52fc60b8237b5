"""What the page of a schedule shows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from events.models import Edition
from matchmaking.models import ScheduleVersion
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import CurrentRemedy
from matchmaking.queries.schedule import (
    NotPlaced,
    last_edit,
    last_undone,
    published_version,
    versions_set_aside,
)
from matchmaking.rules import is_ready_to_schedule
from matchmaking.words import reasons
from organise.queries.board import card, rows
from organise.queries.lanes import figures, lanes
from organise.queries.missing import is_current, missing
from organise.queries.runs import account, last_run
from organise.words import edits as edit_words
from organise.words import remedies as remedy_words
from organise.words import runs as run_words

VIEWS = ("table", "cluster")
# Meetings without a place that stand beside the grid; their own page has them all.
MOST_BESIDE = 6


def board_context(
    edition: Edition,
    version: ScheduleVersion | None,
    *,
    day: date | None,
    view: str,
    chosen: str,
    may_edit: bool,
    user: User,
) -> dict[str, Any]:
    """Everything on the page; `chosen` is the meeting that looks for a place, as it was sent."""
    context: dict[str, Any] = {
        "edition": edition,
        "version": version,
        "may_edit": may_edit,
        "run": _run_card(edition),
    }
    if version is None:
        return context
    plan = Plan(edition, version)
    is_draft = version.state == ScheduleVersion.State.DRAFT
    is_scheduled = (
        may_edit and is_ready_to_schedule(edition, timezone.now()) and is_current(version)
    )
    looks_for_place = _chosen(plan, chosen) if may_edit and is_draft else None
    return {
        **context,
        "kept": _kept(view, looks_for_place),
        **_grid(plan, day, looks_for_place),
        **_around(plan, version, user),
        "is_editable": may_edit and is_draft,
        "may_restore": may_edit and version.state == ScheduleVersion.State.SET_ASIDE,
        "may_act": is_scheduled,
        "view": view if view in VIEWS else "table",
        "key": uuid4(),
    }


def _kept(view: str, moving: int | None) -> QueryDict:
    """What the address of another day keeps; the view by table is the usual one."""
    kept = QueryDict(mutable=True)
    if view == "cluster":
        kept["view"] = view
    if moving:
        kept["moving"] = str(moving)
    return kept


def _chosen(plan: Plan, text: str) -> int | None:
    """The meeting, if there is such a one in the edition."""
    pk = int(text) if text.isascii() and text.isdigit() else 0
    return pk if pk in plan.names.participants else None


def _grid(plan: Plan, day: date | None, chosen: int | None) -> dict[str, Any]:
    at = plan.placed.get(chosen) if chosen else None
    if day not in plan.days:
        first = plan.days[0] if plan.days else None
        windows = {slot.pk: slot.window for slot in plan.slots}
        day = plan.day_of(windows[at.slot_id]) if at and at.slot_id in windows else first
    return {
        "days": plan.days,
        "day": day,
        "tables": plan.tables,
        "rows": rows(plan, day, chosen),
        "slots": plan.day_slots(day),
        "lanes": lanes(plan, day),
        "chosen": chosen,
        "chosen_card": card(plan, chosen) if chosen else None,
        "chosen_words": plan.names.meeting(chosen) if chosen else "",
        "zone": plan.names.zone,
    }


def _around(plan: Plan, version: ScheduleVersion, user: User) -> dict[str, Any]:
    found = missing(plan, version)
    edit, undone = last_edit(version, user), last_undone(version)
    return {
        "figures": figures(plan),
        "missing_count": len(found.rows),
        "missing": missing_rows(plan, found.rows[:MOST_BESIDE], found.remedies.by_meeting),
        "published": published_version(version.edition),
        "set_aside": list(versions_set_aside(version.edition)),
        "last_edit": edit,
        "last_edit_words": edit_words.edit(plan.names, edit) if edit else "",
        "last_undone": undone,
    }


def missing_rows(
    plan: Plan, rows: Iterable[NotPlaced], remedies: Mapping[int, CurrentRemedy]
) -> list[dict[str, Any]]:
    """Meetings without a place in words: why, what would place them, and how far that is."""
    return [
        {
            "meeting": row.meeting,
            "words": plan.names.meeting(row.meeting),
            "parties": plan.names.meeting_parties(row.meeting),
            "reason": reasons.reason(plan.names, row.reason),
            "condition": remedy_words.condition(plan.names, remedies[row.meeting].todo),
            "status": remedy_words.status(plan.names, remedies[row.meeting]),
            "button": remedy_words.button(plan.names, remedies[row.meeting].todo),
            "remedy": remedies[row.meeting],
            "key": uuid4(),
        }
        for row in rows
    ]


def _run_card(edition: Edition) -> dict[str, Any] | None:
    run = last_run(edition)
    if run is None:
        return None
    found = account(run, timezone.now())
    return {
        "run": run,
        "account": found,
        "verdict": run_words.verdict(found) if run.solution else [],
        "lines": run_words.lines(found, "placed") or run_words.lines(found, "breaks"),
    }
