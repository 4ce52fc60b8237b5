"""The rows of an event's tables as they are taken along, in few queries, never held whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django_stubs_ext import WithAnnotations

from events.models import (
    Application,
    Call,
    Delegate,
    Edition,
    EventInvitation,
    Registration,
    Session,
)
from events.queries.inviting import (
    Counted,
    counted_by_region,
    counted_by_sector,
    in_all,
    invitations,
)
from interface.plain_text import plain
from matchmaking.models import (
    AvailabilityAsk,
    Interpreter,
    MeetingRequest,
    Placement,
    PlacementParticipant,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.fairness import Fairness, Tally, fairness
from matchmaking.queries.log import Asked, event_log
from matchmaking.queries.names import Names, Party, names
from matchmaking.queries.remedies import asks_of
from matchmaking.queries.requests import ClusterFigures, cluster_figures
from matchmaking.queries.schedule import (
    NotPlaced,
    current_version,
    not_placed,
    published_version,
)
from organise.queries.runs import runs_of
from privacy.models import LogEntry
from translations.declaring import key_of
from translations.models import Translation
from translations.queries import Pair, pairs

AT_ONCE = 500


@dataclass(frozen=True)
class Placed:
    """A meeting with its place in the current version; online it has no table. `sitting` is who
    sits there, by registration.
    """

    version: ScheduleVersion
    placement: Placement
    slot: Slot
    table: Table | None
    parties: tuple[Party, ...]
    sitting: Mapping[int, str]


class Interprets(TypedDict):
    """How many there are up to this one, and its meetings."""

    number: int
    meetings: int


@dataclass(frozen=True)
class Unplaced:
    """A meeting that the current version has no place for."""

    names: Names
    found: NotPlaced
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class Asking:
    """A time that a cluster was asked to free for a meeting."""

    ask: AvailabilityAsk
    party: Party | None
    meeting: str


def registrations(edition: Edition) -> Iterator[Registration]:
    """By name, whatever their state."""
    rows = edition.registrations.select_related("cluster__region", "registered_by")
    rows = rows.prefetch_related(
        "cluster__sectors", "delegates", "answers__file", "answers__chosen__choice"
    )
    return rows.order_by("cluster__sort_name", "pk").iterator(chunk_size=AT_ONCE)


def invited(edition: Edition) -> Iterator[EventInvitation]:
    """By name, however they stand."""
    return invitations(edition).iterator(chunk_size=AT_ONCE)


def applications(edition: Edition) -> Iterator[Application]:
    """To the calls for the event that are decided: by call, those selected and the reserves in
    their order first.
    """
    rows = Application.objects.filter(call__edition=edition, call__state=Call.State.DECIDED)
    rows = rows.exclude(state=Application.State.WITHDRAWN)
    rows = rows.select_related("call", "organisation__region", "verdict")
    order = ("call__decided_at", "call", "-state", "verdict__place", "organisation__sort_name")
    return rows.order_by(*order, "pk").iterator(chunk_size=AT_ONCE)


def delegates(edition: Edition) -> Iterator[Delegate]:
    """Of all registrations that stand, by cluster."""
    gone = (Registration.State.DECLINED, Registration.State.WITHDRAWN)
    rows = Delegate.objects.filter(registration__edition=edition)
    rows = rows.exclude(registration__state__in=gone)
    rows = rows.select_related("registration__cluster__region")
    ordered = rows.order_by("registration__cluster__sort_name", "registration", "position", "pk")
    return ordered.iterator(chunk_size=AT_ONCE)


def requests(edition: Edition) -> Iterator[MeetingRequest]:
    """In the order in which they were made."""
    rows = MeetingRequest.objects.filter(edition=edition).select_related(
        "requester__cluster__region", "invitee__cluster__region", "requested_by", "answered_by"
    )
    rows = rows.with_times().prefetch_related("windows__window")
    return rows.order_by("created_at", "pk").iterator(chunk_size=AT_ONCE)


def logged(edition: Edition) -> "Iterator[LogEntry]":
    """What the event's log tells, the newest first, as far back as its pages go."""
    return event_log(edition, Asked()).iterator(chunk_size=AT_ONCE)


def meetings(edition: Edition) -> Iterator[Placed]:
    """By time and table."""
    version = current_version(edition)
    if version is None:
        return
    by_name = names(edition)
    seats = PlacementParticipant.objects.exclude(delegate=None).select_related("delegate")
    rows = version.placements.select_related("interpreter", "meeting")
    rows = rows.prefetch_related(Prefetch("participants", seats, to_attr="sitting"))
    rows = rows.order_by("slot__period", "table__number", "pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        slot = by_name.slots[row.slot_id]
        table = by_name.tables[row.table_id] if row.table_id else None
        parties = by_name.meeting_parties(row.meeting_id)
        sitting = {seat.registration_id: str(seat.delegate) for seat in row.sitting}
        yield Placed(version, row, slot, table, parties, sitting)


def without_place(edition: Edition) -> Iterator[Unplaced]:
    """The heaviest first."""
    version = current_version(edition)
    if version is None:
        return
    by_name = names(edition)
    for found in not_placed(version):
        yield Unplaced(by_name, found, by_name.meeting_parties(found.meeting))


def interpreters(edition: Edition) -> "Iterator[WithAnnotations[Interpreter, Interprets]]":
    """As they were entered, with in how many meetings of the current version each interprets."""
    version = current_version(edition)
    rows = edition.interpreters.order_by("pk").annotate(
        number=Window(RowNumber(), order_by="pk"),
        meetings=Count("placements", filter=Q(placements__version=version)),
    )
    return iter(rows)


def by_cluster(edition: Edition) -> Iterator[ClusterFigures]:
    """What each approved cluster sent, received, has to answer and agreed on, by name."""
    return iter(cluster_figures(edition, timezone.now()))


def asks(edition: Edition) -> Iterator[Asking]:
    """What clusters were asked to free, the newest first."""
    by_name = names(edition)
    for ask in asks_of(edition):
        yield Asking(
            ask, by_name.parties.get(ask.registration_id), plain(by_name.meeting(ask.meeting_id))
        )


def tallies(edition: Edition) -> Iterator[Tally]:
    """Of each cluster in the published version, else in the current one."""
    found = _fairness(edition)
    return iter(found.clusters if found else ())


def tallies_of_regions(edition: Edition) -> Iterator[Tally]:
    """The same of each region."""
    found = _fairness(edition)
    return iter(found.regions if found else ())


def _fairness(edition: Edition) -> Fairness | None:
    version = published_version(edition) or current_version(edition)
    return fairness(edition, version) if version else None


def runs(edition: Edition) -> Iterator[ScheduleRun]:
    """The newest first, with the figures of a list of runs."""
    return runs_of(edition).iterator(chunk_size=AT_ONCE)


def counted_invitations(edition: Edition) -> Iterator[tuple[str, Counted]]:
    """How many were invited and how they answered, all together, then by region and by sector."""
    regions = counted_by_region(edition)
    if regions:
        yield "all", in_all(regions)
    yield from (("region", row) for row in regions)
    yield from (("sector", row) for row in counted_by_sector(edition))


def programme(edition: Edition) -> Iterator[Session]:
    """In order of time."""
    rows = edition.sessions.prefetch_related("speakers__organisation")
    return iter(rows.order_by("day_on", "period", "position", "pk"))


def translations(edition: Edition) -> Iterator[Pair]:
    """Every text that is translated, also into a language that the event no longer has: by
    language, the event first and then its records in their order; after that its calls.
    """
    about = Translation.objects.texts().filter(about=key_of(edition))
    found = set(about.values_list("language", flat=True))
    for home in (edition, *edition.calls.order_by("closes_at", "pk")):
        languages = [*home.languages, *sorted(found.difference(home.languages))]
        for own in pairs(home, languages).values():
            yield from (pair for pair in own if not pair.is_missing)


def local(edition: Edition, instant: datetime | None) -> str:
    """ISO 8601 with the offset that holds at the event."""
    return instant.astimezone(edition.zone).isoformat(timespec="minutes") if instant else ""
