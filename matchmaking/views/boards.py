"""What the page of a schedule shows."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from events.models import Edition
from events.queries.registrations import registration_counts
from matchmaking import verdicts, wording
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.queries.board import Plan, card, rows
from matchmaking.queries.lanes import figures, lanes
from matchmaking.queries.requests import state_counts
from matchmaking.queries.runs import account
from matchmaking.queries.schedule import last_edit, not_placed, published_version

VIEWS = ("table", "cluster")


def organiser_counts(edition: Edition) -> dict[str, int]:
    """The figures beside the organiser's menu."""
    return {
        "registrations": sum(registration_counts(edition).values()),
        "requests": sum(state_counts(edition).values()),
    }


def board_context(
    edition: Edition,
    version: ScheduleVersion | None,
    *,
    day: date | None,
    view: str,
    chosen: str,
    may_edit: bool,
) -> dict[str, Any]:
    """Everything on the page; `chosen` is the meeting that looks for a place, as it was sent."""
    context: dict[str, Any] = {
        "edition": edition,
        "section": "schedule",
        "counts": organiser_counts(edition),
        "version": version,
        "may_edit": may_edit,
        "run": _run_card(edition),
    }
    if version is None:
        return context
    plan = Plan(edition, version)
    is_draft = version.state == ScheduleVersion.State.DRAFT
    return {
        **context,
        **_grid(plan, day, _chosen(plan, chosen) if may_edit and is_draft else None),
        **_around(plan, version),
        "is_editable": may_edit and is_draft,
        "view": view if view in VIEWS else "table",
        "key": uuid4(),
    }


def _chosen(plan: Plan, text: str) -> int | None:
    """The meeting, if there is such a one in the edition."""
    pk = int(text) if text.isascii() and text.isdigit() else 0
    return pk if pk in plan.names.participants else None


def _grid(plan: Plan, day: date | None, chosen: int | None) -> dict[str, Any]:
    at = plan.placed.get(chosen) if chosen else None
    if day not in plan.days:
        slot = plan.names.slots.get(at.slot_id) if at else None
        first = plan.days[0] if plan.days else None
        day = plan.names.local(slot.period.lower).date() if slot else first
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


def _around(plan: Plan, version: ScheduleVersion) -> dict[str, Any]:
    missing = not_placed(version)
    wanted = len(plan.placements) + len(missing)
    edit = last_edit(version)
    return {
        "figures": figures(plan, wanted),
        "missing": [
            {
                "meeting": one.meeting,
                "parties": plan.names.meeting_parties(one.meeting),
                "reason": wording.reason(plan.names, one.reason),
                "remedy": wording.remedy(plan.names, one.remedy),
            }
            for one in missing
        ],
        "published": published_version(version.edition),
        "last_edit": edit,
        "last_edit_words": wording.edit(plan.names, edit) if edit else "",
    }


def _run_card(edition: Edition) -> dict[str, Any] | None:
    run = (
        ScheduleRun.objects.filter(edition=edition)
        .select_related("stopped_by", "requested_by")
        .first()
    )
    if run is None:
        return None
    told = account(run, timezone.now())
    return {
        "run": run,
        "account": told,
        "verdict": verdicts.verdict(told) if run.solution else [],
        "lines": verdicts.lines(told, "placed") or verdicts.lines(told, "breaks"),
    }
