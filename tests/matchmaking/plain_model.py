"""What requests, drafts and publications come to, in a few lines without a database.

Clusters, times and tables are numbers; a request and its meeting share one. An act answers whether
it is possible, and is done if it is.
"""

from dataclasses import dataclass, field

Place = tuple[int, int]
LIVE = ("pending", "accepted")


@dataclass
class Asked:
    """One request: who asks, whom, what became of it, and whether the organiser said yes."""

    a: int
    b: int
    state: str = "pending"
    by_organiser: bool = False
    # Whether it was ever accepted: then there is a meeting.
    has_meeting: bool = False
    is_cancelled: bool = False


@dataclass
class Plain:
    """One event; `published` is None until the first publication, `draft` where there is none."""

    requests: list[Asked] = field(default_factory=list)
    draft: dict[int, Place] | None = None
    published: dict[int, Place] | None = None

    @property
    def is_open(self) -> bool:
        return self.published is None

    def latest(self, a: int, b: int) -> Asked | None:
        pair = (asked for asked in reversed(self.requests) if {asked.a, asked.b} == {a, b})
        return next(pair, None)

    def live(self, a: int, b: int) -> Asked | None:
        pair = (asked for asked in self.requests if {asked.a, asked.b} == {a, b})
        return next((asked for asked in pair if asked.state in LIVE), None)

    def _accept(self, asked: Asked, *, by_organiser: bool = False) -> bool:
        asked.state, asked.has_meeting, asked.by_organiser = "accepted", True, by_organiser
        return True

    def ask(self, a: int, b: int) -> bool:
        standing = self.latest(a, b)
        if not self.is_open:
            return False
        if standing and standing.state in LIVE:
            if standing.a == a:
                return False
            return standing.state == "accepted" or self._accept(standing)
        if standing and standing.state == "declined" and standing.a == a:
            return False
        self.requests.append(Asked(a, b))
        return True

    def accept(self, number: int) -> bool:
        asked = self.requests[number]
        return self.is_open and asked.state == "pending" and self._accept(asked)

    def accept_late(self, number: int) -> bool:
        asked = self.requests[number]
        is_late = asked.state == "expired" and not self.live(asked.a, asked.b)
        return (asked.state == "pending" or is_late) and self._accept(asked, by_organiser=True)

    def decline(self, number: int) -> bool:
        asked = self.requests[number]
        if not self.is_open or asked.state != "pending":
            return False
        asked.state = "declined"
        return True

    def undo(self, number: int) -> bool:
        asked = self.requests[number]
        if not self.is_open or asked.state not in ("accepted", "declined"):
            return False
        if asked.state == "declined" and self.live(asked.a, asked.b):
            return False
        asked.state, asked.by_organiser = "pending", False
        return True

    def withdraw(self, number: int, side: int) -> bool:
        asked = self.requests[number]
        if asked.state not in LIVE or (asked.state == "pending" and side != asked.a):
            return False
        if asked.has_meeting and number in (self.published or {}):
            return False
        asked.state = "withdrawn"
        return True

    def enter(self, a: int, b: int) -> bool:
        standing = self.live(a, b)
        if self.is_open:
            return False
        if standing:
            return standing.by_organiser
        entered = Asked(a, b)
        self.requests.append(entered)
        return self._accept(entered, by_organiser=True)

    def is_wanted(self, number: int) -> bool:
        return self.requests[number].state == "accepted"

    def start_draft(self) -> bool:
        if self.draft is None:
            stood = (self.published or {}).items()
            self.draft = {number: place for number, place in stood if self.is_wanted(number)}
        return True

    def _is_free(self, number: int, place: Place, without: int = -1) -> bool:
        assert self.draft is not None
        own = self.requests[number]
        for other, taken in self.draft.items():
            there = self.requests[other]
            if other in (number, without) or taken[0] != place[0]:
                continue
            if taken == place or {own.a, own.b} & {there.a, there.b}:
                return False
        return True

    def put(self, number: int, place: Place) -> bool:
        assert self.draft is not None
        if self.draft.get(number) == place:
            return True
        if not (self.is_wanted(number) and self._is_free(number, place)):
            return False
        self.draft[number] = place
        return True

    def swap(self, first: int, second: int) -> bool:
        assert self.draft is not None
        if not {first, second} <= self.draft.keys():
            return False
        one, other = self.draft[first], self.draft[second]
        if not (self.is_wanted(first) and self.is_wanted(second)):
            return False
        if not (self._is_free(first, other, second) and self._is_free(second, one, first)):
            return False
        self.draft |= {first: other, second: one}
        return True

    def remove(self, number: int) -> bool:
        assert self.draft is not None
        return self.draft.pop(number, None) is not None

    def publish(self) -> bool:
        assert self.draft is not None
        if not all(self.is_wanted(number) for number in self.draft):
            return False
        self.published, self.draft = self.draft, None
        for asked in self.requests:
            asked.state = "expired" if asked.state == "pending" else asked.state
        return True

    def cancel(self, number: int) -> bool:
        asked = self.requests[number]
        if asked.is_cancelled:
            return True
        if number not in (self.published or {}) or not self.is_wanted(number):
            return False
        asked.is_cancelled, asked.state = True, "withdrawn"
        return True
