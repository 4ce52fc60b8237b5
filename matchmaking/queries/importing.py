"""What a list would do to an event: which clusters it means, what is new, what is there already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from accounts.models import User
from clusters.models import Region
from clusters.queries import Known, folded_names, known_clusters
from events.models import Delegate, Edition, Registration
from events.queries.candidates import drafts_seen_by
from files.kinds import Kind
from files.models import StoredFile
from files.queries import content
from files.sheets.reading import Row, rows_of_csv, rows_of_xlsx
from matchmaking.layouts import CLUSTER, REGION, WAY, read
from matchmaking.listed import Fault, Faults, Participant, Person, Read, Wished
from matchmaking.models import MeetingRequest
from matchmaking.queries.imported_times import Times, times_of

# So like is a name to a known one that this answer is ticked until somebody says otherwise.
SURE = 0.75


def rows_of(file: StoredFile) -> list[Row]:
    """The rows of an uploaded list. Raises `Unreadable`, `TooLarge`, `NoText`."""
    return rows_of_xlsx(content(file)) if file.kind == Kind.XLSX else rows_of_csv(content(file))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that no cluster has: the likest known one, if any.

    `key` is the name folded. Who `is_participant` becomes a draft where it is nobody known; a name
    that only others ask for is left out.
    """

    key: str
    name: str
    known: Known | None
    is_participant: bool

    @property
    def is_likely(self) -> bool:
        """Whether it is most probably the known one with a slip."""
        return self.known is not None and self.known.likeness >= SURE


@dataclass(frozen=True)
class Plan:
    """A list that was read, beside what is there.

    A cluster is taken for a known one by its exact name, whatever its case, accents and
    punctuation, or because somebody said so: `merged`, by the folded name. `is_open`: the event
    takes clusters now.
    """

    edition: Edition
    read: Read
    known: Mapping[str, Known]
    folded: Mapping[str, str]
    merged: Mapping[str, int]
    is_open: bool

    def key(self, name: str) -> str:
        """What all spellings of a name have in common."""
        return self.folded.get(name) or name.casefold()

    def cluster(self, name: str) -> int:
        """The cluster that a name means, by key; 0 for one that is new."""
        found = self.known.get(name)
        return found.pk if found and found.is_exact else self.merged.get(self.key(name), 0)

    def _meant(self, name: str) -> int | str:
        """The same for all names that mean one cluster, known or new."""
        return self.cluster(name) or self.key(name)

    @cached_property
    def registrations(self) -> dict[int, Registration]:
        """Everything that was ever registered, by cluster."""
        return {row.cluster_id: row for row in self.edition.registrations.all()}

    @cached_property
    def registered(self) -> dict[int, Registration]:
        """The registrations that stand, by cluster."""
        rows = self.registrations.items()
        return {pk: row for pk, row in rows if row.state != Registration.State.WITHDRAWN}

    def withdrew(self, name: str) -> bool:
        """Whether the cluster left by its own will: no list brings it back."""
        known = self.cluster(name)
        return known in self.registrations and known not in self.registered

    def way(self, one: Participant) -> str:
        """How it will take part: on site where the event takes place there alone."""
        return one.takes_part if self.edition.meets_online else Registration.TakesPart.ON_SITE

    @cached_property
    def regions(self) -> dict[str, Region]:
        codes = {one.region for one in self.read.participants if one.region}
        return {row.code: row for row in Region.objects.filter(code__in=codes)}

    @cached_property
    def _first_named(self) -> dict[int | str, Participant]:
        """Participants of the list by what they mean; the first of those that mean the same."""
        found: dict[int | str, Participant] = {}
        for one in self.read.participants:
            found.setdefault(self._meant(one.cluster), one)
        return found

    @cached_property
    def new(self) -> list[Participant]:
        """Who is to be registered."""
        return self._missing if self.is_open else []

    @property
    def is_kept_out(self) -> bool:
        """Whether there are clusters to register, and the event does not take them now."""
        return bool(self._missing) and not self.is_open

    @cached_property
    def _missing(self) -> list[Participant]:
        return [one for one in self._first_named.values() if self._is_new(one.cluster)]

    def _is_new(self, name: str) -> bool:
        return self.cluster(name) not in self.registrations

    @cached_property
    def _comes(self) -> set[int | str]:
        """What the participants mean who are to be registered."""
        return {self._meant(one.cluster) for one in self.new}

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Names that no cluster has, each once: of participants, and what others may have meant."""
        participants = {self.key(one.cluster) for one in self.read.participants}
        found: dict[str, Doubt] = {}
        for name in self.read.clusters():
            key, known = self.key(name), self.known.get(name)
            if (known and known.is_exact) or not (known or key in participants):
                continue
            found.setdefault(key, Doubt(key, name, known, is_participant=key in participants))
        return list(found.values())

    @property
    def drafts(self) -> list[Participant]:
        return [one for one in self.new if not self.cluster(one.cluster)]

    @cached_property
    def _people(self) -> dict[tuple[int | str, str], Person]:
        """Delegates of clusters that are there, each once."""
        found: dict[tuple[int | str, str], Person] = {}
        for one in self.read.people:
            if self.stands(one.cluster):
                found.setdefault((self._meant(one.cluster), one.name.casefold()), one)
        return found

    @cached_property
    def new_people(self) -> list[Person]:
        """Delegates who are not there yet, of clusters that are."""
        rows = Delegate.objects.filter(registration__edition=self.edition)
        there: set[tuple[int | str, str]] = {
            (cluster, name.casefold())
            for cluster, name in rows.values_list("registration__cluster", "name")
        }
        return [one for named, one in self._people.items() if named not in there]

    @cached_property
    def _wishes(self) -> list[Wished]:
        """Requests between two clusters that are there, each once."""
        found: dict[tuple[int | str, int | str], Wished] = {}
        for one in self.read.wishes:
            pair = (self._meant(one.cluster), self._meant(one.to))
            if pair[0] != pair[1] and self.stands(one.cluster) and self.stands(one.to):
                found.setdefault(pair, one)
        return list(found.values())

    @cached_property
    def new_wishes(self) -> list[Wished]:
        """Requests that are not there yet."""
        wishes = self._wishes
        return [one for one in wishes if not (self._is_asked(one) or self._has_ended(one))]

    @property
    def there(self) -> int:
        """How many entries of the list are there already."""
        registered = sum(
            self.cluster(one.cluster) in self.registered for one in self._first_named.values()
        )
        people = len(self._people) - len(self.new_people)
        return registered + people + sum(self._is_asked(one) for one in self._wishes)

    @cached_property
    def _times(self) -> Times:
        return times_of(self.edition)

    def windows(self, one: Wished) -> set[int]:
        """The meeting windows (by id) that hold the time of a wish; none for one without."""
        return self._times.windows(one.at) if one.at else set()

    def _is_asked(self, one: Wished) -> bool:
        asks, asked = self.cluster(one.cluster), self.cluster(one.to)
        is_live = self._asked.get((asks, asked)) in MeetingRequest.LIVE
        return is_live or self._asked.get((asked, asks)) == MeetingRequest.State.ACCEPTED

    def _has_ended(self, one: Wished) -> bool:
        """Whether the two have ended such a request: no list asks it again."""
        state = self._asked.get((self.cluster(one.cluster), self.cluster(one.to)))
        return state is not None and not self._is_asked(one)

    @cached_property
    def _asked(self) -> dict[tuple[int, int], str]:
        """The newest request of one cluster to another, but for those that a leaving ended."""
        rows = MeetingRequest.objects.filter(edition=self.edition, ended_by=None)
        pairs = rows.order_by("created_at", "pk").values_list(
            "requester__cluster", "invitee__cluster", "state"
        )
        return {(asks, asked): state for asks, asked, state in pairs}

    def stands(self, name: str) -> bool:
        """Whether the cluster takes part, or will once the list is imported."""
        return self.cluster(name) in self.registered or self._meant(name) in self._comes

    @cached_property
    def faults(self) -> Faults:
        """What could not be read, and what names somebody or something that is not there."""
        found = Faults()
        for fault in chain(self.read.faults, self._of_participants(), self._of_others()):
            found.append(fault)
        found.all_count += self.read.faults.all_count - len(self.read.faults)
        found.sort(key=lambda fault: (fault.row, fault.column))
        return found

    def _of_participants(self) -> Iterator[Fault]:
        column, of_region, of_way = map(self.read.column, (CLUSTER, REGION, WAY))
        for one in self.read.participants:
            if one.region and one.region not in self.regions:
                yield Fault(one.row, of_region, "no_region", one.region)
            if one.takes_part != self.way(one):
                yield Fault(one.row, of_way, "not_online", one.cluster)
            if self.withdrew(one.cluster):
                yield Fault(one.row, column, "withdrew", one.cluster)
            elif self._first_named[self._meant(one.cluster)] is not one:
                yield Fault(one.row, column, "twice", one.cluster)

    def _of_others(self) -> Iterator[Fault]:
        own = self.read.column(CLUSTER)
        for person in self.read.people:
            if not self.stands(person.cluster):
                yield Fault(person.row, own, "not_registered", person.cluster)
        for wish in self.read.wishes:
            if self._meant(wish.cluster) == self._meant(wish.to):
                yield Fault(wish.row, wish.column, "itself", wish.to)
            else:
                yield from self._of_wish(wish, own)

    def _of_wish(self, wish: Wished, own: int) -> Iterator[Fault]:
        sides = ((own, wish.cluster), (wish.column, wish.to))
        missing = [(column, side) for column, side in sides if not self.stands(side)]
        for column, side in missing:
            yield Fault(wish.row, column, "not_registered", side)
        if self._has_ended(wish):
            yield Fault(wish.row, wish.column, "ended", wish.to)
        elif wish.at and not missing:
            pair = self.cluster(wish.cluster), self.cluster(wish.to)
            code = self._times.fault(wish.at, *pair, is_asked=self._is_asked(wish))
            yield Fault(wish.row, wish.column, code, wish.at.said)


def plan_of(
    edition: Edition,
    rows: Sequence[Row],
    *,
    layout: str,
    columns: Sequence[str],
    merged: Mapping[str, int],
    is_open: bool,
    by: User,
) -> Plan:
    """What the list would do that this person brings in, who knows the drafts of own events."""
    found = read(rows, layout, columns)
    names = found.clusters()
    known = known_clusters(names, drafts=set(drafts_seen_by(by)))
    return Plan(edition, found, known, folded_names(names), merged, is_open)
