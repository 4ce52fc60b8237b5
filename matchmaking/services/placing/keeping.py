"""A draft takes over what was agreed in the published schedule since it was begun."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import User
from events.models import Registration
from events.queries.presence import delegations
from events.queries.same_people import SamePeople, same_people
from events.services.locking import hold_edition, locked_with_partners
from interface.contention import retrying
from matchmaking.models import (
    MeetingParticipant,
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.interpreting import interpreting
from matchmaking.queries.meanwhile import agreed_meanwhile, locks_meanwhile
from matchmaking.queries.possible import in_order
from matchmaking.queries.schedule import published_version, wanted_meetings
from matchmaking.rules import is_online
from matchmaking.services.placing.checks import Locked, check_open
from matchmaking.services.placing.interpreters import lock_interpreters
from matchmaking.services.placing.refusals import PlacementRefused
from matchmaking.services.placing.whole import Place, participants_of
from matchmaking.services.placing.writing import (
    placed,
    raise_revision,
    write,
)

Kind = ScheduleEdit.Kind


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft took over, and the meetings (by id) that it could not: they have no place."""

    edits: tuple[ScheduleEdit, ...]
    not_kept: tuple[int, ...]


@retrying
def keep_agreed(*, version: ScheduleVersion, user: User, key: UUID, now: datetime) -> Kept:
    """Put meetings of a draft where clusters and organiser have put them meanwhile, with its lock.

    A meeting that the draft had there takes another table at that time, or is left without a
    place; each change can be undone by hand. Where a side takes part otherwise since, a meeting
    keeps its time, online without a table or on site at one that is free. What is kept already
    changes nothing. Raises a `PlacementRefused`, `Busy`.
    """
    hold_edition(version.edition_id)
    meeting = MeetingParticipant.objects.filter(edition=version.edition_id)
    everybody = meeting.values_list("registration_id", flat=True)
    locked = locked_with_partners(version.edition_id, everybody)
    lock_interpreters(version.edition_id)
    version.refresh_from_db()
    check_open(version.edition_id, now)
    published = published_version(version.edition)
    kept = [change.meeting for change in agreed_meanwhile(version, published)]
    work = _Work(version, same_people(version.edition_id), locked, user, key)
    for pk in kept:
        work.give(Kind.KEPT, pk, None)
    wanted = wanted_meetings(version.edition).filter(pk__in=kept)
    rows = Placement.objects.filter(version=published, meeting__in=wanted).order_by("meeting_id")
    agreed = [Place.of(row) for row in rows]
    # Who needs a table that nobody agreed on takes one that the others leave.
    agreed.sort(key=work.needs_table)
    not_kept = [place.meeting for place in agreed if not work.keep(place, kept)]
    work.carry_locks(published)
    ScheduleVersion.objects.filter(pk=version.pk).update(
        began_from=published, began_revision=published.revision if published else None
    )
    version.refresh_from_db()
    return Kept(tuple(work.done), tuple(not_kept))


def carry_locks(version: ScheduleVersion, published: ScheduleVersion | None) -> None:
    """Lock and unlock in a draft what was locked and unlocked in the published schedule since.

    Call it inside the act that publishes the draft, with the edition locked.
    """
    rows = Placement.objects.filter(version=version)
    for meeting, is_locked in sorted(locks_meanwhile(version, published).items()):
        rows.filter(meeting=meeting).update(is_locked=is_locked)


class _Work:
    """The changes to one draft under one key, each written down; everybody is `locked`."""

    def __init__(
        self, version: ScheduleVersion, people: SamePeople, locked: Locked, user: User, key: UUID
    ) -> None:
        self.version, self.people, self.user, self.key = version, people, user, key
        self.locked, self._known = locked, dict[int, Locked]()
        self.done: list[ScheduleEdit] = []

    def sides(self, meeting: int) -> Locked:
        """The registrations of a meeting."""
        if meeting not in self._known:
            pks = participants_of([meeting]).get(meeting, ())
            self._known[meeting] = {pk: self.locked[pk] for pk in pks}
        return self._known[meeting]

    def keep(self, place: Place, kept: Iterable[int]) -> bool:
        """Whether a meeting could be placed as agreed; where not, nobody made room for it."""
        before = len(self.done)
        try:
            with transaction.atomic():
                there = self._as_they_meet(place)
                if there is None:
                    raise PlacementRefused
                self.make_room(there, kept)
                self.make_understood(there, kept)
                if not self.give(Kind.KEPT, place.meeting, there):
                    raise PlacementRefused
        except PlacementRefused:
            del self.done[before:]
            return False
        return True

    def carry_locks(self, published: ScheduleVersion | None) -> None:
        """Lock and unlock as in the published schedule since."""
        for meeting, is_locked in sorted(locks_meanwhile(self.version, published).items()):
            before = placed(self.version, meeting)
            if before and before.is_locked != is_locked:
                self.give(Kind.KEPT, meeting, replace(before, is_locked=is_locked))

    def make_room(self, place: Place, kept: Iterable[int]) -> None:
        """Move what stands in the way to another table then, else take it out."""
        sides = self.sides(place.meeting)
        apart = {partner for pk in sides for partner in self.people.apart_from(pk)}
        there = Placement.objects.filter(version=self.version, slot=place.slot)
        there = there.exclude(meeting__in=kept)
        for row in there.filter(participants__registration__in=apart).distinct():
            self.give(Kind.REMOVED, row.meeting_id, None)
        for row in there.filter(participants__registration__in=sides).distinct():
            if not self._leaves_seats(row, sides):
                self.give(Kind.REMOVED, row.meeting_id, None)
        for row in there.filter(table=place.table) if place.table else ():
            if not self._moved_aside(row):
                self.give(Kind.REMOVED, row.meeting_id, None)

    def make_understood(self, place: Place, kept: Iterable[int]) -> None:
        """Take out a meeting whose interpreter the other one needs, where nobody is free."""
        asked = interpreting(self.version.edition, meetings=[place.meeting])
        gaps = asked.gaps(self.sides(place.meeting), place.meeting)
        there = Placement.objects.filter(version=self.version, slot=place.slot)
        able = asked.able(gaps, Slot.objects.get(pk=place.slot).period) if gaps else ()
        busy = there.filter(interpreter__in=able)
        if able and busy.count() == len(able):
            for row in busy.exclude(meeting__in=kept).order_by("-meeting_id")[:1]:
                self.give(Kind.REMOVED, row.meeting_id, None)

    def _moved_aside(self, row: Placement) -> bool:
        """Whether a meeting could stay at its time: at another table, or online where it is now."""
        there = self._as_they_meet(replace(Place.of(row), table=None, is_by_hand=True))
        return there is not None and self.give(Kind.MOVED, row.meeting_id, there)

    def needs_table(self, place: Place) -> bool:
        """Whether a meeting has no table and is to have one."""
        return place.table is None and not self._meets_online(place.meeting)

    def _as_they_meet(self, place: Place) -> Place | None:
        """At its time as its sides take part now: online, or at a table, a free one where it has
        none; None where there is none.
        """
        if self._meets_online(place.meeting):
            return replace(place, table=None)
        if place.table is not None:
            return place
        free = self._free_table(place)
        return replace(place, table=free.pk) if free else None

    def _meets_online(self, meeting: int) -> bool:
        sides = self.sides(meeting).values()
        return is_online(side.takes_part for side in sides)

    def _leaves_seats(self, row: Placement, sides: Iterable[int]) -> bool:
        """Whether those of these that are in this meeting have a seat left at its time."""
        shared = row.participants.filter(registration__in=sides).values("registration")
        taken = PlacementParticipant.objects.filter(
            version=self.version, slot=row.slot_id, registration__in=shared
        )
        busy = Counter(taken.values_list("registration_id", flat=True))
        there = delegations(Registration.objects.filter(pk__in=busy))
        return all(count < there[pk].at_once(row.slot.period) for pk, count in busy.items())

    def _free_table(self, place: Place) -> Table | None:
        # What is online has no table; among the used ones it would leave none free.
        seated = Placement.objects.filter(version=self.version, slot=place.slot)
        used = seated.filter(table__isnull=False).values("table")
        tables = Table.objects.filter(edition=self.version.edition_id).exclude(pk__in=used)
        sides = self.sides(place.meeting)
        return next(iter(in_order(tables, sides)), None)

    def give(self, kind: Kind, meeting: int, after: Place | None) -> bool:
        """Change one meeting's place and write it down; whether no rule stands in the way."""
        before = placed(self.version, meeting)
        if before is None and after is None:
            return True
        try:
            with transaction.atomic():
                write(self.version, self.sides(meeting), before, after)
        except PlacementRefused:
            return False
        number = raise_revision(self.version)
        self.done.append(
            ScheduleEdit.objects.create(
                version=self.version,
                number=number,
                kind=kind,
                meeting_id=meeting,
                before=before and asdict(before),
                after=after and asdict(after),
                made_by=self.user,
                idempotency_key=uuid5(self.key, f"{number}"),
            )
        )
        return True
