"""What no schedule can exceed, known without any search."""

from matchmaking.scheduling.problem import Problem


def placeable(problem: Problem) -> frozenset[int]:
    """The meetings that some slot allows, and that follow only such ones."""
    barred = [m for m, allowed in enumerate(problem.allowed_slots) if not allowed]
    found = set(range(len(problem.meetings)))
    while barred:
        meeting = barred.pop()
        if meeting in found:
            found.remove(meeting)
            barred.extend(problem.followers[meeting])
    return frozenset(found)


def most_placed(problem: Problem) -> int:
    """At most this sum of priorities can be placed: the heaviest meetings for all the places.

    The places are those at the tables; each participant's own are looked at one by one.
    """
    meetings = placeable(problem)
    everything = _heaviest(problem, meetings, len(meetings))
    at_tables = _heaviest(problem, meetings, sum(problem.tables))
    missed = [
        _heaviest(problem, own, len(own)) - _heaviest(problem, own, room(problem, one))
        for one, own in enumerate(map(meetings.intersection, problem.meetings_of))
    ]
    return min(at_tables, everything - max(missed, default=0))


def _heaviest(problem: Problem, meetings: frozenset[int], most: int) -> int:
    priorities = sorted((problem.meetings[m].priority for m in meetings), reverse=True)
    return sum(priorities[:most])


def room(problem: Problem, participant: int) -> int:
    """The most meetings the participant can have."""
    one = problem.participants[participant]
    room = one.capacity * (len(problem.slots) - len(one.unavailable))
    return room if one.max_meetings is None else min(room, one.max_meetings)
