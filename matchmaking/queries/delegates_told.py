"""Which delegates with accounts hear something when a draft is published."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from events.models import DelegateAccess, Edition, Registration
from matchmaking.models import PlacementParticipant, ScheduleVersion

# A registration, or a delegate of it by the id of the access.
Reader = tuple[int, int | None]
APPROVED = Registration.State.APPROVED


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where a delegate sits: a slot, a table (none online), and whether somebody interprets."""

    slot: int
    table: int | None
    is_interpreted: bool


def everybody(edition: Edition) -> int:
    """How many get their own agenda at the first publication; one query."""
    accesses = DelegateAccess.objects.told_apart().filter(edition=edition)
    return accesses.filter(registration__state=APPROVED).count()


def concerned(
    version: ScheduleVersion,
    former: ScheduleVersion,
    changed: Collection[int],
    waiting: Collection[int],
) -> int:
    """How many are told when `version` replaces `former`; one query.

    Those who sit elsewhere, or in other meetings, and those (by their accesses) for whom something
    waits. Who speaks for the cluster as well hears as the cluster does of the meetings (ids) that
    are `changed` for it.
    """
    before: dict[tuple[int, int], _Seat] = {}
    after: dict[tuple[int, int], _Seat] = {}
    apart = DelegateAccess.objects.apart().filter(delegate=OuterRef("delegate"))
    seats = PlacementParticipant.objects.filter(
        version__in=(version, former),
        registration__state=APPROVED,
        delegate__access__user__is_active=True,
    ).annotate(is_apart=Exists(apart))
    told = set(waiting)
    hears = set()
    for of, access, is_apart, meeting, slot, table, interpreter in seats.values_list(
        "version_id",
        "delegate__access",
        "is_apart",
        "meeting_id",
        "slot_id",
        "placement__table_id",
        "placement__interpreter_id",
    ):
        found = after if of == version.pk else before
        found[access, meeting] = _Seat(slot, table, interpreter is not None)
        if is_apart or meeting not in changed:
            hears.add((access, meeting))
    told |= {key[0] for key in hears if before.get(key) != after.get(key)}
    return len(told)
