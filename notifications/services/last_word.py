"""Of a thing that changes its state only the last word is told, and only if it is news."""

from collections.abc import Collection
from dataclasses import dataclass

from notifications.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Turn:
    """A thing is in the state `after` now; `before` is what its readers know when no mail waits."""

    object_key: str
    before: str
    after: str


def still_to_tell(*, object_key: str, before: str, after: str) -> str | None:
    """What the readers know of a thing that changes its state; None if that is `after`.

    Call it before `tell` where only the last word counts: mails about the thing that wait are taken
    back, and an act undone meanwhile leaves nothing to tell. `before` is what they know when no
    mail waits. A mail that some of them have got already counts as told.
    """
    return still_to_tell_each([Turn(object_key, before, after)])[object_key]


def still_to_tell_each(turns: Collection[Turn]) -> dict[str, str | None]:
    """The same of several things, by their keys."""
    firsts = _taken_back([turn.object_key for turn in turns])
    out = _out(firsts.values())
    found = dict[str, str | None]()
    for turn in turns:
        first = firsts.get(turn.object_key)
        known = turn.before if first is None or _mail(first) in out else first.known
        found[turn.object_key] = None if known == turn.after else known
    return found


def _taken_back(keys: Collection[str]) -> dict[str, OutboxMessage]:
    """The first mail about each thing (by key) of those that waited and are taken back."""
    waiting = OutboxMessage.objects.filter(object_key__in=keys, state=OutboxMessage.State.QUEUED)
    rows = list(waiting.select_for_update().order_by("version", "pk"))
    if rows:
        OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {row.object_key: row for row in reversed(rows)}


def _out(firsts: Collection[OutboxMessage]) -> set[tuple[str, str, int]]:
    """Those of these mails that have left for somebody."""
    if not firsts:
        return set()
    left = OutboxMessage.objects.filter(
        object_key__in=[row.object_key for row in firsts], state__in=OutboxMessage.LEFT
    )
    return set(left.values_list("kind", "object_key", "version"))


def _mail(row: OutboxMessage) -> tuple[str, str, int]:
    return row.kind, row.object_key, row.version
