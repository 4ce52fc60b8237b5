"""Questions about an edition's schedule versions and the meetings they place."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

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
    """Meetings to schedule: agreed, not cancelled, every participant approved."""
    absent = MeetingParticipant.objects.filter(meeting=OuterRef("pk")).exclude(
        registration__state=Registration.State.APPROVED
    )
    agreed = Q(request__isnull=True) | Q(request__state=MeetingRequest.State.ACCEPTED)
    return Meeting.objects.filter(
        agreed, ~Exists(absent), edition=edition, is_cancelled=False
    ).order_by("pk")


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
    """The version that clusters see."""
    state = ScheduleVersion.State.PUBLISHED
    return ScheduleVersion.objects.filter(edition=edition, state=state).first()


def published_meetings(registration: Registration) -> int:
    """How many meetings of a cluster the published version places and nobody called off."""
    return (
        _published_places(registration.edition_id)
        .filter(participants__registration=registration)
        .count()
    )


def lost_meetings(edition: Edition) -> int:
    """How many places of the published version stand empty because a cluster no longer comes."""
    rows = _published_places(edition.pk, is_cancelled=True)
    gone = PlacementParticipant.objects.filter(placement=OuterRef("pk")).exclude(
        registration__state=Registration.State.APPROVED
    )
    return rows.filter(Exists(gone)).count()


def _published_places(edition: int, *, is_cancelled: bool = False) -> QuerySet[Placement]:
    published = ScheduleVersion.State.PUBLISHED
    return Placement.objects.filter(
        version__edition=edition, version__state=published, meeting__is_cancelled=is_cancelled
    )


def planned() -> QuerySet[Placement]:
    """The places of all planned meetings: published, not called off, not known as not held."""
    return Placement.objects.filter(
        version__state=ScheduleVersion.State.PUBLISHED, meeting__is_cancelled=False
    ).exclude(meeting__was_held=False)


def versions_set_aside(edition: Edition) -> QuerySet[ScheduleVersion]:
    """Former drafts, the newest first, each with how many meetings it places (`placed`)."""
    state = ScheduleVersion.State.SET_ASIDE
    rows = ScheduleVersion.objects.filter(edition=edition, state=state)
    return rows.annotate(placed=Count("placements"))


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A wanted meeting without a place, why it has none and what would give it one."""

    meeting: int
    reason: Reason
    remedy: Remedy


def not_placed(version: ScheduleVersion, *, of: Registration | None = None) -> list[NotPlaced]:
    """Wanted meetings that the version does not place, heaviest first; all, or one cluster's.

    A meeting that the run did not know is `new`, one that was taken out since is `removed`.
    """
    told = UnplacedMeeting.objects.filter(version=version, meeting=OuterRef("pk"))
    removed = version.edits.filter(
        kind=ScheduleEdit.Kind.REMOVED, undone_at=None, meeting=OuterRef("pk")
    )
    rows = wanted_meetings(version.edition).exclude(pk__in=version.placements.values("meeting"))
    if of:
        rows = rows.filter(participants__registration=of)
    rows = rows.annotate(
        is_removed=Exists(removed),
        reason=Subquery(told.values("reason")[:1]),
        remedy=Subquery(told.values("remedy")[:1]),
    )
    return [
        NotPlaced(pk, Reason("removed"), Remedy())
        if is_removed
        else NotPlaced(pk, Reason.read(reason or {"code": "new"}), Remedy.read(remedy or {}))
        for pk, is_removed, reason, remedy in rows.order_by("-priority", "pk").values_list(
            "pk", "is_removed", "reason", "remedy"
        )
    ]


def last_edit(version: ScheduleVersion, user: User | None = None) -> ScheduleEdit | None:
    """The change by hand that is offered to be undone: the last of this person, else of anybody."""
    standing = version.edits.filter(undone_at=None)
    own = standing.annotate(is_own=Q(made_by=user)) if user else None
    return (own.order_by("-is_own", "-number") if own is not None else standing).first()


def last_undone(version: ScheduleVersion) -> ScheduleEdit | None:
    """The change that can be done again: what was undone last, if nothing was changed since."""
    made = version.edits.aggregate(last=Max("number"))["last"] or 0
    undone = version.edits.filter(undone_number__gt=made)
    return undone.order_by("-undone_number").first()
