"""The mail to clusters whose answers lie in times that the organiser changed."""

from datetime import datetime

from clusters.queries import people_of
from events.models import Edition, Registration
from events.queries.about import about, called
from matchmaking.queries.availability import AnswersTouched, said_no
from notifications.services import settled_at, tell, withdraw

KIND = "times-changed"


def tell_of_times(edition: Edition, touched: AnswersTouched, now: datetime) -> None:
    """What each cluster said, which stands, and the times that it is not available at now."""
    rows = Registration.objects.filter(pk__in=touched.registrations).select_related("cluster")
    for registration in rows.order_by("pk"):
        withdraw(kind=KIND, object_key=_key_of(registration))
        tell(
            kind=KIND,
            object_key=_key_of(registration),
            version=int(now.timestamp() // 60),
            recipients=people_of(registration.cluster_id),
            template="matchmaking/mail/times_changed",
            context={
                "edition": called(edition),
                "edition_slug": edition.slug,
                "cluster": registration.cluster.called,
                "cluster_slug": registration.cluster.slug,
                "away": [
                    slot.period.lower.astimezone(edition.zone) for slot in said_no(registration)
                ],
            },
            now=now,
            due_at=settled_at(now),
            about=about(edition),
        )


def _key_of(registration: Registration) -> str:
    return f"registration:{registration.pk}:times"
