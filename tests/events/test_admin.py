"""Django's admin for this app: every list and form opens, states are read only."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.admin import EditionAdmin
from events.models import Edition, EditionOrganiser
from tests.factories.events import (
    EditionFactory,
    RecordedEditionFactory,
    RegistrationFactory,
    SessionFactory,
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


def test_a_registration_and_its_delegates_are_read_and_not_changed(back_room: Client) -> None:
    [delegate] = delegates(RegistrationFactory(), 1)
    address = reverse("admin:events_registration_change", args=[delegate.registration_id])
    page = back_room.get(address).text
    assert delegate.name in page
    assert 'name="delegates-0-name"' not in page
    assert back_room.post(address, {}).status_code == 403


def new_edition(**more: object) -> dict[str, object]:
    """What the form for a new edition sends, of last century."""
    return {
        "slug": "old",
        "kind": "intercluster",
        "name": "Old",
        "starts_on": "1998-05-01",
        "ends_on": "1998-05-02",
        "date_precision": "day",
        "time_zone": "Europe/Madrid",
        "city": "Barcelona",
        "country": "ES",
        "people_kept_months": 12,
        "notice_minutes": 30,
        "who_moves": "sides",
        "languages": "en",
        **more,
    }


def test_an_edition_is_added_from_sources_alone(back_room: Client) -> None:
    address = reverse("admin:events_edition_add")
    shown = back_room.get(address).context
    assert shown["adminform"].form["is_recorded"].value()
    prefixes = [inline.formset.prefix for inline in shown["inline_admin_formsets"]]
    counts = {f"{one}-{n}_FORMS": 0 for one in prefixes for n in ("TOTAL", "INITIAL")}
    refused = back_room.post(address, new_edition(**counts))
    assert "on the organiser’s pages" in refused.text
    assert not Edition.objects.exists()
    added = back_room.post(address, new_edition(**counts, is_recorded="on"))
    assert added.status_code == 302, added.context["adminform"].form.errors
    assert Edition.objects.get().is_recorded


def test_a_co_organiser_of_an_event_run_here_is_asked_and_not_entered(back_room: Client) -> None:
    page = back_room.get(reverse("admin:events_edition_change", args=[EditionFactory().pk]))
    past = back_room.get(reverse("admin:events_edition_change", args=[RecordedEditionFactory().pk]))
    inlines = [answer.context["inline_admin_formsets"] for answer in (page, past)]
    asked = [
        (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
        for formsets in inlines
        for inline in formsets
        if inline.opts.model is EditionOrganiser
    ]
    assert asked == [(False,) * 3, (True,) * 3]


def test_the_programme_of_an_event_run_here_is_read_and_not_changed(back_room: Client) -> None:
    here, past = SessionFactory(), SessionFactory(edition=RecordedEditionFactory())
    for act in ("change", "delete"):
        answers = [
            back_room.post(reverse(f"admin:events_session_{act}", args=[row.pk]), {}).status_code
            for row in (here, past)
        ]
        assert answers == [403, 200], act
    assert back_room.get(reverse("admin:events_session_change", args=[here.pk])).status_code == 200
    sent = {"edition": here.edition.pk, "title": "Late", "kind": "talk"}
    answer = back_room.post(reverse("admin:events_session_add"), sent)
    assert "edition" in answer.context["adminform"].form.errors
    assert (
        "edition"
        not in back_room.post(
            reverse("admin:events_session_add"), {**sent, "edition": past.edition.pk}
        )
        .context["adminform"]
        .form.errors
    )
