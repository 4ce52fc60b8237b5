"""The mails of this app, put into the outbox within the transaction they tell of."""

from collections.abc import Iterable
from datetime import datetime

from clusters.queries import people_of
from events.models import Edition, Registration
from notifications.services import tell


def tell_cluster(
    *, registration: Registration, now: datetime, message: str = "", promoted: bool = False
) -> None:
    """Tell the cluster's members the state that their registration has now.

    `registration` comes with its edition and cluster; `message` is the organiser's own words.
    """
    name = "promoted" if promoted else registration.state
    tell(
        kind=f"registration-{registration.state}",
        object_key=f"registration:{registration.pk}",
        version=registration.version,
        recipients=people_of(registration.cluster_id),
        template=f"events/mail/registration_{name}",
        context={
            "cluster": registration.cluster.name,
            "edition": registration.edition.name,
            "registration": registration.pk,
            "message": message,
        },
        now=now,
    )


def tell_of_cancellation(
    *, edition: Edition, clusters: Iterable[int], message: str, now: datetime
) -> int:
    """Tell the members of these clusters that the event does not take place; how many mails."""
    return tell(
        kind="edition-cancelled",
        object_key=f"edition:{edition.pk}",
        version=edition.version,
        recipients=people_of(*clusters),
        template="events/mail/edition_cancelled",
        context={"edition": edition.name, "edition_slug": edition.slug, "message": message},
        now=now,
    )
