"""What requests, meetings and numbers of an edition do not keep its rules, as they stand now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TypeVar

from events.models import Edition
from interface.marks import mark_of
from matchmaking.models import MeetingRequest, Priority
from matchmaking.queries.interpreters import lacking
from matchmaking.queries.pairing import Bar, pairing
from matchmaking.queries.quotas import overdue
from matchmaking.queries.schedule import published_meetings_of_each

State = MeetingRequest.State
V = TypeVar("V")
READ = ("pk", "requester", "invitee", "state", "priority", "invitee_priority")


@dataclass(frozen=True, slots=True)
class Breaking:
    """Live requests (by id) between clusters that may not meet, and clusters above a limit.

    `bars` says why of each request, whether agreed or not; `sent`, `musts` and `published` say how
    many a registration has that has too many; `overdue` are requests past their days,
    `not_understood` published meetings (by id) to come that need an interpreter and have none.
    """

    bars: Mapping[int, Bar]
    agreed: frozenset[int]
    sent: Mapping[int, int]
    musts: Mapping[int, int]
    published: Mapping[int, int]
    overdue: frozenset[int]
    not_understood: frozenset[int]

    def beyond(self, before: "Breaking") -> "Breaking":
        """What broke no rule before."""
        return Breaking(
            _new(self.bars, before.bars),
            self.agreed - before.bars.keys(),
            _new(self.sent, before.sent),
            _new(self.musts, before.musts),
            _new(self.published, before.published),
            self.overdue - before.overdue,
            self.not_understood - before.not_understood,
        )

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def seen(self) -> str:
        """A mark of what somebody was shown."""
        return mark_of([sorted(part) for part in astuple(self)])


def breaking(edition: Edition, now: datetime) -> Breaking:
    """In a constant number of queries."""
    allowed = pairing(edition)
    rows = MeetingRequest.objects.live().filter(edition=edition)
    found: dict[int, Bar] = {}
    agreed, sent, musts = set[int](), Counter[int](), Counter[int]()
    for pk, first, second, state, wanted, answered in rows.values_list(*READ):
        sent[first] += 1
        musts[first] += wanted == Priority.MUST
        musts[second] += answered == Priority.MUST
        if bar := allowed.bar(first, second):
            found[pk] = bar
            agreed.update([pk] * (state == State.ACCEPTED))
    return Breaking(
        found,
        frozenset(agreed),
        _above(edition.most_requests, sent),
        _above(edition.most_musts, musts),
        _above(edition.most_meetings, published_meetings_of_each(edition)),
        frozenset(overdue(edition, now).values_list("pk", flat=True)),
        frozenset(lack.placement.meeting_id for lack in lacking(edition, now)),
    )


def _above(most: int | None, counts: Mapping[int, int]) -> dict[int, int]:
    return {pk: count for pk, count in counts.items() if most is not None and count > most}


def _new(found: Mapping[int, V], before: Mapping[int, V]) -> dict[int, V]:
    return {pk: value for pk, value in found.items() if pk not in before}
