"""The glossary's states are those of the code, and the models that it names exist."""

import re

import pytest
from django.apps import apps
from django.db import models

from clusters.models import Claim
from events.models import Application, Call, Edition, Registration
from matchmaking.models import AvailabilityAsk, MeetingRequest, ScheduleRun, ScheduleVersion
from tools.devservers.local import CHECKOUT

TEXT = (CHECKOUT / "docs/glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("thing", "states"),
    [
        ("edition", Edition.State),
        ("registration", Registration.State),
        ("call", Call.State),
        ("application", Application.State),
        ("meeting request", MeetingRequest.State),
        ("claim", Claim.State),
        ("ask", AvailabilityAsk.State),
        ("schedule run", ScheduleRun.State),
        ("schedule version", ScheduleVersion.State),
    ],
)
def test_states_are_those_of_the_code(thing: str, states: type[models.TextChoices]) -> None:
    section = TEXT.partition("## States")[2]
    row = re.search(rf"^\| {thing} \| ([^|;]+)", section, re.MULTILINE)
    assert row
    said = re.sub(r" \(`\w+`\)", "", row.group(1)).strip().split(", ")
    assert said == [str(state.label).lower() for state in states]


def test_models_that_are_named_exist() -> None:
    known = {model.__name__ for model in apps.get_models()}
    assert set(re.findall(r"`([A-Z][A-Za-z]+)`", TEXT)) <= known
