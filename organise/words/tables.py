"""An event's tables as files: what their columns are called and what stands in each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise, StrPromise

from events.models import Application, Delegate, Edition, Export, Registration, Session
from events.models.inviting import Standing
from files.sheets.writing import Cell, csv_pieces, xlsx
from interface.states import state_words
from matchmaking.models import MeetingRequest, Priority
from matchmaking.words.reasons import reason
from organise.queries import tables as rows
from organise.queries.tables import Placed, Unplaced, local


@dataclass(frozen=True)
class Column:
    """What a column is called, and what a row has in it. `is_personal`: it names people."""

    code: str
    heading: StrOrPromise
    value: Callable[[Edition, Any], Cell]
    is_personal: bool = False


@dataclass(frozen=True)
class Table:
    """A table of an event with its columns and rows."""

    code: str
    title: StrPromise
    columns: tuple[Column, ...]
    rows: Callable[[Edition], Iterator[Any]]

    @property
    def plain(self) -> list[tuple[str, StrOrPromise]]:
        """The columns that name nobody, by code."""
        return [(one.code, one.heading) for one in self.columns if not one.is_personal]

    @property
    def personal(self) -> list[tuple[str, StrOrPromise]]:
        return [(one.code, one.heading) for one in self.columns if one.is_personal]

    def chosen(self, codes: Sequence[str], *, has_personal: bool) -> list[Column]:
        """The columns of these codes, those of people only where they were asked for."""
        return [
            column
            for column in self.columns
            if column.code in codes and (has_personal or not column.is_personal)
        ]


def cells(table: Table, columns: Sequence[Column], edition: Edition) -> Iterator[list[Cell]]:
    """The headings, then the rows."""
    yield [str(column.heading) for column in columns]
    for row in table.rows(edition):
        yield [column.value(edition, row) for column in columns]


def table_file(
    table: Table, columns: Sequence[Column], edition: Edition, form: Export.Form
) -> bytes:
    """The table as CSV or XLSX."""
    return written(str(table.title), cells(table, columns, edition), form)


def written(title: str, found: Iterable[Sequence[Cell]], form: Export.Form) -> bytes:
    if form == Export.Form.XLSX:
        return xlsx(title, found)
    return b"".join(csv_pieces(found))


def _delegates(_edition: Edition, row: Registration) -> str:
    named = (f"{one.name} ({one.job_title})" if one.job_title else one.name for one in _sent(row))
    return "; ".join(named)


def _sent(row: Registration) -> list[Delegate]:
    return list(row.delegates.all())


def _wish(priority: int | None) -> str:
    return str(Priority(priority).label) if priority else ""


def _answered_by(_edition: Edition, row: MeetingRequest) -> str:
    return row.answered_by.name if row.answered_by else ""


def _speakers(_edition: Edition, row: Session) -> str:
    return "; ".join(map(str, row.speakers.all()))


def _begins(edition: Edition, row: Session) -> str:
    return local(edition, row.period.lower) if row.period else (str(row.day_on or ""))


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def _place(_edition: Edition, row: Application) -> int | None:
    is_reserve = row.state == Application.State.RESERVE
    return row.verdict.place if is_reserve else None


def _kind(_edition: Edition, row: Placed) -> str:
    return row.placement.get_kind_display()


CLUSTER, STATE = gettext_lazy("Cluster"), pgettext_lazy("column", "State")
REGION, COUNTRY = gettext_lazy("Region"), gettext_lazy("Region code")

REGISTRATIONS = Table(
    "registrations",
    gettext_lazy("Registrations"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.cluster.called),
        Column("full_name", gettext_lazy("Full name"), lambda _e, row: row.cluster.name),
        Column("region", REGION, lambda _e, row: str(row.cluster.region or "")),
        Column("region_code", COUNTRY, lambda _e, row: getattr(row.cluster.region, "code", "")),
        Column("state", STATE, lambda _e, row: state_words(row.state, "registration")),
        Column("seats", gettext_lazy("Meetings at a time"), lambda _e, row: row.most_at_once),
        Column("most", gettext_lazy("Most meetings in all"), lambda _e, row: row.max_meetings),
        Column(
            "takes_part",
            gettext_lazy("Takes part"),
            lambda _e, row: row.get_takes_part_display(),
        ),
        Column(
            "sectors",
            gettext_lazy("Sectors"),
            lambda _e, row: "; ".join(sector.name for sector in row.cluster.sectors.all()),
        ),
        Column("website", gettext_lazy("Website"), lambda _e, row: row.cluster.website),
        Column("delegates", gettext_lazy("Delegates"), lambda _e, row: len(_sent(row))),
        Column(
            "registered_at", gettext_lazy("Registered"), lambda e, row: local(e, row.created_at)
        ),
        Column("decided_at", gettext_lazy("Decided"), lambda e, row: local(e, row.decided_at)),
        Column("people", gettext_lazy("Names of the delegates"), _delegates, is_personal=True),
        Column(
            "registered_by",
            gettext_lazy("Registered by"),
            lambda _e, row: row.registered_by.name,
            is_personal=True,
        ),
        Column(
            "message",
            gettext_lazy("Message to the organiser"),
            lambda _e, row: row.message,
            is_personal=True,
        ),
    ),
    rows.registrations,
)
DELEGATES = Table(
    "delegates",
    gettext_lazy("Delegates"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.registration.cluster.called),
        Column("region", REGION, lambda _e, row: str(row.registration.cluster.region or "")),
        Column("state", STATE, lambda _e, row: state_words(row.registration.state, "registration")),
        Column(
            "number", gettext_lazy("Number in the delegation"), lambda _e, row: row.position + 1
        ),
        Column("name", gettext_lazy("Name"), lambda _e, row: row.name, is_personal=True),
        Column(
            "job_title", gettext_lazy("Job title"), lambda _e, row: row.job_title, is_personal=True
        ),
    ),
    rows.delegates,
)
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
        Column("asked_at", gettext_lazy("Asked"), lambda e, row: local(e, row.created_at)),
        Column("answered_at", gettext_lazy("Answered"), lambda e, row: local(e, row.answered_at)),
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
        Column("locked", gettext_lazy("Locked"), lambda _e, row: _yes(row.placement.is_locked)),
        Column("version", gettext_lazy("Version"), lambda _e, row: row.version.number),
        Column("version_state", STATE, lambda _e, row: state_words(row.version.state, "version")),
    ),
    rows.meetings,
)
NOT_PLACED = Table(
    "not-placed",
    gettext_lazy("Not placed"),
    (
        *PARTIES,
        Column("why", gettext_lazy("Why"), lambda _e, row: reason(row.names, row.found.reason)),
    ),
    rows.without_place,
)
PROGRAMME = Table(
    "programme",
    gettext_lazy("Programme"),
    (
        Column("begins", gettext_lazy("Begins"), _begins),
        Column(
            "ends",
            gettext_lazy("Ends"),
            lambda e, row: local(e, row.period.upper) if row.period else "",
        ),
        Column("title", gettext_lazy("Title"), lambda _e, row: row.title),
        Column("place", gettext_lazy("Place"), lambda _e, row: row.place),
        Column("speakers", gettext_lazy("Speakers"), _speakers, is_personal=True),
    ),
    rows.programme,
)

INVITATIONS = Table(
    "invitations",
    gettext_lazy("Invitations"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.cluster.called),
        Column("full_name", gettext_lazy("Full name"), lambda _e, row: row.cluster.name),
        Column("region", REGION, lambda _e, row: str(row.cluster.region or "")),
        Column("region_code", COUNTRY, lambda _e, row: getattr(row.cluster.region, "code", "")),
        Column("answer", gettext_lazy("Answer"), lambda _e, row: str(Standing(row.standing).label)),
        Column("website", gettext_lazy("Website"), lambda _e, row: row.cluster.website),
        Column("reason", gettext_lazy("Reason"), lambda _e, row: row.reason, is_personal=True),
    ),
    rows.invited,
)
APPLICATIONS = Table(
    "applications",
    gettext_lazy("Applications to calls"),
    (
        Column("call", pgettext_lazy("column", "Call"), lambda _e, row: row.call.title),
        Column("applicant", gettext_lazy("Applicant"), lambda _e, row: row.organisation.called),
        Column("state", STATE, lambda _e, row: state_words(row.state, "application")),
        Column("place", gettext_lazy("Place among the reserves"), _place),
    ),
    rows.applications,
)

TABLES = {
    table.code: table
    for table in (
        REGISTRATIONS,
        DELEGATES,
        REQUESTS,
        MEETINGS,
        NOT_PLACED,
        PROGRAMME,
        INVITATIONS,
        APPLICATIONS,
    )
}
