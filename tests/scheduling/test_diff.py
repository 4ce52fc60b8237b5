"""Differences between schedules, as data and in words."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.diff import Difference, Kind, sentence, since
from scheduling.model.problem import Placement, Slot
from scheduling.model.solution import Solution, Status, Step
from tests.scheduling.problems import make_problem

NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)
HALVES = [
    Slot(start=NINE + i * timedelta(minutes=30), end=NINE + (i + 1) * timedelta(minutes=30))
    for i in range(3)
]
OLD = (Placement("m0", 0, 0), Placement("m1", 1, 1), Placement("m2", 1, 2), Placement("m4", 2, 0))
NEW = (Placement("m0", 2, 1), Placement("m1", 1, 0), Placement("m3", 0, 0), Placement("m4", 2, 0))


def solution(placements: tuple[Placement, ...], breaks: int = 0) -> Solution:
    return Solution("", Status.FEASIBLE, placements, steps=(Step("breaks", breaks),))


def test_each_meeting_that_is_not_where_it_was_is_a_change() -> None:
    changes = since(OLD, solution(NEW))
    assert {change.meeting: change.kind for change in changes} == {
        "m0": Kind.MOVED,
        "m1": Kind.RESEATED,
        "m2": Kind.DROPPED,
        "m3": Kind.ADDED,
    }


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        ("m0", "Meeting m0 moves from slot 0 to slot 2, table 1."),
        ("m1", "Meeting m1 stays in slot 1 and goes from table 1 to table 0."),
        ("m2", "Meeting m2 loses its place in slot 1."),
        ("m3", "Meeting m3 is new in slot 0, table 0."),
    ],
)
def test_a_change_is_told_in_words(meeting: str, said: str) -> None:
    changes = {change.meeting: change for change in since(OLD, solution(NEW))}
    assert sentence(changes[meeting]) == said


@pytest.mark.parametrize(
    ("before", "after", "kind", "said"),
    [
        (
            Placement("m0", 0, 2, "i"),
            Placement("m0", 0, 2, "j"),
            Kind.REINTERPRETED,
            "Meeting m0 stays in slot 0, table 2, and j interprets there instead of i.",
        ),
        (
            Placement("m0", 0, None),
            Placement("m0", 0, None, "j"),
            Kind.REINTERPRETED,
            "Meeting m0 stays in slot 0, online, and j interprets there now.",
        ),
        (
            Placement("m0", 0, 2, "i"),
            Placement("m0", 0, 2),
            Kind.REINTERPRETED,
            "Meeting m0 stays in slot 0, table 2, and i interprets there no more.",
        ),
        (
            Placement("m0", 0, 2, "i"),
            Placement("m0", 0, 1, "j"),
            Kind.RESEATED,
            "Meeting m0 stays in slot 0 and goes from table 2 to table 1.",
        ),
    ],
)
def test_who_interprets_is_a_change_of_its_own_where_nobody_goes_elsewhere(
    before: Placement, after: Placement, kind: Kind, said: str
) -> None:
    (change,) = since([before], solution((after,)))
    assert (change.kind, sentence(change)) == (kind, said)


def test_with_the_problem_words_say_who_and_when() -> None:
    problem = make_problem(["ab", "cd"], slots=HALVES)
    change = Difference("m0", Placement("m0", 0, 0), Placement("m0", 2, 1))
    assert sentence(change, problem) == (
        "Meeting m0 (a, b) moves from slot 0 (5 March, 09:00) to slot 2 (5 March, 10:00), table 1."
    )


def test_a_cancelled_meeting_that_the_problem_does_not_know_is_told_by_its_id() -> None:
    gone = Difference("m9", Placement("m9", 0, 0), None)
    problem = make_problem(["ab"], slots=2)
    assert sentence(gone, problem) == "Meeting m9 loses its place in slot 0."
