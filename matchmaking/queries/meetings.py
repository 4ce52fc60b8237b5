"""Everything that the page of one meeting says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf
from django.http import QueryDict

from events.models import Delegate, Registration
from events.queries.messages import Thread, thread_of
from interface.parts import Part, part
from matchmaking.models import (
    Meeting,
    MeetingMessage,
    MeetingParticipant,
    MeetingRating,
    MeetingRequest,
    MeetingWord,
    Placement,
    ScheduleEdit,
    Slot,
    Table,
)
from matchmaking.queries.schedule import published_place
from matchmaking.rules import can_meet, state_at

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a meeting in the published schedule, with when it was and is; by whom.

    `side` is the cluster whose act it was, None where it was the organiser's. A place is when it
    begins, and the number of the table, none online.
    """

    kind: str
    side: Registration | None
    at: datetime
    before: tuple[datetime, int | None] | None
    after: tuple[datetime, int | None] | None
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What a side (by id) says of whether a meeting was held, or without one the organiser; `by`
    whom, by name, else by address.
    """

    side: int | None
    was_held: bool
    at: datetime
    by: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """As `_words` has it."""
        return cls(row["side"], row["held"], datetime.fromisoformat(row["at"]), row["by"])


@dataclass(frozen=True, slots=True)
class MeetingStory:
    """A meeting with its sides (clusters, regions and delegates are loaded) and its place.

    `place` is that of the published schedule, with slot and table; None without one. `chosen` is
    whom each side (by id) wants to sit there, by id; `words` say whether it was held.
    `stars` are what each side that rated it (by id) gave, for that side alone.
    """

    meeting: Meeting
    sides: tuple[Registration, ...]
    place: Placement | None
    chosen: Mapping[int, int | None] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    stars: Mapping[int, int] = field(default_factory=dict)

    def sitting(self) -> dict[int, Delegate]:
        """Who of each side (by id) sits in it; a query, none without a place."""
        if self.place is None:
            return {}
        rows = self.place.participants.filter(delegate__isnull=False).select_related("delegate")
        return {row.registration_id: row.delegate for row in rows if row.delegate}

    def seats(self, delegate: int) -> bool:
        """Whether this delegate (by id) sits in it, by the published schedule; a query."""
        return delegate in {one.pk for one in self.sitting().values()}

    def others(self, ours: Registration) -> tuple[Registration, ...]:
        return tuple(side for side in self.sides if side.pk != ours.pk)

    @property
    def is_on(self) -> bool:
        """Whether it has a published place and nobody called it off."""
        return self.place is not None and not self.meeting.is_cancelled

    @property
    def is_online(self) -> bool:
        """Whether it has a published place, and that is no table."""
        return self.place is not None and self.place.table_id is None

    def has_begun(self, now: datetime) -> bool:
        return self.place is not None and self.place.slot.period.lower <= now


def story(meeting: int) -> MeetingStory:
    """By primary key, without what happened to it and the words of the two sides; three queries.

    Raises `Meeting.DoesNotExist`.
    """
    rows = MeetingParticipant.objects.filter(meeting=meeting).order_by("registration_id")
    rows = rows.select_related(
        "meeting__request",
        "meeting__cancelled_side__cluster",
        "registration__cluster__region",
        "registration__edition",
    )
    given = MeetingRating.objects.filter(meeting=OuterRef("meeting"), side=OuterRef("registration"))
    stars = Subquery(given.values("stars")[:1])
    rows = rows.annotate(words=ArraySubquery(_words()), stars=stars)
    found = list(rows.prefetch_related("registration__delegates"))
    if not found:
        raise Meeting.DoesNotExist
    return MeetingStory(
        meeting=found[0].meeting,
        sides=tuple(row.registration for row in found),
        place=published_place(found[0].meeting),
        chosen={row.registration_id: row.delegate_id for row in found},
        words=tuple(Word.of(word) for word in found[0].words),
        stars={row.registration_id: row.stars for row in found if row.stars},
    )


def _words() -> QuerySet[MeetingWord, Any]:
    """What is said of the meeting of a row, in JSON so that the row brings it along."""
    by = Coalesce(NullIf("said_by__name", Value("")), "said_by__email", output_field=TextField())
    row = JSONObject(side="side_id", held="was_held", at="said_at", by=by)
    words = MeetingWord.objects.filter(meeting=OuterRef("meeting")).order_by("said_at", "pk")
    return words.values_list(row, flat=True)


def why_silent(found: MeetingStory) -> str:
    """Why its sides write to each other no more: "erased", "left" or "off"; empty while they do.

    About a meeting that was cancelled for good, and after the event, they still have things to say.
    """
    if any(side.edition.people_erased_at for side in found.sides):
        return "erased"
    if not all(can_meet(side) for side in found.sides):
        return "left"
    is_off = found.meeting.is_cancelled and found.meeting.cancelled_at is None
    return "off" if is_off else ""


def cancelling_of(meeting: Meeting) -> ScheduleEdit | None:
    """The act that cancelled a published meeting, as long as it stands."""
    edits = ScheduleEdit.objects.filter(
        meeting=meeting, kind=ScheduleEdit.Kind.CANCELLED, undone_at=None
    )
    return edits.order_by("pk").last()


def why_unanswerable(request: MeetingRequest, now: datetime) -> str:
    """Why its two sides (loaded) write to each other no more about a request: "erased", "left" or
    "ended", which is anything but waiting for an answer; empty while they do.
    """
    if request.edition.people_erased_at:
        return "erased"
    if not (can_meet(request.requester) and can_meet(request.invitee)):
        return "left"
    waits = state_at(request, request.edition, now) == MeetingRequest.State.PENDING
    return "" if waits else "ended"


def request_thread(request: MeetingRequest, asked: QueryDict) -> Thread[MeetingMessage]:
    """What the two sides of a request wrote to each other, with who wrote it."""
    rows = MeetingMessage.objects.filter(Q(request=request) | Q(meeting__request=request))
    return thread_of(rows.select_related("author", "side__cluster"), asked)


def thread(meeting: Meeting, asked: QueryDict) -> Thread[MeetingMessage]:
    """What the two sides wrote to each other, with who wrote it; `asked` says which part."""
    return thread_of(meeting.messages.select_related("author", "side__cluster"), asked)


def changes_of(meeting: int, asked: QueryDict) -> Part[Told]:
    """The changes in place, the newest first; `asked` says which part is shown."""
    edits = ScheduleEdit.objects.filter(
        Q(meeting=meeting) | Q(other=meeting),
        version__published_at__isnull=False,
        number__gt=Coalesce(F("version__published_revision"), 0),
    ).exclude(kind=ScheduleEdit.Kind.FREED)
    edits = edits.select_related("side__cluster").annotate(
        **{
            f"{name}_{what}": place
            for name in ("before", "after", "other_before", "other_after")
            for what, place in _where(name).items()
        }
    )
    rows = edits.order_by("-version__number", "-number")
    return part(rows, "changes", asked, MOST_CHANGES).each(lambda edit: _told(edit, meeting))


def _told(edit: ScheduleEdit, meeting: int) -> Told:
    prefix = "" if edit.meeting_id == meeting else "other_"
    return Told(
        kind=edit.kind,
        side=edit.side,
        at=edit.made_at,
        before=_place(edit, f"{prefix}before"),
        after=_place(edit, f"{prefix}after"),
        is_undone=edit.undone_at is not None,
    )


_TABLE = ("table_id", "number")


def _where(field: str) -> dict[str, Any]:
    """When a remembered place begins, and the number of its table."""

    def of(key: str) -> Any:
        return Cast(KeyTextTransform(key, field), BigIntegerField())

    slots = Slot.objects.filter(pk=OuterRef(f"{field}_slot_id"))
    return {
        "slot_id": of("slot"),
        "table_id": of("table"),
        "begins": Subquery(slots.values("period__startswith")[:1]),
        "number": Subquery(
            Table.objects.filter(pk=OuterRef(f"{field}_table_id")).values("number")[:1]
        ),
    }


def _place(edit: ScheduleEdit, name: str) -> tuple[datetime, int | None] | None:
    begins, table, number = (getattr(edit, f"{name}_{what}") for what in ("begins", *_TABLE))
    return (begins, number) if begins and (number or not table) else None
