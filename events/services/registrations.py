"""A cluster's acts: register, change the delegation, withdraw; the organiser's for a late one."""

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration, RegistrationNews
from events.queries.questions import asked_with_registration
from events.rules import (
    is_editable_by_cluster,
    is_open_for_late_clusters,
    is_open_for_registration,
    is_withdrawable,
)
from events.services.answers import store_answers
from events.services.consent import forget_delegation, name_delegation, name_programme
from events.services.inviting import stop_for_cluster
from events.services.letters import tell_cluster, tell_of_edit
from events.services.locking import hold_edition, locked_edition, locked_registrations
from events.services.naming import name_delegates
from events.services.news import meetings_left_alone, meetings_to_lose, note
from events.services.places import free_places, locked_with_waiting_list, promote, settle
from events.services.wishes import Wishes
from events.signals import delegation_changed
from interface.contention import retrying
from interface.keys import KeyTaken, made_before

State = Registration.State
# What a cluster says of itself, beside its people; and what a change of that writes.
SAID = ("seats", "max_meetings", "sends_colleague", "takes_part", "message")
WISHED = (*SAID, "version")


class RegistrationClosed(Exception):
    """The edition takes no registrations now."""


class AlreadyRegistered(Exception):
    """The cluster is registered at this edition already: `registration`."""

    def __init__(self, registration: Registration) -> None:
        super().__init__()
        self.registration = registration


class NotChangeable(Exception):
    """The registration was declined or withdrawn, or the edition has ended."""


class RegistrationChanged(Exception):
    """Somebody changed the registration since it was read. Nothing was changed."""


class OnlineNotOffered(Exception):
    """The event takes place on site alone."""


class SeatsInUse(Exception):
    """A schedule holds more meetings at one time than the wished number of seats."""


class MeetingsLeftAlone(Exception):
    """For so many published meetings (`count`) nobody of the delegation would be left."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


@retrying
def register(
    *,
    edition: Edition,
    cluster: Organisation,
    by: User,
    wishes: Wishes,
    key: uuid.UUID,
    now: datetime,
) -> Registration:
    """Register a cluster, or register it again after it withdrew; its members get a mail.

    The same key, the same answer. Raises `RegistrationClosed`, `AlreadyRegistered`,
    `OnlineNotOffered`, `KeyTaken`, what `store_answers` does, and `Busy`.
    """
    locked = locked_edition(edition.pk)
    if given := _given(key, edition, cluster, by, wishes):
        return given
    if not is_open_for_registration(locked, now):
        raise RegistrationClosed
    registration = _new_or_withdrawn(locked, cluster)
    _fill_in(registration, by=by, wishes=wishes, key=key, now=now)
    _answer(registration, wishes, now)
    forget_delegation(registration)
    tell_cluster(registration=registration, before="", now=now)
    note(registration=registration, kind=RegistrationNews.Kind.REGISTERED, now=now)
    return registration


@retrying
def register_for(
    *,
    edition: Edition,
    cluster: Organisation,
    by: User,
    wishes: Wishes,
    key: uuid.UUID,
    now: datetime,
) -> Registration:
    """The organiser registers a cluster that comes late, with its consent; it is told by mail.

    It is approved at once, or on the waiting list where no place is free; the message of the
    wishes is the organiser's to the cluster. The same key, the same answer. Raises
    `RegistrationClosed`, `AlreadyRegistered`, `OnlineNotOffered`, `KeyTaken`, `Busy`.
    """
    locked = locked_edition(edition.pk)
    return register_late(edition=locked, cluster=cluster, by=by, wishes=wishes, key=key, now=now)


def register_late(
    *,
    edition: Edition,
    cluster: Organisation,
    by: User,
    wishes: Wishes,
    key: uuid.UUID,
    now: datetime,
) -> Registration:
    """The same as part of an act; the edition is locked."""
    own = replace(wishes, message="")
    if given := _given(key, edition, cluster, by, own):
        return given
    if not is_open_for_late_clusters(edition, now):
        raise RegistrationClosed
    registration = _new_or_withdrawn(edition, cluster)
    _fill_in(registration, by=by, wishes=own, key=key, now=now)
    name_delegation(registration, now)
    state = State.WAITLISTED if free_places(edition) == 0 else State.APPROVED
    settle(registration, state, now=now, message=wishes.message)
    return registration


def _new_or_withdrawn(edition: Edition, cluster: Organisation) -> Registration:
    """The row to fill in; the edition is locked. Raises `AlreadyRegistered`."""
    there = edition.registrations.select_for_update(no_key=True).filter(cluster=cluster).first()
    if there and there.state != State.WITHDRAWN:
        raise AlreadyRegistered(there)
    return there or Registration(edition=edition, cluster=cluster)


def _given(
    key: uuid.UUID, edition: Edition, cluster: Organisation, by: User, wishes: Wishes
) -> Registration | None:
    """What was answered to this key before. Raises `KeyTaken` where that was another's, says
    something else, or was withdrawn since.
    """
    whose = {"edition": edition, "cluster": cluster, "registered_by": by}
    said = {name: getattr(wishes, name) for name in SAID}
    given = made_before(Registration, key, whose, said)
    if given and given.state == State.WITHDRAWN:
        raise KeyTaken
    return given


def _fill_in(
    registration: Registration, *, by: User, wishes: Wishes, key: uuid.UUID, now: datetime
) -> None:
    """Write the row, new or open again; who comes again queues at the end."""
    is_new = registration.pk is None
    registration.state = State.WAITING
    registration.registered_by = by
    registration.idempotency_key = key
    registration.version += 0 if is_new else 1
    take_over(registration, wishes)
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise KeyTaken from error
    Registration.objects.filter(pk=registration.pk).update(created_at=now)
    stop_for_cluster(registration.edition, registration.cluster_id)
    name_delegates(registration, wishes.delegates, words=wishes.words, now=now)


def _answer(
    registration: Registration, wishes: Wishes, now: datetime, *, in_place: bool = False
) -> bool:
    """Whether the answers to the event's own questions are other ones now."""
    if wishes.answers is None:
        return False
    edition, wished = registration.edition, wishes.answers.wished
    asked = asked_with_registration(edition, registration, wished)
    return store_answers(registration, asked, wishes.answers, now=now, in_place=in_place)


def take_over(registration: Registration, wishes: Wishes) -> None:
    """Its edition is locked or held. Raises `OnlineNotOffered`."""
    is_on_site = wishes.takes_part == Registration.TakesPart.ON_SITE
    if not is_on_site and not registration.edition.meets_online:
        raise OnlineNotOffered
    for name in SAID:
        setattr(registration, name, getattr(wishes, name))


@retrying
def change(
    *,
    registration: Registration,
    wishes: Wishes,
    version: int,
    now: datetime,
    by_organiser: bool = False,
) -> bool:
    """Change the delegation; whether anything is other than before, else nobody is told.

    `version` is the one that was shown. `by_organiser` when the organiser does it in the cluster's
    place, which is told so; what the cluster wrote then stays. What would leave published meetings
    without anybody is for the page of the one delegate, which shows them first. Raises
    `NotChangeable`, `RegistrationChanged`, `OnlineNotOffered`, `SeatsInUse`, `MeetingsLeftAlone`,
    what `store_answers` does, and `Busy`.
    """
    hold_edition(registration.edition_id)
    current = locked_registrations([registration.pk])[registration.pk]
    if not is_editable_by_cluster(current.edition, current, now):
        raise NotChangeable
    if current.version != version:
        raise RegistrationChanged
    before, said = meetings_left_alone(current, now), _said(current)
    is_unnamed = not wishes.delegates and current.delegates.exists()
    take_over(current, replace(wishes, message=current.message) if by_organiser else wishes)
    is_answered = _answer(current, wishes, now, in_place=by_organiser)
    is_same = _said(current) == said and _people(current) == list(wishes.delegates)
    if is_same and not is_answered:
        return False
    current.version += 1
    try:
        with transaction.atomic():
            current.save(update_fields=WISHED)
    except IntegrityError as error:
        # Placements copy the number of seats, and refuse one below the seat they use.
        raise SeatsInUse from error
    name_delegates(current, wishes.delegates, wishes.shown_as, now=now)
    delegation_changed.send(sender=Registration, registration=current, now=now)
    after = meetings_left_alone(current, now, is_unnamed=is_unnamed)
    if lost := [one for one in after if one not in before]:
        raise MeetingsLeftAlone(len(lost))
    if by_organiser:
        tell_of_edit(current, now)
    return True


def _said(registration: Registration) -> list[object]:
    return [getattr(registration, name) for name in WISHED]


def _people(registration: Registration) -> list[tuple[str, str]]:
    return list(registration.delegates.values_list("name", "job_title"))


@retrying
def withdraw(*, registration: Registration, now: datetime, by: User | None = None) -> None:
    """Withdraw; a place that becomes free goes to the first on the waiting list. `by` stands with
    the meetings that are off.

    The organisers hear of it, and which published meetings it costs.

    Raises `NotChangeable`, `Busy`.
    """
    edition = locked_edition(registration.edition_id)
    [current] = locked_with_waiting_list(edition, [registration.pk])
    if not is_withdrawable(edition, current, now):
        raise NotChangeable
    lost = meetings_to_lose(current, now)
    settle(current, State.WITHDRAWN, now=now, by=by)
    note(registration=current, kind=RegistrationNews.Kind.WITHDREW, now=now, lost=lost)
    name_programme(edition, now)
    promote(edition=edition, now=now)
