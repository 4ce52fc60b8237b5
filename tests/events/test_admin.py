"""Django's admin for this app: every list and form opens, states are read only."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.admin import EditionAdmin
from events.models import Edition
from tests.factories.events import (
    EditionFactory,
    RecordedEditionFactory,
    RegistrationFactory,
    delegates,
)

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label in {"archive", "events"}]


@pytest.fixture
def back_room(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "a long password"))
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_every_list_opens_and_searches(back_room: Client, model: type[Edition]) -> None:
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    assert back_room.get(address, {"q": "word"}).status_code == 200


def test_forms_open_and_keep_states_and_addresses(back_room: Client) -> None:
    registration = RegistrationFactory()
    for name, pk in (("registration", registration.pk), ("edition", registration.edition.pk)):
        page = back_room.get(reverse(f"admin:events_{name}_change", args=[pk]))
        assert page.status_code == 200
        for field in ("state", "slug", "version", "capacity"):
            assert f'name="{field}"' not in page.content.decode()
    for name in ("events_series", "events_edition", "events_session", "archive_award"):
        assert back_room.get(reverse(f"admin:{name}_add")).status_code == 200


def test_the_state_of_a_recorded_edition_can_be_set_and_none_is_deleted(back_room: Client) -> None:
    page = back_room.get(reverse("admin:events_edition_change", args=[RecordedEditionFactory().pk]))
    assert 'name="state"' in page.content.decode()
    deletion = reverse("admin:events_edition_delete", args=[EditionFactory().pk])
    assert back_room.get(deletion).status_code == 403


def test_no_model_of_this_app_is_forgotten() -> None:
    assert isinstance(admin.site._registry[Edition], EditionAdmin)
    names = {model.__name__ for model in OURS}
    assert {"Series", "Edition", "Session", "Registration", "Award", "Delegation"} <= names


def test_when_a_delegate_is_there_is_not_changed_by_a_line_of_text(back_room: Client) -> None:
    [delegate] = delegates(RegistrationFactory(), 1)
    address = reverse("admin:events_registration_change", args=[delegate.registration_id])
    page = back_room.get(address).content.decode()
    assert 'name="delegates-0-name"' in page
    assert 'name="delegates-0-presence"' not in page
