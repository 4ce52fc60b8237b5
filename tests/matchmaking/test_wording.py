"""Every refusal has its sentence."""

import pytest

from events.models import Edition
from matchmaking import wording
from matchmaking.models import Meeting
from matchmaking.queries.names import Names, names
from matchmaking.services import placing
from matchmaking.services.placing import PlacementRefused
from tests.factories.schedules import water_meets_aerospace

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return water_meets_aerospace(slots=2, desks=1)


@pytest.fixture
def told(edition: Edition) -> Names:
    return names(edition)


def test_host_comes_first_and_is_marked(edition: Edition, told: Names) -> None:
    assert told.meeting(Meeting.objects.get().pk) == "Water × Aerospace"
    assert {party.name: party.mark for party in told.parties.values()} == {
        "Water": "a",
        "Aerospace": "b",
    }


@pytest.mark.parametrize("kind", [PlacementRefused, *PlacementRefused.__subclasses__()])
def test_every_refusal_has_a_sentence(
    edition: Edition, told: Names, kind: type[PlacementRefused]
) -> None:
    registrations = edition.registrations.values_list("pk", flat=True)
    full = kind(registrations=registrations, meetings=[Meeting.objects.get().pk])
    assert wording.refusal(told, full).endswith(".")
    assert wording.refusal(told, kind()).endswith(".")


def test_refusal_names_who_is_busy_and_with_whom(edition: Edition, told: Names) -> None:
    registration = edition.registrations.first()
    assert registration
    refusal = placing.ParticipantBusy([registration.pk], [Meeting.objects.get().pk])
    assert wording.refusal(told, refusal) == (
        "Water already meets somebody then (Water × Aerospace). Choose another time."
    )


def test_several_who_are_busy_are_many(edition: Edition, told: Names) -> None:
    registrations = edition.registrations.values_list("pk", flat=True)
    words = wording.refusal(told, placing.ParticipantBusy(registrations))
    assert words == "Water and Aerospace already meet somebody then. Choose another time."


def test_long_lists_are_cut() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["A"]) == "A"
    assert wording.listed(["A", "B"]) == "A and B"
    assert wording.listed("ABCDEFG") == "A, B, C and 4 others"
