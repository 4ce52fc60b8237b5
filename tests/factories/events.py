"""Series, editions, programme and registrations."""

import uuid
from datetime import UTC, date, datetime

import factory

from archive.models import EditionFact
from events.models import (
    Delegate,
    Edition,
    EventInvitation,
    EventRole,
    EventRoleInvitation,
    InvitationRound,
    Registration,
    Series,
    Session,
)
from tests.factories.accounts import UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    OrganisationFactory,
    RegionFactory,
    SourceFactory,
)


class SeriesFactory(factory.django.DjangoModelFactory[Series]):
    class Meta:
        model = Series

    slug = factory.Sequence(lambda n: f"series-{n}")
    name = factory.Sequence(lambda n: f"Series {n}")


class EditionFactory(factory.django.DjangoModelFactory[Edition]):
    """An edition run here, two days in June 2094 in Barcelona, requests open.

    So far ahead that no clock is past it: what is shown depends on whether days are over.
    """

    class Meta:
        model = Edition

    slug = factory.Sequence(lambda n: f"edition-{n}")
    name = factory.Sequence(lambda n: f"Edition {n}")
    owner = factory.SubFactory(OrganisationFactory)
    host_region = factory.SubFactory(RegionFactory)
    starts_on = date(2094, 6, 3)
    ends_on = date(2094, 6, 4)
    time_zone = "Europe/Madrid"
    city = "Barcelona"
    country_code = "ES"
    state = Edition.State.REQUESTS_OPEN


class RecordedEditionFactory(EditionFactory):
    """A past edition entered from sources."""

    owner = None
    is_recorded = True
    starts_on = date(2018, 4, 19)
    ends_on = date(2018, 4, 20)
    state = Edition.State.FINISHED


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    class Meta:
        model = Session

    edition = factory.SubFactory(EditionFactory)
    title = factory.Sequence(lambda n: f"Session {n}")


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    edition = factory.SubFactory(EditionFactory)
    cluster = factory.SubFactory(ClusterFactory)
    registered_by = factory.SubFactory(UserFactory)
    state = Registration.State.APPROVED
    idempotency_key = factory.LazyFunction(uuid.uuid4)


def delegates(registration: Registration, count: int = 2) -> list[Delegate]:
    """So many people whom it sends, who are there throughout."""
    return [
        Delegate.objects.create(
            registration=registration, name=f"Delegate {registration.pk}-{number}", position=number
        )
        for number in range(count)
    ]


class EditionFactFactory(factory.django.DjangoModelFactory[EditionFact]):
    class Meta:
        model = EditionFact

    subject = factory.SubFactory(RecordedEditionFactory)
    topic = "clusters"
    statement = factory.Sequence(lambda n: f"Statement {n}.")
    source = factory.SubFactory(SourceFactory)
    passage = factory.Sequence(lambda n: f"passage {n}")


class InvitationRoundFactory(factory.django.DjangoModelFactory[InvitationRound]):
    class Meta:
        model = InvitationRound

    edition = factory.SubFactory(EditionFactory)
    author = factory.SubFactory(UserFactory)
    text = "Come, {cluster}."
    sent_at = datetime(2026, 1, 7, 9, tzinfo=UTC)
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class EventInvitationFactory(factory.django.DjangoModelFactory[EventInvitation]):
    class Meta:
        model = EventInvitation

    edition = factory.SubFactory(EditionFactory)
    cluster = factory.SubFactory(ClusterFactory)
    round = factory.SubFactory(InvitationRoundFactory, edition=factory.SelfAttribute("..edition"))


class EventRoleFactory(factory.django.DjangoModelFactory[EventRole]):
    class Meta:
        model = EventRole

    edition = factory.SubFactory(EditionFactory)
    user = factory.SubFactory(UserFactory)
    role = "planner"


class EventRoleInvitationFactory(factory.django.DjangoModelFactory[EventRoleInvitation]):
    """It lasts for a century."""

    class Meta:
        model = EventRoleInvitation

    edition = factory.SubFactory(EditionFactory)
    email = factory.Sequence(lambda n: f"asked-{n}@example.org")
    role = "planner"
    token_hash = factory.Sequence(lambda n: f"{n:064}")
    invited_by = factory.SubFactory(UserFactory)
    idempotency_key = factory.LazyFunction(uuid.uuid4)
    expires_at = datetime(2194, 1, 1, tzinfo=UTC)
