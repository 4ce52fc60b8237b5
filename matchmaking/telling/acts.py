"""Telling: by the organiser's press, by publishing, and by itself after a quiet interval."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Self

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events.models import DelegateAccess, Edition, Registration
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from events.rules import ENDED, has_begun, phase
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import AgendaEntry, ScheduleVersion, ToldEntry
from matchmaking.queries.told import Difference, differences, is_pressing, waiting
from matchmaking.rules import notice
from matchmaking.telling.contexts import publication_contexts, what_changed, with_causes
from matchmaking.telling.entries import (
    all_up_to_date,
    bring_up_to_date,
    delegates_know,
    know,
    know_the_programme,
    up_to_date,
)
from matchmaking.telling.letters import (
    MAIL,
    OWN_KEY,
    Letter,
    begins_of,
    letters,
    mails,
    next_telling,
)
from matchmaking.telling.offers import ends_are_told, with_offers
from matchmaking.telling.waiting import mails_to_those_who_wait
from notifications.rules import is_near
from notifications.services import Desk, Mail, last_told, tell, tell_each


@dataclass(frozen=True, slots=True)
class Told:
    """How many were told: clusters, and delegates with accounts of their own."""

    clusters: int
    delegates: int

    @classmethod
    def by(cls, sent: Collection[Mail]) -> Self:
        delegates = sum(mail.object_key.startswith(OWN_KEY) for mail in sent)
        return cls(len(sent) - delegates, delegates)


def tell_them(*, edition: Edition, by: User, now: datetime) -> Told:
    """Tell every cluster what the organiser changed, and delegates with accounts what of it is
    their own, in one mail each.

    Pressed twice it tells nothing new. The mails are written before, while nobody waits. Raises
    `Busy`.
    """
    # Else the end of the rehearsal does it, at another instant, and all is written twice.
    up_to_date(edition, now)
    return _told(partial(_what_waits, edition.pk, by, now), now)


def _told(telling: Callable[[], list[Mail]], now: datetime) -> Told:
    """Rehearse a telling, write its mails, and then do it; how many are told.

    What changed in between is written anew.
    """
    desk, expected = Desk(), _rehearsed(telling)
    if not expected:
        return Told(0, 0)
    desk.write(expected)
    return _done(telling, now, desk)


@retrying
def _rehearsed(telling: Callable[[], list[Mail]]) -> list[Mail]:
    """The mails that it would send; all else is as it was."""
    with transaction.atomic():
        expected = telling()
        transaction.set_rollback(True)
    return expected


@retrying
def _done(telling: Callable[[], list[Mail]], now: datetime, desk: Desk) -> Told:
    sent = telling()
    tell_each(sent, now, desk)
    return Told.by(sent)


def _what_waits(pk: int, by: User, now: datetime) -> list[Mail]:
    """What waits for the organiser of an edition, which is locked; from here on they know it."""
    current = locked_edition(pk)
    bring_up_to_date(current.pk, now)
    found = [] if phase(current, now) in ENDED else differences(current, by_itself=False)
    if not found:
        return []
    sent = letters(current, found)
    told = mails(
        sent,
        kind="event-changes",
        template=f"{MAIL}/event_changes",
        version=next_telling(current, now, by).number,
        contexts=with_offers({letter.key: what_changed(letter) for letter in sent}, sent, now),
        now=now,
    )
    _know(found, now)
    return told


def publication_mails(
    edition: Edition, version: ScheduleVersion, now: datetime, *, is_first: bool
) -> list[Mail]:
    """Everybody concerned gets the agenda of their cluster, or a delegate with an account the own
    one, with what changed, and what their cluster agreed on that has no place: the mails to send.

    `version` is published. At the first publication that is every approved cluster, and those that
    wait hear that it is out. Call it at the end of the transaction that published. From here on
    they know it.
    """
    bring_up_to_date(edition.pk, now)
    if is_first:
        know_the_programme(edition.pk)
    approved = Registration.objects.filter(edition=edition).approved()
    here = set(approved.values_list("pk", flat=True))
    found = [one for one in differences(edition) if one.reader in here]
    sent = letters(edition, found)
    if is_first:
        sent += _without_meetings(edition, {letter.key for letter in sent})
    contexts = with_offers(publication_contexts(sent, version, is_first=is_first), sent, now)
    _know(found, now)
    told = mails(
        sent,
        kind="agenda",
        template=f"{MAIL}/agenda",
        version=version.number,
        contexts=contexts,
        now=now,
    )
    return [*told, *mails_to_those_who_wait(edition, version)] if is_first else told


def mails_of_cancelled_event(edition: Edition, message: str, now: datetime) -> list[Mail]:
    """Each cluster learns, with all in its calendar cancelled that has not begun, and each delegate
    with an account: the mails to send.

    `message` is the organiser's. Call it at the end of the transaction that cancelled. From here on
    they know it.
    """
    bring_up_to_date(edition.pk, now)
    found = differences(edition)
    sent = letters(edition, found)
    said = {"message": message, "had_begun": has_begun(edition, now)}
    told = mails(
        sent,
        kind="edition-cancelled",
        template="events/mail/edition_cancelled",
        version=edition.version,
        contexts={letter.key: what_changed(letter) | said for letter in sent},
        now=now,
    )
    _know(found, now)
    return told


def tell_waiting(now: datetime) -> None:
    """Tell by itself what does not wait for the organiser, and remind organisers of what does."""
    all_up_to_date(None, timezone.now())
    turned = ToldEntry.objects.exclude(is_cancelled=F("entry__is_cancelled"))
    turned = turned.exclude(entry__about=AgendaEntry.About.SESSION)
    seats = AgendaEntry.objects.filter(told=None, is_cancelled=False)
    given = seats.filter(access__user__is_active=True).exclude(edition__state__in=ENDED)
    editions = {
        *turned.values_list("entry__edition_id", flat=True),
        *given.values_list("edition_id", flat=True),
    }
    for pk in sorted(editions):
        _told(partial(_what_tells_itself, pk, now), now)
    begun_by = (now + timedelta(days=1)).date()
    for edition in Edition.objects.led_by_clock().filter(ends_on__gte=begun_by - timedelta(days=3)):
        _remind_organisers(edition, now)


def _what_tells_itself(pk: int, now: datetime) -> list[Mail]:
    """What is settled of an edition, which is locked; from here on they know it."""
    edition = locked_edition(pk)
    bring_up_to_date(pk, now)
    found = differences(edition, by_itself=True)
    if phase(edition, now) == Edition.State.FINISHED:
        found = []
    settled = _settled(found, edition, now)
    if not settled:
        return []
    sent = letters(edition, settled)
    told = mails(
        sent,
        kind="agenda-changed",
        template=f"{MAIL}/meeting_changes",
        version=next_telling(edition, now).number,
        contexts=with_offers(with_causes(sent), sent, now),
        now=now,
    )
    _know(settled, now)
    return told


def _settled(found: Sequence[Difference], edition: Edition, now: datetime) -> list[Difference]:
    """All news of those whose latest is as old as the quiet interval; what begins so soon that
    nobody may wait is settled at once.
    """
    ahead = notice(edition)
    quiet = now - timedelta(seconds=settings.QUIET_SECONDS)
    marked = [(one, is_near(begins_of(one, edition, now), now, ahead)) for one in found]
    unsettled = {
        (one.reader, one.access) for one, near in marked if one.changed_at > quiet and not near
    }
    return [one for one, near in marked if near or (one.reader, one.access) not in unsettled]


def tell_of_agreed_time(edition: Edition, meeting: int, now: datetime) -> None:
    """Both sides, and who sits there with an account, get the new time of a meeting, and the
    calendar entry, at once.

    Call it at the end of the act by which they agreed.
    """
    bring_up_to_date(edition.pk, now)
    entries = AgendaEntry.objects.filter(about=AgendaEntry.About.MEETING, key=meeting)
    readers = [pk for pk in entries.values_list("registration_id", flat=True) if pk]
    found = [
        one
        for one in differences(edition, readers=readers)
        if (one.about, one.key) == (AgendaEntry.About.MEETING, meeting)
    ]
    sent = letters(edition, found)
    told = mails(
        sent,
        kind="agenda-changed",
        template=f"{MAIL}/meeting_changes",
        version=next_telling(edition, now).number,
        contexts=with_offers(with_causes(sent), sent, now),
        now=now,
    )
    tell_each(told, now)
    _know(found, now)


@retrying
def _remind_organisers(edition: Edition, now: datetime) -> None:
    """Something waits for a day, or is two days away: once, as long as anything waits of what did
    when they were reminded.
    """
    news, kind, key = waiting(edition), "not-told", f"edition:{edition.pk}"
    if phase(edition, now) in ENDED or not is_pressing(news, now):
        return
    last = last_told(kind=kind, object_key=key)
    if last and min(one.since for one in news) <= last.told_at:
        return
    tell(
        kind=kind,
        object_key=key,
        version=last.version + 1 if last else 1,
        recipients=organisers_to_tell(edition),
        template=f"{MAIL}/not_told",
        context={"edition": called(edition), "edition_slug": edition.slug},
        now=now,
        about=about(edition),
    )


def _without_meetings(edition: Edition, keys: Collection[str]) -> list[Letter]:
    """Who has no meeting learns that: all but those whose letters these keys name."""
    rows = Registration.objects.filter(edition=edition).approved().select_related("cluster")
    here = {row.pk: row for row in rows}
    for row in here.values():
        row.edition = edition
    accesses = DelegateAccess.objects.told_apart().filter(registration__in=here)
    every = [Letter(row, ()) for row in here.values()]
    whole = accesses.select_related("user", "delegate").order_by("pk")
    every += [Letter(here[access.registration_id], (), access) for access in whole]
    return [letter for letter in every if letter.key not in keys]


def _know(found: Sequence[Difference], now: datetime) -> None:
    ends_are_told(found, now)
    know([(one.reader, one.entry) for one in found if one.access is None])
    delegates_know([(one.access, one.entry) for one in found if one.access is not None])
