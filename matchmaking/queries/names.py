"""Who and when, by name: what sentences about an edition's schedule are made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from events.models import Edition, Registration
from interface import moments
from matchmaking.models import MeetingParticipant, Slot, Table


@dataclass(frozen=True, slots=True)
class Party:
    """A registration as it is shown: `mark` is "a" for the host region, "b" for guests."""

    registration: int
    name: str
    slug: str
    mark: str
    sort_name: str = ""
    seats: int = 1
    max_meetings: int | None = None
    sends_colleague: bool = False


@dataclass(frozen=True)
class Names:
    """The parties of an edition by registration, the participants of meetings, slots, tables."""

    zone: ZoneInfo
    parties: Mapping[int, Party]
    participants: Mapping[int, tuple[int, ...]]
    slots: Mapping[int, Slot]
    tables: Mapping[int, Table]

    def party(self, registration: int) -> str:
        return self.parties[registration].name

    def meeting(self, meeting: int) -> str:
        """ "Lombardy Aerospace × Catalonia Water", the host's side first."""
        return " × ".join(party.name for party in self.meeting_parties(meeting))

    def meeting_parties(self, meeting: int) -> tuple[Party, ...]:
        parties = [self.parties[pk] for pk in self.participants.get(meeting, ())]
        return tuple(sorted(parties, key=lambda party: (party.mark or "c", party.sort_name)))

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def starts_at(self, slot: int) -> datetime:
        """The instant at which a slot begins, in the edition's zone."""
        return self.local(self.slots[slot].period.lower)

    def slot(self, slot: int) -> str:
        """ "Friday 4 June, 09:30"."""
        return moments.day_and_clock(self.starts_at(slot), self.zone)

    def place(self, slot: int, table: int) -> str:
        """ "Friday 4 June, 09:30, table 2"; what is no longer in the grid is left out."""
        if table not in self.tables:
            return self.slot(slot) if slot in self.slots else ""
        at = {"number": self.tables[table].number}
        if slot not in self.slots:
            # Translators: where a meeting is, within a sentence
            return _("table %(number)s") % at
        # Translators: when and where a meeting is, within a sentence
        return _("%(when)s, table %(number)s") % {"when": self.slot(slot), **at}


def names(
    edition: Edition,
    *,
    meetings: Iterable[int] | None = None,
    registrations: Iterable[int] = (),
) -> Names:
    """All names of an edition, or those of some meetings and registrations; five queries."""
    participants: defaultdict[int, list[int]] = defaultdict(list)
    rows = MeetingParticipant.objects.filter(edition=edition).order_by("registration_id")
    registered = Registration.objects.filter(edition=edition)
    if meetings is not None:
        rows = rows.filter(meeting__in=set(meetings))
        those = rows.values("registration")
        registered = registered.filter(Q(pk__in=set(registrations)) | Q(pk__in=those))
    for meeting, registration in rows.values_list("meeting_id", "registration_id"):
        participants[meeting].append(registration)
    return Names(
        zone=edition.zone,
        parties=_parties(edition, registered),
        participants={meeting: tuple(pks) for meeting, pks in participants.items()},
        slots={slot.pk: slot for slot in Slot.objects.filter(edition=edition)},
        tables={table.pk: table for table in Table.objects.filter(edition=edition)},
    )


def _parties(edition: Edition, rows: QuerySet[Registration]) -> dict[int, Party]:
    host = edition.host_region.code if edition.host_region else ""
    parties = {}
    for registration in rows.select_related("cluster__region").order_by("cluster__sort_name", "pk"):
        cluster = registration.cluster
        code = cluster.region.code if cluster.region else ""
        parties[registration.pk] = Party(
            registration=registration.pk,
            name=cluster.called,
            slug=cluster.slug,
            mark=_mark(code, host),
            sort_name=cluster.sort_name,
            seats=registration.seats,
            max_meetings=registration.max_meetings,
            sends_colleague=registration.sends_colleague,
        )
    return parties


def _mark(code: str, host: str) -> str:
    """A region's code is a prefix of its children's codes."""
    return "a" if host and code.startswith(host) else "b"
