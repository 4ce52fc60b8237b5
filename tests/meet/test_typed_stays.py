"""What a cluster typed comes back, to be copied, where the time for it ended meanwhile."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Question, Registration
from events.services.questions import send_follow_ups
from tests.factories.events import RegistrationFactory, delegates
from tests.factories.stage import Stage
from tests.meet.test_questions_pages import ask

pytestmark = pytest.mark.django_db
MINE = "Typed for an hour"


def own(stage: Stage) -> Registration:
    row: Registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    return row


def end(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")


def registering(stage: Stage) -> tuple[str, dict[str, Any]]:
    sent = {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "seats": "1",
        "delegate-0-name": "Ada Rossi",
        "message": MINE,
    }
    return reverse("edition-register", args=[stage.edition.slug]), sent


def a_registration(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = own(stage)
    sent = {"version": row.version, "seats": "1", "delegate-0-name": "Ada Rossi", "message": MINE}
    return reverse("registration-edit", args=[row.pk]), sent


def a_delegate(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = own(stage)
    [ada] = delegates(row, 1)
    sent = {"version": row.version, "name": "Ada", "topics": MINE}
    return reverse("delegate-edit", args=[row.pk, ada.pk]), sent


@pytest.mark.parametrize("form", [registering, a_registration, a_delegate])
def test_what_was_typed_comes_back_where_the_event_ended_meanwhile(stage: Stage, form: Any) -> None:
    address, sent = form(stage)
    end(stage)
    answer = stage.manager.post(address, sent)
    assert answer.status_code == 409
    assert MINE in answer.context["typed"]


def test_answers_come_back_where_their_last_day_passed_meanwhile(stage: Stage) -> None:
    row = own(stage)
    question = ask(stage, "text", "Why?", asked="follow_up", last_day=date(2094, 5, 20))
    send_follow_ups(edition=stage.edition, now=timezone.now())
    sent = {"version": row.version, f"question-{question.pk}": MINE}
    Question.objects.update(last_day=date(2020, 5, 20))
    address = reverse("registration-follow-up", args=[row.pk])
    answer = stage.manager.post(address, sent)
    assert answer.status_code == 409
    assert answer.context["typed"] == f"Why?: {MINE}"
    assert stage.manager.get(address).context["typed"] == ""
