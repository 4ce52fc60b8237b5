"""Mails that failed stand where somebody can do something about them."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from events.models import Edition, Registration
from events.queries.about import key_of
from notifications.models import SECRET, MailServer, OutboxMessage
from notifications.services.failing import mark_unreachable
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.racing import raced

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    return edition


@pytest.fixture
def organiser(edition: Edition) -> User:
    user: User = MembershipFactory(organisation=edition.owner).user
    return user


def failed(about: str = "", **changes: Any) -> OutboxMessage:
    values = {
        "kind": "agenda",
        "object_key": "edition:1",
        "recipient": "gone@example.org",
        "language": "en",
        "subject": "Your agenda",
        "body": "09:30 Water, table 1",
        "html": "<p>09:30 Water, table 1</p>",
        "state": "failed",
        "failure": "recipient",
        "last_error": "550 5.1.1 <no> such user",
        "due_at": timezone.now(),
        "about": about,
        **changes,
    }
    return OutboxMessage.objects.create(**values)


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def do(user: User, address: str, **fields: object) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(address, fields, follow=True)


def test_organiser_sees_the_own_events_mails_with_the_reason(
    edition: Edition, organiser: User
) -> None:
    failed(key_of(edition))
    failed(key_of(EditionFactory()), recipient="other@example.org")
    shown = page(organiser, f"/organise/{edition.slug}/mails/")
    assert "gone@example.org" in shown
    assert "The mail server says that this address takes no mail." in shown
    assert "550 5.1.1 &lt;no&gt; such user" in shown
    assert "other@example.org" not in shown
    # The way there stands in the menu, with how many.
    assert f'href="/organise/{edition.slug}/mails/"' in page(
        organiser, f"/organise/{edition.slug}/"
    )


def test_menu_has_no_such_page_while_all_is_well(edition: Edition, organiser: User) -> None:
    failed(key_of(EditionFactory()))
    failed(key_of(edition), state="given_up", recipient="b@example.org")
    assert "/mails/" not in page(organiser, f"/organise/{edition.slug}/")
    assert "No mail has failed." in page(organiser, f"/organise/{edition.slug}/mails/")


def test_administrator_sees_all_mails_and_nobody_else_has_the_page(organiser: User) -> None:
    failed()
    failed("edition:999", recipient="other@example.org")
    shown = page(AdministratorFactory(), "/staff/mails/")
    assert "gone@example.org" in shown
    assert "other@example.org" in shown
    for user in (organiser, StaffFactory(), UserFactory()):
        assert do(user, "/staff/mails/", act="again").status_code == 404
    assert OutboxMessage.objects.filter(state="failed").count() == 2


def test_one_mail_is_sent_again(edition: Edition, organiser: User) -> None:
    row, other = failed(key_of(edition)), failed(key_of(edition), recipient="b@example.org")
    answer = do(organiser, f"/organise/{edition.slug}/mails/", act="again", mail=row.pk)
    assert "1 mail is sent again." in answer.content.decode()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, other.state) == ("queued", "failed")


def test_all_mails_are_sent_again_but_those_of_other_events(
    edition: Edition, organiser: User
) -> None:
    failed(key_of(edition))
    failed(key_of(edition), recipient="b@example.org")
    foreign = failed(key_of(EditionFactory()), recipient="c@example.org")
    address = f"/organise/{edition.slug}/mails/"
    do(organiser, address, act="again")
    assert OutboxMessage.objects.filter(state="queued").count() == 2
    do(organiser, address, act="again", mail=foreign.pk)
    foreign.refresh_from_db()
    assert foreign.state == "failed"


def test_mail_is_given_up(edition: Edition, organiser: User) -> None:
    row = failed(key_of(edition))
    answer = do(organiser, f"/organise/{edition.slug}/mails/", act="give-up", mail=row.pk)
    assert "1 mail given up." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "given_up"


def test_what_was_given_up_is_taken_back_by_who_did_it(edition: Edition, organiser: User) -> None:
    kept, row = failed(key_of(edition)), failed(key_of(edition), recipient="b@example.org")
    earlier = failed(key_of(edition), recipient="c@example.org", state="given_up")
    address = f"/organise/{edition.slug}/mails/"
    browser, other = Client(), Client()
    browser.force_login(organiser)
    other.force_login(MembershipFactory(organisation=edition.owner).user)
    browser.post(address, {"act": "give-up", "mail": row.pk})
    assert "You gave 1 mail up." in browser.get(address).text
    assert "gave" not in other.get(address).text
    assert other.post(address, {"act": "take-back"}).status_code == 409
    assert browser.post(address, {"act": "take-back"}, follow=True).status_code == 200
    assert browser.post(address, {"act": "take-back"}).status_code == 409
    for one, state in ((kept, "failed"), (row, "failed"), (earlier, "given_up")):
        one.refresh_from_db()
        assert one.state == state


@pytest.mark.parametrize("second", ["again", "give-up"])
def test_who_comes_second_is_told_that_the_mail_is_not_there(
    edition: Edition, organiser: User, second: str
) -> None:
    row = failed(key_of(edition))
    address = f"/organise/{edition.slug}/mails/"
    do(organiser, address, act="again", mail=row.pk)
    answer = do(organiser, address, act=second, mail=row.pk)
    assert answer.status_code == 409
    assert "This mail is not on the list any more." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_of_all_who_deal_with_one_mail_at_once_one_wins(edition: Edition, organiser: User) -> None:
    """It is sent again once, or given up, and everybody else is told."""
    failed(key_of(edition))
    address = f"/organise/{edition.slug}/mails/"
    browsers = [Client() for _ in range(6)]
    for browser in browsers:
        browser.force_login(organiser)
    acts = [
        partial(browser.post, address, {"act": act})
        for browser, act in zip(browsers, ["again", "give-up"] * 3, strict=True)
    ]
    answers = raced(acts)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert sorted(one.status_code for one in answers if not isinstance(one, Exception)) == [
        302,
        *[409] * 5,
    ]
    assert OutboxMessage.objects.get().state in {"queued", "given_up"}


def test_mail_that_lost_its_link_is_not_offered_and_refused_in_words(
    edition: Edition, organiser: User
) -> None:
    row = failed(key_of(edition), body=f"Open {SECRET}")
    address = f"/organise/{edition.slug}/mails/"
    assert "Send again" not in page(organiser, address)
    answer = do(organiser, address, act="again", mail=row.pk)
    assert answer.status_code == 409
    assert "held a link that is forgotten" in answer.content.decode()


@pytest.mark.parametrize("mail", ["x", "0", "9" * 5000, "-1"])
def test_what_is_no_mail_is_refused_in_words(edition: Edition, organiser: User, mail: str) -> None:
    row = failed(key_of(edition))
    answer = do(organiser, f"/organise/{edition.slug}/mails/", act="again", mail=mail)
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == "failed"


def test_page_says_that_the_server_is_away_and_how_many_mails_wait(
    edition: Edition, organiser: User
) -> None:
    now = timezone.now()
    MailServer.objects.create(away_since=now, failures=1, next_try_at=now + timedelta(hours=1))
    failed(key_of(edition), state="queued", failure="", tried_since=now)
    failed("", state="queued", failure="", tried_since=now, recipient="b@example.org")
    shown = page(organiser, f"/organise/{edition.slug}/mails/")
    assert "The mail server has not answered since" in shown
    assert "1 mail waits" in shown


def test_organiser_is_told_whom_of_a_cluster_no_mail_reaches(
    edition: Edition, organiser: User
) -> None:
    registration: Registration = RegistrationFactory(edition=edition)
    member = MembershipFactory(organisation=registration.cluster).user
    address = f"/organise/{edition.slug}/registrations/{registration.pk}/"
    assert "has not arrived since" not in page(organiser, address)
    mark_unreachable(email=member.email, reason="550 gone", now=timezone.now())
    shown = page(organiser, address)
    assert f"Mail to {member} has not arrived since" in shown
    assert "550 gone" in shown


def test_person_sees_that_mail_does_not_arrive_and_says_when_it_is_put_right(
    organiser: User,
) -> None:
    assert "does not arrive" not in page(organiser, "/account/")
    mark_unreachable(email=organiser.email.upper(), reason="550 gone", now=timezone.now())
    assert "Mail to this address does not arrive" in page(organiser, "/account/")
    answer = do(organiser, "/account/mail-arrives/")
    assert "Mail to this address does not arrive" not in answer.content.decode()
