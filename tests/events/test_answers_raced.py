"""Answers, messages and removals that two people send at one instant."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from clusters.models import Membership, Role
from clusters.services.leaving import LastOwner, NotOwner, remove
from clusters.services.roles import set_role
from events.models import Circular, Consent, EditionOrganiser, Export, RegistrationMessage
from events.services.circulars import write_to_several
from events.services.consent import answer_as_co_organiser
from events.services.exports import note_export
from events.services.inviting import (
    InvitationOver,
    Invited,
    NobodyLeft,
    decline_invitation,
    invite,
    withdraw_invitations,
)
from events.services.messages import write
from events.services.registrations import register
from events.services.wishes import Wishes
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, EventInvitationFactory, RegistrationFactory
from tests.support.mails import told
from tests.support.racing import raced

NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]


@pytest.fixture
def asked() -> EditionOrganiser:
    """A body that is named as co-organiser and has not answered; Olga organises the event."""
    edition = EditionFactory()
    MembershipFactory(organisation=edition.owner, user__email="olga@example.org")
    return EditionOrganiser.objects.create(
        edition=edition,
        organisation=ClusterFactory(),
        role=EditionOrganiser.Role.CO_ORGANISER,
        state=Consent.ASKED,
    )


def test_one_answer_given_by_two_at_once_is_one(asked: EditionOrganiser) -> None:
    yes = partial(answer_as_co_organiser, row=asked, accepts=True, now=NOW)
    assert raced([yes, yes]) == [None, None]
    asked.refresh_from_db()
    assert (asked.state, asked.version) == ("accepted", 2)
    assert told("consent-answered") == ["olga@example.org"]


def test_of_yes_and_no_at_once_the_last_one_stands_and_is_all_that_organisers_read(
    asked: EditionOrganiser,
) -> None:
    acts = [
        partial(answer_as_co_organiser, row=asked, accepts=accepts, now=NOW)
        for accepts in (True, False)
    ]
    assert raced(acts) == [None, None]
    asked.refresh_from_db()
    assert asked.version == 3
    mail = OutboxMessage.objects.get(kind="consent-answered")
    assert mail.version == 3
    assert ("does not wish" in mail.body) == (asked.state == "declined")


def two_owners() -> tuple[Membership, Membership]:
    cluster = ClusterFactory()
    first, second = (MembershipFactory(organisation=cluster, role="owner") for _ in range(2))
    return first, second


def test_of_two_owners_who_remove_each_other_one_stays() -> None:
    first, second = two_owners()
    acts: list[Any] = [
        partial(remove, membership=second, by=first.user, now=NOW),
        partial(remove, membership=first, by=second.user, now=NOW),
    ]
    [refusal] = [answer for answer in raced(acts) if isinstance(answer, Exception)]
    assert isinstance(refusal, NotOwner)
    assert Membership.objects.get(organisation=first.organisation).is_owner


def test_of_the_last_two_owners_who_leave_at_once_one_stays() -> None:
    first, second = two_owners()
    MembershipFactory(organisation=first.organisation, role="planner")
    acts = [partial(remove, membership=one, by=one.user, now=NOW) for one in (first, second)]
    [refusal] = [answer for answer in raced(acts) if isinstance(answer, Exception)]
    assert isinstance(refusal, LastOwner)
    assert Membership.objects.filter(organisation=first.organisation, role="owner").count() == 1


def test_of_two_owners_who_reduce_each_other_one_stays() -> None:
    first, second = two_owners()
    acts: list[Any] = [
        partial(set_role, membership=of, role=Role.PLANNER, version=1, by=by.user, now=NOW)
        for of, by in ((second, first), (first, second))
    ]
    [refusal] = [answer for answer in raced(acts) if isinstance(answer, Exception)]
    assert isinstance(refusal, NotOwner)
    assert Membership.objects.filter(organisation=first.organisation, role="owner").count() == 1


def test_two_first_messages_at_once_are_one_thread_and_both_are_told() -> None:
    registration = RegistrationFactory()
    MembershipFactory(organisation=registration.edition.owner, user__email="olga@example.org")
    acts = [
        partial(
            write,
            registration=registration,
            by=user,
            by_organiser=False,
            text=user.name,
            key=uuid.uuid4(),
            now=NOW,
        )
        for user in UserFactory.create_batch(2)
    ]
    assert not [answer for answer in raced(acts) if isinstance(answer, Exception)]
    assert registration.messages.count() == 2
    assert told("message-to-organiser") == ["olga@example.org"] * 2


def twice(act: Callable[[], object]) -> object:
    """What two clicks at one instant give, which is the same."""
    first, second = raced([act, act])
    assert first == second
    return first


def test_a_double_click_on_the_first_message_is_one_message() -> None:
    registration, user, key = RegistrationFactory(), UserFactory(), uuid.uuid4()
    MembershipFactory(organisation=registration.edition.owner, user__email="olga@example.org")
    sent = partial(
        write,
        registration=registration,
        by=user,
        by_organiser=False,
        text="When do we begin?",
        key=key,
        now=NOW,
    )
    assert twice(sent) == RegistrationMessage.objects.get()
    assert told("message-to-organiser") == ["olga@example.org"]


def test_a_double_click_on_a_message_to_several_is_one_message() -> None:
    registration, user, key = RegistrationFactory(), UserFactory(), uuid.uuid4()
    MembershipFactory(organisation=registration.cluster, user__email="ada@example.org")
    sent = partial(
        write_to_several,
        edition=registration.edition,
        registrations=[registration],
        choice={},
        by=user,
        text="Welcome, {cluster}.",
        key=key,
        now=NOW,
    )
    assert twice(sent) == Circular.objects.get()
    assert told("message-to-cluster") == ["ada@example.org"]


def test_a_double_click_on_an_export_is_noted_once() -> None:
    edition, user, key = EditionFactory(), UserFactory(), uuid.uuid4()
    asked = partial(
        note_export,
        edition=edition,
        by=user,
        table="registrations",
        form=Export.Form.CSV,
        columns=["cluster"],
        has_personal=False,
        is_for_worker=False,
        language="en",
        key=key,
        now=NOW,
    )
    assert twice(asked) == Export.objects.get()


def test_two_organisers_who_invite_at_once_invite_each_cluster_once() -> None:
    edition = EditionFactory()
    clusters = [ClusterFactory() for _ in range(3)]
    for number, cluster in enumerate(clusters):
        MembershipFactory(organisation=cluster, user__email=f"c{number}@example.org")
    acts = [
        partial(
            invite,
            edition=edition,
            clusters=clusters,
            choice={},
            by=MembershipFactory(organisation=edition.owner).user,
            text="Come.",
            key=uuid.uuid4(),
            now=NOW,
        )
        for _ in range(4)
    ]
    answers = raced(acts)
    assert sum(isinstance(answer, Invited) for answer in answers) == 1
    assert sum(isinstance(answer, NobodyLeft) for answer in answers) == 3
    assert told("event-invitation") == [f"c{number}@example.org" for number in range(3)]


def test_who_registers_while_it_is_invited_is_told_nothing_of_the_invitation() -> None:
    edition, cluster = EditionFactory(), ClusterFactory()
    member = MembershipFactory(organisation=cluster).user
    by = MembershipFactory(organisation=edition.owner).user
    asked = partial(
        invite, edition=edition, clusters=[cluster], choice={}, by=by, text="Come.", now=NOW
    )
    comes = partial(register, edition=edition, cluster=cluster, by=member, wishes=Wishes(), now=NOW)
    acts: list[Callable[[], Any]] = [
        partial(asked, key=uuid.uuid4()),
        partial(comes, key=uuid.uuid4()),
    ]
    raced(acts)
    assert edition.registrations.count() == 1
    assert told("event-invitation") == []


def test_of_no_and_taken_back_at_once_one_is_done() -> None:
    invitation = EventInvitationFactory()
    no = partial(
        decline_invitation,
        invitation=invitation,
        version=1,
        by=MembershipFactory(organisation=invitation.cluster).user,
        reason="",
        now=NOW,
    )
    back = partial(
        withdraw_invitations, edition=invitation.edition, chosen=[invitation.pk], now=NOW
    )
    acts: list[Callable[[], Any]] = [no, back]
    answers = raced(acts)
    invitation.refresh_from_db()
    assert (invitation.state, answers[1]) in (("declined", 0), ("withdrawn", 1))
    assert isinstance(answers[0], InvitationOver) == (invitation.state == "withdrawn")
