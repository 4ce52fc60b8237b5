"""What would place a meeting that has no place, as it could be carried out now."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from events.models import Edition, Registration
from interface.marks import mark_of
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    ScheduleVersion,
)
from matchmaking.queries.availability import NOBODY_THERE, NOT_AVAILABLE
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedy_changes import RemedyChange, changes
from matchmaking.queries.schedule import NotPlaced

Ask = AvailabilityAsk


class Status(StrEnum):
    """Where a remedy stands: what can be done about it."""

    NONE = "none"  # nothing is known that would help
    OPEN = "open"  # it can be carried out
    ASKED = "asked"  # a cluster has not answered yet
    KEPT = "kept"  # a cluster keeps its time
    BOUND = "bound"  # a session binds a cluster then
    DELEGATES = "delegates"  # a cluster would have to send more people then
    INTERPRETER = "interpreter"  # somebody more has to interpret then
    FIXED = "fixed"  # it would drop a meeting that clusters see in the published schedule
    READY = "ready"  # all is done: run again


@dataclass(frozen=True)
class CurrentRemedy:
    """The remedy of a meeting with where it stands; `seen` tells two such pictures apart."""

    meeting: int
    changes: tuple[RemedyChange, ...]
    status: Status

    @property
    def todo(self) -> tuple[RemedyChange, ...]:
        return tuple(change for change in self.changes if not change.is_done)

    @property
    def asks(self) -> tuple[RemedyChange, ...]:
        """What is a cluster's to decide."""
        return tuple(change for change in self.todo if change.code == "free_slot")

    @property
    def concerns_others(self) -> bool:
        """Whether it touches what clusters have said or agreed."""
        return any(change.code not in ("add_table", "unlock") for change in self.todo)

    @property
    def registrations(self) -> set[int]:
        return {change.registration for change in self.changes if change.registration}

    @property
    def meetings(self) -> set[int]:
        """The meetings that are unlocked or dropped."""
        return {change.meeting for change in self.changes if change.meeting}

    @property
    def seen(self) -> str:
        return mark_of([asdict(change) for change in self.changes], self.status)


class _Statuses:
    """What the status of all remedies of a version follows from, read once."""

    def __init__(self, plan: Plan, missing: Iterable[NotPlaced]) -> None:
        self.plan = plan
        self.changes = {row.meeting: changes(plan.names, row.remedy) for row in missing}
        self.asks = list(asks_of(plan.edition))

    def remedy(self, meeting: int) -> CurrentRemedy:
        found = tuple(
            self._with_interpreter(meeting, change)
            if change.code == "add_interpreter"
            else self._as_it_is(change, is_applied=self.plan.meetings[meeting].is_remedied)
            for change in self.changes[meeting]
        )
        return CurrentRemedy(meeting, found, self._status(found))

    def _as_it_is(self, change: RemedyChange, *, is_applied: bool) -> RemedyChange:
        if change.code == "free_slot":
            return self._with_answer(change)
        if change.code == "lift_apart":
            party = self.plan.names.parties[change.registration or 0]
            return replace(change, is_done=party.sends_colleague)
        if change.code == "unlock":
            place = self.plan.placed.get(change.meeting or 0)
            return replace(change, is_done=not (place and place.is_locked))
        if change.code == "drop":
            return replace(change, is_done=change.meeting not in self.plan.wanted)
        is_free = change.code == "raise_limit" and change.before is None
        return replace(change, is_done=is_applied or is_free)

    def _with_interpreter(self, meeting: int, change: RemedyChange) -> RemedyChange:
        sides = self.plan.names.participants.get(meeting, ())
        lacks = self.plan.is_not_understood(sides, change.slot or 0, meeting)
        return replace(change, is_done=not lacks)

    def _with_answer(self, change: RemedyChange) -> RemedyChange:
        key = change.registration or 0, change.slot or 0
        why = self.plan.busy.get(key[0], {}).get(key[1], "")
        ask = self._last_ask(*key)
        return replace(
            change,
            session="" if why in (NOT_AVAILABLE, NOBODY_THERE) else why,
            lacks_people=why == NOBODY_THERE,
            answer=str(ask.state) if ask else "",
            is_done=not why,
        )

    def _last_ask(self, registration: int, slot: int) -> AvailabilityAsk | None:
        """What the cluster was last asked about the time of a slot."""
        period = self.plan.names.slots[slot].period if slot in self.plan.names.slots else None
        return next(
            (
                ask
                for ask in self.asks
                if period and ask.registration_id == registration and _share(ask.period, period)
            ),
            None,
        )

    def _status(self, found: tuple[RemedyChange, ...]) -> Status:
        left = [change for change in found if not change.is_done]
        if not found:
            return Status.NONE
        if not left:
            return Status.READY
        if stuck := _stuck(left):
            return stuck
        if any(change.code == "drop" and self._is_published(change) for change in left):
            return Status.FIXED
        return Status.ASKED if all(_is_asked(change) for change in left) else Status.OPEN

    def _is_published(self, change: RemedyChange) -> bool:
        """Whether the published schedule has the meeting to be dropped."""
        meeting = self.plan.meetings.get(change.meeting or 0)
        return meeting is not None and meeting.published is not None


def _share(first: DateTimeTZRange, second: DateTimeTZRange) -> bool:
    return bool(first.lower < second.upper and second.lower < first.upper)


def _stuck(left: Iterable[RemedyChange]) -> Status | None:
    """What a cluster would have to do that no organiser can do for it, or the programme."""
    if any(change.session for change in left):
        return Status.BOUND
    if any(change.lacks_people for change in left):
        return Status.DELEGATES
    if any(change.answer == Ask.State.KEPT for change in left):
        return Status.KEPT
    if any(change.code == "add_interpreter" for change in left):
        return Status.INTERPRETER
    return None


def _is_asked(change: RemedyChange) -> bool:
    return change.code == "free_slot" and change.answer == Ask.State.OPEN


@dataclass(frozen=True)
class Remedies:
    """Remedies of meetings without a place, and what clusters were asked."""

    by_meeting: Mapping[int, CurrentRemedy]
    asks: tuple[AvailabilityAsk, ...]


def remedies(plan: Plan, missing: Iterable[NotPlaced]) -> Remedies:
    """The remedy of each meeting without a place; one query beside the plan's."""
    statuses = _Statuses(plan, missing)
    return Remedies(
        by_meeting={meeting: statuses.remedy(meeting) for meeting in statuses.changes},
        asks=tuple(statuses.asks),
    )


def remedy_of(version: ScheduleVersion, meeting: int) -> CurrentRemedy | None:
    """The remedy of one meeting as it stands now; None when it has a place or is not wanted."""
    plan = Plan(version.edition, version)
    missing = [row for row in plan.missing if row.meeting == meeting]
    return remedies(plan, missing).by_meeting.get(meeting)


def asks_of(edition: Edition) -> QuerySet[AvailabilityAsk]:
    """What clusters were asked to free, the newest first."""
    rows = Ask.objects.filter(edition=edition).order_by("-asked_at", "-pk")
    return rows.select_related("registration__cluster", "asked_by", "answered_by")


def open_asks(registration: Registration) -> QuerySet[AvailabilityAsk]:
    """What the organiser asks this cluster and it has not answered."""
    rows = Ask.objects.filter(registration=registration, state=Ask.State.OPEN)
    return rows.order_by("period")


def drops(version: ScheduleVersion) -> list[AppliedRemedy]:
    """What was done in the edition, whatever the version, and dropped a meeting; not undone."""
    rows = AppliedRemedy.objects.filter(version__edition=version.edition_id, undone_at=None)
    return [row for row in rows if any(change["code"] == "drop" for change in row.changes)]
