"""A body makes a call, opens and closes it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import count, islice

from django.db import IntegrityError, transaction

from events.models import Call, Criterion, Edition
from events.queries.moving import days_of_edition
from events.rules.calls import (
    are_criteria_changeable,
    can_close_call,
    can_delete_call,
    can_open_call,
    can_return_call_to_draft,
    is_alive,
    is_changeable_call,
    stage,
)
from events.services.call_clocks import follow_clock
from events.services.calls.letters import tell_removed, tell_reviewers, withdraw_reviewing
from events.services.calls.reviewers import end_invitations
from events.services.calls.scene import CallTooLate, call_as_shown, locked_call, touch
from events.services.locking import hold_edition
from events.services.translating import keep_languages_of_originals
from interface.addresses import address_of
from interface.contention import retrying
from interface.keys import KeyTaken, made_before

State = Call.State
Criteria = Sequence[tuple[str, int]]
TRIES_FOR_A_SLUG = 20
# Addresses of pages of their own.
NO_SLUGS = {"new", "invitations"}
DETAILS = ("title", "text", "opens_at", "closes_at", "time_zone", "places")


class CriteriaInUse(Exception):
    """Reviewers have given points: what they look at stays as it is."""


@retrying
def create_call(*, draft: Call, criteria: Criteria, key: uuid.UUID, now: datetime) -> Call:
    """Store a new call as a draft, with its address; `criteria` are texts with weights.

    The same key, the same call. Raises `KeyTaken`, `Busy`.
    """
    what = ("body_id", "edition_id", "series_id", *DETAILS)
    if given := made_before(Call, key, {}, {name: getattr(draft, name) for name in what}):
        if _criteria_of(given) != list(criteria):
            raise KeyTaken
        return given
    draft.idempotency_key, draft.state = key, State.DRAFT
    _save_with_slug(draft)
    _store_criteria(draft, criteria)
    _keep_to_the_clock(draft, now)
    return draft


def _keep_to_the_clock(call: Call, now: datetime) -> None:
    """Its event may have got another time zone since the form was filled in."""
    if call.edition_id is None:
        return
    hold_edition(call.edition_id)
    days = days_of_edition(Edition.objects.get(pk=call.edition_id))
    if call.time_zone != days.zone:
        follow_clock([call], days, now)
        call.refresh_from_db()


def _save_with_slug(call: Call) -> None:
    base = address_of(call.title, longest=80, otherwise="call")
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    for slug in islice(names, TRIES_FOR_A_SLUG):
        call.slug = slug
        if slug in NO_SLUGS or Call.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                call.save()
        except IntegrityError:
            if not Call.objects.filter(slug=slug).exists():
                raise KeyTaken from None
        else:
            return
    raise KeyTaken


@retrying
def change_call(*, wished: Call, criteria: Criteria, version: int, now: datetime) -> None:
    """Store text, times, places and criteria. A later closing instant opens it for longer.

    Raises `CallTooLate`, `CallChanged`, `CriteriaInUse`, `Busy`.
    """
    current = call_as_shown(wished.pk, version)
    if not is_changeable_call(current, now):
        raise CallTooLate
    if list(criteria) != _criteria_of(current):
        if not are_criteria_changeable(current, now):
            raise CriteriaInUse
        _store_criteria(current, criteria)
    was = stage(current, now)
    keep_languages_of_originals(current=current, wished=wished)
    changed = (*DETAILS, "languages")
    for name in changed:
        setattr(current, name, getattr(wished, name))
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    if was == State.OPEN and stage(current, now) == State.REVIEWING:
        _begin_reviewing(current, now)


def _criteria_of(call: Call) -> list[tuple[str, int]]:
    return list(call.criteria.values_list("text", "weight"))


def _store_criteria(call: Call, criteria: Criteria) -> None:
    """One that is said as before, or that stands where another one stood, keeps its row and with
    it what it is in other languages.
    """
    left = list(call.criteria.all())
    kept = [_taken(left, text=text) for text, _weight in criteria]
    for position, (text, weight) in enumerate(criteria):
        row = kept[position] or _taken(left, position=position) or Criterion(call=call)
        row.text, row.weight, row.position = text, weight, position
        row.save()
    call.criteria.filter(pk__in=[row.pk for row in left]).delete()


def _taken(left: list[Criterion], **said: object) -> Criterion | None:
    """The first of those that are left which says so; it is left no more."""
    fits = (row for row in left if all(getattr(row, name) == said[name] for name in said))
    if row := next(fits, None):
        left.remove(row)
    return row


@retrying
def open_call(*, call: Call, version: int, now: datetime) -> None:
    """Make it public: applications come from its opening instant on. Undone by a draft again.

    Raises `CallTooLate`, `CallChanged`, `Busy`.
    """
    current = call_as_shown(call.pk, version)
    if not can_open_call(current, now):
        raise CallTooLate
    withdraw_reviewing(current)
    _come_to(current, State.OPEN)


@retrying
def close_call(*, call: Call, version: int, now: datetime) -> None:
    """End applying before its day; the reviewers are told. Undone by opening it again.

    Raises `CallTooLate`, `CallChanged`, `Busy`.
    """
    current = call_as_shown(call.pk, version)
    if not can_close_call(current, now):
        raise CallTooLate
    _begin_reviewing(current, now)


@retrying
def return_call_to_draft(*, call: Call, version: int, now: datetime) -> None:
    """Nobody has applied: it is no longer public. Raises `CallTooLate`, `CallChanged`, `Busy`."""
    current = call_as_shown(call.pk, version)
    if not can_return_call_to_draft(current, now):
        raise CallTooLate
    _come_to(current, State.DRAFT)


@retrying
def delete_call(*, call: Call, version: int, now: datetime) -> None:
    """Delete a draft; who was asked to review it is not asked any more, and its reviewers hear.

    Raises `CallTooLate`, `CallChanged`, `Busy`.
    """
    current = call_as_shown(call.pk, version)
    if not can_delete_call(current):
        raise CallTooLate
    end_invitations(current.invitations.all(), now)
    for reviewer in current.reviewers.select_related("user"):
        reviewer.call = current
        tell_removed(reviewer, now)
    current.delete()


def close_due(*, now: datetime) -> int:
    """Write down which calls the clock has closed, and tell their reviewers; how many."""
    due = Call.objects.filter(state=State.OPEN, closes_at__lte=now).values_list("pk", flat=True)
    return sum(_close_by_clock(pk, now) for pk in due)


@retrying
def _close_by_clock(pk: int, now: datetime) -> bool:
    current = locked_call(pk)
    if current.state != State.OPEN or now < current.closes_at:
        return False
    _begin_reviewing(current, now)
    return True


def _begin_reviewing(call: Call, now: datetime) -> None:
    """The reviewers are told, unless there is no event to decide for any more."""
    _come_to(call, State.REVIEWING)
    if is_alive(call, now):
        tell_reviewers(call, now)


def _come_to(call: Call, state: Call.State) -> None:
    Call.objects.filter(pk=call.pk).update(state=state)
    call.state = state
    touch(call)
