"""What a calendar program finds at an address."""

from datetime import datetime, timedelta

from django.db.models import Q

from events.models import Registration
from matchmaking.models import CalendarFeed

# What is over for longer is in the agendas on the site alone.
KEPT = timedelta(days=366)


def registrations_of(feed: CalendarFeed, now: datetime) -> list[Registration]:
    """Where the clusters take part that the person still speaks for, with edition and cluster.

    Of events that ended within the last year, or are to come.
    """
    since = (now - KEPT).date()
    rows = Registration.objects.managed_by(feed.user).approved()
    if feed.cluster_id:
        rows = rows.filter(cluster=feed.cluster_id)
    lately = Q(edition__ends_on__gte=since) | Q(edition__ends_on=None)
    return list(rows.filter(lately).select_related("edition", "cluster").order_by("pk"))
