"""People choose which mails they get; what is needed comes all the same."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from functools import partial

import pytest
from django.core import mail as django_mail
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from notifications.delivery import deliver_due
from notifications.kinds import subjects
from notifications.models import MailWishes, OutboxMessage, Subject
from notifications.services.wishing import have_again, set_wishes, stop
from notifications.stop_links import stop_link
from privacy.log.actors import by_mail
from privacy.models import LogEntry
from tests.factories.accounts import UserFactory
from tests.support.racing import raced

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
HTML = "<html><body>\n<p>Somebody wrote.</p>\n</body>\n</html>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    person: User = UserFactory(email="ada@example.org")
    return person


def waiting(recipient: str = "ada@example.org", kind: str = "meeting-message") -> OutboxMessage:
    return OutboxMessage.objects.create(
        kind=kind,
        object_key=f"message:{OutboxMessage.objects.count()}",
        recipient=recipient,
        language="en",
        subject="A message",
        body="Somebody wrote.\n",
        html=HTML,
        due_at=NOW,
    )


def sent() -> list[Message]:
    return [one.message() for one in django_mail.outbox]


def link_in(letter: Message) -> str:
    return str(letter["List-Unsubscribe"]).strip("<>")


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def test_what_nobody_chose_comes_at_once(ada: User) -> None:
    waiting()
    assert deliver_due(now=NOW) == 1


@pytest.mark.parametrize("subject", Subject)
def test_a_subject_switched_off_stays_away_and_the_others_come(ada: User, subject: Subject) -> None:
    stop(user=ada.pk, subjects=[subject], now=NOW)
    rows = {kind: waiting(kind=kind) for kind in subjects()}
    deliver_due(now=NOW)
    for kind, row in rows.items():
        row.refresh_from_db()
        assert row.state == ("unwanted" if subjects()[kind] == subject else "sent"), kind


def test_what_is_not_wanted_keeps_nothing_that_it_said(ada: User) -> None:
    stop(user=ada.pk, subjects=[Subject.MESSAGES], now=NOW)
    row = waiting()
    assert deliver_due(now=NOW) == 0
    row.refresh_from_db()
    assert (row.subject, row.body, row.html, row.secret, row.sent_at) == ("", "", "", "", None)
    have_again(user=ada.pk, subjects=[Subject.MESSAGES], now=NOW)
    assert deliver_due(now=NOW) == 0


@pytest.mark.parametrize(
    "kind",
    ["account", "agenda", "agenda-changed", "edition-cancelled", "erased", "event-changes"],
)
def test_what_is_needed_comes_whatever_was_chosen(ada: User, kind: str) -> None:
    for subject in Subject:
        stop(user=ada.pk, subjects=[subject], now=NOW)
    waiting(kind=kind)
    assert deliver_due(now=NOW) == 1
    [letter] = sent()
    assert letter["List-Unsubscribe"] is None
    assert letter["List-Unsubscribe-Post"] is None


def test_whoever_shares_a_cluster_is_told_as_before(ada: User) -> None:
    UserFactory(email="ben@example.org")
    stop(user=ada.pk, subjects=[Subject.MESSAGES], now=NOW)
    for person in ("ada@example.org", "ben@example.org"):
        waiting(person)
    deliver_due(now=NOW)
    assert [letter["To"] for letter in sent()] == ["ben@example.org"]


def test_a_mail_that_can_be_stopped_says_how_in_its_headers_and_at_its_end(ada: User) -> None:
    waiting()
    deliver_due(now=NOW)
    [letter] = sent()
    link = link_in(letter)
    assert link == stop_link(ada.pk, [Subject.MESSAGES])
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (
        str(part.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]
        for part in letter.walk()
        if not part.is_multipart()
    )
    assert text.index("Somebody wrote.") < text.index(link)
    assert "/account/mails/" in text
    assert f'<a href="{link}">' in html
    assert html.index(link) < html.index("</body>")


def test_one_click_stops_mails_without_signing_in_or_a_cookie(ada: User) -> None:
    address = path_of(stop_link(ada.pk, [Subject.MESSAGES]))
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailWishes.objects.get(user=ada).messages == "never"
    assert "sessionid" not in browser.cookies
    assert browser.get("/account/").status_code == 302


def test_opening_the_link_ten_times_changes_nothing(ada: User) -> None:
    address = path_of(stop_link(ada.pk, [Subject.MESSAGES]))
    for _time in range(10):
        assert b"Nothing has been changed yet." in Client().get(address).content
    assert not MailWishes.objects.exists()


def test_stopped_by_mistake_they_come_again(ada: User) -> None:
    address = path_of(stop_link(ada.pk, [Subject.MESSAGES]))
    assert b"You get no mail of this kind any more." in Client().post(address).content
    assert b"You get mails of this kind." in Client().post(address, {"again": "1"}).content
    waiting()
    assert deliver_due(now=NOW) == 1


def test_the_log_says_that_it_was_by_a_link_in_a_mail(ada: User) -> None:
    Client().post(path_of(stop_link(ada.pk, [Subject.MESSAGES])))
    entries = LogEntry.objects.filter(table_name="notifications_mailwishes")
    assert {entry.actor for entry in entries} == {by_mail(ada.pk)}


def _erased(ada: User) -> str:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    return path_of(stop_link(ada.pk, [Subject.MESSAGES]))


def _of_other_salt(ada: User) -> str:
    return f"/mail/stop/{signing.dumps([ada.pk, ['messages']], salt='other')}/"


def _of_no_subject(ada: User) -> str:
    return f"/mail/stop/{signing.dumps([ada.pk, ['sign-in']], salt='notifications.stop_links')}/"


@pytest.mark.parametrize("address", [_erased, _of_other_salt, _of_no_subject])
def test_a_link_that_nobody_was_sent_or_that_is_over_stops_nothing(
    ada: User, address: Callable[[User], str]
) -> None:
    assert Client().post(address(ada)).status_code == 404
    assert not MailWishes.objects.exists()


def test_the_page_of_wishes_keeps_what_is_chosen_and_says_what_is_needed(
    ada: User, client: Client
) -> None:
    client.force_login(ada)
    chosen = {subject.value: "at_once" for subject in Subject} | {"reminders": "never"}
    hours = {"zone": "Europe/Madrid"}
    answer = client.post("/account/mails/", chosen | hours, follow=True)
    assert "It counts for mails that wait to leave as well." in answer.content.decode()
    assert "Some mails are needed" in answer.content.decode()
    kept = MailWishes.objects.get(user=ada)
    assert [kept.how(subject) for subject in Subject] == [*chosen.values()]


def test_a_wish_that_does_not_exist_is_refused_and_the_rest_stays_typed(
    ada: User, client: Client
) -> None:
    client.force_login(ada)
    typed = {"requests": "never", "messages": "loudly", "reminders": "never", "organising": "never"}
    answer = client.post("/account/mails/", typed)
    assert answer.status_code == 422
    assert answer.content.decode().count('value="never" selected') == 3
    assert not MailWishes.objects.exists()


def test_the_database_knows_no_other_wish(ada: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MailWishes.objects.create(user=ada, requests="loudly")


@pytest.mark.django_db(transaction=True)
def test_two_first_wishes_at_once_both_count(ada: User) -> None:
    never = ({name: "never"} for name in ("messages", "requests", "reminders"))
    raced([partial(set_wishes, user=ada.pk, wishes=wishes, now=NOW) for wishes in never])
    kept = MailWishes.objects.get(user=ada)
    assert (kept.messages, kept.requests, kept.reminders) == ("never", "never", "never")


def test_only_known_subjects_are_named_and_none_is_empty() -> None:
    assert set(subjects().values()) == set(Subject)
