"""What clusters ask each other for, and what is planned of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Edition
from interface.states import state_words
from matchmaking.models import MeetingRequest, Priority
from matchmaking.words.reasons import reason
from organise.queries import tables as rows
from organise.queries.tables import Placed, Unplaced, local
from organise.words.tables.table import STATE, Column, Table


def _wish(priority: int | None) -> str:
    return str(Priority(priority).label) if priority else ""


def _answered_by(_edition: Edition, row: MeetingRequest) -> str:
    return row.answered_by.name if row.answered_by else ""


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def _times(edition: Edition, row: MeetingRequest) -> str:
    return "; ".join(local(edition, instant) for instant in row.begins)


def _windows(edition: Edition, row: MeetingRequest) -> str:
    """Those that limit it, with when each begins; all that they agreed on may be gone."""
    if not row.is_limited:
        return ""
    found = (one.window for one in row.windows.all())
    named = (f"{one.name} ({local(edition, one.period.lower)})" for one in found)
    return "; ".join(named) or _("None that is left")


def _held(_edition: Edition, row: Placed) -> str:
    """What is recorded; empty as long as nobody has said, or the sides say different things."""
    was_held = row.placement.meeting.was_held
    return "" if was_held is None else state_words("held" if was_held else "not_held", "meeting")


def _kind(_edition: Edition, row: Placed) -> str:
    return row.placement.get_kind_display()


REQUESTS = Table(
    "requests",
    gettext_lazy("Requests"),
    (
        Column(
            "from", pgettext_lazy("request", "From"), lambda _e, row: row.requester.cluster.called
        ),
        Column("to", pgettext_lazy("request", "To"), lambda _e, row: row.invitee.cluster.called),
        Column("state", STATE, lambda _e, row: state_words(row.state, "request")),
        Column("wish", gettext_lazy("Wish of who asked"), lambda _e, row: _wish(row.priority)),
        Column(
            "other_wish",
            gettext_lazy("Wish of who answered"),
            lambda _e, row: _wish(row.invitee_priority),
        ),
        Column("asked_at", pgettext_lazy("when", "Asked"), lambda e, row: local(e, row.created_at)),
        Column("answered_at", gettext_lazy("Answered"), lambda e, row: local(e, row.answered_at)),
        Column(
            "asked_in_place",
            gettext_lazy("Asked in the place of the cluster"),
            lambda _e, row: _yes(row.asked_by_organiser),
        ),
        Column(
            "answered_in_place",
            gettext_lazy("Answered in the place of the cluster"),
            lambda _e, row: _yes(row.answered_by_organiser),
        ),
        Column("times", gettext_lazy("Times that it names"), _times),
        Column("windows", gettext_lazy("In these meeting windows only"), _windows),
        Column(
            "asked_by",
            gettext_lazy("Asked by"),
            lambda _e, row: row.requested_by.name,
            is_personal=True,
        ),
        Column("answered_by", gettext_lazy("Answered by"), _answered_by, is_personal=True),
    ),
    rows.requests,
)


def _party(position: int) -> Callable[[Edition, Placed | Unplaced], str]:
    def name(_edition: Edition, row: Placed | Unplaced) -> str:
        return row.parties[position].name if position < len(row.parties) else ""

    return name


PARTIES = (
    Column("first", gettext_lazy("First cluster"), _party(0)),
    Column("second", gettext_lazy("Second cluster"), _party(1)),
)


def _sitting(position: int) -> Callable[[Edition, Placed], str]:
    def name(_edition: Edition, row: Placed) -> str:
        if position >= len(row.parties):
            return ""
        return row.sitting.get(row.parties[position].registration, "")

    return name


SITTING = (
    Column("first_delegate", gettext_lazy("For the first one"), _sitting(0), is_personal=True),
    Column("second_delegate", gettext_lazy("For the second one"), _sitting(1), is_personal=True),
)
MEETINGS = Table(
    "meetings",
    gettext_lazy("Meetings"),
    (
        Column("begins", gettext_lazy("Begins"), lambda e, row: local(e, row.slot.period.lower)),
        Column("ends", gettext_lazy("Ends"), lambda e, row: local(e, row.slot.period.upper)),
        Column("window", gettext_lazy("Meeting window"), lambda _e, row: row.slot.window.name),
        Column("kind", gettext_lazy("On site or online"), _kind),
        Column("table", gettext_lazy("Table"), lambda _e, row: getattr(row.table, "number", "")),
        Column("room", gettext_lazy("Room"), lambda _e, row: getattr(row.table, "room", "")),
        *PARTIES,
        *SITTING,
        Column(
            "interpreted",
            gettext_lazy("With an interpreter"),
            lambda _e, row: _yes(row.placement.interpreter_id is not None),
        ),
        Column(
            "interpreter",
            gettext_lazy("Interpreter"),
            lambda _e, row: str(row.placement.interpreter or ""),
            is_personal=True,
        ),
        Column(
            "locked",
            pgettext_lazy("whether", "Locked"),
            lambda _e, row: _yes(row.placement.is_locked),
        ),
        Column("held", gettext_lazy("Held or not"), _held),
        Column("version", gettext_lazy("Version"), lambda _e, row: row.version.number),
        Column("version_state", STATE, lambda _e, row: state_words(row.version.state, "version")),
    ),
    rows.meetings,
)
NOT_PLACED = Table(
    "not-placed",
    pgettext_lazy("meetings", "Not placed"),
    (
        *PARTIES,
        Column("why", gettext_lazy("Why"), lambda _e, row: reason(row.names, row.found.reason)),
    ),
    rows.without_place,
)
