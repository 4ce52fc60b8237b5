"""Calendar files: of an agenda, of an edition, and of what a mail tells. All read the entries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from clusters.models import Organisation
from events.models import Edition, Registration, Session
from interface.calendars import Entry, calendar_file
from interface.plain_text import isolated
from interface.words import listed
from matchmaking.calendars import calendar_name, place_of
from matchmaking.models import AgendaEntry, MeetingParticipant, Slot, ToldEntry
from matchmaking.queries.profile import profiles
from matchmaking.queries.told import Difference
from matchmaking.recommending import Line, Profile
from matchmaking.telling.entries import all_up_to_date, up_to_date

About = AgendaEntry.About
# What writes the files.
AGENDA = "agenda"
EDITION = "edition"


def agenda_file(
    registration: Registration, now: datetime, *, with_addresses: bool = False
) -> bytes:
    """The iCalendar file of a registration (with its edition and cluster), meetings and programme.

    What was in it once and is no more is in it as cancelled. The addresses of online meetings are
    for its own members.
    """
    name = calendar_name(registration.edition, registration.cluster)
    return agendas_file(name, [registration], now, with_addresses=with_addresses)


def agendas_file(
    name: str,
    registrations: Sequence[Registration],
    now: datetime,
    *,
    fetched_every: timedelta | None = None,
    with_addresses: bool = False,
) -> bytes:
    """The agendas of registrations, each with its edition and cluster, in one file.

    A meeting between two of them is in it once. Where there are several, it says whose it is.
    """
    editions = {row.edition_id: row.edition for row in registrations}
    all_up_to_date(editions, now)
    return calendar_file(
        name,
        _entries_of(registrations, editions, with_addresses=with_addresses),
        kind=AGENDA,
        zone=registrations[0].edition.zone if registrations else ZoneInfo("UTC"),
        stamped_at=now,
        fetched_every=fetched_every,
    )


def _entries_of(
    registrations: Sequence[Registration],
    editions: Mapping[int, Edition],
    *,
    with_addresses: bool,
) -> Iterator[Entry]:
    rows = rows_of(Q(registration__in=registrations), editions)
    texts = texts_of(rows, editions, registrations)
    readers = defaultdict[int, set[int]](set)
    for registration in registrations:
        readers[registration.edition_id].add(registration.cluster_id)
    names = {row.pk: row.cluster.called for row in registrations}
    for row in rows:
        if row.says.get("address") and not with_addresses:
            row.says |= {"address": ""}
        entry = _entry(row, texts, readers=readers[row.edition_id])
        if not entry:
            continue
        if row.registration_id and len(registrations) > 1:
            entry = replace(entry, summary=_whose(row, names[row.registration_id]))
        yield replace(entry, zone=editions[row.edition_id].zone)


def _whose(row: AgendaEntry, cluster: str) -> str:
    names = {"cluster": isolated(cluster), "others": listed(map(isolated, row.says["with"]))}
    return _("Meeting of %(cluster)s with %(others)s") % names


def rows_of(own: Q, editions: Iterable[int]) -> list[AgendaEntry]:
    """What agendas have, each thing once: the sessions of these editions (ids), and `own`."""
    rows = AgendaEntry.objects.filter(own | Q(about=About.SESSION), edition__in=editions)
    # Slots stand for the hours of bilateral meetings.
    has_slots = Exists(Slot.objects.filter(edition=OuterRef("edition")))
    of_meetings = Q(about=About.SESSION, says__kind=Session.Kind.BILATERAL_MEETINGS)
    shown = _as_told(rows.exclude(has_slots, of_meetings))
    found = {(row.about, row.key): row for row in shown}
    return list(found.values())


def _as_told(rows: QuerySet[AgendaEntry]) -> Iterator[AgendaEntry]:
    """What was taken back before anybody was told of it says that it is gone, and not what it was.

    It stays, for calendars that fetched it meanwhile.
    """
    was_told = Exists(ToldEntry.objects.filter(entry=OuterRef("pk")))
    for row in rows.annotate(was_told=was_told):
        if row.about == About.SESSION and row.is_cancelled and not row.was_told:
            row.says |= {"title": _("No longer in the programme"), "place": ""}
        yield row


def meeting_file(registration: Registration, meeting: int, now: datetime) -> bytes:
    """The file of one meeting as a registration (with edition and cluster) has it.

    Nothing is in it where the meeting never had a published place.
    """
    up_to_date(registration.edition, now)
    rows = AgendaEntry.objects.filter(registration=registration, about=About.MEETING, key=meeting)
    return calendar_file(
        calendar_name(registration.edition, registration.cluster),
        entries(rows, {}),
        kind=AGENDA,
        zone=registration.edition.zone,
        stamped_at=now,
    )


def edition_file(edition: Edition, now: datetime, *, description: str, url: str) -> bytes:
    """The file of an edition that is known by its days, and of its timed programme.

    `url` is the address of its page.
    """
    up_to_date(edition, now)
    rows = _as_told(AgendaEntry.objects.filter(edition=edition).exclude(about=About.MEETING))
    texts = _texts_of_sessions([edition.pk])
    whole = {(About.EDITION.value, edition.pk): description}
    in_order = sorted(rows, key=lambda row: (row.about != About.EDITION, row.begins, row.pk))
    return calendar_file(
        edition.name,
        entries(in_order, texts | whole, url=url),
        kind=EDITION,
        zone=edition.zone,
        stamped_at=now,
    )


def changed_file(
    registration: Registration,
    told: Iterable[Difference],
    now: datetime,
) -> str:
    """The entries that a mail tells of, as a file in the language that is active; no query."""
    return calendar_file(
        calendar_name(registration.edition, registration.cluster),
        entries(told, {}, readers=[registration.cluster_id]),
        kind=AGENDA,
        zone=registration.edition.zone,
        stamped_at=now,
    ).decode()


def entries(
    rows: Iterable[AgendaEntry | Difference],
    texts: Mapping[tuple[str, int], str],
    *,
    url: str = "",
    readers: Iterable[int] = (),
) -> Iterator[Entry]:
    for row in rows:
        if entry := _entry(row, texts, url=url, readers=readers):
            yield entry


def _entry(
    row: AgendaEntry | Difference,
    texts: Mapping[tuple[str, int], str],
    *,
    url: str = "",
    readers: Iterable[int] = (),
) -> Entry | None:
    """`texts` describe things; `readers` are the organisations (ids) whose calendar it is.

    None of what has no time.
    """
    days = _days(row.says) if row.about == About.EDITION else None
    begins, ends = days or (row.begins, row.ends)
    if begins is None or ends is None:
        return None
    return Entry(
        uid=row.uid,
        start=begins,
        end=ends,
        summary=_summary(row.about, row.says),
        location=_location(row.about, row.says),
        description="" if row.is_cancelled else _description(row, texts),
        url=url if row.about == About.EDITION else row.says.get("address", ""),
        sequence=row.sequence,
        is_cancelled=row.is_cancelled,
        is_transparent=_is_transparent(row, readers),
        stamped_at=row.changed_at,
    )


def _description(row: AgendaEntry | Difference, texts: Mapping[tuple[str, int], str]) -> str:
    """That somebody interprets comes first; who it is may change without a word."""
    text = texts.get((row.about, row.key), "")
    said = _("An interpreter is there.") if "interpreted" in row.says else ""
    return "\n\n".join(filter(None, (said, text)))


def _is_transparent(row: AgendaEntry | Difference, readers: Iterable[int]) -> bool:
    """Whether the time stays free: days as a whole, and what one need not attend."""
    if row.about == About.SESSION:
        binds = row.says["binds"] == Session.Binds.EVERYBODY
        return not binds and set(readers).isdisjoint(row.says.get("speakers", ()))
    return row.about == About.EDITION


def _days(says: Mapping[str, Any]) -> tuple[date, date] | None:
    """From the first day to the day after the last one."""
    if not says["starts_on"]:
        return None
    last = says["ends_on"] or says["starts_on"]
    return date.fromisoformat(says["starts_on"]), date.fromisoformat(last) + timedelta(days=1)


def _summary(about: str, says: Mapping[str, Any]) -> str:
    if about == About.EDITION:
        return isolated(says["event"])
    if about == About.SESSION:
        names = {"edition": isolated(says["event"]), "session": isolated(says["title"])}
        return _("%(edition)s: %(session)s") % names
    return _("Meeting: %(clusters)s") % {"clusters": listed(map(isolated, says["with"]))}


def _location(about: str, says: Mapping[str, Any]) -> str:
    if about == About.EDITION:
        return ", ".join(isolated(part) for part in (says["venue"], says["city"]) if part)
    if about == About.SESSION:
        return isolated(says["place"])
    return place_of(says["table"], says["room"], says["venue"], says.get("address", ""))


def texts_of(
    rows: Iterable[AgendaEntry], editions: Iterable[int], registrations: Iterable[Registration]
) -> dict[tuple[str, int], str]:
    """What describes the sessions of editions (ids), and the meetings of these registrations."""
    meetings = {row.key for row in rows if row.about == About.MEETING and not row.is_cancelled}
    return _texts_of_sessions(editions) | _texts_of_meetings(meetings, registrations)


def _texts_of_sessions(editions: Iterable[int]) -> dict[tuple[str, int], str]:
    rows = Session.objects.filter(edition__in=editions).exclude(description="")
    texts = rows.values_list("pk", "description")
    return {(About.SESSION.value, pk): text for pk, text in texts}


def _texts_of_meetings(
    meetings: Collection[int], registrations: Iterable[Registration]
) -> dict[tuple[str, int], str]:
    """Who the others are: their offers and needs."""
    others = MeetingParticipant.objects.filter(meeting__in=meetings).exclude(
        registration__in=registrations
    )
    sides = list(others.select_related("registration__cluster"))
    known = profiles({side.registration.cluster_id for side in sides})
    texts: dict[tuple[str, int], str] = {}
    for side in sides:
        key, cluster = (About.MEETING.value, side.meeting_id), side.registration.cluster
        before = f"{texts[key]}\n\n" if key in texts else ""
        texts[key] = before + _about(cluster, known[cluster.pk])
    return texts


def _about(cluster: Organisation, profile: Profile) -> str:
    lines = [isolated(cluster.called)]
    if profile.offers:
        lines.append(_("Offers: %(offers)s") % {"offers": _listed(profile.offers)})
    if profile.needs:
        lines.append(_("Needs: %(needs)s") % {"needs": _listed(profile.needs)})
    return "\n".join(lines)


def _listed(lines: Iterable[Line]) -> str:
    return "; ".join(line.text for line in lines)
