"""A list is imported: looked at first, then done by a worker. All delegates of a cluster are one
act, and so are as many clusters, and as many requests, as are registered or asked for at once.

Whatever is there already is left as it is, so that the same list twice adds nothing.
"""

import logging
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError

from accounts.models import User
from events.models import Edition, Registration
from events.rules import can_organise, is_open_for_late_clusters
from events.services import registrations
from events.services.delegates import add_delegates
from events.services.wishes import Wishes
from files.models import StoredFile
from interface.contention import Busy
from interface.folding import BETWEEN
from interface.keys import KeyTaken
from matchmaking.layouts import CLUSTER, NAME
from matchmaking.listed import MOST_FAULTS, Faults, Participant, Person, Wished
from matchmaking.models import Import, Priority
from matchmaking.queries.importing import Plan, plan_of, rows_of
from matchmaking.services import import_leases
from matchmaking.services.listed_clusters import Named, register_named
from matchmaking.services.requests import AlreadyAsked, Asked, RequestRefused, Wish, ask_each
from privacy.log.actors import acting_as, user

log = logging.getLogger(__name__)

State, Failure = Import.State, Import.Failure
REFUSED = (
    registrations.RegistrationClosed,
    registrations.NotChangeable,
    RequestRefused,
    KeyTaken,
    Busy,
)
THERE = (registrations.AlreadyRegistered, AlreadyAsked)
# Row and column.
Cell = tuple[int, int]
# What is done at once; what each row is refused with, if it is.
Act = Callable[..., Sequence[Exception | None]]
BEAT_SECONDS = 1.0
# Of what is not imported so much is written at each beat; the rest with the last one.
MOST_AT_BEATS = 500
# So many clusters or requests are one act: others wait for it no longer than for any other.
AT_ONCE = 100


class AlreadyImported(Exception):
    """The list was imported, or is being imported."""


class ImportFailed(Exception):
    """The list is not imported any further."""

    def __init__(self, failure: Import.Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def show_first(
    *,
    edition: Edition,
    by: User,
    file: StoredFile,
    layout: str,
    columns: Sequence[str],
    now: datetime,
) -> Import:
    """Note a list that was uploaded; nothing of it is stored but the file."""
    return Import.objects.create(
        edition=edition, asked_by=by, file=file, layout=layout, columns=list(columns), asked_at=now
    )


def begin(
    *, listed: Import, layout: str, columns: Sequence[str], merged: Mapping[str, int]
) -> None:
    """Have the list imported as it was looked at. Raises `AlreadyImported`."""
    rows = Import.objects.filter(pk=listed.pk, state=State.SHOWN)
    values: dict[str, Any] = {"layout": layout, "columns": list(columns), "merged": dict(merged)}
    if not rows.update(state=State.WAITING, **values):
        raise AlreadyImported


def carry_out(import_id: int, *, now: datetime) -> None:
    """Import what waits, unless another worker has it.

    A lost database leaves the list as it is, for the next attempt; any other trouble fails it with
    a reason. What was stored stays.
    """
    listed = import_leases.claim(import_id)
    if listed is None:
        return
    outcome = _Outcome(Counter(listed.outcome.get("stored", {})))
    try:
        _carry_out(listed, outcome, now)
        import_leases.finish(listed, outcome.as_json())
    except import_leases.LeaseLost:
        log.warning("Import %s was lost to another worker or has ended.", import_id)
    except (OperationalError, InterfaceError):
        raise
    except ImportFailed as failed:
        _fail(listed, failed.failure, outcome)
    except Exception:
        _fail(listed, Failure.CRASHED, outcome)
        raise


def _fail(listed: Import, failure: Import.Failure, outcome: "_Outcome") -> None:
    try:
        import_leases.fail(listed, failure, outcome.as_json())
    except import_leases.LeaseLost:
        log.warning("Import %s failed after it was lost: %s", listed.pk, failure)


def _carry_out(listed: Import, outcome: "_Outcome", now: datetime) -> None:
    _check_organiser(listed)
    if listed.file is None:
        raise ImportFailed(Failure.NO_LIST)
    plan = plan_of(
        listed.edition,
        rows_of(listed.file),
        layout=listed.layout,
        columns=listed.columns,
        merged=listed.merged,
        is_open=is_open_for_late_clusters(listed.edition, now),
        by=listed.asked_by,
    )
    outcome.faults = plan.faults
    with acting_as(user(listed.asked_by_id)):
        _Importing(listed, plan, outcome, now).all()


def _check_organiser(listed: Import) -> None:
    if not can_organise(listed.asked_by, listed.edition):
        raise ImportFailed(Failure.NOT_ORGANISER)


@dataclass
class _Outcome:
    """How many rows were stored; row, column and reason of those that were not, because they were
    refused or because a cell was not read. What stands there is in the list alone.
    """

    stored: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, int, str]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def as_json(self, most: int = MOST_FAULTS) -> dict[str, Any]:
        return {
            "stored": dict(self.stored),
            "refused": sorted(self.refused)[:most],
            "all_refused": len(self.refused),
            "faults": [(one.row, one.column, one.code) for one in self.faults[:most]],
            "all_faults": self.faults.all_count,
        }


@dataclass
class _Importing:
    listed: Import
    plan: Plan
    outcome: _Outcome
    now: datetime
    next_beat: float = 0.0

    def all(self) -> None:
        column, of_name = self.plan.read.column(CLUSTER), self.plan.read.column(NAME)
        new = self.plan.new
        for first in range(0, len(new), AT_ONCE):
            named = {(one.row, column): self._named(one) for one in new[first : first + AT_ONCE]}
            self._try_each("participants", named, self._register)
        rows = self.listed.edition.registrations.exclude(state=Registration.State.WITHDRAWN)
        by_cluster = {row.cluster_id: row for row in rows.select_related("cluster")}
        by_name = {
            name: row for row in by_cluster.values() for name in row.cluster.known_as.split(BETWEEN)
        }

        def standing(name: str) -> Registration:
            return by_cluster.get(self.plan.cluster(name)) or by_name[self.plan.key(name)]

        delegations: defaultdict[str, list[Person]] = defaultdict(list)
        for person in self.plan.new_people:
            delegations[person.cluster].append(person)
        for people in delegations.values():
            cells = [(person.row, of_name) for person in people]
            self._try("people", cells, partial(self._add, standing, people))
        wishes = self.plan.new_wishes
        for first in range(0, len(wishes), AT_ONCE):
            self._ask_each(standing, wishes[first : first + AT_ONCE])

    def _try(self, what: str, cells: Sequence[Cell], act: Callable[[], int]) -> None:
        """Carry out what stands in these cells, and count what of it was not there."""
        self._beat()
        try:
            self.outcome.stored[what] += act()
        except THERE:
            return
        except KeyError:
            self._refuse(cells, "NotThere")
        except REFUSED as refusal:
            self._refuse(cells, type(refusal).__name__)

    def _try_each(self, what: str, cells: Mapping[Cell, object], act: Act) -> None:
        """What stands in these cells, all in one act; each by itself where others hold rows of it
        for too long.
        """
        self._beat()
        try:
            answers = act(*cells.values())
        except (KeyTaken, Busy):
            for cell, one in cells.items():
                self._try(what, [cell], partial(_done, act, one))
            return
        for cell, refusal in zip(cells, answers, strict=True):
            if refusal is None:
                self.outcome.stored[what] += 1
            elif not isinstance(refusal, THERE):
                self._refuse([cell], type(refusal).__name__)

    def _refuse(self, cells: Sequence[Cell], why: str) -> None:
        self.outcome.refused += [(row, column, why) for row, column in cells]

    def _beat(self) -> None:
        """Once a second, hold the list for longer, if it is still ours to import."""
        if time.monotonic() < self.next_beat:
            return
        _check_organiser(self.listed)
        import_leases.extend(self.listed, self.outcome.as_json(MOST_AT_BEATS))
        self.next_beat = time.monotonic() + BEAT_SECONDS

    def _key(self, *of: object) -> uuid.UUID:
        """The same for the same cell, so that a worker that begins again adds nothing."""
        named = ":".join(map(str, (self.listed.pk, *of)))
        return uuid.uuid5(uuid.NAMESPACE_OID, f"import:{named}")

    def _named(self, one: Participant) -> Named:
        return Named(
            cluster=self.plan.cluster(one.cluster),
            name=one.cluster,
            region=self.plan.regions.get(one.region),
            wishes=Wishes(seats=one.seats, max_meetings=one.most, takes_part=self.plan.way(one)),
            key=self._key(one.row),
        )

    def _register(self, *named: Named) -> Sequence[Exception | None]:
        listed = self.listed
        return register_named(edition=listed.edition, named=named, by=listed.asked_by, now=self.now)

    def _add(self, standing: Callable[[str], Registration], people: Sequence[Person]) -> int:
        """Those of one cluster."""
        registration = standing(people[0].cluster)
        named = [(one.name, one.job_title) for one in people]
        return add_delegates(registration=registration, people=named, now=self.now)

    def _ask_each(self, standing: Callable[[str], Registration], wishes: Sequence[Wished]) -> None:
        asked = dict[Cell, Asked]()
        for wish in wishes:
            try:
                asked[wish.row, wish.column] = self._asked(standing, wish)
            except KeyError:
                self._refuse([(wish.row, wish.column)], "NotThere")
        self._try_each("wishes", asked, self._ask)

    def _asked(self, standing: Callable[[str], Registration], one: Wished) -> Asked:
        return Asked(
            requester=standing(one.cluster).pk,
            invitee=standing(one.to).pk,
            wish=Wish(Priority.MUST if one.is_must else Priority.WOULD_LIKE),
            key=self._key(one.row, one.column),
            windows=frozenset(self.plan.windows(one)),
        )

    def _ask(self, *asked: Asked) -> Sequence[Exception | None]:
        listed = self.listed
        return ask_each(edition=listed.edition, asked=asked, by=listed.asked_by, now=self.now)


def _done(act: Act, one: object) -> int:
    """This one by itself. Raises what it is refused with."""
    [refusal] = act(one)
    if refusal:
        raise refusal
    return 1
