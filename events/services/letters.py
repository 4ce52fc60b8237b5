"""The mails of this app, put into the outbox within the transaction they tell of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from clusters.queries import people_by_organisation, people_of
from events.models import Edition, Registration
from events.queries.about import about, called
from events.queries.consent import asked_to_be_shown
from events.queries.questions import owed_of_new
from events.queries.registrations import owed_follow_ups_of
from events.rules import has_begun, promotes_from_waiting_list
from notifications.recipients import Recipient
from notifications.services import (
    Mail,
    Turn,
    settled_at,
    still_to_tell_each,
    tell,
    tell_each,
    withdraw,
)

State = Registration.State
EDITED = "registration-edited"
# Of a cluster in such a state nobody decides anything: "" before it registered.
NOT_REGISTERED = ("", State.WITHDRAWN)


def tell_cluster(
    *,
    registration: Registration,
    before: str,
    now: datetime,
    message: str = "",
    promoted: bool = False,
) -> None:
    """Tell the cluster's members the state that their registration has now.

    `registration` comes with its edition and cluster; `before` is the state that it had, "" for a
    new one; `message` is the organiser's own words. A decision that is undone while its mail waits
    is told to nobody; what the cluster does itself it is told when it registers, and only then.
    """
    tell_clusters([(registration, before)], now=now, message=message, promoted=promoted)


def tell_clusters(
    changed: Sequence[tuple[Registration, str]],
    *,
    now: datetime,
    message: str = "",
    promoted: bool = False,
) -> None:
    """The same of several clusters of one edition, each beside the state that it had."""
    known = still_to_tell_each([Turn(_key(row), before, row.state) for row, before in changed])
    news = {row: known[_key(row)] for row, _ in changed if row.state != State.WITHDRAWN}
    to = [row for row, before in news.items() if before is not None]
    people = people_by_organisation(row.cluster_id for row in to)
    asked, owed = asked_to_be_shown(to), owed_follow_ups_of(to, now)
    mails = list[Mail]()
    for row in to:
        is_new = news[row] in NOT_REGISTERED and row.state == State.WAITING
        name = "received" if is_new else "promoted" if promoted else row.state
        values = {
            "message": message,
            "gives_places": promotes_from_waiting_list(row.edition, now),
            "is_asked": row.cluster_id in asked,
            "follow_ups": owed[row.pk],
        }
        told = _mail_of_state(row, name, values, people.get(row.cluster_id, ()), now)
        mails.append(replace(told, known=news[row] or ""))
    tell_each(mails, now)


def tell_late(
    new: Sequence[tuple[Registration, str]], asked: Collection[int], now: datetime
) -> None:
    """The same of clusters of one edition that the organiser has just registered, each with the
    organiser's words; those `asked` (by id) are to say whether they are shown.
    """
    people = people_by_organisation(row.cluster_id for row, _ in new)
    owed = owed_of_new(new[0][0].edition, now).count() if new else 0
    mails = list[Mail]()
    for row, message in new:
        values = {
            "message": message,
            "gives_places": promotes_from_waiting_list(row.edition, now),
            "is_asked": row.cluster_id in asked,
            "follow_ups": owed if row.state == State.APPROVED else 0,
        }
        told = _mail_of_state(row, row.state, values, people.get(row.cluster_id, ()), now)
        mails.append(replace(told, known=State.WAITING))
    tell_each(mails, now)


def _key(registration: Registration) -> str:
    return f"registration:{registration.pk}:state"


def _mail_of_state(
    registration: Registration,
    name: str,
    values: Mapping[str, Any],
    recipients: Iterable[Recipient],
    now: datetime,
) -> Mail:
    return Mail(
        kind=f"registration-{registration.state}",
        object_key=_key(registration),
        version=registration.version,
        recipients=tuple(recipients),
        template=f"events/mail/registration_{name}",
        context={
            "cluster": registration.cluster.called,
            "edition": called(registration.edition),
            "registration": registration.pk,
            **values,
        },
        about=about(registration.edition),
        due_at=settled_at(now),
    )


def tell_of_edit(registration: Registration, now: datetime) -> None:
    """The cluster's members learn that the organiser changed their registration, and what it says.

    Of several changes in the quiet minutes they hear once. It comes with its edition and cluster.
    """
    key = f"registration:{registration.pk}:edited"
    withdraw(kind=EDITED, object_key=key)
    tell(
        kind=EDITED,
        object_key=key,
        version=registration.version,
        recipients=people_of(registration.cluster_id),
        template="events/mail/registration_edited",
        context={
            "cluster": registration.cluster.called,
            "edition": called(registration.edition),
            "edition_slug": registration.edition.slug,
            "cluster_slug": registration.cluster.slug,
            "registration": registration.pk,
            "seats": registration.limit_at_once,
            "most": registration.max_meetings,
            "delegates": registration.delegates.count(),
            "sends_colleague": registration.sends_colleague,
            # Where all are on site, no cluster has chosen so.
            "takes_part": registration.takes_part if registration.edition.meets_online else "",
        },
        now=now,
        due_at=settled_at(now),
        about=about(registration.edition),
    )


def mail_of_cancellation(
    edition: Edition, clusters: Iterable[int], message: str, now: datetime
) -> Mail:
    """The members of these clusters learn that the event does not take place, or ends early."""
    return Mail(
        kind="edition-cancelled",
        object_key=f"edition:{edition.pk}",
        version=edition.version,
        recipients=tuple(people_of(*clusters)),
        template="events/mail/edition_cancelled",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "message": message,
            "had_begun": has_begun(edition, now),
        },
        about=about(edition),
    )
