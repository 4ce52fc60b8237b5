"""`clustermeet-problem/1`, read with every rule of the format checked."""

import hashlib
from graphlib import CycleError, TopologicalSorter

from scheduling.model.formats.nodes import Fields, Node, parse
from scheduling.model.formats.written import PROBLEM_FORMAT
from scheduling.model.problem import (
    Interpreter,
    Meeting,
    Participant,
    Placement,
    Problem,
    Rules,
    Slot,
)

MOST_SLOTS = 10_000
# The capacity of who says none.
ALONE: int | tuple[int, ...] = 1
# The positions of participants and of interpreters, by id.
People = tuple[dict[str, int], dict[str, int]]


def read_problem(data: bytes) -> Problem:
    """The problem of a file's bytes, with their hash. Raises `BadFile`."""
    file = parse(data).fields(
        ("format", "name", "slots", "tables", "participants", "meetings"),
        ("published", "rules", "apart", "interpreters"),
    )
    file["format"].one_of([PROBLEM_FORMAT])
    slots = _slots(file["slots"])
    participants: dict[str, int] = {}
    meetings: dict[str, int] = {}
    tables = _tables(file["tables"], len(slots))
    interpreters: dict[str, int] = {}
    nobody: tuple[Interpreter, ...] = ()
    known = file.get(
        "interpreters", lambda node: _interpreters(node, interpreters, len(slots)), nobody
    )
    problem = Problem(
        name=file["name"].text(),
        slots=slots,
        tables=tables,
        participants=tuple(
            _participant(node, participants, tables) for node in file["participants"].items()
        ),
        meetings=_meetings(file["meetings"], meetings, (participants, interpreters), len(slots)),
        published=file.get(
            "published", lambda node: _published(node, meetings, interpreters, len(slots)), ()
        ),
        rules=file.get("rules", _rules, Rules()),
        apart=file.get("apart", lambda node: _apart(node, participants), ()),
        interpreters=known,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    for position, node in enumerate(file["meetings"].items()):
        if problem.meetings[position].table is not None:
            _table_number(Fields(node)["table"], problem.tables_for(position))
    return problem


def _slots(node: Node) -> tuple[Slot, ...]:
    items = node.items(MOST_SLOTS)
    slots = tuple(_slot(item) for item in items)
    previous: Slot | None = None
    for item, slot in zip(items, slots, strict=True):
        if slot.start and slot.end and slot.end <= slot.start:
            raise item.bad("ends before it starts")
        if previous and not _follows(slot, previous):
            raise item.bad("does not come after the slot before it; slots are in time order")
        known = previous or slot
        previous = Slot(start=slot.start or known.start, end=slot.end or known.end)
    return slots


def _follows(slot: Slot, previous: Slot) -> bool:
    start, end = slot.start, slot.end
    return not (
        (start and previous.start and start <= previous.start)
        or (start and previous.end and start < previous.end)
        or (end and previous.end and end <= previous.end)
        or (end and previous.start and end <= previous.start)
    )


def _slot(node: Node) -> Slot:
    slot = node.fields((), ("window", "session", "start", "end"))
    return Slot(
        window=slot.get("window", Node.integer, 0),
        session=slot.maybe("session", Node.text),
        start=slot.maybe("start", Node.instant),
        end=slot.maybe("end", Node.instant),
    )


def _tables(node: Node, slots: int) -> tuple[int, ...]:
    if not isinstance(node.value, list):
        return (node.integer(),) * slots
    if len(node.value) != slots:
        raise node.bad(f"has {len(node.value)} numbers for {slots} slots")
    return tuple(item.integer() for item in node.items())


def _participant(node: Node, positions: dict[str, int], tables: tuple[int, ...]) -> Participant:
    one = node.fields(("id",), ("unavailable", "capacity", "max_meetings", "table", "min_meetings"))
    most = one.maybe("max_meetings", Node.integer)
    return Participant(
        id=one["id"].new(positions, "participant"),
        unavailable=one.get(
            "unavailable",
            lambda away: frozenset(_slot_number(item, len(tables)) for item in away.items()),
            frozenset(),
        ),
        capacity=one.get("capacity", lambda node: _capacity(node, len(tables)), ALONE),
        max_meetings=most,
        table=one.maybe("table", lambda table: _table_number(table, max(tables, default=0))),
        min_meetings=one.get("min_meetings", lambda node: _least(node, most), 0),
    )


def _least(node: Node, most: int | None) -> int:
    least = node.integer()
    if most is not None and least > most:
        raise node.bad(f"is more than max_meetings, {most}")
    return least


def _capacity(node: Node, slots: int) -> int | tuple[int, ...]:
    """One number, or a list of one for each slot; who is away in a slot is unavailable there."""
    if not isinstance(node.value, list):
        return node.integer(1)
    if len(node.value) != slots:
        raise node.bad(f"has {len(node.value)} numbers for {slots} slots")
    return tuple(item.integer(1) for item in node.items())


def _table_number(node: Node, most: int) -> int:
    """Of a participant's table some slot must have it, of a meeting's every slot it can be in."""
    number = node.integer()
    if number >= most:
        raise node.bad(f"there is no table {number}; at most {most} are numbered from 0")
    return number


def _slot_number(node: Node, slots: int) -> int:
    number = node.integer()
    if number >= slots:
        raise node.bad(f"there is no slot {number}; {slots} slots are numbered from 0")
    return number


def _interpreters(node: Node, positions: dict[str, int], slots: int) -> tuple[Interpreter, ...]:
    return tuple(_interpreter(item, positions, slots) for item in node.items())


def _interpreter(node: Node, positions: dict[str, int], slots: int) -> Interpreter:
    one = node.fields(("id",), ("unavailable",))
    return Interpreter(
        id=one["id"].new(positions, "interpreter"),
        unavailable=one.get(
            "unavailable",
            lambda away: frozenset(_slot_number(item, slots) for item in away.items()),
            frozenset(),
        ),
    )


def _meetings(
    node: Node, positions: dict[str, int], people: People, slots: int
) -> tuple[Meeting, ...]:
    known = ("priority", "session", "slot", "after", "table", "windows", "online", "interpreters")
    items = [item.fields(("id", "participants"), known) for item in node.items()]
    for item in items:
        item["id"].new(positions, "meeting")
    meetings = tuple(_meeting(item, positions, people, slots) for item in items)
    graph = {position: meeting.after for position, meeting in enumerate(meetings)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = [meetings[position].id for position in error.args[1]]
        place = items[error.args[1][0]]["after"]
        raise place.bad(f"the meetings wait for each other: {', '.join(cycle[:9])}") from None
    return meetings


def _meeting(meeting: Fields, meetings: dict[str, int], people: People, slots: int) -> Meeting:
    participants, interpreters = people
    together = meeting["participants"]
    if len(together.items()) < 2:  # noqa: PLR2004 - a meeting is of two or more
        raise together.bad("a meeting needs two participants or more")
    return Meeting(
        id=meeting["id"].text(),
        participants=_distinct(together, participants, "participant"),
        priority=meeting.get("priority", lambda node: node.integer(1), 1),
        session=meeting.maybe("session", Node.text),
        slot=meeting.maybe("slot", lambda node: _slot_number(node, slots)),
        after=meeting.get("after", lambda node: _distinct(node, meetings, "meeting"), ()),
        table=meeting.maybe("table", Node.integer),
        windows=meeting.maybe("windows", _windows),
        online=meeting.get("online", lambda node: _online(node, meeting), False),
        interpreters=meeting.maybe(
            "interpreters", lambda node: _distinct(node, interpreters, "interpreter")
        ),
    )


def _online(node: Node, meeting: Fields) -> bool:
    is_online = node.boolean()
    if is_online and meeting["table"].value is not None:
        raise node.bad("takes no table, so that it cannot be locked at one")
    return is_online


def _windows(node: Node) -> frozenset[int]:
    numbers = [item.integer() for item in node.items()]
    if not numbers:
        raise node.bad("leaves the meeting no window; without the key it has all")
    return frozenset(numbers)


def _distinct(node: Node, positions: dict[str, int], noun: str) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for item in node.items():
        position = item.known(positions, noun)
        if position in found:
            raise item.bad(f"names the same {noun} twice")
        found[position] = None
    return tuple(found)


def _published(
    node: Node, meetings: dict[str, int], interpreters: dict[str, int], slots: int
) -> tuple[Placement, ...]:
    seen: dict[str, int] = {}
    placements = []
    for item in node.items():
        placement = item.fields(("meeting", "slot", "table"), ("interpreter",))
        placement["meeting"].known(meetings, "meeting")
        placement.maybe("interpreter", lambda node: node.known(interpreters, "interpreter"))
        placements.append(
            Placement(
                meeting=placement["meeting"].new(seen, "placement"),
                slot=_slot_number(placement["slot"], slots),
                table=placement.maybe("table", Node.integer),
                interpreter=placement.maybe("interpreter", Node.text),
            )
        )
    return tuple(placements)


def _rules(node: Node) -> Rules:
    rules = node.fields((), ("place_all", "fairness"))
    default = Rules()
    return Rules(
        place_all=rules.get("place_all", Node.boolean, default.place_all),
        fairness=rules.get(
            "fairness",
            lambda limit: None if limit.value is None else limit.integer(),
            default.fairness,
        ),
    )


def _apart(node: Node, participants: dict[str, int]) -> tuple[tuple[int, int], ...]:
    found: dict[frozenset[int], tuple[int, int]] = {}
    for item in node.items():
        pair = _distinct(item, participants, "participant")
        if len(pair) != 2:  # noqa: PLR2004 - a pair
            raise item.bad(f"should name two participants, not {len(pair)}")
        if frozenset(pair) in found:
            raise item.bad("keeps the same two participants apart a second time")
        found[frozenset(pair)] = pair[0], pair[1]
    return tuple(found.values())
