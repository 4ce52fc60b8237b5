"""Clusters apply to a call, bodies to host; what is returned is completed."""

import uuid
from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.models import User
from clusters.models import Organisation
from events.models import Application, Call
from events.services.calls.applying import (
    AlreadyApplied,
    NotForThem,
    Said,
    apply,
    change_application,
    return_application,
    withdraw_application,
)
from events.services.calls.scene import ApplicationChanged, CallTooLate
from events.services.editions import cancel
from interface.keys import KeyTaken
from tests.factories.calls import (
    CLOSES,
    OPENS,
    ApplicationFactory,
    CallFactory,
    HostCallFactory,
)
from tests.factories.clusters import ClusterFactory, MembershipFactory, OrganisationFactory
from tests.factories.events import RegistrationFactory
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 1, 15, 9, tzinfo=UTC)
SAID = Said(text="We make sensors.")
State = Application.State


@pytest.fixture
def manager() -> User:
    """Mira, of a cluster."""
    user: User = MembershipFactory(
        organisation=ClusterFactory(name="Water"), user__email="mira@example.org"
    ).user
    return user


def cluster_of(user: User) -> Organisation:
    return user.memberships.get().organisation


def applied(
    call: Call, user: User, key: uuid.UUID | None = None, now: datetime = NOW
) -> Application:
    return apply(
        call=call,
        organisation=cluster_of(user),
        by=user,
        said=SAID,
        key=key or uuid.uuid4(),
        now=now,
    )


def test_a_cluster_applies_and_its_members_are_told(manager: User) -> None:
    application = applied(CallFactory(title="Health"), manager)
    application.refresh_from_db()
    assert (application.state, application.version, application.text) == (
        "submitted",
        1,
        "We make sensors.",
    )
    assert "1 February, 13:00" in mail_to("mira@example.org", "application-received").body


@pytest.mark.parametrize("now", [datetime(2094, 1, 9, tzinfo=UTC), CLOSES])
def test_nobody_applies_before_or_after(manager: User, now: datetime) -> None:
    with pytest.raises(CallTooLate):
        applied(CallFactory(), manager, now=now)


def test_nobody_applies_for_a_cancelled_event(manager: User) -> None:
    with pytest.raises(CallTooLate):
        applied(CallFactory(edition__state="cancelled"), manager)


def test_the_same_form_twice_is_one_application_and_another_form_is_refused(manager: User) -> None:
    call, key = CallFactory(), uuid.uuid4()
    first = applied(call, manager, key)
    assert applied(call, manager, key) == first
    with pytest.raises(AlreadyApplied):
        applied(call, manager)
    other = MembershipFactory(organisation=ClusterFactory()).user
    with pytest.raises(KeyTaken):
        applied(call, other, key)


def test_a_form_that_was_sent_says_nothing_else_and_is_not_sent_again(manager: User) -> None:
    call, key = CallFactory(), uuid.uuid4()
    first = applied(call, manager, key)
    other = partial(
        apply, call=call, organisation=cluster_of(manager), by=manager, key=key, now=NOW
    )
    with pytest.raises(KeyTaken):
        other(said=Said(text="We make pumps."))
    withdraw_application(application=first, now=NOW)
    with pytest.raises(KeyTaken):
        other(said=SAID)
    first.refresh_from_db()
    assert (first.state, first.text) == ("withdrawn", "We make sensors.")


def test_who_is_not_asked_does_not_apply(manager: User) -> None:
    agency = OrganisationFactory()
    said, key = SAID, uuid.uuid4()
    with pytest.raises(NotForThem):
        apply(call=CallFactory(), organisation=agency, by=manager, said=said, key=key, now=NOW)
    host = HostCallFactory()
    with pytest.raises(NotForThem):
        applied(host, manager)
    with pytest.raises(NotForThem):
        apply(call=host, organisation=host.body, by=manager, said=said, key=key, now=NOW)
    apply(call=host, organisation=agency, by=manager, said=said, key=key, now=NOW)
    assert host.applications.count() == 1


def test_who_withdrew_applies_again_with_the_same_row(manager: User) -> None:
    call = CallFactory()
    first = applied(call, manager)
    withdraw_application(application=first, now=NOW)
    assert told("application-withdrawn") == ["mira@example.org"]
    again = applied(call, manager)
    assert again.pk == first.pk
    again.refresh_from_db()
    assert (again.state, again.version) == ("submitted", 3)
    assert len(told("application-received")) == 2


def test_an_application_changes_while_the_call_is_open() -> None:
    application = ApplicationFactory()
    by, said = application.submitted_by, Said(text="Other words.")
    assert change_application(application=application, by=by, said=said, version=1, now=OPENS)
    assert not change_application(application=application, by=by, said=said, version=2, now=OPENS)
    with pytest.raises(ApplicationChanged):
        change_application(application=application, by=by, said=SAID, version=1, now=OPENS)
    with pytest.raises(CallTooLate):
        change_application(application=application, by=by, said=SAID, version=2, now=CLOSES)


def test_what_is_returned_is_completed_after_the_call_has_closed() -> None:
    application = ApplicationFactory()
    MembershipFactory(organisation=application.organisation, user__email="mira@example.org")
    asked = "Name two members."
    return_application(application=application, to_complete=asked, version=1, now=CLOSES)
    assert asked in mail_to("mira@example.org", "application-returned").body
    application.refresh_from_db()
    assert (application.state, application.version) == ("returned", 2)
    by = application.submitted_by
    change_application(application=application, by=by, said=SAID, version=2, now=CLOSES)
    application.refresh_from_db()
    assert (application.state, application.to_complete) == ("submitted", "")


def test_only_what_is_submitted_is_returned_and_not_after_the_decision() -> None:
    application = ApplicationFactory(state=State.WITHDRAWN)
    with pytest.raises(CallTooLate):
        return_application(application=application, to_complete="So", version=1, now=NOW)
    decided = ApplicationFactory(call__state=Call.State.DECIDED, call__decided_at=NOW)
    with pytest.raises(CallTooLate):
        return_application(application=decided, to_complete="So", version=1, now=NOW)
    with pytest.raises(CallTooLate):
        withdraw_application(application=decided, now=NOW)


def test_who_applied_hears_that_the_event_is_cancelled_once() -> None:
    application = ApplicationFactory()
    edition = application.call.edition
    MembershipFactory(organisation=application.organisation, user__email="mira@example.org")
    both = ApplicationFactory(call=application.call)
    RegistrationFactory(edition=edition, cluster=both.organisation)
    MembershipFactory(organisation=both.organisation, user__email="both@example.org")
    gone = ApplicationFactory(call=application.call, state=State.WITHDRAWN)
    MembershipFactory(organisation=gone.organisation, user__email="gone@example.org")
    cancel(edition=edition, version=1, now=NOW)
    assert told("edition-cancelled") == ["both@example.org", "mira@example.org"]
