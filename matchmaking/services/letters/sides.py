"""One side of a request is told how it stands: the last word alone, in a mail of its own."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clusters.queries import people_by_organisation
from events.models import Registration
from events.queries.about import about, called
from matchmaking.models import MeetingRequest
from matchmaking.rules import notice
from matchmaking.services.letters.readers import Readers, members_of, with_links
from notifications.services import Mail, Turn, settled_at, still_to_tell_each, tell_each

State = MeetingRequest.State


@dataclass(frozen=True, slots=True)
class Word:
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


# A request, the side that is told of it, and what.
News = tuple[MeetingRequest, Registration, Word]


def tell_side(request: MeetingRequest, to: Registration, told: Word, now: datetime) -> None:
    """Tell one side the state of the request, unless it knows that once no mail waits any more."""
    tell_sides([(request, to, told)], now)


def tell_sides(news: Collection[News], now: datetime) -> None:
    """The same of several requests."""
    known = still_to_tell_each(
        [Turn(key_of(request, to), told.before, request.state) for request, to, told in news]
    )
    people = people_by_organisation(to.cluster_id for _, to, told in news if not told.answerable)
    members = members_of(to.cluster_id for _, to, told in news if told.answerable)
    mails = list[Mail]()
    for request, to, told in news:
        before = known[key_of(request, to)]
        never_heard_of = before == "" and request.state == State.WITHDRAWN
        if before is None or never_heard_of:
            continue
        readers: Readers = [(people.get(to.cluster_id, []), "")]
        if told.answerable:
            readers = with_links(request, members[to.cluster_id])
        mails += mails_to(request, to, replace(told, before=before), now, readers)
    tell_each(mails, now)


def mails_to(
    request: MeetingRequest, to: Registration, told: Word, now: datetime, readers: Readers
) -> Iterator[Mail]:
    """The same words to each of these readers, each with the link of their own."""
    for recipients, link in readers:
        yield Mail(
            kind=f"request-{request.state}",
            object_key=key_of(request, to),
            version=request.version,
            recipients=tuple(recipients),
            template=f"matchmaking/mail/{told.template}",
            context={**_about(to), "other": other_side(request, to).cluster.called, **told.values},
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


def need_no_mail(sides: Collection[tuple[MeetingRequest, Registration]]) -> None:
    """A side that has acted itself knows how the request stands."""
    still_to_tell_each([Turn(key_of(request, side), "", "") for request, side in sides])


def key_of(request: MeetingRequest, side: Registration) -> str:
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


def other_side(request: MeetingRequest, side: Registration) -> Registration:
    return request.requester if side.pk == request.invitee_id else request.invitee
