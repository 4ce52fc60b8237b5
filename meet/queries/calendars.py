"""The addresses for calendar programs that a person has or may make."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from accounts.models import User
from clusters.models import Organisation
from events.models import DelegateAccess
from events.models.registrations import TAKING_PART
from matchmaking.models import CalendarFeed


@dataclass(frozen=True, slots=True)
class Address:
    """Of one cluster, of a delegate at an event, or of all; without a feed it is not made yet."""

    cluster: Organisation | None
    feed: CalendarFeed | None
    access: DelegateAccess | None = None

    @property
    def url(self) -> str:
        """The whole address; empty where there is none."""
        return f"{settings.SITE_URL}{self.feed.get_absolute_url()}" if self.feed else ""

    @property
    def webcal(self) -> str:
        """The same for programs that open such addresses by themselves."""
        return urlsplit(self.url)._replace(scheme="webcal").geturl() if self.feed else ""


def addresses(user: User) -> list[Address]:
    """That of all own agendas first; then those of the clusters that the person speaks for, and
    those of events where the person is a delegate, or was until the cluster left.
    """
    made = {
        (feed.cluster_id, feed.access_id): feed for feed in CalendarFeed.objects.filter(user=user)
    }
    clusters = Organisation.objects.acted_for_by(user).clusters()
    of_each = [Address(cluster, made.get((cluster.pk, None))) for cluster in clusters]
    kept = Q(pk__in=[access for _, access in made if access])
    coming = Q(registration__state__in=TAKING_PART)
    accesses = DelegateAccess.objects.filter(coming | kept, user=user).select_related("edition")
    of_events = [
        Address(None, made.get((None, access.pk)), access)
        for access in accesses.order_by("edition__starts_on", "pk")
    ]
    return [Address(None, made.get((None, None))), *of_each, *of_events]
