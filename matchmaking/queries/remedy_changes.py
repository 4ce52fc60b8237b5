"""What a stored remedy would change, put together from the solver's parts of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events.models import Registration
from matchmaking.queries.names import Names, Party
from matchmaking.records import Remedy


@dataclass(frozen=True, slots=True)
class RemedyChange:
    """One change of a remedy (primary keys); `before` and `after` are the limit, the meetings at a
    time or the number of tables. `slot` is where the meeting then stands, and what is freed. Where
    a cluster `lacks_people` it has no delegate, or no more of them, who is there then.
    """

    code: str
    registration: int | None = None
    meeting: int | None = None
    slot: int | None = None
    before: int | None = None
    after: int | None = None
    session: str = ""
    lacks_people: bool = False
    answer: str = ""
    is_done: bool = False


def changes(names: Names, remedy: Remedy) -> tuple[RemedyChange, ...]:
    """The changes of a stored remedy, those of one kind and cluster made one.

    Empty where it speaks of what is not there any more, or a delegation cannot hold so many.
    """
    raw = remedy.changes
    found = [*_raised(names, raw), *_tables(names, raw), *_of_others(raw)]
    return tuple(found) if all(_is_possible(names, change) for change in found) else ()


def _raised(names: Names, raw: Iterable[Remedy]) -> Iterator[RemedyChange]:
    """Limits and capacities: each mention is one more."""
    raw = [part for part in raw if part.code in ("raise_limit", "raise_capacity")]
    counts = Counter((part.code, part.participant) for part in raw)
    slots = {(part.code, part.participant): part.slot for part in raw}
    for key, more in counts.items():
        code, registration = key
        party = names.parties.get(registration or 0)
        if party is None:
            yield RemedyChange(code, registration=0)
            continue
        slot = slots[key]
        before = party.max_meetings if code == "raise_limit" else _at_once(names, party, slot)
        after = None if before is None else before + more
        lacks = code == "raise_capacity" and _lacks_people(names, party, slot, before, more)
        yield RemedyChange(
            code, registration, slot=slot, before=before, after=after, lacks_people=lacks
        )


def _at_once(names: Names, party: Party, slot: int | None) -> int:
    """How many meetings a delegation can hold then, or at most."""
    if slot and slot in names.slots:
        return names.at_once(party.registration, slot)
    return min(party.delegation.seats, max(len(party.delegation.there), 1))


def _lacks_people(
    names: Names, party: Party, slot: int | None, before: int | None, more: int
) -> bool:
    """Whether it takes more delegates, as no limit of the cluster's own is what holds."""
    if before is None or before < party.delegation.seats:
        return True
    if slot is None or slot not in names.slots:
        return False
    return before + more > party.delegation.present(names.slots[slot].period)


def _tables(names: Names, raw: Iterable[Remedy]) -> Iterator[RemedyChange]:
    """A table stands there at all times: as many as the slot that lacks most of them needs."""
    lacking = Counter(part.slot for part in raw if part.code == "add_table")
    if lacking:
        slot, more = lacking.most_common(1)[0]
        before = max((table.number for table in names.tables.values()), default=0)
        yield RemedyChange("add_table", slot=slot, before=before, after=before + more)


def _of_others(raw: Iterable[Remedy]) -> Iterator[RemedyChange]:
    for part in raw:
        if part.code == "free_slot":
            yield RemedyChange("free_slot", part.participant or 0, slot=part.slot)
        elif part.code == "lift_apart":
            yield RemedyChange("lift_apart", part.participant or 0, slot=part.slot)
        elif part.code == "add_interpreter":
            yield RemedyChange("add_interpreter", slot=part.slot)
        elif part.code in ("unlock", "drop"):
            yield RemedyChange(part.code, meeting=part.meeting or 0, slot=part.slot)


def _is_possible(names: Names, change: RemedyChange) -> bool:
    if change.code in ("free_slot", "add_interpreter") and change.slot not in names.slots:
        return False
    if change.code in ("free_slot", "lift_apart"):
        return change.registration in names.parties
    if change.code == "raise_limit" and change.registration in names.parties:
        # Past the event's own limit a cluster's limit changes nothing.
        most = names.event_most
        return most is None or (change.after is not None and change.after <= most)
    if change.code == "raise_capacity":
        return change.after is not None and change.after <= Registration.MOST_SEATS
    if change.code in ("unlock", "drop"):
        return change.meeting in names.participants
    return change.registration != 0
