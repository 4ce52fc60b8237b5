"""A field of Django's admin that finds rows by name bears what names no row."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.events import RecordedEditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Client:
    user = User.objects.create_superuser("root@example.org")
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("nonsense", ["9999-12-31", "7" * 5000, "\u00b2", "x", "9" * 30])
def test_what_can_be_no_key_comes_back_with_a_fault(superuser: Client, nonsense: str) -> None:
    answer = superuser.post(reverse("admin:events_session_add"), {"edition": nonsense})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.text


def test_what_was_chosen_comes_back_chosen(superuser: Client) -> None:
    edition = RecordedEditionFactory()
    answer = superuser.post(reverse("admin:events_session_add"), {"edition": edition.pk})
    assert f'<option value="{edition.pk}" selected' in answer.text
