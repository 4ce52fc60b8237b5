"""Lays a schedule out in memory for `moves`."""

from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate, chain
from typing import Any

from scheduling.local.annealing import compiled
from scheduling.local.annealing import memory as at
from scheduling.model.problem import Problem
from scheduling.state.board import Board

NO_LIMIT = 10**6


def lay_out(
    board: Board, *, seed: int, kept: Collection[int] = (), moves: compiled.Moves = compiled.PLAIN
) -> Any:
    """The board's schedule as `memory` describes it, for these moves; kept meetings stay."""
    mem = [0] * at.HEADER
    mem[at.SEED] = 1 + seed * 2_654_435_761 % (at.RANDOM - 1)
    mem[at.STAMP] = 1
    _sizes(mem, board.problem)
    for tables in (_by_slot, _by_participant, _by_meeting):
        for name, table in tables(mem, board).items():
            mem[name] = len(mem)
            mem.extend(table)
    if not board.problem.has_hopes:
        mem[at.HOPED] = 0
    for meeting in kept:
        mem[mem[at.MOVABLE] + meeting] = 0
    made = moves.convert(mem)
    nowhere = [-1] * len(board.slots)
    slots = [-1 if slot is None else slot for slot in board.slots]
    moves.adopt(made, moves.convert(nowhere), moves.convert(slots))
    return made


def _sizes(mem: at.Memory, problem: Problem) -> None:
    mem[at.SLOTS] = len(problem.slots)
    mem[at.WINDOWS] = len(problem.windows)
    mem[at.PARTICIPANTS] = len(problem.participants)
    mem[at.MEETINGS] = len(problem.meetings)
    mem[at.WORDS] = len(problem.slots) // at.BITS + 1
    mem[at.WIDTH] = max(_tables(problem), default=0)
    mem[at.ORDERED] = int(any(meeting.after for meeting in problem.meetings))
    mem[at.APART] = int(bool(problem.apart))
    mem[at.UNPLACED] = len(problem.meetings)
    mem[at.SHORT] = sum(participant.min_meetings for participant in problem.participants)
    mem[at.MISSED] = sum(meeting.priority for meeting in problem.meetings)


def _tables(problem: Problem) -> list[int]:
    """The tables that can be in use."""
    return [min(tables, len(problem.meetings)) for tables in problem.tables]


def _by_slot(mem: at.Memory, board: Board) -> dict[int, Sequence[int]]:
    problem = board.problem
    window, left, right = ([-1] * len(problem.slots) for _ in range(3))
    for number, inside in enumerate(problem.windows):
        for before, slot in zip((-1, *inside), inside, strict=False):
            window[slot], left[slot] = number, before
            if before >= 0:
                right[before] = slot
    return {
        at.WINDOW: window,
        at.LEFT: left,
        at.RIGHT: right,
        at.TABLES: _tables(problem),
        at.INSIDE: [0] * len(problem.slots),
        at.INSIDERS: [0] * (len(problem.slots) * mem[at.WIDTH]),
    }


def _by_participant(mem: at.Memory, board: Board) -> dict[int, Sequence[int]]:
    problem = board.problem
    people, fairness = len(problem.participants), problem.rules.fairness
    capacity = [
        min(participant.most_at_once, max(1, len(own)))
        for participant, own in zip(problem.participants, problem.meetings_of, strict=True)
    ]
    seats = [0, *accumulate(many * mem[at.SLOTS] for many in capacity)]
    own_at, own = _lists(problem.meetings_of)
    return {
        at.CAPACITY: capacity,
        at.ROOM: [
            min(room, most)
            for own, most in zip(board.capacity, capacity, strict=True)
            for room in own
        ],
        at.LOAD: [0] * (people * mem[at.SLOTS]),
        at.SEATS: seats,
        at.SEATED: [0] * seats[-1],
        at.SPREAD: [0] * (people * mem[at.WINDOWS]),
        at.HELD: [0] * people,
        at.MOST: board.limits,
        at.HOPED: [participant.min_meetings for participant in problem.participants],
        at.OWN_BREAKS: [0] * people,
        at.MOST_BREAKS: [NO_LIMIT if fairness is None else fairness] * people,
        at.PLACE: [0] * people,
        at.STRAIN: [0] * people,
        at.TOUCHED: [0] * people,
        at.OWN_AT: own_at,
        at.OWN: own,
    }


def _by_meeting(mem: at.Memory, board: Board) -> dict[int, Sequence[int]]:
    problem = board.problem
    count = len(problem.meetings)
    people_at, people = _lists(meeting.participants for meeting in problem.meetings)
    earlier_at, earlier = _lists(meeting.after for meeting in problem.meetings)
    later_at, later = _lists(problem.followers)
    idle_at, idle = _lists(problem.idle_during)
    return {
        at.SLOT: [-1] * count,
        at.POSITION: range(count),
        at.MOVABLE: [1] * count,
        at.ALLOWED: _allowed(mem, problem),
        at.PRIORITY: [meeting.priority for meeting in problem.meetings],
        at.MARK: [0] * count,
        at.WAITING: range(count),
        at.PEOPLE_AT: people_at,
        at.PEOPLE: people,
        at.EARLIER_AT: earlier_at,
        at.EARLIER: earlier,
        at.LATER_AT: later_at,
        at.LATER: later,
        at.IDLE_AT: idle_at,
        at.IDLE: idle,
        at.ONLINE: [int(meeting.online) for meeting in problem.meetings],
        at.MOVING: [0] * at.LONGEST,
        at.ORIGIN: [0] * at.LONGEST,
        at.GOAL: [0] * at.LONGEST,
    }


def _allowed(mem: at.Memory, problem: Problem) -> list[int]:
    words: dict[tuple[int, ...], list[int]] = {}
    for allowed in set(problem.allowed_slots):
        words[allowed] = [0] * mem[at.WORDS]
        for slot in allowed:
            words[allowed][slot // at.BITS] |= 1 << slot % at.BITS
    return list(chain.from_iterable(words[allowed] for allowed in problem.allowed_slots))


def _lists(lists: Iterable[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Lists put end to end: where each begins (and the last ends), and what they hold."""
    found = list(lists)
    return [0, *accumulate(map(len, found))], list(chain.from_iterable(found))
