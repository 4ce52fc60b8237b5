"""Whom an organiser writes to: a choice among the clusters that registered for an edition."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from clusters.models import ACTING, Membership, Region, Sector
from clusters.queries import area
from events.models import Delegate, Edition, Registration
from events.models.registrations import TAKING_PART
from matchmaking.models import MeetingRequest, Placement, Table
from matchmaking.queries.schedule import planned

State = Registration.State
# Who declined or withdrew is written to alone, from its registration.


PATHS = {"state": "state", "sector": "cluster__sectors__slug"}


def _who_asked() -> QuerySet[MeetingRequest]:
    return MeetingRequest.objects.filter(requester=OuterRef("pk"))


def _to_answer() -> QuerySet[MeetingRequest]:
    waiting = MeetingRequest.objects.filter(invitee=OuterRef("pk"))
    return waiting.filter(state=MeetingRequest.State.PENDING)


def _named() -> QuerySet[Delegate]:
    return Delegate.objects.filter(registration=OuterRef("pk")).exclude(name="")


# What is still to be done, by its name in the address.
LACKING: Mapping[str, Callable[[], Q]] = {
    "answers": lambda: Q(Exists(_to_answer())),
    "requests": lambda: ~Q(Exists(_who_asked())),
    "delegates": lambda: ~Q(Exists(_named())),
}


def audience(edition: Edition, chosen: Mapping[str, str]) -> QuerySet[Registration]:
    """Those who are meant, by name, each with its cluster and whether anybody speaks for that.

    `chosen` has what is not left open, checked: `state`, `region` (words that mean some), `sector`
    (a slug), `lacking` (a key of `LACKING`), `day` (a date in the edition's zone, as ISO 8601
    writes it) and `room`, both of published meetings.
    """
    rows = Registration.objects.filter(edition=edition, state__in=TAKING_PART)
    rows = rows.filter(**{path: chosen[name] for name, path in PATHS.items() if chosen.get(name)})
    if words := chosen.get("region"):
        rows = rows.filter(area(words).holds("cluster__region"))
    if lacking := chosen.get("lacking"):
        rows = rows.filter(LACKING[lacking]())
    if chosen.get("day") or chosen.get("room"):
        rows = rows.filter(Exists(_meetings(edition, chosen)))
    members = Membership.objects.filter(
        organisation=OuterRef("cluster"), role__in=ACTING, user__is_active=True
    )
    rows = rows.annotate(has_people=Exists(members)).select_related("cluster")
    return rows.order_by("cluster__sort_name", "pk")


def _meetings(edition: Edition, chosen: Mapping[str, str]) -> QuerySet[Placement]:
    """The planned meetings of a registration on the chosen day and in the chosen room."""
    rows = planned().filter(edition=edition, participants__registration=OuterRef("pk"))
    if room := chosen.get("room"):
        rows = rows.filter(table__room=room)
    if day := chosen.get("day"):
        begins = datetime.combine(datetime.fromisoformat(day), time(), edition.zone)
        ends = datetime.combine(begins.date() + timedelta(days=1), time(), edition.zone)
        rows = rows.filter(slot__period__overlap=DateTimeTZRange(begins, ends))
    return rows.order_by()


def regions_of(edition: Edition) -> QuerySet[Region]:
    """Where the clusters that registered are from."""
    return Region.objects.filter(pk__in=edition.registrations.values("cluster__region"))


def sectors_of(edition: Edition) -> QuerySet[Sector]:
    """What they work in."""
    return Sector.objects.filter(pk__in=edition.registrations.values("cluster__sectors"))


def rooms_of(edition: Edition) -> list[str]:
    """Where tables stand, by name."""
    rooms = Table.objects.filter(edition=edition).exclude(room="").order_by("room")
    return list(rooms.values_list("room", flat=True).distinct())
