"""Small problems that use every rule, solved by trying all schedules, which the solver must match.

The brute force is in `problems`, written for these tests alone; `check` confirms every answer.
"""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.scheduling.board import Board
from matchmaking.scheduling.check import violations
from matchmaking.scheduling.control import Limits
from matchmaking.scheduling.explain import unplaced
from matchmaking.scheduling.problem import Problem
from matchmaking.scheduling.replan import replan
from matchmaking.scheduling.solution import Code, Cure, Placement, Remedy, Solution, Status
from matchmaking.scheduling.solver import solve
from tests.matchmaking.scheduling.problems import (
    Slots,
    all_schedules,
    is_valid,
    moves,
    problems,
    valid_schedules,
    worth,
)

ONE = Limits(seconds=30, workers=1, seed=1)
any_speed = list(HealthCheck)
few = settings(max_examples=30, deadline=None, suppress_health_check=any_speed)
many = settings(max_examples=100, deadline=None, suppress_health_check=any_speed)


def slots_of(problem: Problem, solution: Solution) -> Slots:
    slots = {placed.meeting: placed.slot for placed in solution.placements}
    return tuple(slots.get(meeting.id) for meeting in problem.meetings)


@few
@given(problems())
def test_a_solution_is_as_good_as_the_best_of_all_schedules(problem: Problem) -> None:
    solution = solve(problem, limits=ONE)
    best = min((worth(problem, slots) for slots in all_schedules(problem)), default=None)
    assert violations(problem, solution) == []
    if best is None:
        assert solution.status is Status.INFEASIBLE
        assert solution.reason is not None
    else:
        assert solution.status is Status.OPTIMAL
        assert worth(problem, slots_of(problem, solution)) == best
        assert Code.NOT_REACHED not in [left_out.reason.code for left_out in solution.unplaced]


@few
@given(problems())
def test_a_replan_moves_no_more_than_the_best_of_all_schedules(problem: Problem) -> None:
    solution = replan(problem, limits=ONE)
    best = min(
        ((moves(problem, slots), *worth(problem, slots)) for slots in all_schedules(problem)),
        default=None,
    )
    assert violations(problem, solution) == []
    if best is None:
        assert solution.status is Status.INFEASIBLE
    else:
        slots = slots_of(problem, solution)
        assert (moves(problem, slots), *worth(problem, slots)) == best
        step = solution.step("moved")
        assert step is not None
        assert step.bound == step.value == best[0]


def standing(problem: Problem, slots: Slots) -> Solution:
    """Those slots as a solution that says why the other meetings are left out."""
    used = Counter[int]()
    placements = []
    for meeting, slot in zip(problem.meetings, slots, strict=True):
        if slot is not None:
            placements.append(Placement(meeting.id, slot, used[slot]))
            used[slot] += 1
    reasons = unplaced(Board(problem, slots))
    return Solution(problem.name, Status.FEASIBLE, tuple(placements), reasons)


@many
@given(problems().flatmap(lambda problem: st.tuples(st.just(problem), valid_schedules(problem))))
def test_whatever_the_schedule_its_reasons_and_remedies_are_confirmed(
    case: tuple[Problem, Slots],
) -> None:
    problem, slots = relaxed(case[0]), case[1]
    assert violations(problem, standing(problem, slots)) == []


@many
@given(problems().flatmap(lambda problem: st.tuples(st.just(problem), valid_schedules(problem))))
def test_one_change_is_given_wherever_one_is_enough(case: tuple[Problem, Slots]) -> None:
    """And the mildest: every single change is tried on the schedule, the others where they are."""
    problem, slots = relaxed(case[0]), case[1]
    for left_out in standing(problem, slots).unplaced:
        position = [meeting.id for meeting in problem.meetings].index(left_out.meeting)
        enough = [
            list(Cure).index(change.code)
            for change in single_changes(problem, slots, position)
            if places(problem, slots, position, change)
        ]
        fits = places(problem, slots, position, Remedy(Cure.NONE))
        if enough and not fits:
            assert not left_out.remedy.also
            assert list(Cure).index(left_out.remedy.code) <= min(enough)


def relaxed(problem: Problem) -> Problem:
    """The problem in which meetings may be left out."""
    return replace(problem, rules=replace(problem.rules, place_all=False))


def single_changes(problem: Problem, slots: Slots, position: int) -> list[Remedy]:
    """All of them, but to drop a heavier meeting."""
    people, meetings = problem.participants, problem.meetings
    own = meetings[position]
    return [
        *(Remedy(Cure.FREE_SLOT, one.id, slot=away) for one in people for away in one.unavailable),
        *(Remedy(Cure.ADD_TABLE, slot=slot) for slot in range(len(problem.slots))),
        *(Remedy(Cure.RAISE_LIMIT, one.id) for one in people if one.max_meetings is not None),
        *(Remedy(Cure.RAISE_CAPACITY, one.id) for one in people),
        *([Remedy(Cure.UNLOCK, meeting=own.id)] if own.slot is not None else []),
        *(
            Remedy(Cure.DROP, meeting=other.id)
            for other, slot in zip(meetings, slots, strict=True)
            if slot is not None and other.priority <= own.priority
        ),
    ]


def places(problem: Problem, slots: Slots, position: int, change: Remedy) -> bool:
    """Whether the meeting has a valid slot once the change is made."""
    changed, kept = apply(problem, slots, change)
    return any(
        is_valid(changed, (*kept[:position], slot, *kept[position + 1 :]))
        for slot in range(len(problem.slots))
    )


def apply(problem: Problem, slots: Slots, remedy: Remedy) -> tuple[Problem, Slots]:
    """The problem with the change made, and the slots without the meeting it drops."""
    people = list(problem.participants)
    meetings, tables, kept = list(problem.meetings), list(problem.tables), list(slots)
    one = next((i for i, p in enumerate(people) if p.id == remedy.participant), -1)
    meeting = next((i for i, m in enumerate(meetings) if m.id == remedy.meeting), -1)
    match remedy.code:
        case Cure.FREE_SLOT:
            free = frozenset(s for s in people[one].unavailable if s != remedy.slot)
            people[one] = replace(people[one], unavailable=free)
        case Cure.ADD_TABLE:
            assert remedy.slot is not None
            tables[remedy.slot] += 1
        case Cure.RAISE_LIMIT:
            people[one] = replace(people[one], max_meetings=(people[one].max_meetings or 0) + 1)
        case Cure.RAISE_CAPACITY:
            people[one] = replace(people[one], capacity=people[one].capacity + 1)
        case Cure.UNLOCK:
            meetings[meeting] = replace(meetings[meeting], slot=None)
        case Cure.DROP:
            kept[meeting] = None
    changed = replace(
        problem, participants=tuple(people), meetings=tuple(meetings), tables=tuple(tables)
    )
    return changed, tuple(kept)
