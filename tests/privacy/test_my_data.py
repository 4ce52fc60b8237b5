"""A person takes along what is kept: all of it, nothing of others, no secrets."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition
from privacy.queries.classification import leads_to_address, personal_fields, rows_of
from privacy.queries.my_data import my_data
from tests.privacy.people import ADDRESS, MARK, NAME, OTHER_ADDRESS, WORDS, Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


@pytest.mark.parametrize("name", ["my-data-json", "my-data-readable"])
def test_a_file_has_every_word_of_the_person(somebody: Somebody, name: str) -> None:
    answer = somebody.browser.get(reverse(name))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for word in (NAME, ADDRESS, OTHER_ADDRESS, *WORDS.values()):
        assert word in answer.text


def test_the_file_for_programs_is_json_and_says_when_it_was_made(somebody: Somebody) -> None:
    said = json.loads(somebody.browser.get(reverse("my-data-json")).content)
    assert said["made_at"]
    kinds = {part["kind"] for part in said["parts"]}
    assert {"registration message", "claim", "email address", "membership"} <= kinds


def test_a_file_has_no_secret_and_nothing_of_others(somebody: Somebody) -> None:
    text = somebody.browser.get(reverse("my-data-json")).text
    assert "pbkdf2" not in text
    assert "md5" not in text
    assert somebody.owner.email not in text
    assert "f" * 64 not in text


def test_everything_that_leads_to_a_person_is_looked_through(somebody: Somebody) -> None:
    """By the declarations: a field that is added is in the file without being named here."""
    said = {key for part in my_data(somebody.user) for row in part.rows for key in row}
    expected = {
        one.field.name.replace("_", " ")
        for one in personal_fields()
        if one.model._meta.label in {"clusters.Claim", "events.RegistrationMessage"}
        and one.personal.of
        and not one.personal.is_secret
        and getattr(one.model._default_manager.first(), one.field.attname, None) not in (None, "")
    }
    assert expected - said == {"decided by"} & expected
    assert rows_of(Edition).personal == {}


def test_a_stranger_gets_an_empty_file(client: Client, somebody: Somebody) -> None:
    client.force_login(somebody.owner)
    assert MARK not in client.get(reverse("my-data-readable")).text.replace(NAME, "").lower()


def test_the_page_shows_what_is_kept_and_every_way_on(somebody: Somebody) -> None:
    page = somebody.browser.get(reverse("my-data")).text
    for name in ("my-data-json", "my-data-readable", "account_email", "my-data-erase"):
        assert reverse(name) in page
        assert somebody.browser.get(reverse(name)).status_code == 200
    assert reverse("my-data") in somebody.browser.get(reverse("account-settings")).text


def test_a_mail_is_known_by_its_address() -> None:
    mails = [one for one in personal_fields() if one.model._meta.label.endswith("OutboxMessage")]
    assert {leads_to_address(one.model, one.personal.of) for one in mails} == {True}
