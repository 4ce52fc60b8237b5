"""Who interprets in which meeting: whoever did, as long as that can be, else the first who is free.

Where that lets one meeting more be understood, meetings of one time change theirs among each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection

from events.models import Edition, Registration
from events.services.locking import hold_edition, locked_registrations
from matchmaking.models import (
    Interpreter,
    MeetingParticipant,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
)
from matchmaking.queries.interpreting import interpreting, seated
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.services.placing.refusals import NoInterpreter

LIVE = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)


def lock_interpreters(edition: int) -> None:
    """Lock those of an edition (by id) until the transaction ends, where its meetings need some.

    Of those who place meetings at once, one after the other says who interprets.
    """
    rows = Interpreter.objects.filter(edition=edition, edition__common_language=True)
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def hold_meetings_of(cluster: int, now: datetime) -> list[Registration]:
    """The registrations of a cluster (by id) whose meetings to come may need an interpreter, with
    their editions held, themselves and their editions' interpreters locked.
    """
    coming = PlacementParticipant.objects.filter(
        version__state__in=LIVE, slot__period__startswith__gt=now
    )
    rows = Registration.objects.filter(
        cluster=cluster,
        edition__common_language=True,
        pk__in=coming.values("registration"),
    )
    found = dict(rows.order_by("edition_id").values_list("pk", "edition_id"))
    for edition in found.values():
        hold_edition(edition)
    locked = locked_registrations(found)
    for edition in found.values():
        lock_interpreters(edition)
    return list(locked.values())


def seat_interpreters(
    version: ScheduleVersion,
    *,
    slots: Collection[int],
    needed_by: Collection[int] = (),
    known: Mapping[int, int | None] | None = None,
) -> None:
    """Say who interprets in the meetings of these slots; interpreters are locked.

    `known` are those (by id) of meetings whose rows are new. Raises `NoInterpreter` where one of
    the meetings `needed_by` would have nobody.
    """
    edition = Edition.objects.get(pk=version.edition_id)
    if not edition.common_language:
        return
    rows = Placement.objects.filter(version=version, slot__in=slots)
    lacking = _seat(edition, rows.select_related("slot").order_by("meeting_id"), needed_by, known)
    if without := sorted(lacking.intersection(needed_by)):
        raise NoInterpreter(meetings=without)


def seat_interpreters_anew(
    edition: Edition, now: datetime, *, of: Registration | None = None
) -> None:
    """The same for all that is to come, or what is at the times of one registration, in the draft
    and what is published; interpreters are locked, or the edition is.

    What has nobody then stays where it is, for people to mend.
    """
    rows = Placement.objects.filter(
        version__edition=edition, version__state__in=LIVE, slot__period__startswith__gt=now
    )
    if of:
        own = PlacementParticipant.objects.filter(registration=of, version__state__in=LIVE)
        rows = rows.filter(slot__in=own.values("slot"))
    _seat(edition, rows.select_related("slot").order_by("meeting_id"))


def _seat(
    edition: Edition,
    placements: Iterable[Placement],
    needed_by: Collection[int] = (),
    known: Mapping[int, int | None] | None = None,
) -> set[int]:
    """The meetings (by id) that need somebody and have nobody."""
    rows = sorted(placements, key=lambda row: row.meeting_id not in needed_by)
    wishes = _wishes(edition, rows)
    together: defaultdict[tuple[int, int], list[Placement]] = defaultdict(list)
    for row in rows:
        together[row.version_id, row.slot_id].append(row)
    lacking, changed = set[int](), list[Placement]()
    for there in together.values():
        needy = {row.meeting_id: wishes[row.pk] for row in there if row.pk in wishes}
        found = seated(needy, _had(there, known or {}))
        lacking.update(needy.keys() - found.keys())
        for row in there:
            if row.interpreter_id != found.get(row.meeting_id):
                row.interpreter_id = found.get(row.meeting_id)
                changed.append(row)
    _write(changed)
    return lacking


def _had(there: Iterable[Placement], known: Mapping[int, int | None]) -> dict[int, int]:
    """Who interprets already, and then who is known to for what is new."""
    sits = {row.meeting_id: row.interpreter_id for row in there if row.interpreter_id}
    return sits | {pk: one for pk, one in known.items() if one and pk not in sits}


def _wishes(edition: Edition, rows: Collection[Placement]) -> dict[int, tuple[int, ...]]:
    """Who can interpret in each placement (by id) that needs it; the others are left out."""
    meetings = {row.meeting_id for row in rows}
    wanted = set(wanted_meetings(edition).filter(pk__in=meetings).values_list("pk", flat=True))
    asked = interpreting(edition, meetings=meetings)
    sides: defaultdict[int, list[int]] = defaultdict(list)
    participants = MeetingParticipant.objects.filter(meeting__in=meetings)
    for meeting, registration in participants.order_by("registration_id").values_list(
        "meeting_id", "registration_id"
    ):
        sides[meeting].append(registration)
    return {
        row.pk: asked.able(gaps, row.slot.period)
        for row in rows
        if row.meeting_id in wanted and (gaps := asked.gaps(sides[row.meeting_id], row.meeting_id))
    }


def _write(changed: list[Placement]) -> None:
    """Two may change theirs: what must hold is looked at after the last row."""
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS placement_interpreter_once DEFERRED")
        Placement.objects.bulk_update(changed, ["interpreter"], batch_size=1000)
        cursor.execute("SET CONSTRAINTS placement_interpreter_once IMMEDIATE")
