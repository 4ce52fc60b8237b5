"""What the acts share: locks, the compare-and-swap, and the meeting behind a request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery

from accounts.models import User
from events.models import Edition, Registration
from events.queries.same_people import SamePeople, same_people, same_person
from events.services.locking import locked_pair
from matchmaking.models import (
    Meeting,
    MeetingMessage,
    MeetingParticipant,
    MeetingRequest,
    MeetingWindow,
    Priority,
    RequestWindow,
)
from matchmaking.queries.pairing import Bar, Pairing, pairing, pairing_of
from matchmaking.queries.quotas import musts
from matchmaking.queries.requests import between, is_published
from matchmaking.rules import can_meet, is_overdue
from matchmaking.services.letters.requests import tell_of_answer
from matchmaking.services.other_times import overtake
from matchmaking.services.requests.refusals import (
    AnswerTooLate,
    GroupsApart,
    KeyTaken,
    MeetingPublished,
    NeverMeet,
    NotApproved,
    RequestChanged,
    RequestRefused,
    SamePerson,
    SameRegion,
    TooManyMusts,
)

State = MeetingRequest.State
BARRED: dict[Bar, type[RequestRefused]] = {
    Bar.SAME_REGION: SameRegion,
    Bar.GROUPS: GroupsApart,
    Bar.NAMED: NeverMeet,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes: by whom, when, how much it is wanted, and words for the requester.

    `by_organiser` is a yes in the invited cluster's place. With `windows` (by id) they meet in
    these alone; without any, in those that the request asks for.
    """

    by: User
    now: datetime
    priority: Priority = Priority.WOULD_LIKE
    reply: str = ""
    by_organiser: bool = False
    windows: Collection[int] = ()


def locked(request: MeetingRequest) -> MeetingRequest:
    """The request as it is now, with both registrations locked."""
    locked_pair(request.requester_id, request.invitee_id)
    return MeetingRequest.objects.select_related(
        "edition",
        "requester__cluster",
        "requester__edition",
        "invitee__cluster",
        "invitee__edition",
    ).get(pk=request.pk)


def create(ours: Registration, theirs: Registration, **values: Any) -> MeetingRequest:
    """A new request of ours to theirs. Raises `KeyTaken`."""
    try:
        with transaction.atomic():
            return MeetingRequest.objects.create(
                edition=ours.edition, requester=ours, invitee=theirs, **values
            )
    except IntegrityError as error:
        raise KeyTaken from error


def has_live(request: MeetingRequest) -> bool:
    """Whether the two have a live request, this one or another."""
    return between(request.requester_id, request.invitee_id).live().exists()


def check_approved(*registrations: Registration) -> None:
    if not all(can_meet(registration) for registration in registrations):
        raise NotApproved


@dataclass(frozen=True, slots=True)
class PairRules:
    """Which two of an edition may meet, as its people and its rules are now."""

    people: SamePeople
    rules: Pairing

    @classmethod
    def of(cls, edition: Edition) -> Self:
        return cls(same_people(edition.pk), pairing(edition))

    @classmethod
    def of_two(cls, edition: Edition, first: int, second: int) -> Self:
        """As far as they concern two registrations (ids)."""
        return cls(same_person(first, second), pairing_of(edition, first, second))

    def refusal(self, ours: int, theirs: int) -> type[RequestRefused] | None:
        """Why these two (by id) may not meet; None where they may."""
        if theirs in self.people.apart_from(ours):
            return SamePerson
        bar = self.rules.bar(ours, theirs)
        return BARRED[bar] if bar else None


def check_pair(ours: Registration, theirs: Registration) -> None:
    """May these two meet? Nobody meets oneself, and the event's rules say who meets whom.

    Raises `SamePerson`, `SameRegion`, `GroupsApart`, `NeverMeet`.
    """
    pair = (ours.pk, theirs.pk)
    if refusal := PairRules.of_two(ours.edition, *pair).refusal(*pair):
        raise refusal


def check_musts(ours: Registration, priority: Priority) -> None:
    """One more wish of a locked cluster. Raises `TooManyMusts`."""
    most = ours.edition.most_musts
    if most is not None and priority == Priority.MUST and musts([ours.pk]).get(ours.pk, 0) >= most:
        raise TooManyMusts


def check_answered_in_time(request: MeetingRequest, now: datetime) -> None:
    """What is past its days has expired, ended by a worker or not yet. Raises `AnswerTooLate`."""
    if is_overdue(request, request.edition, now):
        raise AnswerTooLate


def agree(current: MeetingRequest, version: int, answer: Answer) -> MeetingRequest:
    """The request is accepted; only the organiser's yes comes after it has expired."""
    is_late = answer.by_organiser and current.state == State.EXPIRED
    before = State.EXPIRED if is_late else State.PENDING
    swap(
        current,
        before,
        version,
        state=State.ACCEPTED,
        invitee_priority=answer.priority,
        reply=answer.reply,
        answered_by=answer.by,
        answered_at=answer.now,
        answered_by_organiser=answer.by_organiser,
    )
    agree_on_windows(current, answer.windows)
    make_meeting(current)
    tell_of_answer(current, answer.now, before=before, by_organiser=answer.by_organiser)
    return current


def ask_for_windows(request: MeetingRequest, chosen: Collection[int]) -> None:
    """A new request is for these windows alone. The edition is held; raises `RequestChanged`."""
    if not chosen:
        return
    agree_on_windows(request, chosen)
    request.asks_for_windows = request.is_limited
    request.save(update_fields=["asks_for_windows"])


def agree_on_windows(request: MeetingRequest, chosen: Collection[int]) -> None:
    """In these windows alone; all of the edition's are as good as none said. Without a choice it
    is as it was asked for.

    The edition is held. Raises `RequestChanged` when one of them is gone.
    """
    if request.asks_for_windows and not chosen:
        return
    every = _windows(request)
    if not every.issuperset(chosen):
        raise RequestChanged
    request.windows.all().delete()
    limits = limiting(every, chosen)
    request.is_limited, request.asks_for_windows = bool(limits), False
    request.save(update_fields=["is_limited", "asks_for_windows"])
    RequestWindow.objects.bulk_create(
        RequestWindow(request=request, window_id=window) for window in sorted(limits)
    )


def agreed_so(request: MeetingRequest, chosen: Collection[int]) -> bool:
    """Whether the two agreed on these windows."""
    if request.asks_for_windows:
        return not chosen
    agreed = set(request.windows.values_list("window", flat=True))
    return agreed == limiting(_windows(request), chosen)


def _windows(request: MeetingRequest) -> set[int]:
    rows = MeetingWindow.objects.filter(edition=request.edition_id)
    return set(rows.values_list("pk", flat=True))


def limiting(every: set[int], chosen: Collection[int]) -> set[int]:
    """The windows that limit a meeting: none where all are chosen."""
    return set() if every == set(chosen) else set(chosen)


def make_meeting(request: MeetingRequest) -> None:
    """One meeting a request: accepted again after an undo, it is the same one."""
    values = {"priority": request.weight, "is_cancelled": False}
    meeting, is_new = Meeting.objects.update_or_create(
        request=request, defaults=values, create_defaults={**values, "edition": request.edition}
    )
    if is_new:
        MeetingParticipant.objects.bulk_create(
            MeetingParticipant(edition=request.edition, meeting=meeting, registration_id=pk)
            for pk in sorted((request.requester_id, request.invitee_id))
        )
    # What the two wrote before they agreed goes on here.
    request.messages.filter(meeting=None).update(meeting=meeting)


def make_meetings(requests: Sequence[MeetingRequest]) -> None:
    """The same of several that were accepted before."""
    there = {row.request_id: row for row in Meeting.objects.filter(request__in=requests)}
    for request in requests:
        if meeting := there.get(request.pk):
            meeting.priority, meeting.is_cancelled = request.weight, False
        else:
            make_meeting(request)
    Meeting.objects.bulk_update(there.values(), ["priority", "is_cancelled"])
    own = Meeting.objects.filter(request=OuterRef("request")).values("pk")
    rows = MeetingMessage.objects.filter(request__in=there, meeting=None)
    rows.update(meeting=Subquery(own))


def cancel_meeting(request: MeetingRequest) -> None:
    meeting = Meeting.objects.filter(request=request).first()
    if meeting is None:
        return
    if is_published(meeting):
        raise MeetingPublished
    meeting.is_cancelled = True
    meeting.save(update_fields=["is_cancelled"])
    overtake(meetings=[meeting])


def swap(current: MeetingRequest, before: State, version: int, **values: object) -> None:
    """Compare and swap: change the request if nobody did, and read what it is now."""
    rows = MeetingRequest.objects.filter(pk=current.pk, state=before, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise RequestChanged
    current.refresh_from_db(fields=["version", *values])


def swap_each(locked: Sequence[MeetingRequest], before: State, **values: object) -> None:
    """The same of several that are locked and were all in this state."""
    rows = MeetingRequest.objects.filter(pk__in=[row.pk for row in locked], state=before)
    if locked and rows.update(version=F("version") + 1, **values) != len(locked):
        raise RequestChanged
    for row in locked:
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
