"""Django's admin for the meetings."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from matchmaking.models import Placement
from tests.factories.accounts import AdministratorFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label == "matchmaking"]


@pytest.fixture
def placement() -> Placement:
    request = MeetingRequestFactory(message="Heat pumps?")
    [slot], [table] = window_with_slots(request.edition, slots=1), tables(request.edition, 1)
    version = ScheduleVersionFactory(edition=request.edition)
    return placed(version, meeting_between(request.requester, request.invitee), slot, table)


@pytest.mark.parametrize("name", [model._meta.model_name for model in MODELS])
def test_every_list_opens(client: Client, placement: Placement, name: str) -> None:
    client.force_login(AdministratorFactory(is_staff=True, is_superuser=True))
    address = reverse(f"admin:matchmaking_{name}_changelist")
    assert client.get(address, {"q": "a"}).status_code == 200


def test_a_placement_is_shown_and_never_changed(client: Client, placement: Placement) -> None:
    client.force_login(AdministratorFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:matchmaking_placement_change", args=[placement.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"is_locked": "on"}).status_code == 403
    assert client.get(reverse("admin:matchmaking_placement_add")).status_code == 403
    delete = reverse("admin:matchmaking_placement_delete", args=[placement.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_messages_between_clusters_are_not_shown(client: Client) -> None:
    request = MeetingRequestFactory(message="Heat pumps?")
    client.force_login(AdministratorFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:matchmaking_meetingrequest_change", args=[request.pk])
    assert "Heat pumps?" not in client.get(address).content.decode()
