"""Every refusal has its sentence."""

import pytest

from events.models import Edition
from matchmaking.models import Meeting
from matchmaking.queries.names import Names
from matchmaking.services import placing
from matchmaking.services.placing import PlacementRefused
from organise.words import edits as edit_words

pytestmark = pytest.mark.django_db


def test_host_comes_first_and_is_marked(agreed: Edition, known: Names) -> None:
    assert known.meeting(Meeting.objects.get().pk) == "Water × Aerospace"
    assert {party.name: party.mark for party in known.parties.values()} == {
        "Water": "a",
        "Aerospace": "b",
    }


@pytest.mark.parametrize("kind", [PlacementRefused, *PlacementRefused.__subclasses__()])
def test_every_refusal_has_a_sentence(
    agreed: Edition, known: Names, kind: type[PlacementRefused]
) -> None:
    registrations = agreed.registrations.values_list("pk", flat=True)
    full = kind(registrations=registrations, meetings=[Meeting.objects.get().pk])
    assert edit_words.refusal(known, full).endswith(".")
    assert edit_words.refusal(known, kind()).endswith(".")


def test_refusal_names_who_is_busy_and_with_whom(agreed: Edition, known: Names) -> None:
    registration = agreed.registrations.first()
    assert registration
    refusal = placing.ParticipantBusy([registration.pk], [Meeting.objects.get().pk])
    assert edit_words.refusal(known, refusal) == (
        "Water already meets somebody then (Water × Aerospace). Choose another time."
    )


def test_several_who_are_busy_are_many(agreed: Edition, known: Names) -> None:
    registrations = agreed.registrations.values_list("pk", flat=True)
    words = edit_words.refusal(known, placing.ParticipantBusy(registrations))
    assert words == "Water and Aerospace already meet somebody then. Choose another time."
