"""Publishing a schedule: the draft becomes what clusters see, and those concerned are told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition, locked_with_partners
from events.services.states import StepNotAllowed, mark_published
from interface.contention import retrying
from matchmaking.models import PlacementParticipant, ScheduleVersion
from matchmaking.queries.clashes import Clash, new_clashes
from matchmaking.queries.meanwhile import agreed_meanwhile
from matchmaking.queries.schedule import published_version, unwanted_meetings
from matchmaking.services.letters.requests import withdraw_agreed
from matchmaking.services.placing.keeping import carry_locks
from matchmaking.services.requests import expire
from matchmaking.telling.acts import publication_mails
from notifications.services import Desk, Mail, tell_each

State = ScheduleVersion.State


class ScheduleChanged(Exception):
    """The draft is not what was looked at any more, or it was published already."""


class EditionClosed(Exception):
    """The edition's state allows no publishing."""


class AgreedMeanwhile(Exception):
    """Meetings were changed in the published schedule that the draft has elsewhere."""


class UnwantedMeetings(Exception):
    """The draft places meetings that were cancelled or whose cluster has withdrawn."""


class PeopleInTwoPlaces(Exception):
    """The draft brings people who speak for two clusters into two meetings at once: `clashes`."""

    def __init__(self, clashes: Iterable[Clash]) -> None:
        super().__init__()
        self.clashes = tuple(clashes)


@dataclass(frozen=True, slots=True)
class _Act:
    """A draft as it was seen at `revision`, and who publishes it when."""

    version: ScheduleVersion
    revision: int
    user: User
    now: datetime


def publish(
    *, version: ScheduleVersion, revision: int, user: User, now: datetime
) -> ScheduleVersion:
    """Publish a draft as it was seen at `revision`; the former version is replaced.

    Requests without an answer expire. Publishing again what is published changes nothing. Mails
    go into the outbox: to every approved cluster at the first publication, later to those of
    whom something is news. It is rehearsed first, so that the mails are written while nobody waits.
    Raises `ScheduleChanged`, `EditionClosed`, `AgreedMeanwhile`, `UnwantedMeetings`,
    `PeopleInTwoPlaces`, `Busy`.
    """
    act, desk = _Act(version, revision, user, now), Desk()
    desk.write(_rehearsed(act))
    return _published(act, desk)


@retrying
def _rehearsed(act: _Act) -> list[Mail]:
    """The mails that publishing would send; all else is as it was."""
    looked_at = ScheduleVersion.objects.get(pk=act.version.pk)
    with transaction.atomic():
        mails = _carry_out(replace(act, version=looked_at))
        transaction.set_rollback(True)
    return mails


@retrying
def _published(act: _Act, desk: Desk) -> ScheduleVersion:
    tell_each(_carry_out(act), act.now, desk)
    return act.version


def _carry_out(act: _Act) -> list[Mail]:
    """Publish, and give the mails that are to be sent; none where it was published before."""
    version, now = act.version, act.now
    edition = locked_edition(version.edition_id)
    # No meeting of these clusters is called off while we look and publish, nor does one of them or
    # of those that share a person with it name its people otherwise.
    seats = PlacementParticipant.objects.filter(version=version)
    concerned = seats.values_list("registration_id", flat=True)
    locked_with_partners(edition.pk, concerned)
    version.refresh_from_db()
    if version.state == State.PUBLISHED:
        return []
    _mark(edition, now)
    former = published_version(edition)
    _check(version, former)
    carry_locks(version, former)
    versions = ScheduleVersion.objects.filter(edition=edition)
    versions.filter(state=State.PUBLISHED).update(state=State.REPLACED)
    is_first = former is None or former.is_opening
    published = _standing(versions, version, act.revision).update(
        state=State.PUBLISHED,
        published_at=now,
        published_by=act.user,
        published_revision=F("revision"),
    )
    if not published:
        raise ScheduleChanged
    expire(edition=edition, now=now)
    withdraw_agreed(version, is_first=is_first)
    version.refresh_from_db()
    version.edition = edition
    return publication_mails(edition, version, now, is_first=is_first)


def _standing(
    versions: QuerySet[ScheduleVersion], version: ScheduleVersion, revision: int
) -> QuerySet[ScheduleVersion]:
    """The draft, as long as it is what was looked at."""
    return versions.filter(pk=version.pk, state=State.DRAFT, revision=revision)


def _mark(edition: Edition, now: datetime) -> None:
    try:
        mark_published(edition=edition, now=now)
    except StepNotAllowed as wrong:
        raise EditionClosed from wrong


def _check(version: ScheduleVersion, former: ScheduleVersion | None) -> None:
    if agreed_meanwhile(version, former):
        raise AgreedMeanwhile
    if unwanted_meetings(version).exists():
        raise UnwantedMeetings
    if clashes := new_clashes(version):
        raise PeopleInTwoPlaces(clashes)
