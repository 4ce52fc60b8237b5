"""Regions, organisations, people's places in them, projects, sources."""

import factory

from clusters.models import (
    Membership,
    Organisation,
    OrganisationFact,
    Project,
    ProjectFact,
    Region,
    Role,
    Sector,
    Source,
)
from tests.factories.accounts import UserFactory


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"ES{n % 1000:03d}")
    level = 3
    name = factory.LazyAttribute(lambda region: f"Region {region.code}")


class SectorFactory(factory.django.DjangoModelFactory[Sector]):
    class Meta:
        model = Sector

    slug = factory.Sequence(lambda n: f"sector-{n}")
    name = factory.Sequence(lambda n: f"Sector {n}")
    position = factory.Sequence(lambda n: n + 100)


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    title = factory.Sequence(lambda n: f"Report {n}")
    publisher = "A publisher"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = Organisation.Kind.AGENCY
    region = factory.SubFactory(RegionFactory)


class ClusterFactory(OrganisationFactory):
    kind = Organisation.Kind.CLUSTER
    slug = factory.Sequence(lambda n: f"cluster-{n}")
    name = factory.Sequence(lambda n: f"Cluster {n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """In a body that holds events its owner, elsewhere a member."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = factory.LazyAttribute(
        lambda place: Role.OWNER if place.organisation.holds_events else Role.PLANNER
    )


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    class Meta:
        model = Project

    slug = factory.Sequence(lambda n: f"project-{n}")
    name = factory.Sequence(lambda n: f"Project {n}")


class OrganisationFactFactory(factory.django.DjangoModelFactory[OrganisationFact]):
    class Meta:
        model = OrganisationFact

    subject = factory.SubFactory(OrganisationFactory)
    topic = "clusters"
    statement = factory.Sequence(lambda n: f"Statement {n}.")
    source = factory.SubFactory(SourceFactory)
    passage = factory.Sequence(lambda n: f"passage {n}")


class ProjectFactFactory(factory.django.DjangoModelFactory[ProjectFact]):
    class Meta:
        model = ProjectFact

    subject = factory.SubFactory(ProjectFactory)
    topic = "clusters"
    statement = factory.Sequence(lambda n: f"Statement {n}.")
    source = factory.SubFactory(SourceFactory)
    passage = factory.Sequence(lambda n: f"passage {n}")
