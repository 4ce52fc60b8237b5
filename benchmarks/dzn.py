"""Reads the published instances: MiniZinc data files (`.dzn`) of Bofill et al., JAIR 2022.

Of MiniZinc's data language this knows what those files use: whole numbers, lists of them, lists of
sets, and one two-dimensional array. All meetings must be placed, and all slots are one window:
morning and afternoon touch.
"""

import re
from pathlib import Path

from scheduling.model.problem import Meeting, Participant, Problem, Rules, Slot

MORNING, AFTERNOON, ANY = 1, 2, 3
ASSIGNMENT = re.compile(r"(\w+)\s*=\s*([^;]*);")
COMMENT = re.compile(r"%[^\n]*")
SET = re.compile(r"\{([^}]*)\}")
WHOLE = re.compile(r"-?\d+")


class BadInstance(Exception):
    """The file does not hold an instance of the published form; the words say where and why."""


def read(path: Path, *, fairness: int | None = 2) -> Problem:
    """The instance in this file; raises BadInstance.

    The files hold no fairness: the paper gives it beside them.
    """
    try:
        return _problem(path.stem, COMMENT.sub("", path.read_text(encoding="ascii")), fairness)
    except (KeyError, ValueError) as error:
        raise BadInstance(f"{path}: {error}") from error


def _problem(name: str, text: str, fairness: int | None) -> Problem:
    data = dict(ASSIGNMENT.findall(text))
    problem = Problem(
        name=name,
        slots=_slots(int(data["nTotalSlots"]), int(data["nMorningSlots"])),
        tables=(int(data["nTables"]),) * int(data["nTotalSlots"]),
        participants=tuple(
            Participant(f"p{number}", frozenset(slot - 1 for slot in away))
            for number, away in enumerate(_sets(data["forbidden"]), start=1)
        ),
        meetings=_meetings(data),
        rules=Rules(place_all=True, fairness=fairness),
    )
    _compare(problem, data)
    return problem


def _slots(total: int, morning: int) -> tuple[Slot, ...]:
    return tuple(
        Slot(session="morning" if number < morning else "afternoon") for number in range(total)
    )


def _meetings(data: dict[str, str]) -> tuple[Meeting, ...]:
    requested = _numbers(data["requested"])
    if len(requested) % 3:
        raise ValueError("requested: the rows are not participant, participant, session")
    rows = zip(requested[::3], requested[1::3], requested[2::3], strict=True)
    sessions = {MORNING: "morning", AFTERNOON: "afternoon", ANY: None}
    return tuple(
        Meeting(
            f"m{number}",
            (first - 1, second - 1),
            session=sessions[session],
            slot=fixed - 1 if fixed else None,
            after=tuple(sorted(earlier - 1 for earlier in after)),
        )
        for number, ((first, second, session), fixed, after) in enumerate(
            zip(rows, _numbers(data["fixed"]), _sets(data["precedences"]), strict=True), start=1
        )
    )


def _compare(problem: Problem, data: dict[str, str]) -> None:
    """The files say much twice. `meetingsxBusiness` counts meetings from 2, after a first 1."""
    said = [
        ("nBusiness", [int(data["nBusiness"])], [len(problem.participants)]),
        ("nMeetings", [int(data["nMeetings"])], [len(problem.meetings)]),
        ("nMeetingsBusiness", _numbers(data["nMeetingsBusiness"]), _counts(problem)),
        ("meetingsxBusiness", _sets(data["meetingsxBusiness"]), _shifted(problem)),
    ]
    for name, here, elsewhere in said:
        if here != elsewhere:
            raise ValueError(f"{name}: is not what follows from the other fields")


def _counts(problem: Problem) -> list[int]:
    return [len(own) for own in problem.meetings_of]


def _shifted(problem: Problem) -> list[frozenset[int]]:
    return [frozenset({1, *(meeting + 2 for meeting in own)}) for own in problem.meetings_of]


def _numbers(text: str) -> list[int]:
    return [int(number) for number in WHOLE.findall(text)]


def _sets(text: str) -> list[frozenset[int]]:
    """The sets of a list; 0 stands for none."""
    return [frozenset(_numbers(inner)) - {0} for inner in SET.findall(text)]
