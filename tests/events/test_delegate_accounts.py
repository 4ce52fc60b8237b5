"""A delegate's own account: asked for by a manager, taken up by the delegate, ended by either."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.models import Model

from accounts.models import User
from clusters.models import Membership
from clusters.services.membership import hash_of
from events.models import Delegate, DelegateAccess, Edition, Registration
from events.rules import can_act_for, can_manage
from events.services import delegate_accounts as services
from events.services.decisions import decline
from events.services.delegates import remove_delegate
from events.services.registrations import change, withdraw
from events.services.retention import erase_people
from events.services.wishes import Wishes
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.support.mails import told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
ADA = "ada@example.org"


class Sent:
    """A cluster that sends Ada and Bo, its manager, and the link that Ada was mailed."""

    def __init__(self, edition: Edition | None = None) -> None:
        self.manager: User = MembershipFactory(organisation=ClusterFactory()).user
        cluster = self.manager.memberships.get().organisation
        self.registration: Registration = RegistrationFactory(
            edition=edition or EditionFactory(), cluster=cluster
        )
        self.ada, self.bo = delegates(self.registration, 2)

    def invite(self, **fields: Any) -> DelegateAccess:
        values: dict[str, Any] = {
            "delegate": self.ada,
            "email": ADA,
            "by": self.manager,
            "key": uuid4(),
            "now": NOW,
            "address_of": lambda token: f"https://example.org/{token}/",
        }
        return services.invite_delegate(**{**values, **fields})

    def taken_up(self, user: User | None = None) -> DelegateAccess:
        access = self.invite(email=user.email if user else ADA)
        user = user or UserFactory(email=ADA)
        return services.accept_as_delegate(access=access, user=user, now=NOW)


@pytest.fixture
def here() -> Sent:
    return Sent()


def test_who_is_removed_is_the_one_who_was_named(here: Sent) -> None:
    remove_delegate(delegate=here.bo, version=1, now=NOW)
    assert list(here.registration.delegates.all()) == [here.ada]


def link_of(access: DelegateAccess) -> str:
    mail = OutboxMessage.objects.get(object_key=f"delegate-access:{access.pk}")
    found = re.fullmatch(r"https://example\.org/(.+)/", unsealed(mail.secret))
    assert found
    return found[1]


def test_the_link_is_mailed_to_the_delegate_and_only_its_hash_kept(here: Sent) -> None:
    access = here.invite(email="Ada@Example.org")
    token = link_of(access)
    assert (access.token_hash, access.email) == (hash_of(token), ADA)
    assert told("delegate-invitation") == [ADA]
    assert token not in str(DelegateAccess.objects.values().get())


def test_who_accepts_is_a_delegate_with_an_account_and_the_cluster_hears_once(here: Sent) -> None:
    access = here.taken_up()
    assert list(DelegateAccess.objects.of(access.user or UserFactory())) == [access]
    services.accept_as_delegate(access=access, user=User.objects.get(email=ADA), now=NOW)
    assert told("delegate-joined") == [here.manager.email]


def test_an_invitation_is_no_use_to_somebody_else(here: Sent) -> None:
    access = here.invite()
    with pytest.raises(services.ForSomebodyElse):
        services.accept_as_delegate(access=access, user=UserFactory(), now=NOW)


def test_a_form_that_is_sent_twice_invites_once(here: Sent) -> None:
    key = uuid4()
    assert here.invite(key=key) == here.invite(key=key)
    assert told("delegate-invitation") == [ADA]


def test_a_form_that_was_sent_invites_nobody_else(here: Sent) -> None:
    access = here.invite()
    for other in ({"email": "ada@elsewhere.example"}, {"delegate": here.bo}):
        with pytest.raises(KeyTaken):
            here.invite(key=access.idempotency_key, **other)
    assert told("delegate-invitation") == [ADA]


def test_who_is_invited_anew_gets_another_link_and_the_first_is_void(here: Sent) -> None:
    first = here.invite()
    second = here.invite(email="ada@elsewhere.example")
    assert told("delegate-invitation") == ["ada@elsewhere.example"], "the first still waited"
    with pytest.raises(services.InvitationOver):
        services.accept_as_delegate(access=first, user=UserFactory(email=ADA), now=NOW)
    user = UserFactory(email="ada@elsewhere.example")
    assert services.accept_as_delegate(access=second, user=user, now=NOW).user == user


def test_who_has_an_account_is_not_invited_again(here: Sent) -> None:
    here.taken_up()
    with pytest.raises(services.HasAccount):
        here.invite()


def test_two_delegates_do_not_share_an_address(here: Sent) -> None:
    here.invite()
    with pytest.raises(services.AddressTaken) as taken:
        here.invite(delegate=here.bo)
    assert taken.value.delegate == here.ada


def test_only_a_manager_invites(here: Sent) -> None:
    with pytest.raises(services.NotInvitable):
        here.invite(by=UserFactory())
    access = here.taken_up()
    services.let_act(access=access, may_act=True, now=NOW)
    with pytest.raises(services.NotInvitable):
        here.invite(delegate=here.bo, email="bo@example.org", by=access.user)


def over(here: Sent) -> None:
    Edition.objects.update(state="finished")


def outlived(here: Sent) -> None:
    DelegateAccess.objects.update(expires_at=NOW)


def left_by_the_manager(here: Sent) -> None:
    Membership.objects.filter(user=here.manager).delete()


def withdrawn(here: Sent) -> None:
    withdraw(registration=here.registration, now=NOW)


def declined(here: Sent) -> None:
    decline(edition=here.registration.edition, chosen=[here.registration.pk], now=NOW)


def removed(here: Sent) -> None:
    remove_delegate(delegate=here.ada, version=1, now=NOW)


def renamed(here: Sent) -> None:
    """The form of the registration names Bo alone."""
    wishes = Wishes(delegates=[(here.bo.name, "")])
    change(registration=here.registration, wishes=wishes, version=1, now=NOW)


@pytest.mark.parametrize(
    "end", [over, outlived, left_by_the_manager, withdrawn, declined, removed, renamed]
)
def test_an_invitation_is_void_after(here: Sent, end: Callable[[Sent], None]) -> None:
    access = here.invite()
    end(here)
    with pytest.raises(services.InvitationOver):
        services.accept_as_delegate(access=access, user=UserFactory(email=ADA), now=NOW)


@pytest.mark.parametrize("end", [withdrawn, declined])
def test_a_cluster_that_comes_again_invites_anew(here: Sent, end: Callable[[Sent], None]) -> None:
    here.invite()
    end(here)
    assert not DelegateAccess.objects.exists()
    assert told("delegate-invitation") == []


@pytest.mark.parametrize("end", [withdrawn, declined])
def test_an_account_is_closed_while_the_cluster_does_not_come(
    here: Sent, end: Callable[[Sent], None]
) -> None:
    access = here.taken_up()
    assert access.user
    services.let_act(access=access, may_act=True, now=NOW)
    assert can_act_for(access.user, here.registration)
    end(here)
    assert not DelegateAccess.objects.of(access.user).exists()
    assert not can_act_for(access.user, here.registration)
    Registration.objects.update(state="approved")
    assert DelegateAccess.objects.of(access.user).exists()


@pytest.mark.parametrize("end", [removed, renamed])
def test_who_is_no_delegate_any_more_hears_that_the_agenda_is_closed(
    here: Sent, end: Callable[[Sent], None]
) -> None:
    here.taken_up()
    end(here)
    assert told("delegate-ended") == [ADA]
    assert not DelegateAccess.objects.exists()


def test_who_was_only_invited_hears_nothing(here: Sent) -> None:
    here.invite()
    removed(here)
    assert told() == []


def test_a_manager_ends_an_account_and_the_delegate_stays_one(here: Sent) -> None:
    access = here.taken_up()
    assert services.end_access(access=access, by=here.manager, now=NOW)
    assert told("delegate-ended") == [ADA]
    assert here.registration.delegates.count() == 2
    with pytest.raises(services.AccessEnded):
        services.end_access(access=access, by=here.manager, now=NOW)


def test_an_invitation_that_is_taken_back_is_not_sent(here: Sent) -> None:
    assert not services.end_access(access=here.invite(), by=here.manager, now=NOW)
    assert told() == []


def test_a_delegate_who_leaves_is_missed_by_the_cluster_alone(here: Sent) -> None:
    access = here.taken_up()
    assert access.user
    services.end_access(access=access, by=access.user, now=NOW)
    assert (told("delegate-left"), told("delegate-ended")) == ([here.manager.email], [])


def test_a_delegate_acts_once_a_manager_lets(here: Sent) -> None:
    access = here.taken_up()
    person = access.user or UserFactory()
    assert not can_act_for(person, here.registration)
    services.let_act(access=access, may_act=True, now=NOW)
    assert can_act_for(person, here.registration)
    assert not can_manage(person, here.registration), "registration and people stay the members'"
    assert told("delegate-acts") == [ADA]
    services.let_act(access=access, may_act=False, now=NOW)
    assert not can_act_for(person, here.registration)
    assert told("delegate-acts") == told("delegate-reads") == [], "what was undone is told nobody"


def test_whom_the_answer_was_loaded_for_gets_the_same(here: Sent) -> None:
    access = here.taken_up()
    person = access.user or UserFactory()
    for may_act in (False, True):
        DelegateAccess.objects.update(may_act=may_act)
        loaded = Registration.objects.asked_by(person).get(pk=here.registration.pk)
        assert can_act_for(person, loaded) == can_act_for(person, here.registration) == may_act
    own = Registration.objects.asked_by(here.manager).get(pk=here.registration.pk)
    assert can_act_for(here.manager, own)


def test_one_person_is_one_delegate_at_an_event(here: Sent) -> None:
    access, other = here.taken_up(), Sent(here.registration.edition)
    person = access.user or UserFactory()
    with pytest.raises(services.DelegateElsewhere):
        other.taken_up(person)
    elsewhere = Sent().taken_up(person)
    assert set(DelegateAccess.objects.of(person)) == {access, elsewhere}


def test_the_erasure_of_an_event_ends_the_accounts(here: Sent) -> None:
    here.taken_up()
    here.invite(delegate=here.bo, email="bo@example.org")
    erase_people(edition=here.registration.edition, now=NOW + timedelta(days=400))
    assert not DelegateAccess.objects.exists()


@pytest.mark.parametrize("other", [RegistrationFactory, EditionFactory])
def test_an_account_is_of_its_delegates_cluster_and_event(
    here: Sent, other: Callable[[], Model]
) -> None:
    access = with_account(here.ada)
    strange = other()
    column = "registration" if isinstance(strange, Registration) else "edition"
    DelegateAccess.objects.filter(pk=access.pk).update(**{column: strange})
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def outcome(answer: object) -> str:
    return type(answer).__name__


@pytest.mark.usefixtures("patient")
@pytest.mark.django_db(transaction=True)
def test_a_delegate_who_is_removed_while_accepting_has_no_account_left() -> None:
    here = Sent()
    access, user = here.invite(), UserFactory(email=ADA)
    accept: Callable[[], object] = partial(
        services.accept_as_delegate, access=access, user=user, now=NOW
    )
    remove: Callable[[], object] = partial(remove_delegate, delegate=here.ada, version=1, now=NOW)
    answers = raced([accept, accept, remove])
    assert outcome(answers[2]) == "Registration"
    assert {outcome(one) for one in answers[:2]} <= {"DelegateAccess", "InvitationOver"}
    assert not DelegateAccess.objects.exists()
    assert not Delegate.objects.filter(pk=here.ada.pk).exists()


@pytest.mark.usefixtures("patient")
@pytest.mark.django_db(transaction=True)
def test_two_clusters_at_once_get_one_delegate() -> None:
    here = Sent()
    other, user = Sent(here.registration.edition), UserFactory(email=ADA)
    asked = [here.invite(), other.invite()]
    acts = [
        partial(services.accept_as_delegate, access=access, user=user, now=NOW) for access in asked
    ]
    answers = raced(acts * 2)
    assert {outcome(one) for one in answers} == {"DelegateAccess", "DelegateElsewhere"}
    assert DelegateAccess.objects.filter(user=user).count() == 1


@pytest.mark.usefixtures("patient")
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_invite_at_once_leave_one_invitation() -> None:
    here = Sent()
    answers = raced([here.invite] * 4)
    assert {outcome(one) for one in answers} == {"DelegateAccess"}
    assert DelegateAccess.objects.count() == 1
    assert len(told("delegate-invitation")) == 1
