"""Carrying a remedy out: raise limits, add tables, lift locks, drop meetings, ask for times.

Whoever is concerned is told by mail in the same transaction; the run that follows is queued in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import F

from accounts.models import User
from events.models import Edition, Registration
from events.services.locking import locked_edition, locked_registrations, locked_with_partners
from interface.contention import retrying
from interface.keys import made_before
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    Meeting,
    Placement,
    ScheduleRun,
    ScheduleVersion,
    Table,
)
from matchmaking.queries.names import Names, names
from matchmaking.queries.remedies import CurrentRemedy, Status, remedy_of
from matchmaking.queries.remedy_changes import RemedyChange
from matchmaking.queries.schedule import current_version
from matchmaking.rules import is_ready_to_schedule
from matchmaking.services import placing
from matchmaking.services.letters.remedies import tell_of_ask, tell_of_drop, tell_of_limit
from matchmaking.services.other_times import overtake
from matchmaking.services.placing.whole import participants_of
from matchmaking.services.remedies.refusals import RemediesClosed, RemedyChanged
from matchmaking.services.runs import RunActive, request_run

Locked = Mapping[int, Registration]


@dataclass(frozen=True)
class Wish:
    """Who carries the remedy of which meeting out, as it was seen, and whether a run follows.

    `limit_seconds` is the time limit of that run, None for no run; it never follows where a
    cluster has to answer first.
    """

    version: ScheduleVersion
    meeting: int
    seen: str
    user: User
    key: UUID
    now: datetime
    limit_seconds: int | None = None

    def part(self, name: str) -> UUID:
        """The key of a part of this act: the same each time."""
        return uuid5(self.key, name)


@retrying
def apply(wish: Wish) -> AppliedRemedy:
    """Do what the meeting's remedy says, all of it or nothing. The same key, the same answer.

    Raises `KeyTaken`, `RemediesClosed`, `RemedyChanged`, `RunActive`, a `PlacementRefused`, `Busy`.
    """
    edition = locked_edition(wish.version.edition_id)
    about = {"version": wish.version}
    if done := made_before(AppliedRemedy, wish.key, about, {"meeting_id": wish.meeting}):
        return done
    _check_open(edition, wish.version, wish.now)
    registrations, offer = _locked_offer(wish)
    applied = AppliedRemedy.objects.create(
        version=wish.version,
        meeting_id=wish.meeting,
        changes=[asdict(change) for change in offer.todo],
        made_by=wish.user,
        made_at=wish.now,
        idempotency_key=wish.key,
    )
    work = _Work(wish, edition, applied, registrations)
    for change in offer.todo:
        work.carry_out(change)
    if wish.limit_seconds and not offer.asks:
        applied.run = _run(edition, wish, wish.limit_seconds)
        applied.save(update_fields=["run"])
    return applied


def _check_open(edition: Edition, version: ScheduleVersion, now: datetime) -> None:
    if not is_ready_to_schedule(edition, now) or current_version(edition) != version:
        raise RemediesClosed
    if active := ScheduleRun.objects.filter(edition=edition).active().first():
        raise RunActive(active)


def _locked_offer(wish: Wish) -> tuple[Locked, CurrentRemedy]:
    """The offer as it stands once everybody it concerns is locked. Raises `RemedyChanged`."""
    offer = remedy_of(wish.version, wish.meeting)
    if offer is None:
        raise RemedyChanged
    participants = participants_of([wish.meeting, *offer.meetings])
    concerned = {pk for pks in participants.values() for pk in pks}
    # Those who share a person with them too, as placing locks these as well.
    concerned |= offer.registrations
    registrations = locked_with_partners(wish.version.edition_id, concerned)
    offer = remedy_of(wish.version, wish.meeting)
    if offer is None or offer.seen != wish.seen or offer.status != Status.OPEN:
        raise RemedyChanged
    return registrations, offer


def _run(edition: Edition, wish: Wish, limit_seconds: int) -> ScheduleRun:
    return request_run(
        edition=edition,
        user=wish.user,
        limit_seconds=limit_seconds,
        key=wish.part("run"),
        now=wish.now,
        goes_on=True,
    )


@dataclass(frozen=True)
class _Work:
    """The changes of a remedy, one after the other; edition and registrations are locked."""

    wish: Wish
    edition: Edition
    applied: AppliedRemedy
    registrations: Locked

    def carry_out(self, change: RemedyChange) -> None:
        acts = {
            "raise_limit": self._raise,
            "raise_capacity": self._raise,
            "lift_apart": self._send_colleague,
            "add_table": self._add_tables,
            "free_slot": self._ask,
            "unlock": self._unlock,
            "drop": self._drop,
        }
        acts[change.code](change)

    def _raise(self, change: RemedyChange) -> None:
        field = "max_meetings" if change.code == "raise_limit" else "seats"
        registration = self.registrations[change.registration or 0]
        rows = Registration.objects.filter(pk=registration.pk, **{field: change.before})
        if not rows.update(**{field: change.after, "version": F("version") + 1}):
            raise RemedyChanged
        tell_of_limit(self.applied, registration, change, self.wish.now)

    def _send_colleague(self, change: RemedyChange) -> None:
        registration = self.registrations[change.registration or 0]
        rows = Registration.objects.filter(pk=registration.pk, sends_colleague=False)
        if not rows.update(sends_colleague=True, version=F("version") + 1):
            raise RemedyChanged
        tell_of_limit(self.applied, registration, change, self.wish.now)

    def _add_tables(self, change: RemedyChange) -> None:
        first, last = (change.before or 0) + 1, change.after or 0
        Table.objects.bulk_create(
            Table(edition=self.edition, number=number) for number in range(first, last + 1)
        )

    def _ask(self, change: RemedyChange) -> None:
        if change.answer == AvailabilityAsk.State.OPEN:
            return
        registration = self.registrations[change.registration or 0]
        names = self._names(self.wish.meeting)
        ask = AvailabilityAsk.objects.create(
            edition=self.edition,
            registration=registration,
            period=names.slots[change.slot or 0].period,
            meeting_id=self.wish.meeting,
            asked_by=self.wish.user,
            asked_at=self.wish.now,
            idempotency_key=self.wish.part(f"ask-{registration.pk}-{change.slot}"),
        )
        tell_of_ask(ask, names, self.wish.now)

    def _unlock(self, change: RemedyChange) -> None:
        meeting, now = change.meeting or 0, self.wish.now
        draft = placing.start_draft(edition=self.edition, now=now)
        key = self.wish.part(f"unlock-{meeting}")
        placing.unlock(version=draft, meeting=meeting, user=self.wish.user, key=key, now=now)

    def _drop(self, change: RemedyChange) -> None:
        meeting, version = change.meeting or 0, self.wish.version
        if Placement.objects.filter(version=version, meeting=meeting).exists():
            key = self.wish.part(f"remove-{meeting}")
            user, now = self.wish.user, self.wish.now
            placing.remove(version=version, meeting=meeting, user=user, key=key, now=now)
        if not Meeting.objects.filter(pk=meeting, is_cancelled=False).update(is_cancelled=True):
            raise RemedyChanged
        overtake(meetings=Meeting.objects.filter(pk=meeting))
        told = self._names(meeting)
        those = [self.registrations[pk] for pk in told.participants[meeting]]
        tell_of_drop(self.applied, meeting, those, told, self.wish.now)

    def _names(self, meeting: int) -> Names:
        return names(self.edition, meetings=[meeting])


@retrying
def want_again(*, remedy: AppliedRemedy, now: datetime) -> None:
    """The meetings that a remedy dropped are to be scheduled again. Twice is once.

    Raises `RemediesClosed`, `Busy`.
    """
    edition = locked_edition(remedy.version.edition_id)
    meetings = [change["meeting"] for change in remedy.changes if change["code"] == "drop"]
    participants = participants_of(meetings)
    registrations = locked_registrations(pk for pks in participants.values() for pk in pks)
    if not is_ready_to_schedule(edition, now):
        raise RemediesClosed
    if not AppliedRemedy.objects.filter(pk=remedy.pk, undone_at=None).update(undone_at=now):
        return
    remedy.refresh_from_db(fields=["undone_at"])
    Meeting.objects.filter(pk__in=meetings).update(is_cancelled=False)
    _tell_wanted_again(remedy, edition, participants, registrations, now)


def _tell_wanted_again(
    remedy: AppliedRemedy,
    edition: Edition,
    participants: Mapping[int, Iterable[int]],
    registrations: Locked,
    now: datetime,
) -> None:
    told = names(edition, meetings=participants)
    for meeting, pks in participants.items():
        tell_of_drop(remedy, meeting, [registrations[pk] for pk in pks], told, now)
