"""Questions about an edition's schedule versions and the meetings they place."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    UnplacedMeeting,
)
from matchmaking.records import Reason, Remedy


def wanted_meetings(edition: Edition) -> QuerySet[Meeting]:
    """Meetings that are to be, or were: agreed, not cancelled, no participant left before it."""
    begun = Placement.objects.filter(
        meeting=OuterRef("meeting"),
        version__state=ScheduleVersion.State.PUBLISHED,
        slot__period__startswith__lte=OuterRef("registration__decided_at"),
    )
    absent = _absent().exclude(Exists(begun))
    agreed = Q(request__isnull=True) | Q(request__state=MeetingRequest.State.ACCEPTED)
    return Meeting.objects.filter(
        agreed, ~Exists(absent), edition=edition, is_cancelled=False
    ).order_by("pk")


def meetings_to_schedule(edition: Edition) -> QuerySet[Meeting]:
    """Those of them that can have another place: every participant is approved."""
    return wanted_meetings(edition).exclude(Exists(_absent()))


def _absent() -> QuerySet[MeetingParticipant]:
    """Of the meeting outside, those that do not come, or not any more."""
    rows = MeetingParticipant.objects.filter(meeting=OuterRef("pk"))
    return rows.exclude(registration__state=Registration.State.APPROVED)


def unwanted_meetings(version: ScheduleVersion) -> QuerySet[Placement]:
    """Places of meetings that were called off, or whose clusters do not come any more."""
    wanted = wanted_meetings(version.edition).values("pk")
    return Placement.objects.filter(version=version).exclude(meeting__in=wanted)


def current_version(edition: Edition) -> ScheduleVersion | None:
    """The version that work goes on from: the draft, or else the published one."""
    return _that_stand().filter(edition=edition).first()


def current_version_of(edition: str) -> QuerySet[ScheduleVersion]:
    """The current version in a subquery; `edition` names the field that holds its edition."""
    return _that_stand().filter(edition=OuterRef(edition))[:1]


def _that_stand() -> QuerySet[ScheduleVersion]:
    states = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
    # "draft" comes before "published": a draft that was set aside and is back may be older.
    return ScheduleVersion.objects.filter(state__in=states).order_by("state")


def published_version(edition: Edition) -> ScheduleVersion | None:
    """The version that clusters see: one that is opening, their own meetings in it alone."""
    return published_versions(edition).first()


def published_versions(edition: Edition) -> QuerySet[ScheduleVersion]:
    """The same as a question: one at most."""
    state = ScheduleVersion.State.PUBLISHED
    return ScheduleVersion.objects.filter(edition=edition, state=state)


def is_schedule_out(edition: Edition) -> bool:
    """Whether a schedule is published; what clusters agree on before that is none."""
    published = published_version(edition)
    return published is not None and not published.is_opening


# Of a placement, or of a seat in one: it is published, and nobody called the meeting off.
_THAT_STANDS = Q(version__state=ScheduleVersion.State.PUBLISHED, meeting__is_cancelled=False)


def published_places() -> QuerySet[Placement]:
    """The places that published versions have for meetings which nobody called off."""
    return Placement.objects.filter(_THAT_STANDS)


def published_seats() -> QuerySet[PlacementParticipant]:
    """The same, one for each registration in them."""
    return PlacementParticipant.objects.filter(_THAT_STANDS)


def published_place(meeting: Meeting) -> Placement | None:
    """Where the published version places a meeting, with slot, table and version; also one that
    was called off where it still stands.
    """
    published = ScheduleVersion.State.PUBLISHED
    places = Placement.objects.filter(meeting=meeting, version__state=published)
    return places.select_related("slot", "table", "interpreter", "version__edition").first()


def published_meetings(registration: Registration, *, after: datetime | None = None) -> int:
    """How many meetings a cluster has in the published schedule, or begin in it `after` that."""
    seats = published_seats().filter(registration=registration)
    return (seats.filter(slot__period__startswith__gt=after) if after else seats).count()


def begun_meetings(registration: Registration, now: datetime) -> QuerySet[Meeting]:
    """Those of a cluster whose published time has begun: whoever leaves now was there."""
    begun = published_places().filter(slot__period__startswith__lte=now)
    return Meeting.objects.filter(
        participants__registration=registration, pk__in=begun.values("meeting")
    )


def published_meetings_of_each(edition: Edition) -> dict[int, int]:
    """The same of each registration that has one."""
    seats = published_seats().filter(version__edition=edition)
    return dict(Counter(seats.values_list("registration_id", flat=True)))


def lost_meetings(edition: Edition, now: datetime) -> int:
    """How many places to come of the published version stand empty because a cluster left."""
    rows = Placement.objects.filter(
        version__edition=edition,
        version__state=ScheduleVersion.State.PUBLISHED,
        meeting__is_cancelled=True,
        slot__period__startswith__gt=now,
    )
    gone = PlacementParticipant.objects.filter(placement=OuterRef("pk")).exclude(
        registration__state=Registration.State.APPROVED
    )
    return rows.filter(Exists(gone)).count()


def planned() -> QuerySet[Placement]:
    """The places of all planned meetings: published, not called off, not known as not held; what
    clusters agreed on before publication is no plan yet, and of a cancelled event none is.
    """
    places = published_places().filter(version__is_opening=False)
    places = places.exclude(edition__state=Edition.State.CANCELLED)
    return places.exclude(meeting__was_held=False)


def versions_in_use(edition: Edition, *, and_number: int | None = None) -> list[ScheduleVersion]:
    """The draft, the published version, and former drafts, with how many meetings they place.

    `and_number` is one that is wanted besides, though it may be replaced.
    """
    rows = ScheduleVersion.objects.filter(
        ~Q(state=ScheduleVersion.State.REPLACED) | Q(number=and_number), edition=edition
    )
    found = list(rows.annotate(placed=Count("placements")).order_by("state", "-number"))
    for version in found:
        version.edition = edition
    return found


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A wanted meeting without a place, why it has none and what would give it one."""

    meeting: int
    reason: Reason
    remedy: Remedy

    @classmethod
    def of(cls, meeting: int, reason: Any, remedy: Any, *, removed: bool) -> Self:
        """As a run found it, `new` where no run knew it; `removed` by hand since goes before."""
        if removed:
            return cls(meeting, Reason("removed"), Remedy())
        return cls(meeting, Reason.read(reason or {"code": "new"}), Remedy.read(remedy or {}))


def not_placed(version: ScheduleVersion, *, of: Registration | None = None) -> list[NotPlaced]:
    """Wanted meetings that the version does not place, heaviest first; all, or one cluster's.

    A meeting that the run did not know is `new`, one that was taken out since is `removed`.
    """
    rows = wanted_meetings(version.edition).exclude(pk__in=version.placements.values("meeting"))
    if of:
        rows = rows.filter(participants__registration=of)
    rows = with_reasons(rows, version)
    return [
        NotPlaced.of(pk, reason, remedy, removed=is_removed)
        for pk, is_removed, reason, remedy in rows.order_by("-priority", "pk").values_list(
            "pk", "is_removed", "reason", "remedy"
        )
    ]


class Told(TypedDict):
    """What a run said of a meeting without a place, and whether it was taken out by hand."""

    reason: Any
    remedy: Any
    is_removed: bool


def with_reasons(
    rows: QuerySet[Meeting], version: ScheduleVersion
) -> "QuerySet[WithAnnotations[Meeting, Told]]":
    """Meetings with why a version does not place them."""
    told = UnplacedMeeting.objects.filter(version=version, meeting=OuterRef("pk"))
    removed = version.edits.filter(
        kind=ScheduleEdit.Kind.REMOVED, undone_at=None, meeting=OuterRef("pk")
    )
    return rows.annotate(
        is_removed=Exists(removed),
        reason=Subquery(told.values("reason")[:1]),
        remedy=Subquery(told.values("remedy")[:1]),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """The changes by hand that a page offers: `last` to be undone, `undone` to be done again."""

    last: ScheduleEdit | None = None
    undone: ScheduleEdit | None = None


def edits_offered(version: ScheduleVersion, user: User | None = None) -> Offered:
    """The last change of this person, else of anybody; what was undone last, if nothing was
    changed since. Of the published version only what was made in place. One query.
    """
    rows = _undoable(version).annotate(is_own=Q(made_by=user))
    newest = version.edits.order_by("-number").values("number")[:1]
    undone = rows.filter(undone_number__gt=Coalesce(Subquery(newest), 0))
    found = (
        rows.filter(undone_at=None)
        .order_by("-is_own", "-number")[:1]
        .union(undone.order_by("-undone_number")[:1], all=True)
    )
    by_state = {edit.undone_at is None: edit for edit in found}
    return Offered(by_state.get(True), by_state.get(False))


def _undoable(version: ScheduleVersion) -> QuerySet[ScheduleEdit]:
    if version.state != ScheduleVersion.State.PUBLISHED:
        return version.edits.all()
    since = version.published_revision or 0
    return version.edits.filter(kind__in=ScheduleEdit.BY_HAND, number__gt=since)
