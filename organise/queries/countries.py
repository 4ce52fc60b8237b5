"""How many clusters, people and meetings of an event each country has."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from clusters.models import Region
from events.models import Delegate, Edition, Registration
from matchmaking.queries.schedule import published_seats


@dataclass
class OfCountry:
    """One country, or the clusters whose region is not known (`code` ""): its registrations by
    state, the delegates of those approved, and its published meetings. A meeting within a country
    counts once. It stands by `order`.
    """

    code: str = ""
    name: str = ""
    states: Counter[str] = field(default_factory=Counter)
    delegates: int = 0
    meetings: int = 0
    held: int = 0
    order: str = ""


def by_country(edition: Edition) -> Iterator[OfCountry]:
    """By name, the unknown last; as many queries at every size."""
    home: dict[int, str] = {}
    found = defaultdict[str, OfCountry](OfCountry)
    rows = edition.registrations.select_related("cluster__region")
    for row in rows.only("state", "cluster__region__code"):
        home[row.pk] = row.cluster.region.country_code if row.cluster.region else ""
        found[home[row.pk]].states[row.state] += 1
    for registration in _sent(edition):
        found[home[registration]].delegates += 1
    for country, was_held in _meetings(edition, home):
        found[country].meetings += 1
        found[country].held += was_held is True
    countries = {row.code: row for row in Region.objects.filter(level=0, code__in=found)}
    for code, one in found.items():
        one.code = Region(code=code).iso_country_code
        if region := countries.get(code):
            one.name, one.order = region.name, region.sort_name
    return iter(sorted(found.values(), key=lambda one: (not one.code, one.order, one.code)))


def _sent(edition: Edition) -> Iterator[int]:
    """The registration of each delegate of an approved one."""
    approved = Registration.objects.filter(edition=edition).approved()
    rows = Delegate.objects.filter(registration__in=approved).order_by()
    return iter(rows.values_list("registration_id", flat=True))


def _meetings(edition: Edition, home: dict[int, str]) -> Iterator[tuple[str, bool | None]]:
    """Each published meeting once for each country that meets there, with whether it was held."""
    seats = published_seats().filter(version__edition=edition, version__is_opening=False)
    rows = seats.order_by().values_list("meeting_id", "registration_id", "meeting__was_held")
    once = {(meeting, home[pk]): was_held for meeting, pk, was_held in rows}
    return ((country, was_held) for (_meeting, country), was_held in once.items())
