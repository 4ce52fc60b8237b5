"""Signing up, signing in, and what the roles let a person read."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.rules import is_administrator, is_editor, reads_unpublished
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long quiet sentence"


def sign_up(client: Client, email: str = "Ada@Example.org") -> None:
    form = {"email": email, "name": "Ada", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), form).status_code == 302


def test_a_person_signs_up_confirms_by_mail_and_signs_in(client: Client) -> None:
    sign_up(client)
    user = User.objects.get()
    assert (user.email, user.name) == ("ada@example.org", "Ada")
    link = re.search(r"/accounts/confirm-email/\S+/", unsealed(OutboxMessage.objects.get().secret))
    assert link
    client.post(link[0])
    assert EmailAddress.objects.get(user=user).verified
    client.logout()
    form = {"login": "ada@example.org", "password": PASSWORD}
    assert client.post(reverse("account_login"), form).status_code == 302
    assert "_auth_user_id" in client.session


def test_signing_up_gives_no_role(client: Client) -> None:
    form = {"is_administrator": "on", "is_reader": "on", "is_staff": "on"}
    client.post(
        reverse("account_signup"),
        {"email": "a@example.org", "name": "A", "password1": PASSWORD, **form},
    )
    user = User.objects.get()
    assert [user.is_administrator, user.is_reader, user.is_staff, user.is_superuser] == [False] * 4


def test_a_known_and_an_unknown_address_sign_up_alike(client: Client) -> None:
    sign_up(client)
    known = client.post(
        reverse("account_signup"),
        {"email": "ada@example.org", "name": "Eve", "password1": PASSWORD},
    )
    assert known.status_code == 302
    assert User.objects.count() == 1


def test_an_address_is_one_person_in_any_case() -> None:
    UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ADA@example.org")


def test_an_editor_is_staff() -> None:
    with pytest.raises(IntegrityError, match="editor_is_staff"), transaction.atomic():
        UserFactory(is_editor=True)


@pytest.mark.parametrize(
    ("make", "reads", "edits", "administers"),
    [
        (AnonymousUser, False, False, False),
        (UserFactory, False, False, False),
        (StaffFactory, True, False, False),
        (lambda: StaffFactory(is_editor=True), True, True, False),
        (AdministratorFactory, True, True, True),
    ],
)
def test_each_role_reads_and_acts_as_written(
    make: type[User], reads: bool, edits: bool, administers: bool
) -> None:
    person = make()
    assert reads_unpublished(person) is reads
    assert is_editor(person) is edits
    assert is_administrator(person) is administers


def test_answers_to_a_signed_in_person_are_kept_by_no_cache(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get(reverse("claim-list"))
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_pages_are_closed_unless_marked_public(client: Client) -> None:
    answer = client.get(reverse("claim-list"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_security_headers_stand_on_every_answer(client: Client) -> None:
    answer = client.get(reverse("account_login"))
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
