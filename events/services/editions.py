"""Acts on an edition itself: create, change, cancel."""

import uuid
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, islice
from typing import cast

from django.db import IntegrityError, transaction

from clusters.models import Organisation, Region
from events.models import Edition, Registration, Series
from events.models.registrations import TAKING_PART
from events.queries.calls import applicants_waiting
from events.queries.moving import are_dates_used, days_of_edition
from events.rules import is_open_for_changes, is_past
from events.services.call_clocks import follow_clock, locked_calls
from events.services.consent import ask_no_series, ask_series, is_series_own, name_bodies
from events.services.delegate_letters import mails_of_cancellation
from events.services.letters import mail_of_cancellation
from events.services.locking import locked_edition
from events.services.places import promote
from events.services.relating import Relations
from events.services.series import OrdinalTaken, SeriesTaken, ordinal_in_series, series_named
from events.services.states import EditionChanged, take_step
from events.services.submitted import is_as_made
from events.services.translating import keep_languages_of_originals
from events.signals import event_cancelled
from interface.addresses import address_of
from interface.contention import retrying
from interface.keys import KeyTaken, made_under
from notifications.services import Desk, Mail, tell_each

TRIES_FOR_A_SLUG = 20

__all__ = [
    "CapacityTooSmall",
    "DatesInUse",
    "DaysOver",
    "EditionEnded",
    "OnlineInUse",
    "OrdinalTaken",
    "Relations",
    "SeriesTaken",
    "cancel",
    "change",
    "create",
    "made_by",
    "store_draft",
]


class DaysOver(Exception):
    """The last of the wished days is over: what has taken place is a record of the archive."""


class EditionEnded(Exception):
    """A finished or cancelled edition is not changed."""


class CapacityTooSmall(Exception):
    """More clusters are approved than the wished capacity: `approved`."""

    def __init__(self, approved: int) -> None:
        super().__init__()
        self.approved = approved


class OnlineInUse(Exception):
    """So many clusters take part online, or may, that the event cannot be on site alone."""

    def __init__(self, clusters: int) -> None:
        super().__init__()
        self.clusters = clusters


class DatesInUse(Exception):
    """What is planned depends on dates and time zone, which only `move_edition` changes."""


@retrying
def create(
    *,
    draft: Edition,
    owner: Organisation,
    relations: Relations,
    key: uuid.UUID,
    now: datetime,
    new_series: str = "",
) -> Edition:
    """Store a new edition as a draft, with its address. The same key gives the same answer.

    `draft` is not saved yet and has its dates; `new_series` is the name of a series to
    begin. Without an ordinal it becomes the next one of its series; a series of another body is
    asked first. Co-organisers are asked. Raises `DaysOver`, `OrdinalTaken`, `SeriesTaken`, and
    `KeyTaken` where the key came with anything else before.
    """
    if given := made_by(owner, key):
        if not is_as_made(given, draft, relations, new_series):
            raise KeyTaken
        return given
    store_draft(
        draft=draft, owner=owner, relations=relations, key=key, now=now, new_series=new_series
    )
    return draft


def made_by(owner: Organisation, key: uuid.UUID) -> Edition | None:
    """What the body made under this key; within a transaction. Raises `KeyTaken`.

    One body creates one edition at a time, so that a second click finds what the first one made.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)
    given = made_under(Edition, key)
    if given and given.owner_id != owner.pk:
        raise KeyTaken
    return given


def store_draft(
    *,
    draft: Edition,
    owner: Organisation,
    relations: Relations,
    key: uuid.UUID,
    now: datetime,
    new_series: str = "",
    is_agreed: bool = False,
) -> None:
    """Store it as `create` says, once it is known that nobody did; in the same transaction.

    `is_agreed` where whose series it is wishes it.
    """
    if is_past(draft, now):
        raise DaysOver
    draft.owner, draft.idempotency_key = owner, key
    draft.state = Edition.State.DRAFT
    if new_series:
        draft.series = series_named(new_series, owner)
    asked = None if is_agreed else _to_ask(draft, None)
    draft.ordinal = ordinal_in_series(draft)
    draft.country_code = _country_code(draft.host_region)
    _save_with_slug(draft)
    _relate(draft, relations, now)
    if asked:
        ask_series(draft, asked.series, asked.ordinal, now)


@retrying
def change(*, wished: Edition, relations: Relations, version: int, now: datetime) -> None:
    """Store the wished details; a raised capacity promotes from the waiting list.

    `version` is the one that was shown. Raises `EditionEnded`, `EditionChanged`, `OrdinalTaken`,
    `CapacityTooSmall`, `OnlineInUse`, `DatesInUse`.
    """
    calls = locked_calls(wished.pk)
    current = locked_edition(wished.pk)
    if not is_open_for_changes(current, now):
        raise EditionEnded
    if current.version != version:
        raise EditionChanged
    asked = _to_ask(wished, current)
    wished.ordinal = ordinal_in_series(wished)
    wished.country_code = _country_code(wished.host_region)
    if is_past(wished, now) and wished.ends_on != current.ends_on:
        raise DaysOver
    _refuse_what_does_not_fit(current, wished)
    wished.state, wished.version = current.state, version + 1
    keep_languages_of_originals(current=current, wished=wished)
    wished.save()
    follow_clock(calls, days_of_edition(wished), now)
    _relate(wished, relations, now)
    if asked:
        ask_series(wished, asked.series, asked.ordinal, now)
    elif wished.series_id != current.series_id:
        ask_no_series(wished)
    promote(edition=wished, now=now)


def cancel(*, edition: Edition, version: int, now: datetime, message: str = "") -> int:
    """Cancel, and tell every cluster that takes part or waits; how many people were told.

    It is rehearsed first, so that the mails are written while nobody waits. Raises
    `StepNotAllowed`, `EditionChanged`, `Busy`.
    """
    desk = Desk()
    desk.write(_rehearsed(copy(edition), version, message, now))
    return _cancelled(edition, version, message, now, desk)


@retrying
def _rehearsed(edition: Edition, version: int, message: str, now: datetime) -> list[Mail]:
    """The mails that cancelling would send; all else is as it was."""
    with transaction.atomic():
        mails = _cancel(edition, version, message, now)
        transaction.set_rollback(True)
    return mails


@retrying
def _cancelled(edition: Edition, version: int, message: str, now: datetime, desk: Desk) -> int:
    return sum(tell_each(_cancel(edition, version, message, now), now, desk).values())


def _cancel(edition: Edition, version: int, message: str, now: datetime) -> list[Mail]:
    """Cancel, and give the mails that are to be sent."""
    take_step(edition=edition, to=Edition.State.CANCELLED, version=version, now=now)
    # What it is called may have changed since it was read.
    edition.refresh_from_db()
    registered = Registration.objects.filter(edition=edition, state__in=TAKING_PART)
    answers = event_cancelled.send(sender=Edition, edition=edition, message=message, now=now)
    told = list(chain.from_iterable(cast("list[Mail]", mails) for _receiver, mails in answers))
    known = {mail.object_key for mail in told}
    clusters = dict(registered.values_list("pk", "cluster_id"))
    others = {cluster for pk, cluster in clusters.items() if f"registration:{pk}" not in known}
    others |= set(applicants_waiting(edition)) - set(clusters.values())
    to_others = mail_of_cancellation(edition, sorted(others), message, now)
    to_delegates = mails_of_cancellation(edition, known, message, now)
    return [*told, to_others, *to_delegates]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A series of another body that the edition is to be in, and its number there."""

    series: Series
    ordinal: int | None


def _to_ask(wished: Edition, current: Edition | None) -> _Asked | None:
    """The series that must be asked first: meanwhile the edition stays where it is."""
    series, ordinal = wished.series, wished.ordinal
    stays = current is not None and wished.series_id == current.series_id
    if series is None or stays or is_series_own(series, wished.owner):
        return None
    wished.series = current.series if current else None
    wished.ordinal = current.ordinal if current else None
    return _Asked(series, ordinal)


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
    if current.meets_online and not wished.meets_online:
        _end_online(current)
    if days_of_edition(wished) != days_of_edition(current) and are_dates_used(current):
        raise DatesInUse


def _end_online(edition: Edition) -> None:
    """Who is gone counts as on site, should it come again; who is not stands in the way."""
    rows = edition.registrations.exclude(takes_part=Registration.TakesPart.ON_SITE)
    if clusters := rows.filter(state__in=TAKING_PART).count():
        raise OnlineInUse(clusters)
    rows.update(takes_part=Registration.TakesPart.ON_SITE)


def _relate(edition: Edition, relations: Relations, now: datetime) -> None:
    edition.guest_regions.set(relations.guest_regions)
    edition.sectors.set(relations.sectors)
    name_bodies(edition, relations.co_organisers, now)
