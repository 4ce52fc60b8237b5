"""What each cluster and each region asked for and got in a schedule version."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clusters.models import Organisation, Region
from events.models import Edition, Registration
from matchmaking.models import (
    MeetingParticipant,
    MeetingRequest,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
)
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.slots import breaks


@dataclass(frozen=True, slots=True)
class Tally:
    """One cluster, or all of a region: its requests (sent and received) and what became of them.

    `accepted` are the agreed meetings, `placed` those with a time and a table. A meeting between
    two clusters of one region counts once for the region.
    """

    name: str
    url: str
    mark: str
    clusters: int
    requested: int
    accepted: int
    placed: int
    breaks: int

    @property
    def share(self) -> float | None:
        """How many of the agreed meetings are placed, in per cent; None when there are none."""
        return self.placed / self.accepted * 100 if self.accepted else None

    @property
    def breaks_each(self) -> float:
        """Breaks per cluster."""
        return self.breaks / self.clusters


@dataclass(frozen=True, slots=True)
class Fairness:
    """The tallies of a version, the host's side first, then by name.

    `mark` tells two regions apart; where more meet, it is empty. So many clusters are `unnamed`:
    they count in their regions and are not among `clusters`.
    """

    edition: Edition
    version: ScheduleVersion
    clusters: tuple[Tally, ...]
    regions: tuple[Tally, ...]
    unnamed: int = 0


def fairness(edition: Edition, version: ScheduleVersion, *, in_public: bool = False) -> Fairness:
    """Breaks and met requests of the approved clusters; the same few queries at every size.

    `in_public` only those are named that the public sees as taking part.
    """
    rows = Registration.objects.filter(edition=edition).approved().select_related("cluster__region")
    registrations = list(rows)
    host = edition.host_region
    regions = [region for region in (host, *edition.guest_regions.all()) if region]
    book = _Book(list(_wishes(edition, version)), breaks_of(version))
    home = {row.pk: _within(row.cluster, regions) for row in registrations}
    together = defaultdict[Region, list[int]](list)
    for pk, region in home.items():
        if region:
            together[region].append(pk)
    marks = _marks(together, host)
    named = _shown(edition, registrations) if in_public else registrations
    order = sorted(named, key=lambda row: (home[row.pk] != host, row.cluster.sort_name))
    return Fairness(
        edition=edition,
        version=version,
        clusters=tuple(
            book.tally(row.cluster, marks.get(home[row.pk], ""), {row.pk}) for row in order
        ),
        regions=tuple(
            book.tally(region, marks.get(region, ""), together[region])
            for region in sorted(together, key=lambda region: (region != host, region.sort_name))
        ),
        unnamed=len(registrations) - len(named),
    )


def _shown(edition: Edition, rows: Iterable[Registration]) -> list[Registration]:
    shown = set(Registration.objects.filter(edition=edition).shown().values_list("pk", flat=True))
    return [row for row in rows if row.pk in shown]


def _within(cluster: Organisation, regions: Iterable[Region]) -> Region | None:
    """The edition's region that a cluster is from (codes begin with their parent's), or its own."""
    code = cluster.region.code if cluster.region else ""
    return next((region for region in regions if code.startswith(region.code)), cluster.region)


def _marks(regions: Collection[Region], host: Region | None) -> dict[Region | None, str]:
    """Two colours tell two regions apart; among more they would mislead."""
    if len(regions) != 2:  # noqa: PLR2004
        return {}
    return {region: "a" if region == host else "b" for region in regions}


@dataclass(frozen=True, slots=True)
class _Wish:
    """A request or an agreed meeting of these registrations."""

    registrations: frozenset[int]
    is_accepted: bool = False
    is_placed: bool = False


def _wishes(edition: Edition, version: ScheduleVersion) -> Iterator[_Wish]:
    """Agreed meetings, and requests that came to none; withdrawn requests are nobody's wish."""
    states = MeetingRequest.State
    refused = MeetingRequest.objects.filter(edition=edition).exclude(
        state__in=(states.ACCEPTED, states.WITHDRAWN)
    )
    for pair in refused.values_list("requester_id", "invitee_id"):
        yield _Wish(frozenset(pair))
    placed = set(Placement.objects.filter(version=version).values_list("meeting_id", flat=True))
    parties: defaultdict[int, set[int]] = defaultdict(set)
    rows = MeetingParticipant.objects.filter(meeting__in=wanted_meetings(edition).values("pk"))
    for meeting, registration in rows.values_list("meeting_id", "registration_id"):
        parties[meeting].add(registration)
    for meeting, pks in parties.items():
        yield _Wish(frozenset(pks), is_accepted=True, is_placed=meeting in placed)


@dataclass(frozen=True, slots=True)
class _Book:
    """What tallies are counted from."""

    wishes: Sequence[_Wish]
    breaks: Mapping[int, int]

    def tally(self, subject: Organisation | Region, mark: str, pks: Collection[int]) -> Tally:
        own = [wish for wish in self.wishes if not wish.registrations.isdisjoint(pks)]
        return Tally(
            name=subject.called if isinstance(subject, Organisation) else subject.name,
            url=subject.get_absolute_url(),
            mark=mark,
            clusters=len(pks),
            requested=len(own),
            accepted=sum(wish.is_accepted for wish in own),
            placed=sum(wish.is_placed for wish in own),
            breaks=sum(self.breaks.get(pk, 0) for pk in pks),
        )


def breaks_of(version: ScheduleVersion) -> dict[int, int]:
    """The breaks of each registration: runs of idle slots between its meetings in one window.

    Meetings that are no longer wanted leave their slot idle. Registrations without a break are
    left out.
    """
    slots = Slot.objects.filter(edition=version.edition_id).values_list("pk", "window_id")
    at = {slot: (window, position) for position, (slot, window) in enumerate(slots)}
    busy: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    wanted = wanted_meetings(version.edition).values("pk")
    seats = PlacementParticipant.objects.filter(version=version, meeting__in=wanted)
    for registration, slot in seats.values_list("registration_id", "slot_id"):
        window, position = at[slot]
        busy[registration, window].add(position)
    found: defaultdict[int, int] = defaultdict(int)
    for (registration, _), positions in busy.items():
        found[registration] += breaks(positions)
    return {registration: count for registration, count in found.items() if count}
