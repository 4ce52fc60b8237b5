"""The task list of an edition in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from events.models import Edition
from interface.words import number
from organise.queries.overview import Note, Overview, Task, TaskCode

GROUPS = {
    "set_up": _lazy("Set up"),
    "meetings": _lazy("Meetings"),
    "afterwards": _lazy("Afterwards"),
}
# What there is to do.
TASKS = {
    TaskCode.EDIT: _lazy("Name, regions, dates and place"),
    TaskCode.PROGRAMME: _lazy("Programme"),
    TaskCode.TIMES: _lazy("Tables and times"),
    TaskCode.QUESTIONS: _lazy("Questions of the registration form"),
    TaskCode.REGISTRATIONS: _lazy("Registrations"),
    TaskCode.REQUESTS: _lazy("Requests"),
    TaskCode.MESSAGES: _lazy("Answer the clusters' messages"),
    TaskCode.RUNS: _lazy("Run the scheduler"),
    TaskCode.SCHEDULE: _lazy("Check and publish the schedule"),
    TaskCode.AGREE: _lazy("Agree to times that clusters chose"),
    TaskCode.SETTLE: _lazy("Settle which meetings were held"),
    TaskCode.REPLAN: _lazy("Re-plan: give the freed places away"),
    TaskCode.INTERPRETERS: _lazy("Find somebody who interprets"),
    TaskCode.PUBLIC: _lazy("Public page"),
}


# Pages that only owners and planners open.
FOR_PLANNERS = (TaskCode.EDIT, TaskCode.MESSAGES)
# Those that do not open once the event is over; the others stay to read.
CLOSING = (TaskCode.EDIT,)


@dataclass(frozen=True, slots=True)
class TaskInWords:
    """A line of the task list: where it is done, and how it stands."""

    words: str
    url: str
    note: str
    is_done: bool
    is_next: bool
    is_for_planners: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class GroupInWords:
    title: str
    tasks: tuple[TaskInWords, ...]


def groups(edition: Edition, found: Overview, *, is_over: bool = False) -> list[GroupInWords]:
    return [
        GroupInWords(
            title=str(GROUPS[group.code]),
            tasks=tuple(_task(edition, task, is_over=is_over) for task in group.tasks),
        )
        for group in found.groups
    ]


def _task(edition: Edition, task: Task, *, is_over: bool) -> TaskInWords:
    return TaskInWords(
        words=str(TASKS[task.code]),
        url=_address(edition, task),
        note=_note(task),
        is_done=task.is_done,
        is_next=task.is_next,
        is_for_planners=task.code in FOR_PLANNERS,
        is_closed=is_over and task.code in CLOSING,
    )


def _address(edition: Edition, task: Task) -> str:
    if task.code == TaskCode.PUBLIC:
        return edition.get_absolute_url()
    more = [] if task.about is None else [task.about]
    return reverse(f"organise-{task.code}", args=[edition.slug, *more])


def _note(task: Task) -> str:
    """How the task stands; nothing where there is nothing to say."""
    if task.note is None:
        return ""
    if task.note == Note.UNSEEN:
        return _("only organisers see it yet")
    if task.note == Note.VERSION:
        return str(task.version)
    said = {"count": number(task.count), "most": number(task.most)}
    return _counted(task.note, task.count) % said


def _counted(note: Note, count: int) -> str:
    words: Mapping[Note, str] = {
        Note.SESSIONS: ngettext("%(count)s session", "%(count)s sessions", count),
        Note.ASKED: ngettext("%(count)s question", "%(count)s questions", count),
        Note.NOT_SENT: ngettext(
            "%(count)s follow-up not sent", "%(count)s follow-ups not sent", count
        ),
        Note.PLACES: ngettext("%(count)s place", "%(count)s places", count),
        Note.TO_DECIDE: ngettext("%(count)s to decide", "%(count)s to decide", count),
        Note.NOT_DECIDED: ngettext("%(count)s not decided", "%(count)s not decided", count),
        Note.APPROVED: ngettext("%(count)s approved", "%(count)s approved", count),
        Note.APPROVED_OF: ngettext(
            "%(count)s of %(most)s approved", "%(count)s of %(most)s approved", count
        ),
        Note.TO_ANSWER: ngettext("%(count)s to answer", "%(count)s to answer", count),
        Note.NOT_ANSWERED: ngettext("%(count)s not answered", "%(count)s not answered", count),
        Note.CHOSEN: ngettext("%(count)s waits for you", "%(count)s wait for you", count),
        Note.LOST: ngettext(
            "%(count)s published meeting is lost", "%(count)s published meetings are lost", count
        ),
        Note.DISPUTED: ngettext(
            "%(count)s meeting of which the two clusters say different things",
            "%(count)s meetings of which the two clusters say different things",
            count,
        ),
        Note.NOT_UNDERSTOOD: ngettext(
            "%(count)s published meeting has nobody",
            "%(count)s published meetings have nobody",
            count,
        ),
        Note.UNANSWERED: ngettext("%(count)s unanswered", "%(count)s unanswered", count),
        Note.ACCEPTED: ngettext("%(count)s accepted", "%(count)s accepted", count),
    }
    return words[note]


def capacity(edition: Edition) -> str:
    """ "of 48", small beside the number of clusters approved; empty without a limit."""
    if not edition.capacity:
        return ""
    # Translators: stands beside a figure: 12 of 48.
    return pgettext("beside a figure", "of %(count)s") % {"count": number(edition.capacity)}
