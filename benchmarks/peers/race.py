"""One contender on one problem, in a process of its own, measured."""

import multiprocessing
import resource
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from random import Random

from benchmarks.peers.answer import Answer
from benchmarks.peers.contenders import Contender
from scheduling.model.problem import Meeting, Participant, Problem, Rules, Slot

# What is imported or compiled at the first use is nobody's time to proof. Three who meet each other
# at one table have a break that no simple bound foresees, so that every contender has to search.
WARM_UP = Problem(
    name="warm-up",
    slots=(Slot(),) * 4,
    tables=(1,) * 4,
    participants=(Participant("p1"), Participant("p2"), Participant("p3")),
    meetings=(Meeting("m1", (0, 1)), Meeting("m2", (1, 2)), Meeting("m3", (0, 2))),
    rules=Rules(place_all=True),
)
# A process of its own: what one leaves in memory does not burden the next, and it can be ended.
PROCESSES = multiprocessing.get_context("fork")
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it, and the seconds it took, by the clock and of the processors."""

    answer: Answer
    seconds: float
    processor_seconds: float


def run(contender: Contender, problem: Problem, *, seconds: float, seed: int) -> Run:
    """The contender's answer within so many seconds: by the clock if it can watch that itself.

    A contender that cannot is ended after that much processor time, without an answer: others
    use the machine, too. Reading the problem is not measured, making a model of it is.
    """
    ear, mouth = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_solve, args=(mouth, contender, problem, seconds, seed))
    process.start()
    mouth.close()
    try:
        found: Run = ear.recv() if ear.poll(PATIENCE * seconds) else _unanswered(seconds)
    except EOFError:
        found = _unanswered(seconds)
    process.kill()
    process.join()
    return found


def _unanswered(seconds: float) -> Run:
    return Run(Answer(None, is_proven=False, placed=0), seconds, seconds)


def _solve(
    mouth: Connection, contender: Contender, problem: Problem, seconds: float, seed: int
) -> None:
    contender.solve(WARM_UP, seconds, seed)
    used = time.process_time()
    most = int(used + contender.workers * seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    wall = time.monotonic()
    answer = contender.solve(problem, seconds, seed)
    wall, used = time.monotonic() - wall, time.process_time() - used
    mouth.send(Run(answer, *(answer.proven_at or (wall, used))))


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with its meetings in another order; seed 1 leaves them as they are."""
    order = list(range(len(problem.meetings)))
    if seed != 1:
        Random(seed).shuffle(order)
    place = {meeting: position for position, meeting in enumerate(order)}
    meetings = tuple(
        replace(meeting, after=tuple(place[earlier] for earlier in meeting.after))
        for meeting in (problem.meetings[position] for position in order)
    )
    return replace(problem, meetings=meetings)
