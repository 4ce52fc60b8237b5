"""Which registrations of an edition share a person, and when that binds them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from clusters.models import Organisation
from events.models import Delegate, Edition, Registration
from events.queries.same_people import same_people, sharing
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def edition() -> Edition:
    found: Edition = EditionFactory()
    return found


def registration(edition: Edition, *people: str, by: User | None = None, **fields: object) -> int:
    """A registration that names these people, of a cluster of which this user is a member."""
    row = RegistrationFactory(edition=edition, **fields)
    Delegate.objects.bulk_create(Delegate(registration=row, name=name) for name in people)
    if by:
        MembershipFactory(organisation=row.cluster, user=by)
    return int(row.pk)


def test_a_member_of_two_clusters_speaks_for_both(edition: Edition) -> None:
    ada = UserFactory()
    first, second = registration(edition, by=ada), registration(edition, by=ada)
    registration(edition, by=UserFactory())
    registration(EditionFactory(), by=ada)
    assert same_people(edition.pk).pairs() == [(first, second)]


def test_a_name_on_both_lists_is_one_person_however_it_is_written(edition: Edition) -> None:
    first, second = registration(edition, "Ada  Rossi", "Bo"), registration(edition, "ada rossi ")
    registration(edition, "Ada Rosso")
    assert same_people(edition.pk).pairs() == [(first, second)]


@pytest.mark.parametrize("other", ["Jose Garcia", "Jose\u0301 Garci\u0301a", "JOSÉ  GARCÍA"])
def test_a_name_with_accents_and_without_is_one_person(edition: Edition, other: str) -> None:
    first, second = registration(edition, "José García"), registration(edition, other)
    registration(edition, "Josefa García")
    assert same_people(edition.pk).pairs() == [(first, second)]


def test_those_who_share_a_person_stand_in_the_order_of_their_names(edition: Edition) -> None:
    ada = UserFactory()
    first = registration(edition, by=ada)
    for name in ("Zebra", "Ábaco", "alpha 10", "alpha 9"):
        row = Registration.objects.get(pk=registration(edition, by=ada))
        Organisation.objects.filter(pk=row.cluster_id).update(name=name)
    found = sharing(Registration.objects.get(pk=first))
    assert [row.cluster.name for row in found] == ["Ábaco", "alpha 9", "alpha 10", "Zebra"]


def test_who_names_others_for_each_is_no_longer_asked_for_members(edition: Edition) -> None:
    ada = UserFactory()
    first, second = registration(edition, "Bo", by=ada), registration(edition, by=ada)
    assert same_people(edition.pk).pairs() == [(first, second)]
    Delegate.objects.create(registration_id=second, name="Cy")
    assert same_people(edition.pk).pairs() == []


def test_a_colleague_for_one_of_them_frees_that_one_only(edition: Edition) -> None:
    ada = UserFactory()
    first, second, third = (registration(edition, by=ada) for _ in range(3))
    Registration.objects.filter(pk=second).update(sends_colleague=True)
    found = same_people(edition.pk)
    assert found.pairs() == [(first, third)]
    assert found.apart_from(first) == {third}
    assert found.apart_from(second) == set()
    assert found.with_partners([first]) == {first, second, third}


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN])
def test_who_does_not_come_binds_nobody(edition: Edition, state: str) -> None:
    ada = UserFactory()
    registration(edition, by=ada)
    registration(edition, by=ada, state=state)
    assert same_people(edition.pk).pairs() == []


def test_who_has_no_account_any_more_speaks_for_nobody(edition: Edition) -> None:
    gone = UserFactory(is_active=False)
    registration(edition, by=gone)
    registration(edition, by=gone)
    assert same_people(edition.pk).pairs() == []


def test_it_is_one_query_whoever_comes(edition: Edition) -> None:
    ada = UserFactory()
    for _ in range(5):
        registration(edition, "Ada", by=ada)
    with CaptureQueriesContext(connection) as queries:
        assert len(same_people(edition.pk).pairs()) == 10
    assert len(queries) == 1


def test_those_who_share_a_person_with_one_are_listed_by_name(edition: Edition) -> None:
    ada = UserFactory()
    first = registration(edition, by=ada, cluster__name="Water")
    registration(edition, by=ada, cluster__name="Wind")
    registration(edition, by=ada, cluster__name="Aero")
    names = [row.cluster.name for row in sharing(Registration.objects.get(pk=first))]
    assert names == ["Aero", "Wind"]
