"""Addresses that calendar programs fetch agendas from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from accounts.models import User
from clusters.models import Membership
from events.models import Registration
from matchmaking.models import CalendarFeed, Placement
from privacy.services.erasing import erase
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 20, 12, tzinfo=UTC)
PAGE = "/my/calendars/"


def meeting_of(user: User, **event: Any) -> Registration:
    """A cluster of this person meets another one at a published event."""
    edition = EditionFactory(**event)
    ours, theirs = (RegistrationFactory(edition=edition) for _ in range(2))
    MembershipFactory(user=user, organisation=ours.cluster)
    version = ScheduleVersionFactory(
        edition=edition, state="published", number=1, published_at=NOW, published_by=UserFactory()
    )
    slots, [table] = window_with_slots(edition), tables(edition, 1)
    placed(version, meeting_between(ours, theirs), slots[0], table)
    registration: Registration = ours
    return registration


@pytest.fixture
def ana() -> User:
    user: User = UserFactory(name="Ana")
    return user


@pytest.fixture
def at_home(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def make(client: Client, cluster: str = "") -> str:
    """The path of a feed made by pressing the button."""
    known = set(CalendarFeed.objects.values_list("pk", flat=True))
    client.post(f"/my/clusters/{cluster}/calendar/make/" if cluster else f"{PAGE}make/")
    [feed] = CalendarFeed.objects.exclude(pk__in=known)
    assert feed.get_absolute_url() in client.get(PAGE).text
    return feed.get_absolute_url()


def summaries(path: str) -> list[str]:
    """What somebody without an account reads there."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return sorted(str(event["summary"]) for event in found)


def test_the_address_gives_the_agenda_to_a_program_that_is_not_signed_in(
    at_home: Client, ana: User
) -> None:
    ours = meeting_of(ana)
    [theirs] = Registration.objects.filter(edition=ours.edition).exclude(pk=ours.pk)
    assert summaries(make(at_home)) == [f"Meeting: {theirs.cluster.called}"]


def test_the_page_gives_the_address_for_programs_that_open_it_themselves(
    at_home: Client, ana: User
) -> None:
    path = make(at_home)
    assert f'href="webcal://localhost:8000{path}"' in at_home.get(PAGE).text


def test_all_agendas_are_in_one_file_each_in_its_zone_and_say_whose_they_are(
    at_home: Client, ana: User
) -> None:
    here, there = meeting_of(ana), meeting_of(ana, time_zone="Europe/Helsinki")
    path = make(at_home)
    said = summaries(path)
    assert len(said) == 2
    for registration in (here, there):
        name = registration.cluster.called
        assert any(words.startswith(f"Meeting of {name} with ") for words in said)
    text = Client().get(path).content.decode()
    assert "DTSTART;TZID=Europe/Madrid" in text
    assert "DTSTART;TZID=Europe/Helsinki" in text


def test_a_meeting_between_two_of_ones_own_clusters_is_in_it_once(
    at_home: Client, ana: User
) -> None:
    ours = meeting_of(ana)
    [theirs] = Registration.objects.filter(edition=ours.edition).exclude(pk=ours.pk)
    MembershipFactory(user=ana, organisation=theirs.cluster)
    assert len(summaries(make(at_home))) == 1


def test_the_address_of_one_cluster_says_nothing_of_others(at_home: Client, ana: User) -> None:
    ours = meeting_of(ana)
    meeting_of(ana)
    assert len(summaries(make(at_home, ours.cluster.slug))) == 1


def test_pressed_twice_it_is_one_address(at_home: Client, ana: User) -> None:
    for _ in range(2):
        at_home.post(f"{PAGE}make/")
    assert CalendarFeed.objects.count() == 1


def test_an_ended_address_is_gone_and_the_next_is_another(at_home: Client) -> None:
    path = make(at_home)
    feed = CalendarFeed.objects.get()
    answer = at_home.post(f"{PAGE}{feed.pk}/end/", follow=True)
    assert "The address is ended." in answer.text
    assert Client().get(path).status_code == 404
    assert make(at_home) != path


def test_an_address_that_is_made_up_is_not_found(at_home: Client) -> None:
    path = make(at_home)
    key = path.removeprefix("/calendars/").partition(".")[0]
    for forged in (f"/calendars/{key}.ics", path.replace(key, key[::-1]), "/calendars/x.ics"):
        assert Client().get(forged).status_code == 404


def test_who_no_longer_speaks_for_a_cluster_reads_nothing_of_it(at_home: Client, ana: User) -> None:
    ours = meeting_of(ana)
    of_all, of_one = make(at_home), make(at_home, ours.cluster.slug)
    Membership.objects.filter(user=ana).delete()
    assert summaries(of_all) == []
    assert Client().get(of_one).status_code == 404


def test_a_cluster_that_withdrew_has_no_agenda_in_it(at_home: Client, ana: User) -> None:
    ours = meeting_of(ana)
    path = make(at_home)
    Registration.objects.filter(pk=ours.pk).update(state="withdrawn")
    assert summaries(path) == []


def test_what_is_over_for_more_than_a_year_is_left_out(at_home: Client, ana: User) -> None:
    ours = meeting_of(ana)
    path = make(at_home)
    long_ago = datetime.now(UTC).date() - timedelta(days=367)
    edition = type(ours.edition).objects.filter(pk=ours.edition_id)
    edition.update(starts_on=long_ago, ends_on=long_ago)
    assert summaries(path) == []
    edition.update(starts_on=long_ago + timedelta(days=2), ends_on=long_ago + timedelta(days=2))
    assert len(summaries(path)) == 1


def test_a_program_that_has_the_file_already_is_told_so(at_home: Client, ana: User) -> None:
    meeting_of(ana)
    path = make(at_home)
    tag = Client().get(path)["ETag"]
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 304
    Placement.objects.all().delete()
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 200


def test_programs_are_told_how_often_to_look(at_home: Client, ana: User) -> None:
    meeting_of(ana)
    text = Client().get(make(at_home)).content.decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "X-PUBLISHED-TTL:PT1H" in text


def test_who_is_erased_leaves_no_address_behind(at_home: Client, ana: User) -> None:
    path = make(at_home)
    erase(person=ana, now=NOW)
    assert not CalendarFeed.objects.exists()
    assert Client().get(path).status_code == 404


def test_queries_do_not_grow_with_events_and_clusters(at_home: Client, ana: User) -> None:
    for _ in range(3):
        meeting_of(ana)
    path = make(at_home)
    Client().get(path)
    few, few_listed = queries_of(Client(), path), queries_of(at_home, PAGE)
    for _ in range(9):
        MembershipFactory(user=ana, organisation=ClusterFactory())
        meeting_of(ana)
    Client().get(path)
    assert queries_of(Client(), path) == few <= 15
    assert queries_of(at_home, PAGE) == few_listed <= 15
