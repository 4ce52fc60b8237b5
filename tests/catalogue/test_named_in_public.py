"""Public pages say who takes part once it stands in the register and has agreed."""

from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from catalogue.urls import urlpatterns
from clusters.models import Organisation, Project, ProjectPartner, Source
from clusters.services.drafts import enter_draft
from events.models import Edition, Naming, Registration, Session, Speaker
from events.queries.programme import session_fingerprint
from events.services.consent import answer_as_named
from events.services.programme import SessionEntry, change_session
from events.services.registrations import withdraw
from tests.catalogue.conftest import pieces
from tests.factories.calls import CallFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    ProjectFactory,
    RegionFactory,
    SourceFactory,
)
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled
from tests.support.browsers import signed_in
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db

DRAFT, SILENT, OPEN = "Zzyx Batteries", "Quiet Water", "Known Energy"


@pytest.fixture
def event() -> Scheduled:
    """A published schedule in which a known cluster meets a draft and one that was only asked."""
    host, guest = RegionFactory(code="ES51"), RegionFactory(code="ITC4")
    edition = EditionFactory(
        host_region=host, state="published", series=SeriesFactory(), is_fairness_public=True
    )
    edition.guest_regions.add(guest)
    clusters: list[Organisation] = [
        ClusterFactory(name=OPEN, region=host),
        enter_draft(name=DRAFT, region=guest),
        ClusterFactory(name=SILENT, region=guest),
    ]
    here = [RegistrationFactory(edition=edition, cluster=cluster) for cluster in clusters]
    ProjectPartner.objects.create(
        project=ProjectFactory(),
        organisation=clusters[0],
        source=SourceFactory(),
        passage="Partners",
    )
    session = SessionFactory(edition=edition)
    for cluster in clusters[1:]:
        Speaker.objects.create(session=session, organisation=cluster)
    for role in Naming.Role:
        Naming.objects.create(
            edition=edition, organisation=clusters[2], role=role, asked_at=MORNING
        )
    return Scheduled.of(
        here,
        pairs=[(0, 1), (0, 2), (1, 2)],
        places=[(0, 0), (1, 0), (2, 0)],
        slots=3,
        state="published",
        published_at=MORNING,
    )


def addresses(edition: Edition) -> list[str]:
    """Every public page that there is, those about something for each such thing."""
    known = {
        "edition": [edition.slug],
        "series": [edition.series.slug] if edition.series else [],
        "region": ["ES51", "ITC4"],
        "cluster": Organisation.objects.clusters().values_list("slug", flat=True),
        "organisation": [edition.owner.slug] if edition.owner else [],
        "project": Project.objects.values_list("slug", flat=True),
        "source": Source.objects.values_list("slug", flat=True),
        "call": [CallFactory(edition=edition).slug],
    }
    found = []
    for pattern in urlpatterns:
        if "key" in pattern.pattern.converters:
            continue  # a picture
        about = str(pattern.name).partition("-")[0]
        if not pattern.pattern.converters:
            found.append(reverse(str(pattern.name)))
        else:
            found += [reverse(str(pattern.name), args=[name]) for name in known[about]]
    return [*found, f"{reverse('search')}?q=zzyx", f"{reverse('search')}?q=quiet"]


def read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code in (200, 404), address
    return answer.content.decode()


def naming(words: str, edition: Edition) -> list[str]:
    return [address for address in addresses(edition) if words in read(address)]


def test_no_public_page_names_a_draft(event: Scheduled) -> None:
    assert naming(DRAFT, event.edition) == []


def test_a_cluster_that_was_only_asked_stands_nowhere_as_one_that_takes_part(
    event: Scheduled,
) -> None:
    own = Organisation.objects.get(name=SILENT)
    listed = {
        own.get_absolute_url(),
        reverse("cluster-list"),
        reverse("region-detail", args=["ITC4"]),
        f"{reverse('search')}?q=quiet",
    }
    assert set(naming(SILENT, event.edition)) == listed
    assert event.edition.name not in read(own.get_absolute_url())
    assert OPEN not in read(own.get_absolute_url())


@pytest.fixture
def visit(event: Scheduled) -> Session:
    """A body that has nothing else to do with the event is visited."""
    session: Session = SessionFactory(edition=event.edition, kind="site_visit")
    session.visited.add(OrganisationFactory(name="Quiet Port", short_name=""))
    return session


def test_whom_a_session_visits_is_asked_and_named_once_it_agreed(visit: Session) -> None:
    port = visit.visited.get()
    member = MembershipFactory(organisation=port).user
    change_visit(visit)
    asked = mail_to(member.email, "consent-asked")
    assert asked.subject == f"May {visit.edition} show that it visits Quiet Port?"
    page = signed_in(member).get(reverse("organise-consents")).content.decode()
    assert "has a visit to Quiet Port. Once you accept, it is shown there." in " ".join(
        page.split()
    )
    assert "Quiet Port" not in read(visit.edition.get_absolute_url())
    organiser = MembershipFactory(organisation=visit.edition.owner).user
    naming = Naming.objects.get(organisation=port)
    for accepts, words in ((True, "Accepted: "), (False, "Declined: ")):
        answer_as_named(naming=naming, accepts=accepts, now=MORNING)
        assert ("Quiet Port" in read(visit.edition.get_absolute_url())) is accepts
        assert (visit.edition.name in read(port.get_absolute_url())) is accepts
        answered = mail_to(organiser.email, "consent-answered")
        assert answered.subject.startswith(words)
        assert answered.subject.endswith("its visit to Quiet Port")


def test_whom_sessions_visit_already_is_asked_by_the_migration(
    event: Scheduled, visit: Session
) -> None:
    visit.visited.add(OrganisationFactory(name="Speaking Port"), event.registrations[0].cluster)
    there = {"edition": visit.edition, "organisation": visit.visited.get(name="Speaking Port")}
    Naming.objects.create(**there, role="speaker", state="accepted", asked_at=MORNING)
    Naming.objects.filter(role="visited").delete()
    import_module("events.migrations.0038_visited_are_asked").ask_visited(apps, None)
    asked = Naming.objects.filter(role="visited").values_list("organisation__name", "state")
    assert set(asked) == {("Quiet Port", "asked"), ("Speaking Port", "accepted")}


def test_who_agreed_to_speak_is_not_shown_as_visited(visit: Session) -> None:
    port = visit.visited.get()
    there = {"edition": visit.edition, "organisation": port, "asked_at": MORNING}
    Naming.objects.create(**there, role="speaker", state="accepted")
    assert "Quiet Port" not in read(visit.edition.get_absolute_url())


def test_whom_no_session_visits_any_more_is_not_asked(visit: Session) -> None:
    MembershipFactory(organisation=visit.visited.get())
    change_visit(visit)
    assert len(told("consent-asked")) == 1
    change_visit(visit, visit.visited.get())
    assert told("consent-asked") == []
    assert not Naming.objects.filter(role="visited").exclude(organisation__name=SILENT).exists()


def test_a_cluster_that_takes_part_is_not_asked_and_is_once_it_leaves(
    event: Scheduled, visit: Session
) -> None:
    port, known = visit.visited.get(), Organisation.objects.get(name=OPEN)
    visit.visited.set([known])
    change_visit(visit)
    assert not Naming.objects.filter(organisation__in=[port, known]).exists()
    Registration.objects.filter(cluster=known).update(state="waiting")
    withdraw(registration=Registration.objects.get(cluster=known), now=MORNING)
    assert Naming.objects.get(organisation=known).role == "visited"


def change_visit(visit: Session, *but: Organisation) -> None:
    """An organiser saves the session again, with the bodies that it visits."""
    day = visit.edition.starts_on
    assert day
    begins = datetime.combine(day, time(16), tzinfo=UTC)
    bodies = [body.pk for body in visit.visited.all() if body not in but]
    entry = SessionEntry(
        kind="site_visit",
        title=visit.title,
        day=day,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        visited=bodies,
    )
    seen = session_fingerprint(Session.objects.get(pk=visit.pk))
    change_session(session=visit, entry=entry, seen=seen, now=MORNING)


def test_the_archive_names_whom_its_sources_name(visit: Session) -> None:
    Edition.objects.filter(pk=visit.edition_id).update(is_recorded=True)
    assert "Quiet Port" in read(visit.edition.get_absolute_url())


def test_who_agreed_stands_on_all_of_them(event: Scheduled) -> None:
    Naming.objects.update(state="accepted")
    named = naming(SILENT, event.edition)
    assert event.edition.get_absolute_url() in named
    assert reverse("edition-fairness", args=[event.edition.slug]) in named
    assert Organisation.objects.get(name=OPEN).get_absolute_url() in named


def test_who_is_not_named_counts_in_its_region_and_that_is_said(event: Scheduled) -> None:
    page = read(reverse("edition-fairness", args=[event.edition.slug]))
    assert "2 clusters are not named here" in page
    Registration.objects.filter(cluster__is_draft=True).update(state="withdrawn")
    page = read(reverse("edition-fairness", args=[event.edition.slug]))
    assert "1 cluster is not named here" in page


def test_lists_count_the_clusters_that_the_page_names(event: Scheduled) -> None:
    words = " ".join(" ".join(pieces(read(reverse("edition-list")))).split())
    assert "1 cluster" in words
    assert "3 clusters" not in words
