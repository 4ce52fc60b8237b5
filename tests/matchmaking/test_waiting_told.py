"""Who waits to be approved hears that the schedule is out, and its people that the event moved."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate, DelegateAccess, Edition, Registration, Session
from matchmaking.models import ToldEntry
from matchmaking.queries.told import differences
from matchmaking.services import placing
from matchmaking.services.publishing import publish
from matchmaking.telling.acts import Told, tell_them
from matchmaking.telling.entries import refresh_marked, up_to_date
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.support.browsers import signed_in
from tests.support.mails import mail_to, told
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
KIND = "published-while-waiting"
WAITING = pytest.mark.parametrize("state", ["waiting", "waitlisted"])

pytestmark = pytest.mark.django_db


def scheduled(**fields: object) -> Scheduled:
    edition = EditionFactory(name="Spring", **fields)
    return Scheduled.of(four_managed(edition), pairs=[(0, 1)], places=[(0, 0)], slots=3)


def waits(event: Scheduled, state: str, name: str = "waits") -> Registration:
    """A cluster in this state, with a manager of this name."""
    cluster = ClusterFactory(name=f"Cluster {name}", short_name="")
    MembershipFactory(organisation=cluster, user__email=f"{name}@example.org")
    registration: Registration = RegistrationFactory(
        edition=event.edition, cluster=cluster, state=state
    )
    return registration


def body(address: str, kind: str = KIND) -> str:
    return " ".join(mail_to(address, kind).body.split())


def out(event: Scheduled) -> None:
    publish(version=event.version, revision=0, user=event.user, now=NOW)


def test_who_waits_reads_at_the_first_publication_that_it_has_no_meetings_yet() -> None:
    event = scheduled()
    for state in ("waiting", "waitlisted", "declined", "withdrawn"):
        waits(event, state, state)
    out(event)
    assert told(KIND) == ["waiting@example.org", "waitlisted@example.org"]
    assert told("agenda") == [f"{name}@example.org" for name in "abcd"]
    undecided = body("waiting@example.org")
    assert "has not decided on the registration of Cluster waiting yet" in undecided
    assert "You get another mail when it is decided." in undecided
    listed = body("waitlisted@example.org")
    assert "Cluster waitlisted is still on the waiting list" in listed
    assert "has not decided" not in listed
    draft = placing.start_draft(edition=event.edition, now=NOW)
    publish(version=draft, revision=0, user=event.user, now=NOW)
    assert len(told(KIND)) == 2, "it is told once"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (True, "it can still ask other clusters for times that are free"),
        (False, "it has meetings only if the organiser enters them"),
    ],
)
def test_it_reads_what_it_can_do_once_it_is_approved(*, instant: bool, said: str) -> None:
    event = scheduled(instant_meetings=instant)
    waiting = waits(event, "waiting")
    out(event)
    assert said in body("waits@example.org")
    page = f"/meet/{event.edition.slug}/{waiting.cluster.slug}/organiser/"
    assert page in body("waits@example.org")
    manager = waiting.cluster.memberships.get().user
    assert signed_in(manager).get(page).status_code == 200


def test_the_page_that_publishes_says_so_at_the_first_publication_alone() -> None:
    event = scheduled()
    organiser = signed_in(MembershipFactory(organisation=event.edition.owner).user)

    def says(number: int) -> bool:
        page = reverse("organise-publish", args=[event.edition.slug, number])
        answer = organiser.get(page)
        assert answer.status_code == 200
        return "1 cluster that waits for your decision" in " ".join(answer.text.split())

    assert not says(1)
    waits(event, "waiting")
    assert says(1)
    out(event)
    placing.start_draft(edition=event.edition, now=NOW)
    assert not says(2)


@pytest.fixture
def event() -> Scheduled:
    event = scheduled(state="published")
    type(event.version).objects.update(state="published", published_at=NOW)
    everything_told(event.edition)
    return event


def delegate_of(registration: Registration, name: str = "wim") -> DelegateAccess:
    delegate = Delegate.objects.create(registration=registration, name=name)
    return with_account(delegate, user=UserFactory(email=f"{name}@example.org"))


@WAITING
def test_delegates_of_a_cluster_that_waits_hear_that_the_event_moved(
    event: Scheduled, state: str
) -> None:
    access = delegate_of(waits(event, state))
    session = SessionFactory(edition=event.edition, title="Hello", period=event.slots[2].period)
    everything_told(event.edition)
    refresh_marked()
    assert differences(event.edition) == [], "it knows the event as it was then"
    Edition.objects.update(venue="Hall", ends_on=date(2094, 6, 5))
    Session.objects.filter(pk=session.pk).update(title="Farewell")
    found = tell_them(edition=event.edition, by=event.user, now=NOW)
    assert found == Told(clusters=5, delegates=1)
    said = body("wim@example.org", "event-changes")
    assert "The event takes place here: Hall" in said
    assert "Saturday 5 June 2094" in said
    assert "Farewell" not in said, "the programme is told to who takes part"
    agenda = f"/my/events/{event.edition.slug}/"
    assert agenda in said
    assert access.user
    assert signed_in(access.user).get(agenda).status_code == 200
    assert tell_them(edition=event.edition, by=event.user, now=NOW) == Told(0, 0)


@WAITING
def test_once_approved_they_know_the_programme_as_it_was_then_and_hear_of_later(
    event: Scheduled, state: str
) -> None:
    registration = waits(event, state)
    access = delegate_of(registration)
    session = SessionFactory(edition=event.edition, title="Hello", period=event.slots[2].period)
    refresh_marked()
    known = ToldEntry.objects.filter(access=access)
    assert [row.entry.about for row in known] == ["edition"]
    Registration.objects.filter(pk=registration.pk).update(
        state="approved", decided_at=timezone.now()
    )
    up_to_date(event.edition, timezone.now())
    assert access.pk not in {one.access for one in differences(event.edition)}
    assert sorted(row.entry.about for row in known.all()) == ["edition", "session"]
    Session.objects.filter(pk=session.pk).update(title="Goodbye")
    up_to_date(event.edition, timezone.now())
    assert access.pk in {one.access for one in differences(event.edition)}


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_delegates_of_a_cluster_that_does_not_come_hear_nothing(
    event: Scheduled, state: str
) -> None:
    access = delegate_of(waits(event, state))
    Edition.objects.update(venue="Hall")
    up_to_date(event.edition, NOW)
    assert access.pk not in {one.access for one in differences(event.edition)}
