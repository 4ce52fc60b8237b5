"""What the templates of these mails say: each change by the event's clock, now and before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.about import called, house
from matchmaking.models import (
    AgendaEntry,
    Meeting,
    MeetingParticipant,
    ScheduleEdit,
    ScheduleVersion,
)
from matchmaking.queries.schedule import not_placed
from matchmaking.queries.told import Difference
from matchmaking.telling.letters import Letter, key_of


def what_changed(letter: Letter) -> dict[str, Any]:
    """What the templates say of a letter: the cluster, and each change by the event's clock, now
    and as it was told before.
    """
    edition, cluster = letter.registration.edition, letter.registration.cluster
    zones = _Zones(edition.zone, _zone_told(letter))
    return {
        "edition": called(edition, is_exact=True),
        "edition_slug": edition.slug,
        "cluster": cluster.called,
        "cluster_slug": cluster.slug,
        "is_own": letter.access is not None,
        "is_coming": letter.registration.state in TAKING_PART,
        "changes": [_change(zones, one, code) for one in letter.told for code in one.codes],
    }


def with_causes(sent: Sequence[Letter]) -> dict[str, dict[str, Any]]:
    """The same, each change of a meeting with who brought it about."""
    keys = {one.key for letter in sent for one in letter.told if one.about == "meeting"}
    rows = Meeting.objects.filter(pk__in=keys).select_related("request", "cancelled_side__cluster")
    rows = rows.prefetch_related("participants__registration")
    meetings = {row.pk: row for row in rows}
    chosen = _chosen_by_organiser(meetings)
    contexts = {}
    for letter in sent:
        own = letter.registration.pk
        context = what_changed(letter)
        for change in context["changes"]:
            meeting = meetings.get(change["key"])
            change["cause"] = ""
            if meeting:
                change["cause"] = _cause(meeting, own, change["code"], meeting.pk in chosen)
            change["reason"] = meeting.cancel_reason if meeting else ""
        contexts[letter.key] = context
    return contexts


def publication_contexts(
    sent: Sequence[Letter],
    version: ScheduleVersion,
    *,
    is_first: bool,
    agenda: Iterable[AgendaEntry] | None = None,
    of: Registration | None = None,
) -> dict[str, dict[str, Any]]:
    """What the agendas say that a publication sends, by the keys of their letters.

    Before it, `agenda` is what will stand in those `of` one cluster and its delegates.
    """
    edition = version.edition
    days = days_of(edition) if agenda is None else days_in(agenda, edition)
    missing = without_place(version, of=of)
    contexts = {}
    for letter in sent:
        context = what_changed(letter)
        # The letter has all of the agenda; what was known before is the event, and meetings that
        # were agreed on before publication.
        known = [one for one in context["changes"] if one["code"] != "meeting_new"]
        changes = known if is_first else context["changes"]
        unplaced = missing.get(key_of(letter.registration.pk), [])
        still_agreed = {meeting["key"] for meeting in unplaced}
        for change in changes:
            if change["code"] == "meeting_gone" and change["key"] in still_agreed:
                change["code"] = "meeting_unplaced"
        contexts[letter.key] = {
            **context,
            "is_first": is_first,
            "changes": changes,
            "days": days.get(letter.key, []),
            # A delegate's own agenda has what somebody sits in, and this has no seats.
            "without_place": [] if letter.access else unplaced,
        }
    return contexts


def days_of(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """The meetings of every reader by day, as they are now, by the key of a letter; one query."""
    rows = AgendaEntry.objects.filter(edition=edition, about="meeting", is_cancelled=False)
    return days_in(rows.order_by("begins", "pk"), edition)


def days_in(rows: Iterable[AgendaEntry], edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """The same of these entries of meetings, in order of time."""
    by_reader: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.begins and row.ends:
            meeting = {
                "starts_at": row.begins.astimezone(edition.zone),
                "ends_at": row.ends.astimezone(edition.zone),
                "clusters": row.says["with"],
                "table": row.says["table"],
                "room": row.says["room"],
                "address": row.says.get("address", ""),
                "interpreted": "interpreted" in row.says,
            }
            reader = key_of(row.registration_id or 0, row.access_id)
            by_reader.setdefault(reader, []).append(meeting)
    return {reader: _by_day(meetings) for reader, meetings in by_reader.items()}


def without_place(
    version: ScheduleVersion, *, of: Registration | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The agreed meetings that a version does not place, of each cluster by the key of a letter:
    with whom, and why in a code; two queries. All, or those of one cluster.
    """
    missing = {row.meeting: row.reason for row in not_placed(version, of=of)}
    rows = MeetingParticipant.objects.filter(meeting__in=missing)
    sides: dict[int, list[Registration]] = {pk: [] for pk in missing}
    for row in rows.select_related("registration__cluster").order_by("registration_id"):
        sides[row.meeting_id].append(row.registration)
    found: dict[str, list[dict[str, Any]]] = {}
    for pk, reason in missing.items():
        for side in sides[pk]:
            meeting = {
                "key": pk,
                "clusters": [row.cluster.called for row in sides[pk] if row.pk != side.pk],
                "code": reason.code,
                "is_ours": side.pk in reason.participants,
            }
            found.setdefault(key_of(side.pk), []).append(meeting)
    return found


def _by_day(meetings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_day = groupby(meetings, key=lambda meeting: meeting["starts_at"].date())
    return [{"on": day, "meetings": list(those)} for day, those in by_day]


def _chosen_by_organiser(meetings: Iterable[int]) -> set[int]:
    """Of meetings (by id) those whose place in the published schedule no side of them took."""
    rows = ScheduleEdit.objects.filter(
        meeting__in=meetings,
        kind=ScheduleEdit.Kind.PLACED,
        version__state=ScheduleVersion.State.PUBLISHED,
    )
    last = dict(rows.order_by("number").values_list("meeting_id", "side_id"))
    return {meeting for meeting, side in last.items() if not side}


def _cause(meeting: Meeting, own: int, code: str, is_chosen: bool) -> str:
    """Of an instant one that is new "agreed" where its sides took the time, "chosen" where the
    organiser did; of one that is off, why.
    """
    if code == "meeting_gone":
        return _why_off(meeting, own)
    if code != "meeting_new" or meeting.request is None or not meeting.request.is_instant:
        return ""
    return "chosen" if is_chosen else "agreed"


def _why_off(meeting: Meeting, own: int) -> str:
    """ "organiser", "ours" and "theirs" (which side cancelled it), "left" (another cluster did),
    "declined" (the organiser sent it away), "own", "withdrawn", or "unplaced" (it is still agreed).
    """
    if meeting.cancelled_side_id:
        return "ours" if meeting.cancelled_side_id == own else "theirs"
    if meeting.cancelled_at:
        return "organiser"
    State = Registration.State  # noqa: N806 - a class
    sides = [row.registration for row in meeting.participants.all()]
    gone = [side for side in sides if side.state != State.APPROVED]
    if any(side.pk == own for side in gone):
        return "own"
    if not gone:
        return "withdrawn" if meeting.is_cancelled else "unplaced"
    return "left" if all(side.state == State.WITHDRAWN for side in gone) else "declined"


@dataclass(frozen=True, slots=True)
class _Zones:
    """By which clock times are said now, and by which they were told."""

    now: ZoneInfo
    before: ZoneInfo


def _zone_told(letter: Letter) -> ZoneInfo:
    """The zone that the reader knows."""
    of_event = (one.said or {} for one in letter.told if one.about == "edition")
    known = next((said["zone"] for said in of_event if said.get("zone")), "")
    return ZoneInfo(known) if known else letter.registration.edition.zone


def _change(zones: _Zones, one: Difference, code: str) -> dict[str, Any]:
    now = _said(zones.now, one.begins, one.says)
    before = _said(zones.before, one.began, one.said or {})
    if code.endswith("_moved") and _is_by_the_clock(zones, one):
        code = f"{one.about}_zone"
    return {"code": code, "key": one.key, "now": now, "before": before}


def _is_by_the_clock(zones: _Zones, one: Difference) -> bool:
    """Whether clocks say of it what they said: it moved along with the zone."""
    if zones.now == zones.before:
        return False
    after = [_on_the_wall(instant, zones.now) for instant in (one.begins, one.ends)]
    return after == [_on_the_wall(instant, zones.before) for instant in (one.began, one.ended)]


def _on_the_wall(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    return instant.astimezone(zone).replace(tzinfo=None) if instant else None


def _said(zone: ZoneInfo, begins: datetime | None, says: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says as words need it: instants in this zone, days as dates."""
    days = {
        name: date.fromisoformat(says[name]) for name in ("starts_on", "ends_on") if says.get(name)
    }
    local = begins.astimezone(zone) if begins else None
    where = house(says.get("venue") or "", says.get("city") or "")
    return {**says, **days, "clusters": says.get("with", []), "house": where, "starts_at": local}
