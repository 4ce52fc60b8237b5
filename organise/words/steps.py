"""What an organiser does next with an event, and its steps from state to state, in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from events.models import Edition
from events.queries.editions import RunEdition, Task
from events.services.states import Step
from interface.words import number

State = Edition.State


@dataclass(frozen=True, slots=True)
class TaskInWords:
    """What is next at an event, and where it is done; without an address there is nothing to do."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class StepInWords:
    """A step that an organiser may take: the button's words and what it does, in a sentence."""

    to: str
    verb: str
    effect: str
    goes_back: bool


# What is next, and the name of the page where it is done.
TASKS = {
    Task.DATES: (_("Enter other dates: these are over"), "organise-edition-move"),
    Task.PROGRAMME: (_("Write the programme and open registration"), "organise-programme"),
    Task.TIMES: (_("Set tables and times, then open requests"), "organise-times"),
    Task.REQUESTS: (_("Watch requests, then schedule"), "organise-requests"),
    Task.PUBLISHING: (_("Check and publish the schedule"), "organise-schedule"),
    Task.REPLANNING: (_("Re-plan when something changes"), "organise-replan"),
    Task.DAY: (_("Follow the schedule of the day"), "organise-schedule"),
    Task.NOTHING: (_("Nothing to do"), ""),
}
# To which state: the button and the sentence.
Words = tuple[StrPromise, StrPromise]
FORTH: dict[str, Words] = {
    State.REGISTRATION_OPEN: (
        _("Open registration"),
        _(
            "The event becomes public and clusters can register. You can go back to a draft "
            "until the first one does."
        ),
    ),
    State.REQUESTS_OPEN: (
        _("Open requests"),
        _("Approved clusters can ask each other for meetings. Registration stays open."),
    ),
    State.SCHEDULING: (
        _("Close requests"),
        _(
            "From then on clusters neither register nor ask. They answer what they were asked "
            "until you publish the schedule. You can open requests again."
        ),
    ),
    State.FINISHED: (
        _("Finish the event"),
        _(
            "The event finishes by itself when its last day is over. Finished now, it moves to "
            "the past editions at once; until the last day is over you can open it again."
        ),
    ),
    State.CANCELLED: (
        _("Cancel the event"),
        _("Everybody who registered is told by mail. This cannot be taken back."),
    ),
}
BACK: dict[str, Words] = {
    State.DRAFT: (
        _("Go back to a draft"),
        _("The event is no longer public. Nobody has registered yet."),
    ),
    State.REQUESTS_OPEN: (
        _("Open requests again"),
        _("Clusters can ask and answer again. The drafts of the schedule stay."),
    ),
    State.RUNNING: (
        _("Open the event again"),
        _("It was finished before its last day was over. It goes on as if it had not been."),
    ),
}


def next_task(row: RunEdition) -> TaskInWords:
    """What is next at an event of somebody's list."""
    if row.task == Task.REGISTRATIONS:
        words = ngettext(
            "Decide %(count)s registration", "Decide %(count)s registrations", row.waiting
        ) % {"count": number(row.waiting)}
        page = "organise-registrations"
    else:
        said, page = TASKS[row.task]
        words = str(said)
    return TaskInWords(words, reverse(page, args=[row.edition.slug]) if page else "")


def in_words(step: Step) -> StepInWords:
    verb, effect = (BACK if step.goes_back else FORTH)[step.to]
    return StepInWords(step.to, str(verb), str(effect), step.goes_back)
