"""What a list to import would do, and what is wrong with its cells, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from interface.words import number
from matchmaking.listed import Fault
from matchmaking.models import Import
from matchmaking.queries.importing import Plan
from matchmaking.words.requests import REFUSALS as OF_REQUESTS

FAULTS: Mapping[str, StrPromise] = {
    "no_name": gettext_lazy("There is no name here."),
    "too_long": gettext_lazy("This is too long: a cluster's name has at most 200 signs, a "
                             "person's name or job title 150."),
    "no_number": gettext_lazy("This is no whole number."),
    "out_of_bounds": gettext_lazy("At a time there are 1 to 10 meetings, in all 1 to 1,000."),
    "no_wish": gettext_lazy("Write “must” or “would like”, or nothing."),
    "no_way": gettext_lazy(
        "Write “on site”, “online” or “both”. The cluster is imported as on site."
    ),
    "not_online": gettext_lazy(
        "This event takes place on site alone. The cluster is imported as on site."
    ),
    "no_mark": gettext_lazy("In a matrix, write X or a time such as 09:30."),
    "no_heading": gettext_lazy("There is no name above this column."),
    "time_not_placed": gettext_lazy(
        "This is a must for the meeting windows that have this time; nothing is placed yet. For "
        "this very time, place and lock the meeting on the schedule, once both have said yes."
    ),
    "time_outside": gettext_lazy(
        "No meeting window of this event has this time. It is a must without a time."
    ),
    "time_too_late": gettext_lazy(
        "This was asked or agreed before, so its time is not entered. Place and lock the meeting "
        "on the schedule, once both have said yes."
    ),
    "itself": gettext_lazy("A cluster cannot meet itself."),
    "twice": gettext_lazy("This stands further up already."),
    "withdrew": gettext_lazy("This cluster withdrew. Register it by hand if it comes after all."),
    "ended": gettext_lazy("This was asked before, and has ended. No list asks it again."),
    "no_region": gettext_lazy("No region has this code. The cluster is imported without it."),
    "not_registered": gettext_lazy("This cluster is not registered for this event."),
}  # fmt: skip
REFUSED: Mapping[str, StrPromise] = {
    "RegistrationClosed": gettext_lazy(
        "Clusters are registered here from the opening of registration to the end of the event."
    ),
    "NotChangeable": gettext_lazy("This registration can no longer be changed."),
    "NotThere": gettext_lazy("This cluster was not registered."),
    "KeyTaken": gettext_lazy("This row was imported before, in another way."),
    "Busy": gettext_lazy("Others were changing the same registrations. Import the list again."),
    **{refusal.__name__: words for refusal, words in OF_REQUESTS.items()},
}
Failure = Import.Failure
FAILURES: Mapping[str, StrPromise] = {
    Failure.BROKE_OFF: gettext_lazy(
        "The import broke off again and again. Upload the list in several parts: what is there "
        "already stays as it is."
    ),
    Failure.CRASHED: gettext_lazy(
        "Something went wrong while the list was imported. What was stored before stays: upload "
        "the list again for the rest."
    ),
    Failure.NOT_ORGANISER: gettext_lazy(
        "You did not organise this event any more when the list's turn came. What was stored "
        "before stays."
    ),
    Failure.NO_LIST: gettext_lazy(
        "The list was not kept any more when its turn came: lists go after seven days, and at "
        "once when personal data are erased that it may have. What was stored before stays. "
        "Upload it again, without what is to be forgotten."
    ),
}
OTHER = gettext_lazy("A rule of this event does not allow it.")


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that is not imported: its row and column, from 1, its text and the reason."""

    row: int
    column: int
    said: str
    reason: str


def fault_line(fault: Fault) -> Line:
    return Line(fault.row, fault.column, fault.said, str(FAULTS[fault.code]))


def kept_line(row: int, column: int, code: str, said: str) -> Line:
    """A cell that was not read, or a row that was refused, once the list is imported."""
    return Line(row, column, said, str(FAULTS.get(code) or REFUSED.get(code, OTHER)))


def would_do(plan: Plan) -> list[str]:
    """What importing the list would store, and what is there already."""
    drafts = len(plan.drafts)
    said = [
        _to_register(len(plan.new)),
        ngettext(
            "%(count)s of them is new to the register and becomes a draft.",
            "%(count)s of them are new to the register and become drafts.",
            drafts,
        ) % {"count": number(drafts)} if drafts else "",
        _to_add(len(plan.new_people)),
        _to_ask(len(plan.new_wishes)),
        _there(plan.there),
    ]  # fmt: skip
    return [line for line in said if line] or [_("Nothing in this list would be stored.")]


def closed(plan: Plan) -> str:
    """Why no cluster of the list is registered; "" where nothing stands in the way."""
    return str(REFUSED["RegistrationClosed"]) if plan.is_kept_out else ""


def failed(listed: Import) -> str:
    """Why a list was not imported to its end; empty for any other."""
    return str(FAILURES[listed.failure]) if listed.failure else ""


def was_done(listed: Import) -> list[str]:
    """What importing the list has stored."""
    stored: Mapping[str, int] = listed.outcome.get("stored", {})
    said = [
        _registered(stored.get("participants", 0)),
        _added(stored.get("people", 0)),
        _asked(stored.get("wishes", 0)),
    ]
    lines = [line for line in said if line] or [_("Nothing was added.")]
    return [*lines, *_broke_off(listed)]


def _broke_off(listed: Import) -> list[str]:
    if listed.attempts <= 1:
        return []
    return [
        _(
            "The import broke off and was taken up again: what was stored just before is there, "
            "but may be missing from these numbers."
        )
    ]


def _to_register(count: int) -> str:
    words = ngettext("%(count)s cluster to register.", "%(count)s clusters to register.", count)
    return words % {"count": number(count)} if count else ""


def _to_add(count: int) -> str:
    words = ngettext("%(count)s delegate to add.", "%(count)s delegates to add.", count)
    return words % {"count": number(count)} if count else ""


def _to_ask(count: int) -> str:
    words = ngettext("%(count)s request to enter.", "%(count)s requests to enter.", count)
    return words % {"count": number(count)} if count else ""


def _registered(count: int) -> str:
    words = ngettext("%(count)s cluster registered.", "%(count)s clusters registered.", count)
    return words % {"count": number(count)} if count else ""


def _added(count: int) -> str:
    words = ngettext("%(count)s delegate added.", "%(count)s delegates added.", count)
    return words % {"count": number(count)} if count else ""


def _asked(count: int) -> str:
    words = ngettext("%(count)s request entered.", "%(count)s requests entered.", count)
    return words % {"count": number(count)} if count else ""


def _there(count: int) -> str:
    words = ngettext(
        "%(count)s entry is there already and stays as it is.",
        "%(count)s entries are there already and stay as they are.",
        count,
    )
    return words % {"count": number(count)} if count else ""
