"""The mails about requests.

Each side of a request is told the last word alone: what is taken back while its mail waits is told
to nobody, and a side that acts itself needs no mail about what was before.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clusters.queries import people_by_organisation, people_of
from events.models import Registration
from events.queries.about import about, called
from matchmaking.models import MeetingRequest, ScheduleVersion
from matchmaking.queries.requests import agreed_windows, has_published_place
from matchmaking.queries.schedule import is_schedule_out
from matchmaking.rules import answer_by, notice
from matchmaking.services.letters.readers import Readers, members_of, with_links
from notifications.services import Mail, settled_at, still_to_tell, tell_each, withdraw_each

State = MeetingRequest.State
REMINDER = "requests-reminder"


@dataclass(frozen=True, slots=True)
class _Word:
    """What a side is told: in which template, and from which state the request came.

    Where it is `answerable`, everybody gets a link of their own to answer by. What leaves
    `at_once` waits for no second thought.
    """

    template: str
    before: str
    values: Mapping[str, Any]
    answerable: bool = False
    at_once: bool = False
    concerns_at: datetime | None = None


def tell_invitee(request: MeetingRequest, now: datetime, *, by_organiser: bool = False) -> None:
    """The invited cluster's members learn of a request; of one for times with these, at once.

    And that the organiser asked in the requester's place.
    """
    _tell(request, request.invitee, _received(request, by_organiser=by_organiser), now)


def _received(request: MeetingRequest, *, by_organiser: bool) -> _Word:
    edition, until = request.invitee.edition, answer_by(request, request.invitee.edition)
    values = {
        "message": request.message,
        "by_organiser": by_organiser,
        "times": [instant.astimezone(edition.zone) for instant in request.begins],
        "windows": _windows(request),
        "until": until and until.astimezone(edition.zone),
    }
    template = "request_for_times" if request.is_instant else "request_received"
    return _Word(
        template,
        "",
        values,
        answerable=True,
        at_once=request.is_instant,
        # Whichever is over first: the days to answer, or a time that it names.
        concerns_at=min((at for at in (until, *request.begins) if at), default=None),
    )


def tell_requester(request: MeetingRequest, now: datetime) -> None:
    """The requester's members learn that the organiser asked in their place."""
    _tell(request, request.requester, _asked(request), now)


def tell_of_new(requests: Collection[MeetingRequest], now: datetime) -> None:
    """The same to both sides of requests that the organiser made in one act: nothing waits that
    was said about them before.
    """
    members = members_of(row.invitee.cluster_id for row in requests)
    people = people_by_organisation(row.requester.cluster_id for row in requests)
    mails = list[Mail]()
    for row in requests:
        links = with_links(row, members[row.invitee.cluster_id])
        mails += _mails(row, row.invitee, _received(row, by_organiser=True), now, links)
        readers = [(people.get(row.requester.cluster_id, []), "")]
        mails += _mails(row, row.requester, _asked(row), now, readers)
    tell_each(mails, now)


def _asked(request: MeetingRequest) -> _Word:
    values = {
        "message": request.message,
        "by_organiser": True,
        "is_ours": True,
        "windows": _windows(request),
    }
    return _Word("request_asked", "", values)


def tell_of_expiry(request: MeetingRequest, now: datetime) -> None:
    """Who asked for times of the published schedule learns that nobody chose one in time."""
    told = _Word("request_unanswered", before=State.PENDING, values={}, at_once=True)
    _tell(request, request.requester, told, now)


def leave_to_agendas(request: MeetingRequest) -> None:
    """Both sides learn by the mail about their agendas what became of a request."""
    for side in (request.requester, request.invitee):
        _needs_no_mail(request, side)


def tell_of_answer(
    request: MeetingRequest, now: datetime, *, before: str, by_organiser: bool = False
) -> None:
    """The requester's members learn of an answer, or that it was taken back.

    Where the organiser answered in the invited cluster's place, that cluster learns of it too. The
    requester reads each time that the organiser asked in its place: the mail that said so may have
    waited for the digest or the end of the quiet hours, and is not sent any more.
    """
    values = {
        "message": request.reply,
        "by_organiser": by_organiser,
        "was_declined": before == State.DECLINED,
        "has_time": has_published_place(request),
        "is_published": is_schedule_out(request.edition),
        "windows": _windows(request),
    }
    told = _Word(f"request_{request.state}", before=before, values=values)
    asked = {**values, "is_asked_for": request.asked_by_organiser}
    _tell(request, request.requester, replace(told, values=asked), now)
    if by_organiser:
        _tell(request, request.invitee, replace(told, values={**values, "is_ours": True}), now)
    else:
        _needs_no_mail(request, request.invitee)


def _windows(request: MeetingRequest) -> list[dict[str, Any]]:
    """Those that the two are to meet in alone; none where they may in all."""
    zone = request.edition.zone
    return [
        {"name": row.window.name, "begins": row.window.period.lower.astimezone(zone)}
        for row in agreed_windows(request)
    ]


def tell_of_withdrawal(
    request: MeetingRequest,
    to: Registration,
    now: datetime,
    *,
    before: str = "",
    for_side: bool = False,
) -> None:
    """One side withdrew, or no longer takes part: the other side's members learn of it.

    Where the organiser withdrew in its place, `for_side`, it learns of it too. `before` is the
    state that the request had; that of one which ended with a registration is known. Of a meeting
    with a published place the agendas tell.
    """
    before = before or request.ended_from
    left = request.ended_by
    values = {
        "was_agreed": before == State.ACCEPTED,
        "has_left": left is not None,
        "by_organiser": left is not None and left.state != Registration.State.WITHDRAWN,
        "for_side": for_side,
    }
    told = _Word("request_withdrawn", before=before, values=values)
    if has_published_place(request):
        _needs_no_mail(request, to)
    else:
        _tell(request, to, told, now)
    side = _other_side(request, to)
    if for_side:
        _tell(request, side, replace(told, values={**values, "is_ours": True}), now)
    else:
        _needs_no_mail(request, side)


def tell_of_rules(request: MeetingRequest, now: datetime, *, before: str) -> None:
    """The organiser's rules ended a request or an agreed meeting: both sides learn of it."""
    told = _Word(
        "request_ruled_out", before=before, values={"was_agreed": before == State.ACCEPTED}
    )
    for side in (request.requester, request.invitee):
        _tell(request, side, told, now)


def tell_of_return(request: MeetingRequest, to: Registration, now: datetime) -> None:
    """The other side takes part again: their request, or meeting, stands as before."""
    if has_published_place(request):
        _needs_no_mail(request, to)
        return
    template = "meeting_restored" if request.state == State.ACCEPTED else "request_restored"
    _tell(request, to, _Word(template, before=State.WITHDRAWN, values={}), now)


def withdraw_unsent(expired: Collection[MeetingRequest]) -> None:
    """Nobody is told any more to answer what has expired. What has left stays true: it was asked.

    Call it when the requests have their new state.
    """
    withdraw_each(kind=f"request-{State.PENDING}", object_keys=_keys(expired))
    invited = {row.invitee_id for row in expired}
    waiting = MeetingRequest.objects.filter(invitee__in=invited, state=State.PENDING)
    done = invited.difference(waiting.values_list("invitee", flat=True))
    withdraw_each(kind=REMINDER, object_keys=[f"registration:{pk}" for pk in done])


def withdraw_agreed(version: ScheduleVersion, *, is_first: bool) -> None:
    """An agenda that is published tells who meets: no mail says any more that it will.

    The first agendas speak of agreed meetings without a place too.
    """
    agreed = MeetingRequest.objects.filter(edition=version.edition_id, state=State.ACCEPTED)
    if not is_first:
        agreed = agreed.filter(meeting__placements__version=version)
    withdraw_each(kind=f"request-{State.ACCEPTED}", object_keys=_keys(agreed))


def _keys(requests: Iterable[MeetingRequest]) -> list[str]:
    return [
        f"request:{row.pk}:{side}"
        for row in requests
        for side in (row.requester_id, row.invitee_id)
    ]


def _tell(request: MeetingRequest, to: Registration, told: _Word, now: datetime) -> None:
    """Tell one side the state of the request, unless it knows that once no mail waits any more."""
    key = _key(request, to)
    known = still_to_tell(object_key=key, before=told.before, after=request.state)
    never_heard_of = known == "" and request.state == State.WITHDRAWN
    if known is None or never_heard_of:
        return
    readers: Readers = [(people_of(to.cluster_id), "")]
    if told.answerable:
        readers = with_links(request, members_of([to.cluster_id])[to.cluster_id])
    tell_each(_mails(request, to, replace(told, before=known), now, readers), now)


def _mails(
    request: MeetingRequest, to: Registration, told: _Word, now: datetime, readers: Readers
) -> Iterator[Mail]:
    """The same words to each of these readers, each with the link of their own."""
    for recipients, link in readers:
        yield Mail(
            kind=f"request-{request.state}",
            object_key=_key(request, to),
            version=request.version,
            recipients=tuple(recipients),
            template=f"matchmaking/mail/{told.template}",
            context={**_about(to), "other": _other_side(request, to).cluster.called, **told.values},
            secret=link,
            known=told.before,
            about=about(to.edition),
            concerns_at=told.concerns_at,
            due_at=None if told.at_once else _settled_at(request, now),
        )


def _settled_at(request: MeetingRequest, now: datetime) -> datetime:
    """Of one for times, when the first of these allows it."""
    begins = min(request.begins, default=None) if request.is_instant else None
    return settled_at(now, begins=begins, notice=notice(request.edition))


def _needs_no_mail(request: MeetingRequest, side: Registration) -> None:
    """A side that has acted itself knows how the request stands."""
    still_to_tell(object_key=_key(request, side), before="", after="")


def _key(request: MeetingRequest, side: Registration) -> str:
    return f"request:{request.pk}:{side.pk}"


def _about(registration: Registration) -> dict[str, Any]:
    """What every mail to a cluster about its requests says; with its edition and cluster."""
    edition, cluster = registration.edition, registration.cluster
    return {
        "edition": called(edition),
        "edition_slug": edition.slug,
        "cluster": cluster.called,
        "cluster_slug": cluster.slug,
    }


def _other_side(request: MeetingRequest, side: Registration) -> Registration:
    return request.requester if side.pk == request.invitee_id else request.invitee
