"""The organiser's registrations: deciding on many or one, and undoing it."""

from typing import Any

import pytest

from events.models import Edition, Registration
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db
State = Registration.State


def decide(stage: Stage, action: str, *rows: Registration, **fields: object) -> Any:
    answers = {"action": action, "chosen": [row.pk for row in rows], **fields}
    address = page("organise-registrations-decide", stage.edition)
    return stage.organiser.post(address, answers, follow=True)


def test_a_bulk_decision_says_what_was_and_was_not_done_and_can_be_undone(stage: Stage) -> None:
    waiting = RegistrationFactory.create_batch(3, edition=stage.edition, state=State.WAITING)
    withdrawn = RegistrationFactory(edition=stage.edition, state=State.WITHDRAWN)
    answer = decide(stage, "approve", *waiting, withdrawn)
    assert "3 approved, 1 not: already withdrawn" in answer.content.decode()
    undo = page("organise-registrations-undo", stage.edition)
    assert "3 waiting" in stage.organiser.post(undo, follow=True).content.decode()
    assert stage.edition.registrations.filter(state=State.WAITING).count() == 3
    assert stage.organiser.post(undo).status_code == 409


def test_everybody_who_waits_is_decided_at_once(stage: Stage) -> None:
    RegistrationFactory.create_batch(3, edition=stage.edition, state=State.WAITING)
    answer = decide(stage, "decline", everybody_in="waiting")
    assert "3 declined" in answer.content.decode()


def test_registrations_of_others_cannot_be_decided(stage: Stage) -> None:
    foreign = RegistrationFactory(state=State.WAITING)
    decide(stage, "approve", foreign)
    foreign.refresh_from_db()
    assert foreign.state == State.WAITING
    detail = page("organise-registration", stage.edition, foreign.pk)
    assert stage.organiser.get(detail).status_code == 404


def test_a_decision_without_a_choice_or_after_the_end_is_told(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, state=State.WAITING)
    assert "Choose at least one cluster first" in decide(stage, "approve").content.decode()
    Edition.objects.update(state="finished")
    assert decide(stage, "approve", row).status_code == 409


def test_one_registration_is_shown_with_profile_and_decided(stage: Stage) -> None:
    row = RegistrationFactory(edition=stage.edition, state=State.WAITING, message="We care")
    row.delegates.create(name="Ada Rossi", job_title="Director")
    detail = page("organise-registration", stage.edition, row.pk)
    shown = stage.organiser.get(detail).content.decode()
    for words in ("We care", "Ada Rossi", "Director", "Approve"):
        assert words in shown
    assert "Approve" not in stage.staff.get(detail).content.decode()
    assert stage.stranger.get(detail).status_code == 404


def test_what_a_cluster_writes_to_the_organiser_is_read_by_no_staff(stage: Stage) -> None:
    words = "Please seat us far from Steel."
    row = RegistrationFactory(edition=stage.edition, state=State.WAITING, message=words)
    detail = page("organise-registration", stage.edition, row.pk)
    assert words in stage.organiser.get(detail).text
    for address in (detail, page("organise-registrations", stage.edition)):
        shown = stage.staff.get(address)
        assert shown.status_code == 200
        assert words not in shown.text
