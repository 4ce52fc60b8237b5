"""Calls, what is applied to them, and their reviewers."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime

import factory

from events.models import Application, Call, Criterion, Review, Reviewer, Score, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, OrganisationFactory, RegionFactory
from tests.factories.events import EditionFactory, SeriesFactory

OPENS = datetime(2094, 1, 10, 9, tzinfo=UTC)
CLOSES = datetime(2094, 2, 1, 12, tzinfo=UTC)


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """For two places at an edition in June 2094, open from 10 January to 1 February."""

    class Meta:
        model = Call

    slug = factory.Sequence(lambda n: f"call-{n}")
    edition = factory.SubFactory(EditionFactory)
    body = factory.LazyAttribute(lambda call: call.edition.owner)
    title = factory.Sequence(lambda n: f"Call {n}")
    text = "Clusters that look for partners in health."
    opens_at = OPENS
    closes_at = CLOSES
    places = 2
    state = Call.State.OPEN
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class HostCallFactory(CallFactory):
    """For the host of a series' next event."""

    edition = None
    series = factory.SubFactory(SeriesFactory, organiser=factory.SubFactory(OrganisationFactory))
    body = factory.LazyAttribute(lambda call: call.series.organiser)
    places = 1


class CriterionFactory(factory.django.DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory)
    text = factory.Sequence(lambda n: f"Criterion {n}")
    weight = 1
    position = factory.Sequence(lambda n: n)


class ReviewerFactory(factory.django.DjangoModelFactory[Reviewer]):
    class Meta:
        model = Reviewer

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(UserFactory)
    joined_at = OPENS


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    organisation = factory.SubFactory(ClusterFactory)
    text = "Our members make sensors for hospitals."
    submitted_by = factory.SubFactory(UserFactory)
    submitted_at = OPENS
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class HostApplicationFactory(ApplicationFactory):
    call = factory.SubFactory(HostCallFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2095, 5, 9)
    ends_on = date(2095, 5, 10)
    time_zone = "Europe/Rome"
    city = "Milan"
    region = factory.SubFactory(RegionFactory)


def reviewed(application: Application, reviewer: Reviewer, points: Mapping[Criterion, int]) -> None:
    """What a reviewer says of it as it is now."""
    review = Review.objects.create(
        application=application,
        reviewer=reviewer,
        application_version=application.version,
        written_at=CLOSES,
    )
    for criterion, given in points.items():
        Score.objects.create(review=review, criterion=criterion, points=given)


def prepared(application: Application, outcome: str, place: int | None = None) -> Verdict:
    """What the owners mean to decide."""
    return Verdict.objects.create(application=application, outcome=outcome, place=place)
