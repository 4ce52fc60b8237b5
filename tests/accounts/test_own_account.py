"""One's own account: name, address, password, and where one is signed in."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import UserFactory
from tests.support.counting import queries_of
from tests.support.mails import mail_to, told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db

PASSWORD = "a long quiet sentence"
ANOTHER = "a longer sentence, as quiet"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"


@pytest.fixture
def ada() -> User:
    return person("ada@example.org")


def person(email: str) -> User:
    user: User = UserFactory(email=email, password=make_password(PASSWORD), name="Ada")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def signed_in(email: str = "ada@example.org", agent: str = FIREFOX) -> Client:
    browser = Client(headers={"User-Agent": agent})
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert is_in(browser)
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def ask_for(browser: Client, address: str) -> None:
    """The form, then the password, as the site asks for it."""
    answer = browser.post("/accounts/email/", {"action_add": "", "email": address})
    if answer["Location"].startswith("/accounts/reauthenticate/"):
        browser.post(answer["Location"], {"password": PASSWORD})


def follow(browser: Client, mail: OutboxMessage) -> None:
    link = re.search(r"/accounts/confirm-email/\S+/", unsealed(mail.secret))
    assert link
    browser.post(link[0])


def test_a_name_is_changed_and_kept_when_nothing_is_typed(ada: User) -> None:
    browser = signed_in()
    browser.post("/account/", {"name": "Ada Lovelace", "language": ""})
    ada.refresh_from_db()
    assert (ada.name, ada.sort_name) == ("Ada Lovelace", "ada lovelace")
    answer = browser.post("/account/", {"name": " ", "language": ""})
    assert answer.status_code == 422
    assert "Ada Lovelace" in answer.content.decode()


def test_an_address_changes_when_the_new_one_is_confirmed_and_the_old_one_is_told(
    ada: User,
) -> None:
    browser = signed_in()
    ask_for(browser, "ada@new.example")
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert "ada@new.example" in browser.get("/account/").content.decode()
    follow(browser, mail_to("ada@new.example"))
    ada.refresh_from_db()
    assert ada.email == "ada@new.example"
    assert [a.email for a in EmailAddress.objects.filter(user=ada)] == ["ada@new.example"]
    words = mail_to("ada@example.org").body
    assert "changed from ada@example.org to ada@new.example" in words
    signed_in("ada@new.example")


def test_a_change_of_address_asks_for_the_password(ada: User) -> None:
    browser = signed_in()
    answer = browser.post("/accounts/email/", {"action_add": "", "email": "eve@new.example"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    browser.post(answer["Location"], {"password": "wrong"})
    assert told() == []


def test_a_change_of_address_is_called_off(ada: User) -> None:
    browser = signed_in()
    ask_for(browser, "ada@new.example")
    mail = mail_to("ada@new.example")
    browser.post("/accounts/email/", {"action_remove": "", "email": "ada@new.example"})
    follow(browser, mail)
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_an_address_that_has_an_account_is_not_given_to_another(ada: User) -> None:
    eve = person("eve@example.org")
    browser = signed_in("eve@example.org")
    ask_for(browser, "ada@example.org")
    follow(browser, mail_to("ada@example.org"))
    eve.refresh_from_db()
    assert eve.email == "eve@example.org"
    signed_in("ada@example.org")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("wanted", ["one@new.example", "taken@example.org"])
def test_of_two_who_confirm_one_address_at_once_one_wins_and_the_other_is_told(
    ada: User, wanted: str
) -> None:
    """Nor is an address confirmed by which somebody else signed up meanwhile."""
    eve = person("eve@example.org")
    if wanted == "taken@example.org":
        UserFactory(email=wanted)
    acts = []
    for user in (ada, eve):
        wish = EmailAddress.objects.create(user=user, email=wanted)
        browser = signed_in(user.email)
        link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key])
        acts.append(partial(browser.post, link, follow=True))
    answers = raced(acts)
    assert [one for one in answers if isinstance(one, Exception)] == []
    said = [one.content.decode() for one in answers if not isinstance(one, Exception)]
    lost = f"{wanted} is confirmed for another account already. Nothing was changed."
    won = 0 if wanted == "taken@example.org" else 1
    assert sum(lost in text for text in said) == 2 - won
    assert EmailAddress.objects.filter(email=wanted, verified=True).count() == won
    assert User.objects.filter(email=wanted).count() == 1


def test_an_address_that_somebody_only_wants_is_free_for_its_owner(ada: User) -> None:
    """Who has it opens an account, is led into no account of others, and ends the wish."""
    ask_for(signed_in(), "eve@example.org")
    wish = mail_to("eve@example.org")
    OutboxMessage.objects.all().delete()
    eve = Client()
    eve.post("/accounts/login/code/", {"email": "eve@example.org"})
    assert mail_to("eve@example.org").subject == "No account with this address"
    OutboxMessage.objects.all().delete()
    form = {"email": "eve@example.org", "name": "Eve", "password1": PASSWORD}
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        Client().post("/accounts/signup/", form)
    follow(eve, mail_to("eve@example.org"))
    follow(signed_in(), wish)
    assert User.objects.get(email="eve@example.org").name == "Eve"
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_a_new_password_ends_all_other_sessions_and_is_told(ada: User) -> None:
    here, there = signed_in(), signed_in()
    form = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert here.post("/accounts/password/change/", form)["Location"] == "/account/"
    assert (is_in(here), is_in(there)) == (True, False)
    assert UserSession.objects.filter(user=ada).count() == 1
    assert mail_to(ada.email).subject == "Your password was changed"


def test_a_reset_ends_every_session(ada: User) -> None:
    here = signed_in()
    stranger = Client()
    stranger.post("/accounts/password/reset/", {"email": ada.email})
    link = re.search(r"/accounts/password/reset/key/\S+/", unsealed(mail_to(ada.email).secret))
    assert link
    form = stranger.get(link[0])["Location"]
    stranger.post(form, {"password1": ANOTHER, "password2": ANOTHER})
    assert not is_in(here)
    assert not UserSession.objects.filter(user=ada).exists()


def test_one_sees_where_one_is_signed_in_and_ends_a_session_elsewhere(ada: User) -> None:
    here, there = signed_in(), signed_in(agent="Mozilla/5.0 (Android 15) Chrome/141.0 Safari/537")
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "Chrome on Android" in page
    assert page.count("This browser") == 1
    row = UserSession.objects.get(session_key=there.session.session_key)
    answer = here.post("/account/sessions/", {"session": row.pk})
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.post("/account/sessions/", {"session": row.pk}).status_code == 409


def test_all_other_sessions_end_at_once(ada: User) -> None:
    here, others = signed_in(), [signed_in() for _ in range(3)]
    here.post("/account/sessions/", {})
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_nobody_ends_the_session_of_another(ada: User) -> None:
    person("eve@example.org")
    theirs = signed_in()
    row = UserSession.objects.get(user=ada)
    eve = signed_in("eve@example.org")
    assert eve.post("/account/sessions/", {"session": row.pk}).status_code == 409
    eve.post("/account/sessions/", {})
    assert is_in(theirs)


@pytest.mark.parametrize("nonsense", ["x", "0", "-1", "9" * 5000])
def test_what_names_no_session_ends_none(ada: User, nonsense: str) -> None:
    here, there = signed_in(), signed_in()
    assert here.post("/account/sessions/", {"session": nonsense}).status_code == 409
    assert is_in(there)


def test_the_list_of_sessions_asks_as_much_for_thirty_as_for_one(ada: User) -> None:
    few = queries_of(signed_in(), "/account/sessions/")
    here = [signed_in() for _ in range(30)][-1]
    assert queries_of(here, "/account/sessions/") == few <= 15
