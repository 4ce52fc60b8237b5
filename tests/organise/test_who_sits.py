"""The organiser's lists say who sits in each meeting, to those who may know names."""

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Role
from matchmaking.models import PlacementParticipant
from organise.words.tables import TABLES
from tests.factories.clusters import MembershipFactory
from tests.factories.sitting import NOW, Sent, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Sent:
    return sent(state="published", published_at=NOW)


def schedule(event: Sent, role: Role, **asked: str) -> str:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner, role=role).user)
    return browser.get(reverse("organise-schedule", args=[event.edition.slug]), asked).text


@pytest.mark.parametrize("asked", [{"cluster": "a"}], ids=str)
def test_the_grid_names_who_sits_there(event: Sent, asked: dict[str, str]) -> None:
    if "cluster" in asked:
        asked = {"cluster": event.registrations[0].cluster.slug}
    for role in (Role.OWNER, Role.PLANNER, Role.RECEPTION):
        said = schedule(event, role, **asked)
        assert "Ada" in said
        assert "Bo" in said


@pytest.mark.parametrize("asked", [{}, {"view": "cluster"}], ids=str)
def test_a_viewer_reads_no_names(event: Sent, asked: dict[str, str]) -> None:
    cluster = event.registrations[0].cluster.slug
    said = schedule(event, Role.VIEWER, cluster=cluster, **asked)
    assert "Ada" not in said
    assert "Cluster B" in said


def test_from_the_whole_grid_the_page_of_each_meeting_says_who_sits_there(event: Sent) -> None:
    meeting = reverse("organise-meeting", args=[event.edition.slug, event.meetings[0].pk])
    for role, reads in ((Role.OWNER, True), (Role.RECEPTION, True), (Role.VIEWER, False)):
        browser = Client()
        browser.force_login(MembershipFactory(organisation=event.edition.owner, role=role).user)
        grid = browser.get(reverse("organise-schedule", args=[event.edition.slug])).text
        assert f'href="{meeting}"' in grid
        page = " ".join(browser.get(meeting).text.split())
        assert ("Ada sits there" in page) is reads
        assert "Bo sits there" not in page
        assert (">Bo<" in page) is reads, "of the delegation, beside whoever sits there"
        assert "<h1> Cluster A × Cluster B </h1>" in page


def test_the_table_of_meetings_has_who_sits_there_where_people_are_asked_for(event: Sent) -> None:
    table = TABLES["meetings"]
    columns = {column.code: column for column in table.columns}
    assert columns["first_delegate"].is_personal
    assert columns["second_delegate"].is_personal
    found = {
        (
            columns["first"].value(event.edition, row),
            columns["first_delegate"].value(event.edition, row),
        )
        for row in table.rows(event.edition)
    }
    assert found == {("Cluster A", "Ada"), ("Cluster A", "Bo"), ("Cluster C", "")}
    PlacementParticipant.objects.update(delegate=None)
    row = next(iter(table.rows(event.edition)))
    assert columns["second_delegate"].value(event.edition, row) == ""
