"""Acts on an edition itself: create, change, cancel."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from clusters.models import Organisation, Region, Sector
from events.models import Edition, EditionOrganiser, Registration, Series
from events.rules import TAKING_PART, is_open_for_changes
from events.services.letters import tell_of_cancellation
from events.services.locking import locked_edition
from events.services.places import promote
from events.services.states import EditionChanged, take_step
from interface.addresses import address_of
from interface.contention import retrying
from interface.keys import KeyTaken, made_under

Role = EditionOrganiser.Role
TRIES_FOR_A_SLUG = 20


class OrdinalTaken(Exception):
    """The series has an edition with this number."""


class SeriesTaken(Exception):
    """There is a series with the name of the one to begin."""


class EditionEnded(Exception):
    """A finished or cancelled edition is not changed."""


class CapacityTooSmall(Exception):
    """More clusters are approved than the wished capacity: `approved`."""

    def __init__(self, approved: int) -> None:
        super().__init__()
        self.approved = approved


class SessionsOutside(Exception):
    """Sessions of the programme lie outside the wished days: `count`."""

    def __init__(self, sessions: int) -> None:
        super().__init__()
        self.count = sessions


class TimeZoneInUse(Exception):
    """The programme has times in the present time zone."""


@dataclass(frozen=True, slots=True)
class Relations:
    """What belongs to an edition in tables of its own."""

    guest_regions: Collection[Region] = ()
    sectors: Collection[Sector] = ()
    co_organisers: Collection[Organisation] = ()


@retrying
def create(
    *,
    draft: Edition,
    owner: Organisation,
    relations: Relations,
    key: uuid.UUID,
    new_series: str = "",
) -> Edition:
    """Store a new edition as a draft, with its address. The same key gives the same answer.

    `draft` is not saved yet and has its dates; `new_series` is the name of a series to
    begin. Without an ordinal it becomes the next one of its series. Raises `KeyTaken`,
    `OrdinalTaken`, `SeriesTaken`.
    """
    # One body creates one edition at a time, so that a second click finds what the first one made.
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)
    given = made_under(Edition, key)
    if given:
        if given.owner_id != owner.pk:
            raise KeyTaken
        return given
    draft.owner, draft.idempotency_key = owner, key
    draft.state = Edition.State.DRAFT
    if new_series:
        draft.series = _series_named(new_series, owner)
    draft.ordinal = _ordinal(draft)
    draft.country_code = _country_code(draft.host_region)
    _save_with_slug(draft)
    _relate(draft, relations)
    return draft


@retrying
def change(*, wished: Edition, relations: Relations, version: int, now: datetime) -> None:
    """Store the wished details; a raised capacity promotes from the waiting list.

    `version` is the one that was shown. Raises `EditionEnded`, `EditionChanged`, `OrdinalTaken`,
    `CapacityTooSmall`, `SessionsOutside`, `TimeZoneInUse`.
    """
    current = locked_edition(wished.pk)
    if not is_open_for_changes(current, now):
        raise EditionEnded
    if current.version != version:
        raise EditionChanged
    wished.ordinal = _ordinal(wished)
    wished.country_code = _country_code(wished.host_region)
    _refuse_what_does_not_fit(current, wished)
    wished.state, wished.version = current.state, version + 1
    wished.save()
    _relate(wished, relations)
    promote(edition=wished, now=now)


@retrying
def cancel(*, edition: Edition, version: int, now: datetime, message: str = "") -> int:
    """Cancel, and tell every cluster that takes part or waits; how many people were told.

    Raises `StepNotAllowed`, `EditionChanged`, `Busy`.
    """
    take_step(edition=edition, to=Edition.State.CANCELLED, version=version, now=now)
    registered = Registration.objects.filter(edition=edition, state__in=TAKING_PART)
    clusters = list(registered.values_list("cluster_id", flat=True))
    return tell_of_cancellation(edition=edition, clusters=clusters, message=message, now=now)


def _series_named(name: str, organiser: Organisation) -> Series:
    slug = address_of(name, longest=100, otherwise="series")
    if Series.objects.filter(Q(name__iexact=name) | Q(slug=slug)).exists():
        raise SeriesTaken
    try:
        with transaction.atomic():
            return Series.objects.create(slug=slug, name=name, organiser=organiser)
    except IntegrityError as error:
        raise SeriesTaken from error


def _ordinal(edition: Edition) -> int | None:
    """The number asked for, or the next one of the series, which is locked meanwhile."""
    if edition.series_id is None:
        return None
    series = Series.objects.select_for_update(no_key=True).get(pk=edition.series_id)
    others = series.editions.exclude(pk=edition.pk)
    if edition.ordinal is None:
        highest = others.aggregate(highest=Max("ordinal"))["highest"]
        return (highest or 0) + 1
    if others.filter(ordinal=edition.ordinal).exists():
        raise OrdinalTaken
    return edition.ordinal


def _country_code(region: Region | None) -> str:
    return region.iso_country_code if region else ""


def _save_with_slug(edition: Edition) -> None:
    """Save under the first free address; another one when somebody takes it at that moment."""
    for slug in islice(_slugs(edition), TRIES_FOR_A_SLUG):
        edition.slug = slug
        if Edition.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                edition.save()
        except IntegrityError:
            if not Edition.objects.filter(slug=slug).exists():
                raise
        else:
            return
    raise KeyTaken


def _slugs(edition: Edition) -> Iterable[str]:
    """Name and year, then the same with 2, 3 and so on."""
    year = str(edition.starts_on.year) if edition.starts_on else ""
    words = address_of(edition.name, longest=80, otherwise="event")
    base = words if year in words.split("-") else f"{words}-{year}"
    yield base
    for number in count(2):
        yield f"{base}-{number}"


def _refuse_what_does_not_fit(current: Edition, wished: Edition) -> None:
    approved = current.registrations.approved().count()
    if wished.capacity is not None and wished.capacity < approved:
        raise CapacityTooSmall(approved)
    outside = Q(day_on__lt=wished.starts_on) | Q(day_on__gt=wished.ends_on)
    if strays := current.sessions.filter(outside).count():
        raise SessionsOutside(strays)
    timed = current.sessions.filter(period__isnull=False)
    if wished.time_zone != current.time_zone and timed.exists():
        raise TimeZoneInUse


def _relate(edition: Edition, relations: Relations) -> None:
    edition.guest_regions.set(relations.guest_regions)
    edition.sectors.set(relations.sectors)
    bodies = [body for body in relations.co_organisers if body.pk != edition.owner_id]
    replaced = Q(role__in=EditionOrganiser.RUNNING_ROLES) | Q(organisation__in=bodies)
    edition.organisers.filter(replaced).delete()
    rows = [(edition.owner, Role.ORGANISER), *((body, Role.CO_ORGANISER) for body in bodies)]
    EditionOrganiser.objects.bulk_create(
        EditionOrganiser(edition=edition, organisation=body, role=role, position=position)
        for position, (body, role) in enumerate(rows)
    )
