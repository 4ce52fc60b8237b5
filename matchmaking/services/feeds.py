"""Addresses for calendar programs are made and ended by the person they belong to."""

from datetime import datetime

from accounts.models import User
from clusters.models import Organisation
from events.models import DelegateAccess
from matchmaking.models import CalendarFeed


def make_feed(*, user: User, cluster: Organisation | None, now: datetime) -> CalendarFeed:
    """The person's address of all own agendas, or of a cluster's; there is one of each at most."""
    feed, _ = CalendarFeed.objects.get_or_create(
        user=user, cluster=cluster, access=None, defaults={"made_at": now}
    )
    return feed


def make_own_feed(*, access: DelegateAccess, now: datetime) -> CalendarFeed:
    """The address of a delegate's own agenda at an event; there is one at most, and it ends with
    the account there.
    """
    feed, _ = CalendarFeed.objects.get_or_create(
        user_id=access.user_id, access=access, defaults={"made_at": now}
    )
    return feed


def end_feed(*, feed: CalendarFeed) -> None:
    """Whoever fetches the address from now on finds nothing; another one is never the same."""
    feed.delete()
