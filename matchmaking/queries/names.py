"""Who and when, by name: what sentences about an edition's schedule are made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.functional import SimpleLazyObject

from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.presence import UNNAMED, Delegation, with_delegates
from interface import moments
from interface.plain_text import isolated
from matchmaking.models import MeetingParticipant, MeetingRequest, Slot, Table
from matchmaking.rules import is_online, most_meetings


@dataclass(frozen=True, slots=True)
class Party:
    """A registration as it is shown: `mark` is "a" for the host region, "b" for guests.

    `max_meetings` is what it wants at most, `most_meetings` what holds: its own limit, or the
    event's where that is lower.
    """

    registration: int
    name: str
    slug: str
    mark: str
    sort_name: str = ""
    delegation: Delegation = UNNAMED
    max_meetings: int | None = None
    most_meetings: int | None = None
    sends_colleague: bool = False
    takes_part: str = Registration.TakesPart.ON_SITE
    is_approved: bool = True
    waits: bool = False
    decided_at: datetime | None = None

    @property
    def is_limited_by_event(self) -> bool:
        """Whether the event's rule is what holds: no limit of its own that is lower."""
        most = self.most_meetings
        return most is not None and most != self.max_meetings


@dataclass(frozen=True)
class Names:
    """The parties of an edition by registration, the participants of meetings, slots, tables.

    `agreed` are the meetings that both sides want and nobody called off, `event_most` the most
    meetings that the event's rules give a cluster.
    """

    zone: ZoneInfo
    parties: Mapping[int, Party]
    participants: Mapping[int, tuple[int, ...]]
    slots: Mapping[int, Slot]
    tables: Mapping[int, Table]
    agreed: frozenset[int] = frozenset()
    event_most: int | None = None

    def party(self, registration: int) -> str:
        return isolated(self.parties[registration].name)

    def meeting(self, meeting: int) -> str:
        """ "Lombardy Aerospace × Catalonia Water", the host's side first."""
        return " × ".join(isolated(party.name) for party in self.meeting_parties(meeting))

    def meeting_parties(self, meeting: int) -> tuple[Party, ...]:
        return self.in_order(self.participants.get(meeting, ()))

    def in_order(self, registrations: Iterable[int]) -> tuple[Party, ...]:
        """The parties of some registrations, the host's side first."""
        parties = [self.parties[pk] for pk in registrations]
        return tuple(sorted(parties, key=lambda party: (party.mark or "c", party.sort_name)))

    def is_online(self, meeting: int) -> bool:
        """Whether one side of a meeting is not on site."""
        return self.meets_online(self.participants.get(meeting, ()))

    def meets_online(self, registrations: Iterable[int]) -> bool:
        """Whether one of some registrations that meet is not on site."""
        return is_online(self.parties[pk].takes_part for pk in registrations)

    def at_once(self, registration: int, slot: int) -> int:
        """How many meetings a delegation can hold in a slot."""
        return self.parties[registration].delegation.at_once(self.slots[slot].period)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def starts_at(self, slot: int) -> datetime:
        """The instant at which a slot begins, in the edition's zone."""
        return self.local(self.slots[slot].period.lower)

    def slot(self, slot: int) -> str:
        """ "Friday 4 June, 09:30"."""
        return moments.day_and_clock(self.starts_at(slot), self.zone)


def names(
    edition: Edition,
    *,
    meetings: Iterable[int] | None = None,
    registrations: Iterable[int] = (),
) -> Names:
    """All names of an edition, or those of some meetings and registrations.

    Two queries, and one more each where a slot or a table is named.
    """
    participants: defaultdict[int, list[int]] = defaultdict(list)
    rows = MeetingParticipant.objects.filter(edition=edition).order_by("registration_id")
    registered = Registration.objects.filter(edition=edition)
    if meetings is not None:
        rows = rows.filter(meeting__in=set(meetings))
        those = rows.values("registration")
        registered = registered.filter(Q(pk__in=set(registrations)) | Q(pk__in=those))
    agreed = set()
    fields = ("meeting_id", "registration_id", "meeting__is_cancelled", "meeting__request__state")
    for meeting, registration, is_cancelled, request in rows.values_list(*fields):
        participants[meeting].append(registration)
        if not is_cancelled and request in (None, MeetingRequest.State.ACCEPTED):
            agreed.add(meeting)
    sides = {meeting: tuple(pks) for meeting, pks in participants.items()}
    return names_of(edition, by_name(registered), sides, agreed)


def names_of(
    edition: Edition,
    registrations: Iterable[Registration],
    participants: Mapping[int, tuple[int, ...]],
    agreed: Iterable[int],
) -> Names:
    """What these rows are called; the slots and the tables are looked up when one is named."""
    slots = Slot.objects.filter(edition=edition).select_related("window")
    tables = Table.objects.filter(edition=edition).select_related("owner__cluster")
    slot_of: Any = SimpleLazyObject(lambda: {slot.pk: slot for slot in slots})
    table_of: Any = SimpleLazyObject(lambda: {table.pk: table for table in tables})
    return Names(
        zone=edition.zone,
        parties=_parties(edition, registrations),
        participants=participants,
        slots=slot_of,
        tables=table_of,
        agreed=frozenset(agreed),
        event_most=edition.most_meetings,
    )


def by_name(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Registrations with what a party is made of, in the order of the clusters' names."""
    rows = with_delegates(rows).select_related("cluster__region")
    return rows.order_by("cluster__sort_name", "pk")


def _parties(edition: Edition, rows: Iterable[Registration]) -> dict[int, Party]:
    host = edition.host_region.code if edition.host_region else ""
    parties = {}
    for registration in rows:
        cluster = registration.cluster
        is_approved = registration.state == Registration.State.APPROVED
        code = cluster.region.code if cluster.region else ""
        parties[registration.pk] = Party(
            registration=registration.pk,
            name=cluster.called,
            slug=cluster.slug,
            mark=_mark(code, host),
            sort_name=cluster.sort_name,
            delegation=Delegation.of(registration),
            max_meetings=registration.max_meetings,
            most_meetings=most_meetings(registration.max_meetings, edition),
            sends_colleague=registration.sends_colleague,
            takes_part=registration.takes_part,
            is_approved=is_approved,
            waits=registration.state in TAKING_PART and not is_approved,
            decided_at=registration.decided_at,
        )
    return parties


def _mark(code: str, host: str) -> str:
    """A region's code is a prefix of its children's codes."""
    return "a" if host and code.startswith(host) else "b"
