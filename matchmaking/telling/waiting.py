"""What clusters are told that wait for a decision, or on the waiting list."""

from typing import Any

from clusters.queries import people_by_organisation
from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.about import about, called
from matchmaking.models import ScheduleVersion
from matchmaking.telling.letters import MAIL, key_of
from notifications.services import Mail

State = Registration.State
WAITING = f"{MAIL}/published_while_waiting"


def mails_to_those_who_wait(edition: Edition, version: ScheduleVersion) -> list[Mail]:
    """The schedule is published without them: they read that, and what it means, once."""
    rows = Registration.objects.filter(edition=edition, state__in=TAKING_PART)
    rows = rows.exclude(state=State.APPROVED).select_related("cluster")
    found = list(rows.order_by("cluster__sort_name", "pk"))
    people = people_by_organisation(row.cluster_id for row in found)
    return [
        Mail(
            kind="published-while-waiting",
            object_key=key_of(row.pk),
            version=version.number,
            recipients=tuple(people.get(row.cluster_id, ())),
            template=WAITING,
            context=what_waits(edition, row),
            about=about(edition),
        )
        for row in found
    ]


def what_waits(edition: Edition, row: Registration) -> dict[str, Any]:
    """What the mail says to one of them, which comes with its cluster."""
    return {
        "edition": called(edition),
        "edition_slug": edition.slug,
        "cluster": row.cluster.called,
        "cluster_slug": row.cluster.slug,
        "is_waitlisted": row.state == State.WAITLISTED,
        "asks_for_times": edition.instant_meetings,
    }
