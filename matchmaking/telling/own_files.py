"""Calendar files of a delegate with an account: the programme, and where the delegate sits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from events.models import DelegateAccess
from events.models.registrations import TAKING_PART
from interface.calendars import calendar_file
from matchmaking.calendars import calendar_name
from matchmaking.models import AgendaEntry
from matchmaking.telling.descriptions import texts_of
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.files import AGENDA, as_read, entries, rows_of
from matchmaking.telling.texts import Reader


def own_agenda_file(
    access: DelegateAccess,
    now: datetime,
    *,
    fetched_every: timedelta | None = None,
    reads: Sequence[str] = (),
) -> bytes:
    """The iCalendar file of a delegate (with registration, edition and cluster), with the addresses
    of online meetings.

    Where the delegate no longer sits is in it as cancelled; of a cluster that does not come that is
    all.
    """
    edition = access.registration.edition
    up_to_date(edition, now)
    is_coming = access.registration.state in TAKING_PART
    editions = [edition.pk] if is_coming else []
    reader = Reader([edition], reads)
    rows = rows_of(Q(access=access), editions, reader) if is_coming else _gone(access, reader)
    texts = texts_of(rows, editions, [access.registration], reader)
    return _file(access, rows, texts, now, reader=reader, fetched_every=fetched_every)


def _gone(access: DelegateAccess, reader: Reader) -> list[AgendaEntry]:
    return list(as_read(AgendaEntry.objects.filter(access=access, is_cancelled=True), reader))


def own_meeting_file(
    access: DelegateAccess, meeting: int, now: datetime, *, reads: Sequence[str] = ()
) -> bytes:
    """The file of one meeting (by id) in which the delegate sits, or sat."""
    edition = access.registration.edition
    up_to_date(edition, now)
    reader = Reader([edition], reads)
    rows = as_read(AgendaEntry.objects.filter(access=access, key=meeting), reader)
    return _file(access, rows, {}, now, reader=reader)


def _file(
    access: DelegateAccess,
    rows: Iterable[AgendaEntry],
    texts: Mapping[tuple[str, int], str],
    now: datetime,
    *,
    reader: Reader,
    fetched_every: timedelta | None = None,
) -> bytes:
    registration = access.registration
    return calendar_file(
        calendar_name(reader.name(registration.edition), registration.cluster),
        entries(rows, texts, readers=[registration.cluster_id]),
        kind=AGENDA,
        zone=registration.edition.zone,
        stamped_at=now,
        fetched_every=fetched_every,
    )
