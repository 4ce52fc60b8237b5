"""The page on which the reception lets another person come in the place of a delegate."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.models import Role
from events.models import Edition
from interface.stale import CONFLICT
from tests.factories.clusters import MembershipFactory
from tests.factories.sitting import NOW, Sent, sent

pytestmark = pytest.mark.django_db
EVA = {"name": "Eva Nowak", "job_title": "Director", "version": 1}


@pytest.fixture
def event() -> Sent:
    return sent(state="published", published_at=NOW)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def working(event: Sent, role: Role = Role.RECEPTION) -> Client:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner, role=role).user)
    return browser


def at(event: Sent, name: str = "registration") -> str:
    more = [event.ada.delegate_id] if name == "delegate-replace" else []
    registration = event.registrations[0].pk
    return reverse(f"organise-{name}", args=[event.edition.slug, registration, *more])


def words(page: str) -> str:
    return " ".join(page.split())


def names(event: Sent) -> list[str]:
    return list(event.registrations[0].delegates.values_list("name", flat=True))


@pytest.mark.parametrize("role", [Role.OWNER, Role.PLANNER, Role.RECEPTION])
def test_the_page_of_a_registration_leads_there(event: Sent, role: Role) -> None:
    browser = working(event, role)
    assert at(event, "delegate-replace") in browser.get(at(event)).text
    shown = words(browser.get(at(event, "delegate-replace")).text)
    assert "Who comes in the place of Ada?" in shown
    assert "the 1 published meeting to come in which Ada is to sit" in shown
    assert "Cluster B" in shown
    assert "Cluster C" not in shown, "Bo sits there"
    assert "The account of Ada for the own agenda" in shown


def test_a_viewer_finds_neither_link_nor_page(event: Sent) -> None:
    browser = working(event, Role.VIEWER)
    assert "/replace/" not in browser.get(at(event)).text
    assert browser.get(at(event, "delegate-replace")).status_code == 403
    assert browser.post(at(event, "delegate-replace"), EVA).status_code == 403
    assert names(event) == ["Ada", "Bo"]


def test_the_reception_replaces_a_delegate_and_takes_it_back(event: Sent) -> None:
    browser = working(event)
    shown = words(browser.post(at(event, "delegate-replace"), EVA, follow=True).text)
    assert "Eva Nowak comes in the place of Ada" in shown
    assert names(event) == ["Eva Nowak", "Bo"]
    other = reverse("organise-registration", args=[event.edition.slug, event.registrations[1].pk])
    assert "in the place of Ada" not in browser.get(other).text
    shown = words(browser.post(at(event, "delegate-put-back"), follow=True).text)
    assert "Ada comes after all." in shown
    assert names(event) == ["Ada", "Bo"]
    again = browser.post(at(event, "delegate-put-back"))
    assert again.status_code == CONFLICT


def test_what_is_undone_is_of_the_registration_that_is_shown(event: Sent) -> None:
    browser = working(event)
    browser.post(at(event, "delegate-replace"), EVA)
    of_other = [event.edition.slug, event.registrations[1].pk]
    found = browser.post(reverse("organise-delegate-put-back", args=of_other))
    assert found.status_code == CONFLICT
    assert names(event) == ["Eva Nowak", "Bo"]


@pytest.mark.parametrize("name", ["", "Bo"])
def test_what_is_refused_keeps_what_was_typed(event: Sent, name: str) -> None:
    found = working(event).post(at(event, "delegate-replace"), EVA | {"name": name})
    assert found.status_code == 422
    assert set(found.context["form"].errors) == {"name"}
    assert ("Somebody of this name is in the delegation already." in found.text) is bool(name)
    assert 'value="Director"' in found.text
    assert names(event) == ["Ada", "Bo"]


def test_a_page_that_was_opened_before_a_change_says_so_and_keeps_the_name(event: Sent) -> None:
    registration = event.registrations[0]
    registration.version = 2
    registration.save()
    found = working(event).post(at(event, "delegate-replace"), EVA)
    assert found.status_code == CONFLICT
    assert 'value="Eva Nowak"' in found.text
    assert 'name="version" value="2"' in found.text
    assert names(event) == ["Ada", "Bo"]


def test_before_publication_the_reception_finds_no_link_and_is_told_when(event: Sent) -> None:
    Edition.objects.update(state="scheduling")
    browser = working(event)
    assert "/replace/" not in browser.get(at(event)).text
    found = browser.post(at(event, "delegate-replace"), EVA)
    assert found.status_code == CONFLICT
    assert "from the publication of the schedule" in found.text
    assert "Eva Nowak" in found.text, "to be copied"


def test_once_the_delegation_changed_nothing_is_undone(event: Sent) -> None:
    browser, registration = working(event), event.registrations[0]
    browser.post(at(event, "delegate-replace"), EVA)
    registration.refresh_from_db()
    registration.version += 1
    registration.save()
    found = browser.post(at(event, "delegate-put-back"))
    assert found.status_code == CONFLICT
    assert "Somebody changed the delegation since then." in found.text
    assert "Undo" not in browser.get(at(event)).text
