"""The smallest reason why a meeting is not placed: a fact that can be looked up in the schedule.

- `no_common_slot`: no slot of its session suits the availability of these participants.
- `locked`: it is fixed to a slot where these participants cannot be; or wherever they could meet,
  one of these meetings, itself fixed, is in the way.
- `precedence`: these meetings, which it follows or which follow it, leave it no slot.
- `participant_full`: these participants have all the meetings that they can have.
- `tables_full`: wherever its participants are all free, in these slots, all tables are taken.
- `displaced`: wherever it could be, meetings that weigh as much are in its way; these.
- `fairness`: it fits, but then numbers of breaks would differ by too much.
- `not_reached`: nothing of the kind; the time limit came before the search had an answer.
"""

from collections.abc import Callable, Iterable
from itertools import combinations

from matchmaking.scheduling.board import Board, Fairness
from matchmaking.scheduling.solution import Code, Reason


def why(board: Board, meeting: int, fairness: Fairness) -> Reason:
    """The reason of an unplaced meeting; `fairness` is that of the board."""
    found = (reason(board, meeting) for reason in REASONS)
    reason = next(filter(None, found), None) or _unfair(board, meeting, fairness)
    return reason or Reason(Code.NOT_REACHED)


def _names(board: Board, participants: Iterable[int]) -> tuple[str, ...]:
    return tuple(board.problem.participants[one].id for one in participants)


def _meetings(board: Board, meetings: Iterable[int]) -> tuple[str, ...]:
    return tuple(board.problem.meetings[one].id for one in sorted(meetings))


def _no_common_slot(board: Board, meeting: int) -> Reason | None:
    if board.problem.common_slots[meeting]:
        return None
    wish = board.problem.meetings[meeting]
    session = {
        position
        for position, slot in enumerate(board.problem.slots)
        if wish.session in (None, slot.session)
    }
    away = [board.problem.participants[one].unavailable for one in wish.participants]
    for size in range(len(away) + 1):
        for some in combinations(range(len(away)), size):
            if session <= frozenset[int]().union(*(away[i] for i in some)):
                people = (wish.participants[i] for i in some)
                return Reason(Code.NO_COMMON_SLOT, _names(board, people))
    return None


def _locked_away(board: Board, meeting: int) -> Reason | None:
    if board.problem.allowed_slots[meeting]:
        return None
    wish = board.problem.meetings[meeting]
    assert wish.slot is not None  # noqa: S101 - else its common slots were allowed
    absent = [
        one for one in wish.participants if wish.slot in board.problem.participants[one].unavailable
    ]
    return Reason(Code.LOCKED, _names(board, absent), (wish.id,), (wish.slot,))


def _precedence(board: Board, meeting: int) -> Reason | None:
    if any(board.in_order(meeting, slot) for slot in board.allowed[meeting]):
        return None
    wish = board.problem.meetings[meeting]
    missing = [one for one in wish.after if board.slots[one] is None]
    followers = [m for m in board.problem.followers[meeting] if board.slots[m] is not None]
    return Reason(Code.PRECEDENCE, (), _meetings(board, missing or [*wish.after, *followers]))


def _participant_full(board: Board, meeting: int) -> Reason | None:
    full = [one for one in board.problem.meetings[meeting].participants if _is_full(board, one)]
    return Reason(Code.PARTICIPANT_FULL, _names(board, full)) if full else None


def _is_full(board: Board, participant: int) -> bool:
    one = board.problem.participants[participant]
    return board.held[participant] >= board.limits[participant] or all(
        load >= one.capacity or slot in one.unavailable
        for slot, load in enumerate(board.load[participant])
    )


def _free_slots(board: Board, meeting: int) -> list[int]:
    """Where its participants are all free, whatever the tables."""
    return [
        slot
        for slot in board.problem.allowed_slots[meeting]
        if board.in_order(meeting, slot) and not _busy(board, meeting, slot)
    ]


def _busy(board: Board, meeting: int, slot: int) -> list[int]:
    return [
        one
        for one in board.problem.meetings[meeting].participants
        if board.load[one][slot] >= board.problem.participants[one].capacity
    ]


def _tables_full(board: Board, meeting: int) -> Reason | None:
    free = _free_slots(board, meeting)
    if not free or any(board.fits(meeting, slot) for slot in free):
        return None
    return Reason(Code.TABLES_FULL, slots=tuple(free))


def _in_the_way(board: Board, meeting: int) -> dict[int, set[int]]:
    """For each slot it may have, the meetings there of those participants who are not free."""
    return {
        slot: {
            other
            for one in _busy(board, meeting, slot)
            for other in board.problem.meetings_of[one]
            if board.slots[other] == slot
        }
        for slot in board.problem.allowed_slots[meeting]
        if board.in_order(meeting, slot)
    }


def _displaced(board: Board, meeting: int) -> Reason | None:
    ways = _in_the_way(board, meeting)
    if not all(ways.values()):
        return None
    meetings = board.problem.meetings
    fixed = [{m for m in way if meetings[m].slot is not None} for way in ways.values()]
    if all(fixed):
        return Reason(Code.LOCKED, (), _meetings(board, set().union(*fixed)), tuple(ways))
    own = meetings[meeting].priority
    if all(sum(meetings[m].priority for m in way) >= own for way in ways.values()):
        others = set().union(*ways.values())
        return Reason(Code.DISPLACED, (), _meetings(board, others), tuple(ways))
    return None


def _unfair(board: Board, meeting: int, fairness: Fairness) -> Reason | None:
    fitting = [slot for slot in _free_slots(board, meeting) if board.fits(meeting, slot)]
    for slot in fitting:
        board.place(meeting, slot)
        fair = fairness.holds(board.problem.meetings[meeting].participants)
        board.remove(meeting)
        if fair:
            return None
    return Reason(Code.FAIRNESS, slots=tuple(fitting)) if fitting else None


REASONS: tuple[Callable[[Board, int], Reason | None], ...] = (
    _no_common_slot,
    _locked_away,
    _precedence,
    _participant_full,
    _tables_full,
    _displaced,
)
