"""The organiser registers many clusters in one act, such as those of a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from events.rules import is_open_for_late_clusters
from events.services.consent import name_delegations
from events.services.inviting import stop_for_clusters
from events.services.letters import tell_late
from events.services.locking import locked_edition
from events.services.places import free_places
from events.services.registrations import (
    AlreadyRegistered,
    OnlineNotOffered,
    RegistrationClosed,
    register_late,
    take_over,
)
from events.services.wishes import Wishes
from interface.keys import KeyTaken

State = Registration.State
REFUSED = (AlreadyRegistered, OnlineNotOffered, RegistrationClosed, KeyTaken)


@dataclass(frozen=True, slots=True)
class Late:
    """One that comes late, with its consent; see `register_for`."""

    cluster: Organisation
    wishes: Wishes
    key: UUID


def register_each(
    *, edition: Edition, late: Sequence[Late], by: User, now: datetime
) -> list[Exception | None]:
    """Register as `register_for` does, one after the other; what each is refused with, if it is.

    Part of an act. In a constant number of queries, and some more for each cluster that was
    registered before. Raises `KeyTaken` with nobody registered: then each may be by itself.
    """
    work = _Work.of(locked_edition(edition.pk), late, by, now)
    answers = [work.answer(one) for one in late]
    work.store()
    return answers


@dataclass
class _Work:
    """What was there, with the edition locked, and who comes; who is new is stored in one go."""

    edition: Edition
    by: User
    now: datetime
    keys: set[UUID]
    there: set[int]
    free: int | None = None
    new: list[tuple[Registration, str]] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition, late: Sequence[Late], by: User, now: datetime) -> "_Work":
        keys = Registration.objects.filter(idempotency_key__in=[one.key for one in late])
        rows = edition.registrations.filter(cluster__in=[one.cluster for one in late])
        return cls(
            edition,
            by,
            now,
            keys=set(keys.order_by().values_list("idempotency_key", flat=True)),
            there=set(rows.order_by().values_list("cluster", flat=True)),
            free=free_places(edition),
        )

    def answer(self, one: Late) -> Exception | None:
        was_there = one.key in self.keys or one.cluster.pk in self.there
        if was_there:
            self.store()
        try:
            if was_there:
                self._register_singly(one)
            else:
                self._register(one)
        except REFUSED as refusal:
            return refusal
        self.keys.add(one.key)
        self.there.add(one.cluster.pk)
        return None

    def _register_singly(self, one: Late) -> None:
        with transaction.atomic():
            register_late(
                edition=self.edition,
                cluster=one.cluster,
                by=self.by,
                wishes=one.wishes,
                key=one.key,
                now=self.now,
            )
        self.free = free_places(self.edition)

    def _register(self, one: Late) -> None:
        if not is_open_for_late_clusters(self.edition, self.now):
            raise RegistrationClosed
        row = Registration(
            edition=self.edition,
            cluster=one.cluster,
            state=State.WAITING,
            registered_by=self.by,
            idempotency_key=one.key,
        )
        take_over(row, replace(one.wishes, message=""))
        self.new.append((row, one.wishes.message))

    def store(self) -> None:
        """Write who is new, and tell them. Raises `KeyTaken`."""
        new, self.new = self.new, []
        rows = [row for row, _ in new]
        if not rows:
            return
        try:
            with transaction.atomic():
                Registration.objects.bulk_create(rows)
        except IntegrityError as error:
            raise KeyTaken from error
        stop_for_clusters(self.edition, [row.cluster_id for row in rows])
        asked = name_delegations(self.edition, [row.cluster for row in rows], self.now)
        self._settle(rows)
        tell_late(new, asked, self.now)

    def _settle(self, rows: Sequence[Registration]) -> None:
        """As long as places are free they are approved, the others wait in line."""
        places = len(rows) if self.free is None else self.free
        for state, those in ((State.APPROVED, rows[:places]), (State.WAITLISTED, rows[places:])):
            for row in those:
                row.state, row.created_at, row.decided_at = state, self.now, self.now
                row.version += 1
            stored = Registration.objects.filter(pk__in=[row.pk for row in those])
            stored.update(
                state=state, version=F("version") + 1, created_at=self.now, decided_at=self.now
            )
        self.free = None if self.free is None else max(0, self.free - len(rows))
