"""Which meetings need an interpreter, and who can interpret for them and when.

A side of a meeting speaks what whoever may sit there speaks: the delegate whom its cluster chose,
else each of its delegates, so that it holds whoever it is. A delegate without languages speaks
those of the cluster's profile, and so does a cluster that names nobody. Where nothing is known
nothing is asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from clusters.languages import spoken_in
from events.models import Delegate, Edition, Registration
from events.queries.presence import Stretch, is_there, stretches
from matchmaking.models import Interpreter, MeetingParticipant


class Gap(NamedTuple):
    """What two people speak who may sit at a meeting, and who have no language in common."""

    ours: frozenset[str]
    theirs: frozenset[str]

    def is_closed_by(self, languages: Collection[str]) -> bool:
        """Whether somebody who speaks these understands both."""
        return not (self.ours.isdisjoint(languages) or self.theirs.isdisjoint(languages))


Gaps = tuple[Gap, ...]
# The languages of each of those who may sit there; nobody's where nothing is known.
Speech = tuple[frozenset[str], ...]


def gaps_between(sides: Iterable[Speech]) -> Gaps:
    """Of each two who may sit on different sides, those who have no language in common."""
    return tuple(
        Gap(ours, theirs)
        for one, other in combinations(sides, 2)
        for ours, theirs in product(one, other)
        if ours.isdisjoint(theirs)
    )


@dataclass(frozen=True, slots=True)
class Speakers:
    """What the delegates (first) of each registration speak, by id, and its profile (second)."""

    delegates: Mapping[int, Mapping[int, frozenset[str]]]
    profiles: Mapping[int, frozenset[str]]

    def side(self, registration: int, chosen: int | None = None) -> Speech:
        """Of one registration, which chose this delegate (by id), or left it open."""
        profile = self.profiles.get(registration, frozenset())
        people = self.delegates.get(registration, {})
        own = list(people.values()) or [profile]
        if chosen is not None and chosen in people:
            own = [people[chosen]]
        spoken = dict.fromkeys(one or profile for one in own)
        return tuple(one for one in spoken if one)


def speakers(edition: Edition, among: Collection[int] | None = None) -> Speakers:
    """Of all registrations of an edition, or these; one query. Who is never there is left out."""
    rows = Edition.objects.filter(pk=edition.pk).values_list(_spoken(OuterRef("pk"), among))
    [(spoken,)] = rows
    return _speakers(spoken)


def _spoken(edition: OuterRef, among: Collection[int] | None) -> ArraySubquery:
    """What each registration says: its profile's languages, and those of its delegates in words."""
    people = Delegate.objects.filter(registration=OuterRef("pk")).exclude(presence=[])
    said = people.order_by("position", "pk").values(one=JSONObject(pk="pk", languages="languages"))
    rows = Registration.objects.filter(edition=edition)
    if among is not None:
        rows = rows.filter(pk__in=among)
    profile = {"pk": "pk", "languages": "cluster__languages", "people": ArraySubquery(said)}
    return ArraySubquery(rows.order_by().values(one=JSONObject(**profile)))


def _speakers(spoken: Iterable[Mapping[str, Any]]) -> Speakers:
    delegates, profiles = {}, {}
    for row in spoken:
        profiles[row["pk"]] = frozenset[str](row["languages"])
        delegates[row["pk"]] = {one["pk"]: spoken_in(one["languages"]) for one in row["people"]}
    return Speakers(delegates, profiles)


@dataclass(frozen=True)
class Interpreting:
    """What meetings of an edition need, and its interpreters by id.

    `chosen` has the delegates by meeting and registration. Where the event's rule asks for no
    common language no meeting needs anybody.
    """

    is_asked: bool = False
    speakers: Speakers = field(default_factory=lambda: Speakers({}, {}))
    chosen: Mapping[tuple[int, int], int] = field(default_factory=dict)
    people: Mapping[int, Interpreter] = field(default_factory=dict)

    def sides(self, registrations: Iterable[int], meeting: int | None = None) -> tuple[Speech, ...]:
        """What each of those who are to meet speaks; `meeting` where they have one already."""
        return tuple(
            self.speakers.side(pk, self.chosen.get((meeting or 0, pk))) for pk in registrations
        )

    def gaps(self, registrations: Iterable[int], meeting: int | None = None) -> Gaps:
        """Those for whom an interpreter is needed; none where none is."""
        return gaps_between(self.sides(registrations, meeting)) if self.is_asked else ()

    def able(self, gaps: Gaps, during: Stretch | None = None) -> tuple[int, ...]:
        """Who can interpret there, in order: at any time, or at this one."""
        return tuple(
            pk
            for pk, person in self.people.items()
            if all(gap.is_closed_by(person.languages) for gap in gaps)
            and (during is None or is_there(person.presence, during))
        )


NOT_ASKED = Interpreting()


def interpreting(
    edition: Edition,
    *,
    among: Collection[int] | None = None,
    meetings: Collection[int] | None = None,
    is_asked: bool | None = None,
) -> Interpreting:
    """Of an edition; no query where its rule asks for no common language, else one.

    Of these registrations and meetings alone if they are given; `is_asked` in place of the rule.
    """
    if not (edition.common_language if is_asked is None else is_asked):
        return NOT_ASKED
    chosen = MeetingParticipant.objects.filter(edition=OuterRef("pk"), delegate__isnull=False)
    if meetings is not None:
        chosen = chosen.filter(meeting__in=meetings)
    people = Interpreter.objects.filter(edition=OuterRef("pk")).order_by("pk")
    there = Cast("presence", TextField())
    rows = Edition.objects.filter(pk=edition.pk).values_list(
        _spoken(OuterRef("pk"), among),
        ArraySubquery(
            chosen.order_by().values(
                one=JSONObject(meeting="meeting_id", side="registration_id", who="delegate_id")
            )
        ),
        ArraySubquery(
            people.values(one=JSONObject(pk="pk", name="name", languages="languages", there=there))
        ),
    )
    # Of none of these registrations or meetings nothing is asked.
    [(spoken, sits, persons)] = ((one or () for one in found) for found in rows)
    return Interpreting(
        True,
        _speakers(spoken),
        {(one["meeting"], one["side"]): one["who"] for one in sits},
        {one["pk"]: _person(edition, one) for one in persons},
    )


def _person(edition: Edition, said: Mapping[str, Any]) -> Interpreter:
    """To be asked and named, not to be stored."""
    there = None if said["there"] is None else stretches(said["there"])
    return Interpreter(
        pk=said["pk"],
        edition=edition,
        name=said["name"],
        languages=said["languages"],
        presence=None if there is None else [DateTimeTZRange(*period) for period in there],
    )


def interpreters_of(edition: Edition) -> QuerySet[Interpreter]:
    """In order of id, by which they are asked."""
    return Interpreter.objects.filter(edition=edition).order_by("pk")


def others_than(interpreter: Interpreter) -> QuerySet[Interpreter]:
    """Who else interprets at the edition."""
    return interpreters_of(interpreter.edition).exclude(pk=interpreter.pk)


def seated(wishes: Mapping[int, Sequence[int]], had: Mapping[int, int]) -> dict[int, int]:
    """One interpreter each for as many meetings of one time as can be (both by id).

    `wishes` are those who can interpret for each meeting; the first meeting comes first. Who `had`
    one has one still, the same unless another meeting needs that one; of two who had the same, the
    first.
    """
    holders: dict[int, int] = {}
    for meeting, one in had.items():
        if one in wishes.get(meeting, ()):
            holders.setdefault(one, meeting)
    seats = {meeting: one for one, meeting in holders.items()}
    for meeting in [meeting for meeting in wishes if meeting not in seats]:
        for one, mover in _freed(meeting, wishes, holders):
            seats[mover], holders[one] = one, mover
    return seats


def _freed(
    meeting: int, wishes: Mapping[int, Sequence[int]], holders: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Who interprets for whom anew, the last first, so that this meeting has somebody too."""
    asked: dict[int, int] = {}
    for mover in (waiting := [meeting]):
        for one in wishes[mover]:
            if one in asked:
                continue
            asked[one] = mover
            if one in holders:
                waiting.append(holders[one])
                continue
            yield from list(_back(one, meeting, asked, holders))
            return


def _back(
    free: int, meeting: int, asked: Mapping[int, int], holders: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    had = {held: one for one, held in holders.items()}
    mover = asked[free]
    yield free, mover
    while mover != meeting:
        left = had[mover]
        mover = asked[left]
        yield left, mover
