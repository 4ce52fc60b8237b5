"""Publishing a schedule: the draft becomes what clusters see, and those concerned are told."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from events.models import Edition
from events.services.locking import locked_edition, locked_registrations
from events.services.states import StepNotAllowed, mark_published
from interface.contention import retrying
from matchmaking.models import PlacementParticipant, ScheduleVersion
from matchmaking.queries.changes import Publication, publication
from matchmaking.services.letters.agendas import tell_of_publication
from matchmaking.services.requests import expire

State = ScheduleVersion.State


class ScheduleChanged(Exception):
    """The draft is not what was looked at any more, or it was published already."""


class EditionClosed(Exception):
    """The edition's state allows no publishing."""


class UnwantedMeetings(Exception):
    """The draft places meetings that were cancelled or whose cluster has withdrawn."""


@retrying
def publish(
    *, version: ScheduleVersion, revision: int, user: User, now: datetime
) -> ScheduleVersion:
    """Publish a draft as it was seen at `revision`; the former version is replaced.

    Requests without an answer expire. Publishing again what is published changes nothing. Mails
    go into the outbox: to every approved cluster at the first publication, later to those of
    changed meetings.
    Raises `ScheduleChanged`, `EditionClosed`, `UnwantedMeetings`, `Busy`.
    """
    edition = locked_edition(version.edition_id)
    # No meeting of these clusters is called off while we look and publish.
    seats = PlacementParticipant.objects.filter(version=version)
    locked_registrations(seats.values_list("registration_id", flat=True))
    version.refresh_from_db()
    if version.state == State.PUBLISHED:
        return version
    _mark(edition, now)
    found = _publication(version)
    versions = ScheduleVersion.objects.filter(edition=edition)
    versions.filter(state=State.PUBLISHED).update(state=State.REPLACED)
    published = _standing(versions, version, revision).update(
        state=State.PUBLISHED, published_at=now, published_by=user
    )
    if not published:
        raise ScheduleChanged
    expire(edition=edition, now=now)
    tell_of_publication(edition, found, now)
    version.refresh_from_db()
    return version


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


def _publication(version: ScheduleVersion) -> Publication:
    found = publication(version)
    if found.not_wanted:
        raise UnwantedMeetings
    return found
