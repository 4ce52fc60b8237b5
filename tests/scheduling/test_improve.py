"""Simulated annealing: whatever the moves, the rules hold and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generator import generate
from scheduling.local.annealing import compiled, layout, moves
from scheduling.local.annealing import memory as at
from scheduling.local.construct import construct
from scheduling.local.improve import _Engine, _Search, improve
from scheduling.model.problem import Interpreter, Problem, Rules
from scheduling.state.board import Board
from scheduling.state.interpreting import lacking
from tests.scheduling.problems import is_valid, make_problem, problems

many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def fast() -> compiled.Moves:
    """The compiled moves. Where none are kept yet, a process makes them, as it does beside a
    search: of several that want to, one does, in half the time that it takes here.
    """
    command = [sys.executable, "-m", compiled.__name__]
    subprocess.run(command, check=True, env=os.environ | {"NUMBA_OPT": "1"})
    return compiled.load()


@cache
def event() -> Problem:
    return generate(300, 1200)


@cache
def crowded() -> Problem:
    """Not all can be placed, and each two neighbours in the list of people are kept apart."""
    problem = generate(120, 700, fill=1.1)
    return replace(problem, apart=tuple((who, who + 1) for who in range(0, 118, 3)))


def better(board: Board, count: int, *, seed: int = 1, kept: tuple[int, ...] = ()) -> Board:
    improve(board, seed=seed, done=lambda moves, *_: moves / max(count, 1), kept=kept)
    return board


def loose(problem: Problem) -> Problem:
    """The problem without the rules that speak of the whole schedule."""
    return replace(problem, rules=Rules(place_all=False, fairness=None))


def most_breaks(board: Board) -> int:
    return max(board.all_breaks(), default=0)


@many
@given(problems(), st.integers(0, 400), st.integers(0, 3))
def test_after_any_number_of_moves_every_rule_holds(
    problem: Problem, count: int, seed: int
) -> None:
    board = construct(problem)
    rank = board.rank()
    fair = problem.rules.fairness is None or most_breaks(board) <= problem.rules.fairness
    better(board, count, seed=seed)
    assert is_valid(loose(problem), tuple(board.slots))
    assert board.rank() >= rank or not fair
    if fair and problem.rules.fairness is not None:
        assert most_breaks(board) <= problem.rules.fairness


def assert_counts(problem: Problem, mem: at.Memory) -> None:
    """What memory counts with each move is what its schedule has."""
    slots = mem[mem[at.SLOT] : mem[at.SLOT] + mem[at.MEETINGS]]
    board = Board(problem, [None if slot < 0 else slot for slot in slots])
    weight = sum(meeting.priority for meeting in problem.meetings)
    assert is_valid(loose(problem), tuple(board.slots))
    assert mem[at.BREAKS] == sum(board.all_breaks())
    assert mem[at.MISSED] == weight - board.worth()
    assert mem[at.SHORT] == board.short()
    assert mem[at.UNPLACED] == len(board.unplaced())
    most = problem.rules.fairness
    past = [0 if most is None else max(0, breaks - most) for breaks in board.all_breaks()]
    strained = mem[mem[at.STRAIN] : mem[at.STRAIN] + mem[at.STRAINED]]
    assert sorted(strained) == [one for one, more in enumerate(past) if more]
    assert mem[at.EXCESS] == sum(past)


@many
@given(problems(), st.integers(0, 200))
def test_the_counts_kept_with_the_moves_are_those_of_the_schedule(
    problem: Problem, count: int
) -> None:
    mem = layout.lay_out(construct(problem), seed=count)
    moves.anneal(mem, count, 1.0)
    assert_counts(problem, mem)


def test_the_counts_are_right_where_many_have_too_many_breaks() -> None:
    problem = replace(event(), rules=Rules(fairness=0))
    mem = layout.lay_out(construct(problem), seed=1)
    most = mem[at.STRAINED]
    moves.anneal(mem, 2_000, 1.0)
    assert 0 < mem[at.STRAINED] < most
    assert_counts(problem, mem)


def test_kept_meetings_are_not_improved_away() -> None:
    problem = make_problem(["ab", "ac"], slots=3)
    board = Board(problem, [0, 2])
    assert better(board, 500, kept=(0, 1)).slots == [0, 2]
    assert better(board, 500, kept=(0,)).slots == [0, 1]


def test_a_heavier_meeting_takes_the_place_of_a_lighter_one() -> None:
    problem = make_problem(["ab", "cd"], slots=1, tables=1, meetings={1: {"priority": 2}})
    assert better(Board(problem, [0, None]), 500).slots == [None, 0]


def test_a_heavier_meeting_takes_the_place_of_one_that_leaves_its_participant_no_other() -> None:
    people = {"a": {"max_meetings": 1}}
    problem = make_problem(["ab", "ac"], people=people, meetings={1: {"priority": 2}})
    slots = better(Board(problem, [0, None]), 500).slots
    assert slots[0] is None
    assert slots[1] is not None


def test_idle_slots_are_saved_when_breaks_cannot_be() -> None:
    away = {"a": {"unavailable": frozenset({1})}}
    problem = make_problem(["ab", "ac"], slots=4, people=away, meetings={0: {"slot": 0}})
    assert better(Board(problem, [0, 3]), 5000).slots == [0, 2]


def test_an_event_gets_fewer_breaks_fairly_and_loses_no_meeting() -> None:
    board = construct(event())
    before = sum(board.all_breaks())
    better(board, 100_000)
    assert board.unplaced() == []
    assert most_breaks(board) <= 2
    assert sum(board.all_breaks()) < 0.7 * before


def test_it_tells_when_it_has_become_fair() -> None:
    board = construct(event())
    told: list[bool] = []

    def done(_moves: int, _breaks: int, is_fair: bool) -> float:
        told.append(is_fair)
        return float(is_fair)

    improve(board, seed=1, done=done)
    assert told == [False] * (len(told) - 1) + [True]
    assert len(told) > 1
    assert board.unplaced() == []
    assert most_breaks(board) <= 2


def test_the_same_seed_gives_the_same_schedule() -> None:
    boards = [better(construct(event()), 5_000, seed=seed) for seed in (7, 7, 8)]
    assert boards[0].slots == boards[1].slots != boards[2].slots


def test_those_who_are_kept_apart_are_so_after_any_number_of_moves() -> None:
    mem = layout.lay_out(construct(crowded()), seed=1)
    busy, moved = mem[mem[at.SLOT] : mem[at.SLOT] + mem[at.MEETINGS]], 0
    for heat in (1.0, 0.3, 0.1, 0.0):
        moves.anneal(mem, 5_000, heat)
        assert_counts(crowded(), mem)
        slots = mem[mem[at.SLOT] : mem[at.SLOT] + mem[at.MEETINGS]]
        moved += sum(
            before != now
            for before, now, idle in zip(busy, slots, crowded().idle_during, strict=True)
            if idle
        )
    assert moved


def test_meetings_with_an_interpreter_keep_theirs_and_few_are_left_out() -> None:
    plain = generate(120, 500)
    problem = replace(
        plain,
        interpreters=tuple(Interpreter(f"i{i}", frozenset({i})) for i in range(4)),
        meetings=tuple(
            replace(meeting, interpreters=(i % 4, (i + 1) % 4)) if i % 6 == 0 else meeting
            for i, meeting in enumerate(plain.meetings)
        ),
    )
    board = better(construct(problem), 5_000)
    for slot, there in enumerate(board.interpreted):
        assert lacking(problem, slot, there) == 0
    placed = sum(board.slots[meeting] is not None for meeting in problem.interpreted)
    assert placed >= len(problem.interpreted) - 2


def test_an_unplaced_meeting_comes_in_where_those_kept_apart_give_way() -> None:
    problem = make_problem(["ab", "cd"], slots=2, meetings={1: {"slot": 0}}, apart=["ac"])
    assert better(Board(problem, [0, None]), 500).slots == [1, 0]


def test_an_unplaced_meeting_stays_so_where_those_kept_apart_only_change_places() -> None:
    """One of them would leave the slot for the other one, and its next meeting come from there."""
    problem = make_problem(["ab", "cd", "ce"], slots=2, apart=["ac"])
    slots = better(Board(problem, [None, 0, 1]), 500).slots
    assert is_valid(problem, tuple(slots))
    assert slots.count(None) == 1


@pytest.mark.parametrize("problem", [event, crowded], ids=["an event", "some apart"])
@pytest.mark.parametrize("heat", [0.3, 0.0])
def test_compiled_moves_are_the_same_moves(
    fast: compiled.Moves, heat: float, problem: Callable[[], Problem]
) -> None:
    mem = layout.lay_out(construct(problem()), seed=1)
    other = layout.lay_out(construct(problem()), seed=1, moves=fast)
    before = mem[mem[at.SLOT] : mem[at.SLOT] + mem[at.MEETINGS]]
    assert mem == other.tolist()
    moves.anneal(mem, 2_000, heat)
    fast.anneal(other, 2_000, heat)
    assert mem == other.tolist()
    now = other[other[at.SLOT] : other[at.SLOT] + other[at.MEETINGS]]
    fast.adopt(other, now, fast.convert(before))
    assert other[other[at.SLOT] : other[at.SLOT] + other[at.MEETINGS]].tolist() == before


@pytest.mark.usefixtures("fast")
def test_so_many_moves_give_the_same_schedule_compiled_or_not() -> None:
    problem, boards = generate(60, 250), []
    for seconds in (0.0, 10.0):
        board = construct(problem)
        improve(board, seed=1, done=lambda moves, *_: moves / 60_000, seconds=seconds)
        boards.append(board.slots)
    assert boards[0] == boards[1]


def test_the_best_survives_when_compiled_moves_come_half_way(fast: compiled.Moves) -> None:
    board = construct(event())
    engine = _Engine(board.problem, seconds=0)
    search = _Search(engine, layout.lay_out(board, seed=1))
    search.value = (-1, 0, 0)  # as good as nothing that follows
    search.run(100, 0.5)
    engine.moves = fast
    search.run(100, 0.5)
    search.run(100, 0.0)
    assert search.slots() == board.slots


@pytest.mark.usefixtures("fast")
def test_meetings_too_heavy_for_compiled_moves_are_moved_all_the_same() -> None:
    heavy = tuple(replace(wish, priority=1_000_000) for wish in generate(300, 2300).meetings)
    problem = replace(generate(300, 2300), meetings=heavy)
    board = construct(problem)
    before = sum(board.all_breaks())
    improve(board, seed=1, done=lambda moves, *_: moves / 5_000, seconds=10.0)
    assert sum(board.all_breaks()) < before


def test_chains_are_counted_anew_before_the_count_is_too_large() -> None:
    mem, late = (layout.lay_out(construct(event()), seed=1) for _ in range(2))
    late[at.STAMP] = at.MOST_COUNTED
    late[late[at.MARK]] = late[late[at.TOUCHED]] = at.MOST_COUNTED + 1
    engine = _Engine(event(), seconds=0)
    for one in (mem, late):
        engine.anneal(one, 1_000, 0.3)
    assert mem == late
