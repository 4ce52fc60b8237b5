"""Re-planning in words: what has changed since publication, and what a draft would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from matchmaking.queries.availability import NOT_AVAILABLE
from matchmaking.queries.changes import Change
from matchmaking.queries.names import Names
from matchmaking.records import Reason
from matchmaking.words.reasons import reason
from organise.queries.disturbances import Clash, Disturbances
from organise.queries.preview import Preview


def disturbed(names: Names, found: Disturbances) -> list[str]:
    """A sentence for everything that has happened, the gravest first."""
    return [*_losses(names, found), *_gains(names, found)]


def _losses(names: Names, found: Disturbances) -> Iterator[str]:
    for pk, count in found.left:
        yield f"{names.party(pk)} is not coming any more: {_published(count)} fall away."
    for row in found.called_off:
        where = names.place(row.slot_id, row.table_id)
        yield f"{names.meeting(row.meeting_id)} was called off ({where})."
    for clash in found.clashes:
        yield _clash(names, clash)
    for table, count in found.closed:
        number = names.tables[table].number
        yield f"Table {number} is out of use: {_published(count)} there."
    for pk, count in found.over_limit:
        party = names.parties[pk]
        noun = "meeting" if party.max_meetings == 1 else "meetings"
        yield f"{party.name} wants at most {party.max_meetings} {noun} now and has {count}."


def _clash(names: Names, clash: Clash) -> str:
    who, row = names.party(clash.registration), clash.placement
    why = "" if clash.why == NOT_AVAILABLE else f" ({clash.why})"
    when = names.slot(row.slot_id)
    return f"{who} is not available on {when}{why}: {names.meeting(row.meeting_id)} is then."


def _gains(names: Names, found: Disturbances) -> Iterator[str]:
    for pk in found.arrived:
        yield f"{names.party(pk)} was approved after publication."
    for meeting in found.agreed:
        yield f"{names.meeting(meeting)} was agreed after publication."
    if count := len(found.waiting):
        noun = "1 meeting" if count == 1 else f"{count} meetings"
        yield f"{noun} agreed before had no place at publication; there may be one now."


def _published(count: int) -> str:
    return "1 published meeting" if count == 1 else f"{count} published meetings"


def outcome(found: Preview) -> list[str]:
    """What the draft would do, in the order in which it matters to people."""
    if not found.touched:
        said = [f"All {found.published} published meetings keep their time."]
    else:
        verb = "loses its" if found.touched == 1 else "lose their"
        said = [f"{found.touched} of {found.published} published meetings {verb} time."]
    return [*said, *_proof(found), *_others(found)]


def _proof(found: Preview) -> Iterator[str]:
    stage = found.stage
    if stage is None or stage.value != found.touched or not found.touched:
        return
    if stage.is_proven:
        yield "No schedule moves fewer."
    elif stage.bound:
        yield f"At least {stage.bound} must; whether fewer would do is not proven."
    else:
        yield "Whether fewer would do is not proven."


def _others(found: Preview) -> Iterator[str]:
    if count := len(found.reseated):
        yield f"{_noun(count)} only the table."
    if count := len(found.gained):
        yield f"{_noun(count, 'gets', 'get')} a place for the first time."


def _noun(count: int, one: str = "changes", many: str = "change") -> str:
    return f"1 meeting {one}" if count == 1 else f"{count} meetings {many}"


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A meeting, from where to where, and why it has no place where it lost it."""

    what: str
    where: str
    why: str = ""


def change(names: Names, made: Change, why: Reason | None = None) -> ChangeInWords:
    """A change in words; `why` is the scheduler's reason where a meeting lost its place."""
    return ChangeInWords(
        names.meeting(made.meeting), _where(names, made), reason(names, why) if why else ""
    )


def _where(names: Names, made: Change) -> str:
    before = names.place(*made.before) if made.before else ""
    after = names.place(*made.after) if made.after else ""
    if made.before and made.after:
        if made.kind == "table":
            tables = [names.tables[table].number for _, table in (made.before, made.after)]
            return f"{names.slot(made.after[0])}, from table {tables[0]} to table {tables[1]}."
        return f"From {before} to {after}."
    return f"{after}." if after else f"Was {before}."
