"""What is done for an edition and what is next, from the first detail to the public page."""

from dataclasses import dataclass

from django.urls import reverse

from events.models import Edition, Registration
from events.queries.registrations import registration_counts
from matchmaking.models import MeetingRequest, ScheduleRun, ScheduleVersion, Slot, Table
from matchmaking.queries.requests import state_counts
from matchmaking.queries.schedule import current_version

State = Edition.State


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list: done or not, the next one or not, and how it stands in words."""

    words: str
    url: str
    is_done: bool
    note: str = ""
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
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


def overview(edition: Edition) -> Overview:
    registrations = registration_counts(edition)
    requests = state_counts(edition)
    slots = Slot.objects.filter(edition=edition).count()
    places = slots * Table.objects.filter(edition=edition, is_closed=False).count()
    version = current_version(edition)
    groups = [
        ("Set up", _set_up(edition, places, registrations)),
        ("Meetings", _meetings(edition, requests, version)),
        ("Afterwards", _afterwards(edition)),
    ]
    return Overview(
        groups=_with_next(groups, edition),
        registrations=registrations,
        requests=requests,
        places=places,
        version=version,
        is_scheduling=ScheduleRun.objects.filter(edition=edition).active().exists(),
    )


def _with_next(groups: list[tuple[str, list[Task]]], edition: Edition) -> tuple[TaskGroup, ...]:
    """The groups, the first task that is not done marked as next unless the event is over."""
    is_over = edition.state in {State.FINISHED, State.CANCELLED}
    open_tasks = (task for _, tasks in groups for task in tasks if not task.is_done)
    following = None if is_over else next(open_tasks, None)
    return tuple(
        TaskGroup(title, tuple(_marked(task) if task is following else task for task in tasks))
        for title, tasks in groups
    )


def _marked(task: Task) -> Task:
    return Task(task.words, task.url, task.is_done, task.note, is_next=True)


def _set_up(edition: Edition, places: int, registrations: dict[str, int]) -> list[Task]:
    sessions = edition.sessions.count()
    waiting = registrations[Registration.State.WAITING]
    approved = registrations[Registration.State.APPROVED]
    of = f" of {edition.capacity}" if edition.capacity else ""
    is_decided = bool(approved and not waiting)
    note = f"{waiting} to decide" if waiting else f"{approved}{of} approved" if approved else ""
    return [
        Task("Name, regions, dates and place", _page("edit", edition), is_done=True),
        Task("Programme", _page("programme", edition), bool(sessions), _count(sessions, "session")),
        Task("Tables and times", _page("times", edition), bool(places), _count(places, "place")),
        Task("Registrations", _page("registrations", edition), is_decided, note),
    ]


def _meetings(
    edition: Edition, requests: dict[str, int], version: ScheduleVersion | None
) -> list[Task]:
    accepted = requests[MeetingRequest.State.ACCEPTED]
    to_answer = requests[MeetingRequest.State.PENDING]
    is_published = edition.state in {State.PUBLISHED, State.RUNNING, State.FINISHED}
    is_closed = is_published or not to_answer
    left = f"{to_answer} {'not answered' if is_closed else 'to answer'}"
    note = left if to_answer else f"{accepted} accepted" if accepted else ""
    drafted = str(version) if version else ""
    return [
        Task("Requests", _page("requests", edition), bool(accepted and is_closed), note),
        Task("Run the scheduler", _page("runs", edition), version is not None),
        Task("Check and publish the schedule", _page("schedule", edition), is_published, drafted),
    ]


def _afterwards(edition: Edition) -> list[Task]:
    note = "" if edition.is_public else "only organisers see it yet"
    return [Task("Public page", edition.get_absolute_url(), edition.is_public, note)]


def _page(name: str, edition: Edition) -> str:
    return reverse(f"organise-{name}", args=[edition.slug])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
