"""Draft events and empty series are deleted; undoing in bulk ends with its state."""

import pytest
from django.urls import reverse

from events.models import Edition, Registration, Series
from events.services.deleting import NotDeletable, delete_draft, delete_series
from events.services.states import EditionChanged
from matchmaking.models import ScheduleVersion
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import ScheduleVersionFactory, tables, window_with_slots
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db
State = Registration.State


def test_a_draft_is_deleted_with_all_that_was_made_of_it(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(state="draft")
    SessionFactory(edition=stage.edition)
    window_with_slots(stage.edition)
    tables(stage.edition, 2)
    ScheduleVersionFactory(edition=stage.edition)
    address = page("organise-delete", stage.edition)
    assert "Delete the draft" in stage.organiser.get(page("organise-overview", stage.edition)).text
    assert "This cannot" in stage.organiser.get(address).text
    answer = stage.organiser.post(address, {"version": 1}, follow=True)
    assert "Deleted: the draft" in answer.text
    assert not Edition.objects.filter(pk=stage.edition.pk).exists()
    assert not ScheduleVersion.objects.exists()


@pytest.mark.parametrize("state", [state for state in Edition.State if state != "draft"])
def test_a_public_event_is_not_deleted(state: str) -> None:
    edition = EditionFactory(state=state, is_recorded=state == "announced")
    with pytest.raises(NotDeletable):
        delete_draft(edition=edition, version=1)


def test_a_draft_with_registrations_or_changed_meanwhile_is_not_deleted() -> None:
    edition = EditionFactory(state="draft", version=2)
    with pytest.raises(EditionChanged):
        delete_draft(edition=edition, version=1)
    RegistrationFactory(edition=edition)
    with pytest.raises(NotDeletable):
        delete_draft(edition=edition, version=2)


def test_an_empty_series_of_ones_own_body_is_deleted(stage: Stage) -> None:
    series = SeriesFactory(organiser=stage.edition.owner)
    address = reverse("organise-series-delete", args=[series.slug])
    assert stage.stranger.post(address).status_code == 404
    assert stage.staff.post(address).status_code == 404
    assert address in stage.organiser.get(reverse("organise-list")).text
    assert "Deleted: the series" in stage.organiser.post(address, follow=True).text
    assert not Series.objects.exists()


def test_a_series_with_an_event_is_not_deleted(stage: Stage) -> None:
    series = SeriesFactory(organiser=stage.edition.owner)
    EditionFactory(series=series, state="draft")
    address = reverse("organise-series-delete", args=[series.slug])
    assert stage.organiser.post(address).status_code == 409
    with pytest.raises(NotDeletable):
        delete_series(series=series)


def test_a_bulk_decision_is_undone_only_in_the_state_it_was_made_in(stage: Stage) -> None:
    waiting = RegistrationFactory(edition=stage.edition, state=State.WAITING)
    form = {"action": "approve", "chosen": [waiting.pk], "tab": "waiting"}
    stage.organiser.post(page("organise-registrations-decide", stage.edition), form)
    listed = page("organise-registrations", stage.edition)
    undo = page("organise-registrations-undo", stage.edition)
    assert "1 approved" in stage.organiser.get(listed).text
    Edition.objects.filter(pk=stage.edition.pk).update(state="published")
    assert undo not in stage.organiser.get(listed).text
    answer = stage.organiser.post(undo, {"tab": "waiting"})
    assert (answer.status_code, "The event has gone on since then" in answer.text) == (409, True)
    waiting.refresh_from_db()
    assert waiting.state == State.APPROVED
