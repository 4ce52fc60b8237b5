"""Events and who speaks for whom there; the schedule of one is published."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from clusters.models import Organisation, Region
from events.models import Delegate, Edition, Registration
from matchmaking.models import Meeting, Placement, PlacementParticipant, ScheduleVersion
from tests.browser.people import person
from tests.factories.clusters import (
    ClusterFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.schedules import Scheduled
from tests.faults.site import Site

WATER, STEEL, SILK, SUN = range(4)
SPEAKERS = {"Water": "ana", "Steel": "ben", "Silk": "cleo", "Sun": "dora"}


def delegations(**edition: Any) -> list[Registration]:
    """Of four clusters at one event, each with somebody who speaks for it; Olga runs it."""
    event: Edition = EditionFactory(slug="evening", name="Lombardy greets Catalonia", **edition)
    assert isinstance(event.owner, Organisation)
    person("olga@example.org", event.owner)
    made: list[Registration] = []
    for name, speaker in SPEAKERS.items():
        cluster = ClusterFactory(name=name, slug=name.lower(), short_name="")
        person(f"{speaker}@example.org", cluster)
        made.append(RegistrationFactory(edition=event, cluster=cluster))
    return made


class Evening(Scheduled):
    """Water meets Steel at the first time, Silk meets Sun then; four times from 09:00 on.

    The clusters move meetings between themselves, and ask for free times. Elsa sits there for Sun.
    """

    elsa: Delegate

    @classmethod
    def begin(cls) -> "Evening":
        made = delegations(state="published", instant_meetings=True)
        evening = cls.of(
            made,
            pairs=[(WATER, STEEL), (SILK, SUN)],
            places=[(0, 0), (0, 1)],
            slots=4,
            state=ScheduleVersion.State.PUBLISHED,
            published_at=timezone.now() - timedelta(days=1),
        )
        person("elsa@example.org")
        evening.elsa = Delegate.objects.create(registration=made[SUN], name="Elsa")
        seats = PlacementParticipant.objects.filter(registration=made[SUN])
        seats.update(delegate=evening.elsa)
        return evening

    def page(self, side: int, rest: str) -> str:
        return f"/meet/{self.edition.slug}/{self.registrations[side].cluster.slug}/{rest}"

    def slot_of(self, meeting: Meeting) -> int:
        return self.slots.index(Placement.objects.get(version=self.version, meeting=meeting).slot)


def come_to(moment: datetime, site: Site) -> None:
    """The site is at another time from now on, and at another address."""
    if site.web:
        site.web.kill()
    site.start_web(skew=int((moment - timezone.now()).total_seconds()))


def of_two_regions() -> Edition:
    """Registration is open, and nobody has registered; Olga runs it.

    The clusters of Catalonia are Water and Steel, both in energy, and Silk, in textiles.
    """
    spain = RegionFactory(code="ES", name="Spain", level=0)
    catalonia = RegionFactory(code="ES51", name="Catalonia", level=2, parent=spain)
    lombardy = RegionFactory(code="ITC4", name="Lombardy", level=2)
    textiles, energy = SectorFactory(name="Textiles"), SectorFactory(name="Energy")
    homes: dict[str, tuple[Region, object]] = {
        "Water": (catalonia, energy),
        "Steel": (catalonia, energy),
        "Silk": (catalonia, textiles),
        "Sun": (lombardy, energy),
    }
    for name, (region, sector) in homes.items():
        cluster = ClusterFactory(name=name, slug=name.lower(), short_name="", region=region)
        cluster.sectors.add(sector)
        person(f"{SPEAKERS[name]}@example.org", cluster)
    agency = OrganisationFactory(name="Agency of Catalonia", region=catalonia)
    person("olga@example.org", agency)
    edition: Edition = EditionFactory(
        slug="evening",
        name="Lombardy greets Catalonia",
        owner=agency,
        state="registration_open",
    )
    return edition
