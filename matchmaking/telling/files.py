"""Calendar files: of an agenda, of an edition, and of what a mail tells. All read the entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from events.models import Edition, Registration, Session
from events.queries.about import called
from interface.calendars import Entry, calendar_file
from interface.plain_text import isolated
from interface.words import listed
from matchmaking.calendars import calendar_name, place_of
from matchmaking.models import AgendaEntry, Slot, ToldEntry
from matchmaking.queries.told import Difference
from matchmaking.telling.descriptions import texts_of, texts_of_sessions
from matchmaking.telling.entries import all_up_to_date, up_to_date
from matchmaking.telling.texts import Reader, read
from notifications.texts import worded

About = AgendaEntry.About
# What writes the files.
AGENDA = "agenda"
EDITION = "edition"


def agenda_file(
    registration: Registration,
    now: datetime,
    *,
    with_addresses: bool = False,
    reads: Sequence[str] = (),
) -> bytes:
    """The iCalendar file of a registration (with its edition and cluster), meetings and programme.

    What was in it once and is no more is in it as cancelled. The addresses of online meetings are
    for its own members. `reads` are the languages of its reader, the best one first.
    """
    return agendas_file(None, [registration], now, with_addresses=with_addresses, reads=reads)


def agendas_file(
    name: str | None,
    registrations: Sequence[Registration],
    now: datetime,
    *,
    fetched_every: timedelta | None = None,
    with_addresses: bool = False,
    reads: Sequence[str] = (),
) -> bytes:
    """The agendas of registrations, each with its edition and cluster, in one file.

    A meeting between two of them is in it once. Where there are several, it says whose it is.
    Without a name it has that of the first.
    """
    editions = {row.edition_id: row.edition for row in registrations}
    all_up_to_date(editions, now)
    reader = Reader(editions.values(), reads)
    return calendar_file(
        _name(registrations[0], reader) if name is None else name,
        _entries_of(registrations, editions, reader, with_addresses=with_addresses),
        kind=AGENDA,
        zone=registrations[0].edition.zone if registrations else ZoneInfo("UTC"),
        stamped_at=now,
        fetched_every=fetched_every,
    )


def _entries_of(
    registrations: Sequence[Registration],
    editions: Mapping[int, Edition],
    reader: Reader,
    *,
    with_addresses: bool,
) -> Iterator[Entry]:
    rows = rows_of(Q(registration__in=registrations), editions, reader)
    texts = texts_of(rows, editions, registrations, reader)
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


def rows_of(own: Q, editions: Iterable[int], reader: Reader) -> list[AgendaEntry]:
    """What agendas have, each thing once: the sessions of these editions (ids), and `own`."""
    rows = AgendaEntry.objects.filter(own | Q(about=About.SESSION), edition__in=editions)
    # Slots stand for the hours of bilateral meetings.
    has_slots = Exists(Slot.objects.filter(edition=OuterRef("edition")))
    of_meetings = Q(about=About.SESSION, says__kind=Session.Kind.BILATERAL_MEETINGS)
    shown = as_read(_as_told(rows.exclude(has_slots, of_meetings)), reader)
    found = {(row.about, row.key): row for row in shown}
    return list(found.values())


def as_read(rows: Iterable[AgendaEntry], reader: Reader) -> Iterator[AgendaEntry]:
    for row in rows:
        row.says = reader.said(row)
        yield row


def _as_told(rows: QuerySet[AgendaEntry]) -> Iterator[AgendaEntry]:
    """What was taken back before anybody was told of it says that it is gone, and not what it was.

    It stays, for calendars that fetched it meanwhile.
    """
    was_told = Exists(ToldEntry.objects.filter(entry=OuterRef("pk")))
    for row in rows.annotate(was_told=was_told):
        if row.about == About.SESSION and row.is_cancelled and not row.was_told:
            row.says |= {"title": _("No longer in the programme"), "place": ""}
        yield row


def meeting_file(
    registration: Registration, meeting: int, now: datetime, *, reads: Sequence[str] = ()
) -> bytes:
    """The file of one meeting as a registration (with edition and cluster) has it.

    Nothing is in it where the meeting never had a published place.
    """
    up_to_date(registration.edition, now)
    rows = AgendaEntry.objects.filter(registration=registration, about=About.MEETING, key=meeting)
    reader = Reader([registration.edition], reads)
    return calendar_file(
        _name(registration, reader),
        entries(as_read(rows, reader), {}),
        kind=AGENDA,
        zone=registration.edition.zone,
        stamped_at=now,
    )


def edition_file(
    edition: Edition,
    now: datetime,
    *,
    description: str,
    url: str,
    reads: Sequence[str] | None = None,
) -> bytes:
    """The file of an edition that is known by its days, and of its timed programme.

    `url` is the address of its page. Without `reads` all is as it was written.
    """
    up_to_date(edition, now)
    reader = Reader.of_originals() if reads is None else Reader([edition], reads)
    found = AgendaEntry.objects.filter(edition=edition).exclude(about=About.MEETING)
    rows = as_read(_as_told(found), reader)
    texts = texts_of_sessions([edition.pk], reader)
    whole = {(About.EDITION.value, edition.pk): description}
    in_order = sorted(rows, key=lambda row: (row.about != About.EDITION, row.begins, row.pk))
    return calendar_file(
        reader.name(edition),
        entries(in_order, texts | whole, url=url),
        kind=EDITION,
        zone=edition.zone,
        stamped_at=now,
    )


def changed_file(
    registration: Registration,
    told: Iterable[Difference],
    now: datetime,
    texts: str,
) -> str:
    """The entries that a mail tells of, as a file in the language that is active; no query.

    `texts` is the language in which its reader reads what others wrote.
    """
    name = worded(called(registration.edition, is_exact=True), texts)
    rows = [replace(one, says=read(one.says, texts)) for one in told]
    return calendar_file(
        calendar_name(name, registration.cluster),
        entries(rows, {}, readers=[registration.cluster_id]),
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


def _name(registration: Registration, reader: Reader) -> str:
    return calendar_name(reader.name(registration.edition), registration.cluster)
