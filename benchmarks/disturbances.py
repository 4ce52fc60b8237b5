"""What happens between publishing a schedule and the event, made up and the same for one seed."""

from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import combinations
from random import Random

from scheduling.model.problem import Meeting, Participant, Placement, Problem

# A late participant misses this part of the slots.
LATE = 0.15


def cancellation(problem: Problem, random: Random) -> Problem:
    """A meeting that was published is called off."""
    return without(problem, {random.choice(problem.published).meeting})


def no_show(problem: Problem, random: Random) -> Problem:
    """A participant does not come: all its meetings are off."""
    one = random.choice(_busy_people(problem))
    return without(problem, {problem.meetings[m].id for m in problem.meetings_of[one]})


def late_arrival(problem: Problem, random: Random) -> Problem:
    """A participant misses the first slots, in one of which at least it has a meeting."""

    def missed(one: int) -> range:
        return range(1 + max(int(LATE * len(problem.slots)), _busy(problem, one)[0]))

    can = [one for one in _busy_people(problem) if _has_time(problem, one, missed(one))]
    one = random.choice(can or _busy_people(problem))
    return _away(problem, one, missed(one))


def new_request(problem: Problem, random: Random) -> Problem:
    """Two who did not ask to meet now do; if everybody meets everybody, two want to once more."""
    known = {frozenset(meeting.participants) for meeting in problem.meetings}
    pairs = list(combinations(range(len(problem.participants)), 2))
    pair = random.choice([pair for pair in pairs if frozenset(pair) not in known] or pairs)
    return replace(problem, meetings=(*problem.meetings, Meeting("new", pair)), sha256="")


def lost_table(problem: Problem, random: Random) -> Problem:
    """One of the busiest slots has a table less."""
    used = [0] * len(problem.slots)
    for was in problem.published:
        used[was.slot] += 1
    slot = random.choice([s for s, meetings in enumerate(used) if meetings == max(used)])
    tables = list(problem.tables)
    tables[slot] = used[slot] - 1
    return replace(problem, tables=tuple(tables), sha256="")


def unavailability(problem: Problem, random: Random) -> Problem:
    """A participant cannot come in a slot in which it has a meeting."""
    can = [one for one in _busy_people(problem) if _has_time(problem, one, range(1))]
    one = random.choice(can or _busy_people(problem))
    return _away(problem, one, [random.choice(_busy(problem, one))])


DISTURBANCES: dict[str, Callable[[Problem, Random], Problem]] = {
    "cancellation": cancellation,
    "no-show": no_show,
    "late arrival": late_arrival,
    "new request": new_request,
    "lost table": lost_table,
    "unavailability": unavailability,
}


def published(problem: Problem, placements: tuple[Placement, ...]) -> Problem:
    """The problem with this schedule known to people."""
    return replace(problem, published=placements, sha256="")


def without(problem: Problem, cancelled: Collection[str]) -> Problem:
    """The problem without these meetings (ids)."""
    old = [m for m, meeting in enumerate(problem.meetings) if meeting.id not in cancelled]
    new = {position: place for place, position in enumerate(old)}

    def kept(meeting: Meeting) -> Meeting:
        return replace(meeting, after=tuple(new[m] for m in meeting.after if m in new))

    return replace(
        problem,
        meetings=tuple(kept(problem.meetings[m]) for m in old),
        published=tuple(was for was in problem.published if was.meeting not in cancelled),
        sha256="",
    )


def _busy_people(problem: Problem) -> list[int]:
    return [person for person, own in enumerate(problem.meetings_of) if len(own) > 1]


def _has_time(problem: Problem, participant: int, missed: range) -> bool:
    """Whether its meetings have room in the slots that it does not miss."""
    away = len(problem.participants[participant].unavailable.union(missed))
    return len(problem.meetings_of[participant]) <= len(problem.slots) - away


def _busy(problem: Problem, participant: int) -> list[int]:
    own = {problem.meetings[m].id for m in problem.meetings_of[participant]}
    return sorted(was.slot for was in problem.published if was.meeting in own)


def _away(problem: Problem, participant: int, slots: Collection[int]) -> Problem:
    def missing(one: Participant) -> Participant:
        return replace(one, unavailable=one.unavailable | frozenset(slots))

    return replace(
        problem,
        participants=tuple(
            missing(one) if position == participant else one
            for position, one in enumerate(problem.participants)
        ),
        sha256="",
    )
