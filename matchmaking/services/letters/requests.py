"""The mails about requests.

Each side of a request is told the last word alone: what is taken back while its mail waits is told
to nobody, and a side that acts itself needs no mail about what was before.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from clusters.queries import people_by_organisation
from events.models import Registration
from matchmaking.models import MeetingRequest, ScheduleVersion
from matchmaking.queries.reminders import REMINDER, reminder_key
from matchmaking.queries.requests import (
    agreed_windows,
    has_published_place,
    with_published_place,
)
from matchmaking.queries.schedule import is_schedule_out
from matchmaking.rules import answer_by
from matchmaking.services.letters.readers import members_of, with_links
from matchmaking.services.letters.sides import (
    News,
    Word,
    key_of,
    mails_to,
    need_no_mail,
    other_side,
    tell_side,
    tell_sides,
)
from notifications.services import (
    Mail,
    last_told,
    tell_each,
    withdraw_each,
)

State = MeetingRequest.State


def tell_invitee(request: MeetingRequest, now: datetime, *, by_organiser: bool = False) -> None:
    """The invited cluster's members learn of a request; of one for times with these, at once.

    And that the organiser asked in the requester's place.
    """
    tell_side(request, request.invitee, _received(request, by_organiser=by_organiser), now)


def _received(request: MeetingRequest, *, by_organiser: bool) -> Word:
    edition, until = request.invitee.edition, answer_by(request, request.invitee.edition)
    values = {
        "message": request.message,
        "by_organiser": by_organiser,
        "times": [instant.astimezone(edition.zone) for instant in request.begins],
        "windows": _windows(request),
        "until": until and until.astimezone(edition.zone),
    }
    template = "request_for_times" if request.is_instant else "request_received"
    return Word(
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
    tell_side(request, request.requester, _asked(request), now)


def tell_of_new(requests: Collection[MeetingRequest], now: datetime) -> None:
    """The same to both sides of requests that the organiser made in one act: nothing waits that
    was said about them before.
    """
    members = members_of(row.invitee.cluster_id for row in requests)
    people = people_by_organisation(row.requester.cluster_id for row in requests)
    mails = list[Mail]()
    for row in requests:
        links = with_links(row, members[row.invitee.cluster_id])
        mails += mails_to(row, row.invitee, _received(row, by_organiser=True), now, links)
        readers = [(people.get(row.requester.cluster_id, []), "")]
        mails += mails_to(row, row.requester, _asked(row), now, readers)
    tell_each(mails, now)


def _asked(request: MeetingRequest) -> Word:
    values = {
        "message": request.message,
        "by_organiser": True,
        "is_ours": True,
        "windows": _windows(request),
    }
    return Word("request_asked", "", values)


def tell_of_expiry(request: MeetingRequest, now: datetime) -> None:
    """Who asked for times of the published schedule learns that nobody chose one in time."""
    told = Word("request_unanswered", before=State.PENDING, values={}, at_once=True)
    tell_side(request, request.requester, told, now)


def leave_to_agendas(request: MeetingRequest) -> None:
    """Both sides learn by the mail about their agendas what became of a request."""
    need_no_mail([(request, side) for side in (request.requester, request.invitee)])


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
    told = Word(f"request_{request.state}", before=before, values=values)
    asked = {**values, "is_asked_for": request.asked_by_organiser}
    tell_side(request, request.requester, replace(told, values=asked), now)
    if by_organiser:
        tell_side(request, request.invitee, replace(told, values={**values, "is_ours": True}), now)
    else:
        need_no_mail([(request, request.invitee)])


def _windows(request: MeetingRequest) -> list[dict[str, Any]]:
    """Those that the two are to meet in alone; none where they may in all."""
    zone = request.edition.zone
    return [
        {"name": row.window.name, "begins": row.window.period.lower.astimezone(zone)}
        for row in agreed_windows(request)
    ]


def tell_of_withdrawals(
    ended: Collection[tuple[MeetingRequest, Registration]],
    now: datetime,
    *,
    before: str = "",
    for_side: bool = False,
) -> None:
    """Of each request one side withdrew, or no longer takes part: the members of the other one,
    which stands beside it, learn of it.

    Where the organiser withdrew in its place, `for_side`, it learns of it too. `before` is the
    state that the request had; that of one which ended with a registration is known. Of a meeting
    with a published place the agendas tell.
    """
    news, silent = list[News](), list[tuple[MeetingRequest, Registration]]()
    placed = with_published_place(request for request, _ in ended)
    for request, to in ended:
        told, side = _withdrawn(request, before, for_side=for_side), other_side(request, to)
        if request.pk in placed:
            silent.append((request, to))
        else:
            news.append((request, to, told))
        if for_side:
            news.append((request, side, replace(told, values={**told.values, "is_ours": True})))
        else:
            silent.append((request, side))
    need_no_mail(silent)
    tell_sides(news, now)


def _withdrawn(request: MeetingRequest, before: str, *, for_side: bool) -> Word:
    before = before or request.ended_from
    left = request.ended_by
    values = {
        "was_agreed": before == State.ACCEPTED,
        "has_left": left is not None,
        "by_organiser": left is not None and left.state != Registration.State.WITHDRAWN,
        "for_side": for_side,
    }
    return Word("request_withdrawn", before=before, values=values)


def tell_of_return_for(request: MeetingRequest, side: int, now: datetime) -> None:
    """Both sides learn that the organiser takes back that it withdrew in the place of `side` (id).

    Who never heard that it was withdrawn, as the request had not been sent to them before, is
    asked as at first.
    """
    values = {
        "was_agreed": request.state == State.ACCEPTED,
        "is_over": request.state == State.EXPIRED,
    }
    for to in (request.requester, request.invitee):
        is_invited, is_ours = to.pk == request.invitee_id, to.pk == side
        said = {**values, "is_ours": is_ours, "is_invited": is_invited}
        told = Word("request_back", before=State.WITHDRAWN, values=said)
        is_new = not last_told(kind=f"request-{State.WITHDRAWN}", object_key=key_of(request, to))
        if is_new and is_invited and request.state == State.PENDING:
            told = _received(request, by_organiser=request.asked_by_organiser)
        tell_side(request, to, told, now)


def tell_of_rules(request: MeetingRequest, now: datetime, *, before: str) -> None:
    """The organiser's rules ended a request or an agreed meeting: both sides learn of it."""
    told = Word("request_ruled_out", before=before, values={"was_agreed": before == State.ACCEPTED})
    for side in (request.requester, request.invitee):
        tell_side(request, side, told, now)


def tell_of_returns(
    returned: Collection[tuple[MeetingRequest, Registration]], now: datetime
) -> None:
    """The other side of each takes part again: their request, or meeting, stands as before."""
    placed = with_published_place(request for request, _ in returned)
    need_no_mail([(request, to) for request, to in returned if request.pk in placed])
    tell_sides([(one, to, _restored(one)) for one, to in returned if one.pk not in placed], now)


def _restored(request: MeetingRequest) -> Word:
    template = "meeting_restored" if request.state == State.ACCEPTED else "request_restored"
    return Word(template, before=State.WITHDRAWN, values={})


def withdraw_unsent(expired: Collection[MeetingRequest]) -> None:
    """Nobody is told any more to answer what has expired. What has left stays true: it was asked.

    Call it when the requests have their new state.
    """
    withdraw_each(kind=f"request-{State.PENDING}", object_keys=_keys(expired))
    invited = {row.invitee_id for row in expired}
    waiting = MeetingRequest.objects.filter(invitee__in=invited, state=State.PENDING)
    done = invited.difference(waiting.values_list("invitee", flat=True))
    withdraw_each(kind=REMINDER, object_keys=[reminder_key(pk) for pk in done])


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
