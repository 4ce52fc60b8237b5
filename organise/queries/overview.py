"""What is done for an edition and what is next, from the first detail to the public page."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from events.models import Edition, Question, Registration
from events.queries.messages import unanswered
from events.queries.registrations import registration_counts
from events.rules import ENDED, phase
from interface.counting import counts
from matchmaking.models import MeetingRequest, ScheduleRun, ScheduleVersion, Slot, Table
from matchmaking.queries.held import unsettled
from matchmaking.queries.interpreters import lacking
from matchmaking.queries.other_times import to_agree
from matchmaking.queries.requests import state_counts
from matchmaking.queries.schedule import current_version, lost_meetings
from matchmaking.rules import is_open_for_live_edits, is_ready_to_replan
from organise.queries.news import News, latest

State = Edition.State
MOST_NEWS = 8


class TaskCode(StrEnum):
    """What there is to do: the name of the page where it is done."""

    EDIT = "edit"
    PROGRAMME = "programme"
    QUESTIONS = "questions"
    TIMES = "times"
    REGISTRATIONS = "registrations"
    REQUESTS = "requests"
    MESSAGES = "messages"
    RUNS = "runs"
    SCHEDULE = "schedule"
    AGREE = "meeting"
    SETTLE = "held"
    REPLAN = "replan"
    INTERPRETERS = "interpreters"
    PUBLIC = "public"


class Note(StrEnum):
    """How a task stands, most of them with a number."""

    SESSIONS = "sessions"
    ASKED = "asked"
    NOT_SENT = "not_sent"
    PLACES = "places"
    TO_DECIDE = "to_decide"
    NOT_DECIDED = "not_decided"
    APPROVED = "approved"
    APPROVED_OF = "approved_of"  # with the capacity
    TO_ANSWER = "to_answer"
    NOT_ANSWERED = "not_answered"
    ACCEPTED = "accepted"
    VERSION = "version"
    UNSEEN = "unseen"
    CHOSEN = "chosen"
    LOST = "lost"
    DISPUTED = "disputed"
    NOT_UNDERSTOOD = "not_understood"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list: done or not, the next one or not, and how it stands.

    `about` is the meeting (by id) whose page it is.
    """

    code: TaskCode
    is_done: bool
    note: Note | None = None
    count: int = 0
    most: int = 0
    version: ScheduleVersion | None = None
    is_next: bool = False
    about: int | None = None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks of a time: "set_up", "meetings", "afterwards"."""

    code: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The task list and the figures of an edition."""

    groups: tuple[TaskGroup, ...]
    registrations: dict[str, int]
    requests: dict[str, int]
    places: int
    version: ScheduleVersion | None
    is_scheduling: bool
    news: tuple[News, ...]


def overview(edition: Edition, now: datetime) -> Overview:
    registrations = registration_counts(edition)
    requests = state_counts(edition)
    asked = Question.objects.filter(edition=edition).standing()
    there = counts(
        slots=Slot.objects.filter(edition=edition),
        tables=Table.objects.filter(edition=edition, is_closed=False),
        sessions=edition.sessions.all(),
        messages=unanswered().filter(edition=edition),
        offers=to_agree(edition, now),
        disputed=unsettled(edition, now),
        asked=asked,
        not_sent=asked.filter(asked=Question.Asked.FOLLOW_UP, sent_at=None),
    )
    places = there["slots"] * there["tables"]
    version = current_version(edition)
    is_over = phase(edition, now) in ENDED
    deciding = _deciding(edition, registrations, is_over=is_over)
    groups = [
        (
            "set_up",
            [
                *_set_up(there["sessions"], places),
                _asking(there["asked"], there["not_sent"]),
                deciding,
                *_messages(there["messages"]),
            ],
        ),
        (
            "meetings",
            [
                *_meetings(edition, requests, version, now),
                *_agreeing(edition, there["offers"], now),
                *_settling(there["disputed"]),
            ],
        ),
        ("afterwards", _afterwards(edition)),
    ]
    return Overview(
        groups=_with_next(groups, is_over=is_over),
        registrations=registrations,
        requests=requests,
        places=places,
        version=version,
        is_scheduling=ScheduleRun.objects.filter(edition=edition).active().exists(),
        news=latest(edition, MOST_NEWS),
    )


def _with_next(groups: list[tuple[str, list[Task]]], *, is_over: bool) -> tuple[TaskGroup, ...]:
    """The groups, the first task that is not done marked as next unless the event is over."""
    open_tasks = (task for _, tasks in groups for task in tasks if not task.is_done)
    following = None if is_over else next(open_tasks, None)
    return tuple(
        TaskGroup(code, tuple(replace(task, is_next=task is following) for task in tasks))
        for code, tasks in groups
    )


def _set_up(sessions: int, places: int) -> list[Task]:
    return [
        Task(TaskCode.EDIT, is_done=True),
        Task(TaskCode.PROGRAMME, bool(sessions), Note.SESSIONS if sessions else None, sessions),
        Task(TaskCode.TIMES, bool(places), Note.PLACES if places else None, places),
    ]


def _asking(asked: int, not_sent: int) -> Task:
    """Questions of the event's own, which it may do without; follow-ups wait to be sent."""
    if not_sent:
        return Task(TaskCode.QUESTIONS, is_done=False, note=Note.NOT_SENT, count=not_sent)
    note = Note.ASKED if asked else None
    return Task(TaskCode.QUESTIONS, is_done=True, note=note, count=asked)


def _messages(waiting: int) -> list[Task]:
    """Clusters that wrote and wait for an answer; no task where nobody does."""
    task = Task(TaskCode.MESSAGES, is_done=False, note=Note.UNANSWERED, count=waiting)
    return [task] if waiting else []


def _deciding(edition: Edition, registrations: dict[str, int], *, is_over: bool) -> Task:
    waiting = registrations[Registration.State.WAITING]
    approved = registrations[Registration.State.APPROVED]
    task = Task(TaskCode.REGISTRATIONS, is_done=is_over or bool(approved and not waiting))
    if waiting:
        note = Note.NOT_DECIDED if is_over else Note.TO_DECIDE
        return replace(task, note=note, count=waiting)
    if approved and edition.capacity:
        return replace(task, note=Note.APPROVED_OF, count=approved, most=edition.capacity)
    return replace(task, note=Note.APPROVED, count=approved) if approved else task


def _meetings(
    edition: Edition,
    requests: dict[str, int],
    version: ScheduleVersion | None,
    now: datetime,
) -> list[Task]:
    is_published = phase(edition, now) in {State.PUBLISHED, State.RUNNING, State.FINISHED}
    tasks = [
        _answering(requests, is_published=is_published),
        Task(TaskCode.RUNS, version is not None and not version.is_opening),
        Task(
            TaskCode.SCHEDULE,
            is_published,
            note=Note.VERSION if version else None,
            version=version,
        ),
    ]
    lost = lost_meetings(edition, now) if is_ready_to_replan(edition, now) else 0
    if lost:
        tasks.append(Task(TaskCode.REPLAN, is_done=False, note=Note.LOST, count=lost))
    return [*tasks, *_interpreting(edition, now)]


def _agreeing(edition: Edition, waiting: int, now: datetime) -> list[Task]:
    """Times that two clusters agreed on; no task where none waits for the organiser."""
    if not waiting:
        return []
    meeting = to_agree(edition, now).values_list("meeting", flat=True)[0]
    return [Task(TaskCode.AGREE, is_done=False, note=Note.CHOSEN, count=waiting, about=meeting)]


def _settling(count: int) -> list[Task]:
    """Meetings of which the sides say different things; no task where they agree."""
    task = Task(TaskCode.SETTLE, is_done=False, note=Note.DISPUTED, count=count)
    return [task] if count else []


def _interpreting(edition: Edition, now: datetime) -> list[Task]:
    """Published meetings that need an interpreter and have none; no task where all have one."""
    count = len(lacking(edition, now)) if is_open_for_live_edits(edition, now) else 0
    task = Task(TaskCode.INTERPRETERS, is_done=False, note=Note.NOT_UNDERSTOOD, count=count)
    return [task] if count else []


def _answering(requests: dict[str, int], *, is_published: bool) -> Task:
    accepted = requests[MeetingRequest.State.ACCEPTED]
    to_answer = requests[MeetingRequest.State.PENDING]
    if is_published:
        # Whether or not a worker has ended them yet.
        to_answer += requests[MeetingRequest.State.EXPIRED]
    is_closed = is_published or not to_answer
    task = Task(TaskCode.REQUESTS, is_done=is_published or bool(accepted and is_closed))
    if to_answer:
        note = Note.NOT_ANSWERED if is_closed else Note.TO_ANSWER
        return replace(task, note=note, count=to_answer)
    return replace(task, note=Note.ACCEPTED, count=accepted) if accepted else task


def _afterwards(edition: Edition) -> list[Task]:
    note = None if edition.is_public else Note.UNSEEN
    return [Task(TaskCode.PUBLIC, edition.is_public, note)]
