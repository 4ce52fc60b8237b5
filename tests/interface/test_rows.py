"""Forms with rows bring as many more as somebody asks for, and judge and save nothing then."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Call, Delegate, Question, Session
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db
Sent = dict[str, Any]


def registering(stage: Stage) -> tuple[Client, str, Sent]:
    address = reverse("edition-register", args=[stage.edition.slug])
    return stage.manager, address, {"delegate-0-name": "Ada", "delegate-1-name": "Bo"}


def registered(stage: Stage) -> tuple[Client, str, Sent]:
    row = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    address = reverse("registration-edit", args=[row.pk])
    return stage.manager, address, {"version": 1, "delegate-0-name": "Ada", "delegate-1-name": ""}


def acting_for(stage: Stage) -> tuple[Client, str, Sent]:
    row = RegistrationFactory(edition=stage.edition)
    address = page("organise-registration-edit", stage.edition, row.pk)
    return stage.organiser, address, {"version": 1, "delegate-0-name": "Ada", "delegate-1-name": ""}


def session(stage: Stage) -> tuple[Client, str, Sent]:
    address = page("organise-session-create", stage.edition)
    return stage.organiser, address, {"speaker-0-name": "Ada", "speaker-1-name": ""}


def call(stage: Stage) -> tuple[Client, str, Sent]:
    address = reverse("organise-call-create")
    return stage.organiser, address, {"criterion-0-text": "Ada", "criterion-1-text": ""}


def question(stage: Stage) -> tuple[Client, str, Sent]:
    address = page("organise-questions", stage.edition)
    return stage.organiser, address, {"choice-0-words": "Ada", "choice-1-words": ""}


def profile(stage: Stage) -> tuple[Client, str, Sent]:
    address = reverse("cluster-profile-edit", args=[stage.cluster.slug])
    return stage.manager, address, {"offer-0-text": "Ada", "offer-1-text": ""}


FORMS = {
    "delegate": [registering, registered, acting_for],
    "speaker": [session],
    "criterion": [call],
    "choice": [question],
    "offer": [profile],
}
EACH = [(prefix, form) for prefix, forms in FORMS.items() for form in forms]


@pytest.mark.parametrize(("prefix", "form"), EACH)
def test_as_many_rows_come_as_are_asked_for_and_nothing_is_saved(
    stage: Stage, prefix: str, form: Any
) -> None:
    browser, address, typed = form(stage)
    name = next(key for key in typed if key.startswith(prefix)).rpartition("-")[2]
    shown = browser.get(address).text
    before, asks, _after = shown.partition(f'name="{prefix}-more"')
    assert asks
    first = before.rpartition("<form")[2].partition("<button")[2]
    assert first.startswith(' class="visually-hidden"') or form is session, "Enter saves or finds"
    answer = browser.post(address, {**typed, "add": prefix, f"{prefix}-more": "7"})
    assert answer.status_code == 200
    assert f'name="{prefix}-8-{name}"' in answer.text
    assert f'name="{prefix}-9-{name}"' not in answer.text
    assert 'value="Ada"' in answer.text
    assert "error-summary" not in answer.text
    for model in (Call, Delegate, Question, Session):
        assert not model.objects.exists()
