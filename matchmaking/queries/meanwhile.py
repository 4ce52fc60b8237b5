"""What was changed in the published version since work on a draft began."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from matchmaking.models import Placement, ScheduleEdit, ScheduleVersion
from matchmaking.queries.changes import Change, places_of

PLACE_KINDS = (
    ScheduleEdit.Kind.MOVED,
    ScheduleEdit.Kind.PLACED,
    ScheduleEdit.Kind.SWAPPED,
    ScheduleEdit.Kind.REMOVED,
    ScheduleEdit.Kind.CANCELLED,
)
LOCK_KINDS = (ScheduleEdit.Kind.LOCKED, ScheduleEdit.Kind.UNLOCKED)


def live_edits(version: ScheduleVersion) -> QuerySet[ScheduleEdit]:
    """The changes to a published version in place that stand, the newest first."""
    rows = version.edits.filter(undone_at=None, kind__in=PLACE_KINDS)
    if version.published_at is None:
        return rows.none()
    return rows.filter(number__gt=version.published_revision or 0)


def changes_since(version: ScheduleVersion) -> int:
    """How often a version was changed since it was published: in place, and by meetings that were
    called off, as a cluster left, whether or not their places were freed for others since.
    """
    if version.published_at is None:
        return 0
    since = version.edits.filter(number__gt=version.published_revision or 0)
    left = since.filter(kind=ScheduleEdit.Kind.LEFT, undone_at=None)
    gone = left.values("meeting")
    freed = since.filter(kind=ScheduleEdit.Kind.FREED).exclude(meeting__in=gone)
    # What is replaced changes no more, though meetings in it are called off later.
    lost = Placement.objects.filter(
        version=version,
        version__state=ScheduleVersion.State.PUBLISHED,
        meeting__is_cancelled=True,
    ).exclude(meeting__in=gone)
    found = (rows.order_by().values("pk") for rows in (left, freed, lost))
    return live_edits(version).order_by().values("pk").union(*found, all=True).count()


def agreed_meanwhile(draft: ScheduleVersion, published: ScheduleVersion | None) -> list[Change]:
    """Meetings that were moved, or locked where they are, in what is published since the draft
    was begun.

    From where the draft has them to where they are now; those that stand the same are left out.
    """
    meetings = touched_meanwhile(draft, published)
    if published is None or not meetings:
        return []
    here, there = places_of(draft, meetings), places_of(published, meetings)
    return [
        Change(meeting, here.get(meeting), there.get(meeting))
        for meeting in sorted(meetings)
        if here.get(meeting) != there.get(meeting)
    ]


def touched_meanwhile(draft: ScheduleVersion, published: ScheduleVersion | None) -> set[int]:
    """The meetings (by id) that were moved, or locked where they are, since the draft was begun."""
    if published is None:
        return set()
    edits = list(_since(draft, published, (*PLACE_KINDS, *LOCK_KINDS)))
    meetings = {pk for edit in edits if edit.kind in PLACE_KINDS for pk in edit.meetings}
    locked = {edit.meeting_id for edit in edits if edit.kind in LOCK_KINDS}
    meetings.update(pk for pk, is_locked in _locks(draft, published, locked) if is_locked)
    return meetings


def locks_meanwhile(draft: ScheduleVersion, published: ScheduleVersion | None) -> dict[int, bool]:
    """Whether meetings (by id) are locked that were locked or unlocked in what is published since
    the draft was begun. What was locked or unlocked in the draft itself is left out.
    """
    if published is None:
        return {}
    edits = _since(draft, published, LOCK_KINDS)
    return dict(_locks(draft, published, set(edits.values_list("meeting_id", flat=True))))


def _locks(
    draft: ScheduleVersion, published: ScheduleVersion, meetings: set[int]
) -> Iterable[tuple[int, bool]]:
    """Of meetings (by id) placed in what is published: each that the draft's own locks leave
    alone, and whether it is locked.
    """
    if not meetings:
        return ()
    own = draft.edits.filter(kind__in=LOCK_KINDS, undone_at=None).values("meeting_id")
    rows = Placement.objects.filter(version=published, meeting__in=meetings)
    return rows.exclude(meeting__in=own).values_list("meeting_id", "is_locked")


def _since(
    draft: ScheduleVersion, published: ScheduleVersion, kinds: Collection[str]
) -> QuerySet[ScheduleEdit]:
    """The changes in place after the draft began; where another version was published since,
    all of that one too.
    """
    began = draft.began_revision or 0
    found = Q(version=draft.began_from_id) & _after(began)
    if draft.began_from_id != published.pk:
        found |= Q(version=published) & _after(published.published_revision or 0)
    return ScheduleEdit.objects.filter(found, kind__in=kinds)


def _after(revision: int) -> Q:
    """Done after a revision and standing, or done before and undone after it."""
    return Q(number__gt=revision, undone_at=None) | Q(
        number__lte=revision, undone_number__gt=revision
    )
