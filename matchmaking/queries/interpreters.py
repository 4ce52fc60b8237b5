"""What interpreters of an edition are needed for, and which meetings are left without one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django_stubs_ext import WithAnnotations

from events.models import Edition, Registration
from matchmaking.models import Interpreter, MeetingParticipant, Placement
from matchmaking.queries.interpreting import Gaps, Interpreting, Speech, interpreting, seated
from matchmaking.queries.schedule import published_places, wanted_meetings


class Sides(TypedDict):
    """The registrations (by id, in order) in a meeting."""

    sides: list[int]


@dataclass(frozen=True, slots=True)
class Need:
    """An agreed meeting (by id) whose sides (registrations by id) have no language in common.

    `spoken` is what each side speaks, `able` are those (by id) who can interpret there.
    """

    meeting: int
    sides: tuple[int, ...]
    spoken: tuple[Speech, ...]
    able: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """Agreed meetings that need an interpreter, those first for which there is nobody.

    `meetings` are all that were agreed, `unknown` the approved clusters (how many) of which no
    language is known.
    """

    found: tuple[Need, ...]
    meetings: int
    unknown: int

    @property
    def without(self) -> int:
        """For how many there is nobody."""
        return sum(not need.able for need in self.found)


def needs(edition: Edition) -> Needs:
    """As they are, or would be if the event's rule asked for a common language."""
    asked = interpreting(edition, is_asked=True)
    sides: defaultdict[int, list[int]] = defaultdict(list)
    rows = MeetingParticipant.objects.filter(meeting__in=wanted_meetings(edition).values("pk"))
    for meeting, registration in rows.order_by("meeting_id", "registration_id").values_list(
        "meeting_id", "registration_id"
    ):
        sides[meeting].append(registration)
    found = [
        Need(meeting, tuple(those), asked.sides(those, meeting), asked.able(gaps))
        for meeting, those in sides.items()
        if (gaps := asked.gaps(those, meeting))
    ]
    approved = Registration.objects.filter(edition=edition).approved().values_list("pk", flat=True)
    return Needs(
        tuple(sorted(found, key=lambda need: bool(need.able))),
        meetings=len(sides),
        unknown=sum(not asked.speakers.side(pk) for pk in approved),
    )


@dataclass(frozen=True, slots=True)
class Lack:
    """A published meeting to come that needs an interpreter and for which nobody is free then.

    `sides` and `spoken` are as of a `Need`; `able` are those (by id) who could interpret at another
    time, `there` those of them who are there then, in another meeting.
    """

    placement: Placement
    sides: tuple[int, ...]
    spoken: tuple[Speech, ...]
    able: tuple[int, ...]
    there: tuple[int, ...]


def lacking(edition: Edition, now: datetime) -> list[Lack]:
    """In order of time; four queries, and none where the rule asks for no common language."""
    return _lacking(edition, now)


def left_without(edition: Edition, people: Iterable[Interpreter], now: datetime) -> list[Placement]:
    """Published meetings to come that nobody of these people is left for, in order of time."""
    return [lack.placement for lack in _lacking(edition, now, list(people))]


def _lacking(
    edition: Edition, now: datetime, people: Collection[Interpreter] | None = None
) -> list[Lack]:
    """With these people, or those that the edition has."""
    asked = interpreting(edition)
    if not asked.is_asked:
        return []
    if people is not None:
        asked = replace(asked, people={person.pk: person for person in people})
    by_slot: defaultdict[int, list[tuple[WithAnnotations[Placement, Sides], Gaps]]]
    by_slot = defaultdict(list)
    for row in _to_come(edition, now):
        if gaps := asked.gaps(row.sides, row.meeting_id):
            by_slot[row.slot_id].append((row, gaps))
    return [lack for there in by_slot.values() for lack in _unseated(asked, there)]


def _to_come(edition: Edition, now: datetime) -> "QuerySet[WithAnnotations[Placement, Sides]]":
    """Published places of wanted meetings with the registrations in them, in order of time."""
    sides = MeetingParticipant.objects.filter(meeting=OuterRef("meeting"))
    rows = published_places().filter(
        version__edition=edition,
        meeting__in=wanted_meetings(edition).order_by().values("pk"),
        slot__period__startswith__gt=now,
    )
    sided = rows.annotate(
        sides=ArraySubquery(sides.order_by("registration_id").values("registration_id"))
    )
    return sided.select_related("slot").order_by(
        "slot__period", F("table__number").asc(nulls_last=True), "pk"
    )


def _unseated(
    asked: Interpreting, there: "list[tuple[WithAnnotations[Placement, Sides], Gaps]]"
) -> list[Lack]:
    """Of the meetings of one slot."""
    wishes = {row.meeting_id: asked.able(gaps, row.slot.period) for row, gaps in there}
    found = seated(wishes, {row.meeting_id: row.interpreter_id or 0 for row, _gaps in there})
    return [
        Lack(
            row,
            tuple(row.sides),
            asked.sides(row.sides, row.meeting_id),
            asked.able(gaps),
            wishes[row.meeting_id],
        )
        for row, gaps in there
        if row.meeting_id not in found
    ]


def costs(edition: Edition, after: Iterable[Interpreter], now: datetime) -> list[Placement]:
    """What nobody is left for once these are the event's interpreters, and somebody is now."""
    lost = left_without(edition, after, now)
    if not lost:
        return []
    alone = {row.pk for row in left_without(edition, edition.interpreters.order_by("pk"), now)}
    return [row for row in lost if row.pk not in alone]
