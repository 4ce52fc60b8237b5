"""What the page of a schedule shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from events.models import Edition
from interface.parts import Part, part
from matchmaking.models import ScheduleVersion, Table
from matchmaking.queries.meanwhile import changes_since
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import CurrentRemedy
from matchmaking.queries.schedule import NotPlaced, edits_offered
from matchmaking.rules import is_open_for_live_edits, is_ready_to_schedule
from matchmaking.words import reasons
from organise.forms.asked import VIEWS, Asked
from organise.loading.schedules import party_of
from organise.queries.board import MOST_ONLINE, card, online_at, online_rows, rows
from organise.queries.lanes import Lane, figures, lanes
from organise.queries.marks import mark_rows
from organise.queries.missing import missing
from organise.queries.runs import account, last_run
from organise.queries.sheets import (
    MOST_CARDS,
    MOST_CELLS,
    MOST_MARKS,
    MOST_OFFERS,
    clusters_at_a_time,
    sheet_of,
    sheets,
    tables_of,
)
from organise.words import edits as edit_words
from organise.words import remedies as remedy_words
from organise.words import runs as run_words
from organise.words.conflicts import conflict

State = ScheduleVersion.State
# Meetings without a place that stand beside the grid, whose own page has them all; and what is in
# conflict, part by part.
MOST_BESIDE, MOST_CONFLICTS = 6, 6


class Conflict(NamedTuple):
    """A meeting by its id and its clusters, and in a sentence why it cannot be held where it is."""

    meeting: int
    called: str
    words: str


def board_context(
    edition: Edition,
    version: ScheduleVersion | None,
    in_use: Sequence[ScheduleVersion],
    *,
    asked: Asked,
    may_edit: bool,
    user: User,
) -> dict[str, Any]:
    """Everything on the page; `in_use` are the edition's versions, this one among them."""
    context: dict[str, Any] = {
        "edition": edition,
        "version": version,
        "may_edit": may_edit,
        "run": _run_card(edition),
    }
    if version is None:
        return context
    is_draft = version.state == State.DRAFT
    # The draft stands first: work goes on from it, or else from what is published.
    is_current = in_use[0] == version and version.state in (State.DRAFT, State.PUBLISHED)
    is_live = may_edit and asked.is_live and is_live_now(version, edition)
    asked = replace(asked, is_live=is_live)
    plan = Plan(edition, version, is_live=is_live)
    is_editable = is_live or (may_edit and is_draft)
    may_run = may_edit and is_ready_to_schedule(edition, timezone.now())
    looks_for_place = _chosen(plan, asked.moving) if is_editable else None
    grid = _grid(plan, asked, looks_for_place)
    return {
        **context,
        **grid,
        **_around(plan, version, user),
        "conflicts": _conflicts(plan, grid["kept"], asked),
        "published": next((v for v in in_use if v.state == State.PUBLISHED), None),
        "set_aside": [former for former in in_use if former.state == State.SET_ASIDE],
        "is_editable": is_editable,
        "is_live": is_live,
        "may_be_live": may_edit and is_live_now(version, edition),
        "since": changes_since(version),
        "may_restore": may_edit and version.state == State.SET_ASIDE,
        "may_run": may_run,
        "may_act": may_run and is_current,
        "view": asked.view,
        "key": uuid4(),
    }


def is_live_now(version: ScheduleVersion, edition: Edition) -> bool:
    """Whether the version is the published one and may be changed in place now."""
    is_published = version.state == State.PUBLISHED
    return is_published and is_open_for_live_edits(edition, timezone.now())


def _chosen(plan: Plan, meeting: int | None) -> int | None:
    """The meeting, if there is such a one in the edition."""
    return meeting if meeting in plan.names.participants else None


def _grid(plan: Plan, asked: Asked, chosen: int | None) -> dict[str, Any]:
    at = plan.placed.get(chosen) if chosen else None
    found = party_of(plan, asked.cluster) if asked.cluster else None
    # Names of all would not fit on one page.
    plan.names_people = found is not None
    day = _shown_day(plan, asked, at.slot_id if at else None)
    slots = plan.day_slots(day)
    tables: Sequence[Table] = (
        tables_of(plan, day, found.registration)
        if found and asked.view == "table" and not chosen
        else plan.tables
    )
    usual = MOST_OFFERS if chosen else MOST_CELLS
    if plan.meets_online:
        usual -= MOST_ONLINE * len(slots)
    parts = sheets(tables, len(slots), MOST_MARKS if asked.view == "marks" else usual)
    numbers = {table.pk: table.number for table in plan.tables}
    number = asked.table if asked.table or at is None else numbers.get(at.table_id or 0)
    position = sheet_of(parts, number)
    shown = parts[position].tables
    return {
        "days": plan.days,
        "day": day,
        "kept": _kept(asked, day, chosen, found),
        "found": found,
        "sheets": parts,
        "sheet": parts[position],
        "before": parts[position - 1] if position else None,
        "after": parts[position + 1] if position + 1 < len(parts) else None,
        "tables": shown,
        "rows": rows(plan, day, chosen, shown) if asked.view == "table" else (),
        "meets_online": plan.meets_online,
        **(_online(plan, day, asked, chosen) if asked.view == "online" else {}),
        "marks": mark_rows(plan, day, shown, found.registration if found else None)
        if asked.view == "marks"
        else (),
        "slots": slots,
        **_lanes(plan, day, asked, found),
        "chosen": chosen,
        "chosen_card": card(plan, chosen) if chosen else None,
        "chosen_words": plan.names.meeting(chosen) if chosen else "",
        "zone": plan.names.zone,
    }


def _online(plan: Plan, day: date | None, asked: Asked, chosen: int | None) -> dict[str, Any]:
    """What is online on a day, page by page."""
    there = online_at(plan, plan.day_slots(day))
    page = Paginator(list(chain.from_iterable(there.values())), MOST_CARDS).get_page(asked.page)
    shown = online_rows(plan, day, chosen, list(page.object_list))
    return {"online_rows": shown, "online_page": page}


def _shown_day(plan: Plan, asked: Asked, slot: int | None) -> date | None:
    """The day that is asked for, else that of the chosen meeting, else the first."""
    if asked.day in plan.days:
        return asked.day
    windows = {row.pk: row.window for row in plan.slots}
    if slot in windows:
        return plan.day_of(windows[slot])
    return plan.days[0] if plan.days else None


def _kept(asked: Asked, day: date | None, chosen: int | None, found: Party | None) -> QueryDict:
    """What the address of another part of the schedule keeps; the view by table is the usual."""
    kept = QueryDict(mutable=True)
    values = {
        "day": day.isoformat() if day else "",
        "view": "" if asked.view == VIEWS[0] else asked.view,
        "table": asked.table or "",
        "cluster": found.slug if found else "",
        "moving": chosen or "",
        "live": "1" if asked.is_live else "",
    }
    for name, value in values.items():
        if value:
            kept[name] = str(value)
    return kept


def _lanes(plan: Plan, day: date | None, asked: Asked, found: Party | None) -> dict[str, Any]:
    """By cluster page by page; below the grid those that wait longest, where not all have room."""
    everybody = lanes(plan, day)
    most = clusters_at_a_time(len(plan.day_slots(day)))
    if found:
        own = [lane for lane in everybody if lane.party == found]
        return {"lanes": own, "lanes_of": len(own)}
    if asked.view == "cluster":
        page = Paginator(everybody, most).get_page(asked.page)
        return {"lanes": page.object_list, "page_obj": page, "lanes_of": len(page.object_list)}
    return {"lanes": _longest(everybody, most), "lanes_of": len(everybody)}


def _longest(everybody: list[Lane], most: int) -> list[Lane]:
    if len(everybody) <= most:
        return everybody
    return sorted(everybody, key=lambda lane: -lane.waiting)[:most]


def _around(plan: Plan, version: ScheduleVersion, user: User) -> dict[str, Any]:
    found = missing(plan)
    offered = edits_offered(version, user)
    return {
        "figures": figures(plan),
        "missing_count": len(found.rows),
        "missing": missing_rows(plan, found.rows[:MOST_BESIDE], found.remedies.by_meeting),
        "last_edit": offered.last,
        "last_edit_words": edit_words.edit(plan.names, offered.last) if offered.last else "",
        "last_undone": offered.undone,
    }


def _conflicts(plan: Plan, kept: QueryDict, asked: Asked) -> Part[Conflict]:
    """What cannot be held as it is placed, in words."""
    query = kept.copy()
    query["conflicts"] = asked.conflicts
    found = part(plan.conflicts(), "conflicts", query, MOST_CONFLICTS)
    return found.each(
        lambda row: Conflict(
            row.meeting_id, plan.names.meeting(row.meeting_id), conflict(plan, row)
        )
    )


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
