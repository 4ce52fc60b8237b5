"""`clustermeet-problem/1`, written."""

import json

from scheduling.model.problem import Meeting, Participant, Placement, Problem, Slot

PROBLEM_FORMAT = "clustermeet-problem/1"


def write_problem(problem: Problem) -> bytes:
    """The file of a problem; reading it gives an equal problem."""
    tables = set(problem.tables)
    content: dict[str, object] = {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "slots": [_slot_content(slot) for slot in problem.slots],
        "tables": tables.pop() if len(tables) == 1 else list(problem.tables),
        "participants": [_participant_content(participant) for participant in problem.participants],
        "meetings": [_meeting_content(problem, meeting) for meeting in problem.meetings],
        "published": [placement_content(placed) for placed in problem.published],
        "rules": {"place_all": problem.rules.place_all, "fairness": problem.rules.fairness},
    }
    if problem.apart:
        names = [participant.id for participant in problem.participants]
        content["apart"] = [[names[left], names[right]] for left, right in problem.apart]
    if problem.interpreters:
        content["interpreters"] = [
            {"id": one.id, "unavailable": sorted(one.unavailable)} for one in problem.interpreters
        ]
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def placement_content(placed: Placement) -> dict[str, object]:
    """A meeting's place, in problems and solutions alike."""
    content: dict[str, object] = {
        "meeting": placed.meeting,
        "slot": placed.slot,
        "table": placed.table,
    }
    if placed.interpreter is not None:
        content["interpreter"] = placed.interpreter
    return content


def _slot_content(slot: Slot) -> dict[str, object]:
    times = {"start": slot.start, "end": slot.end}
    return {
        "window": slot.window,
        "session": slot.session,
        **{name: at.isoformat() for name, at in times.items() if at},
    }


def _participant_content(one: Participant) -> dict[str, object]:
    content: dict[str, object] = {
        "id": one.id,
        "unavailable": sorted(one.unavailable),
        "capacity": one.capacity,
        "max_meetings": one.max_meetings,
    }
    if one.table is not None:
        content["table"] = one.table
    if one.min_meetings:
        content["min_meetings"] = one.min_meetings
    return content


def _meeting_content(problem: Problem, meeting: Meeting) -> dict[str, object]:
    content: dict[str, object] = {
        "id": meeting.id,
        "participants": [problem.participants[person].id for person in meeting.participants],
        "priority": meeting.priority,
        "session": meeting.session,
        "slot": meeting.slot,
        "after": [problem.meetings[earlier].id for earlier in meeting.after],
    }
    if meeting.table is not None:
        content["table"] = meeting.table
    if meeting.windows is not None:
        content["windows"] = sorted(meeting.windows)
    if meeting.online:
        content["online"] = True
    if meeting.interpreters is not None:
        content["interpreters"] = [problem.interpreters[one].id for one in meeting.interpreters]
    return content
