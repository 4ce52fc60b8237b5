"""Who met whom, on the public page: what was published, and nothing else."""

import pytest

from catalogue.queries.matrix import planned_pairs
from events.models import Edition
from matchmaking.models import ScheduleVersion
from tests.factories.matchmaking import MORNING, ScheduleVersionFactory, meeting_between, placed
from tests.factories.schedules import WaterEnergyAero

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> WaterEnergyAero:
    return WaterEnergyAero(slots=3, desks=1)


def version(edition: Edition, state: str) -> ScheduleVersion:
    published_at = None if state == "draft" else MORNING
    made: ScheduleVersion = ScheduleVersionFactory(
        edition=edition, state=state, published_at=published_at
    )
    return made


def test_only_the_published_version_tells_who_met_whom(event: WaterEnergyAero) -> None:
    pairs = {
        "published": (event.water, event.energy),
        "draft": (event.water, event.aero),
        "replaced": (event.energy, event.aero),
    }
    for state, pair in pairs.items():
        placed(
            version(event.edition, state), meeting_between(*pair), event.slots[0], event.tables[0]
        )
    assert planned_pairs(event.edition).keys() == {
        frozenset({event.water.cluster_id, event.energy.cluster_id})
    }


def test_a_draft_alone_tells_nothing(event: WaterEnergyAero) -> None:
    meeting = meeting_between(event.water, event.energy)
    placed(version(event.edition, "draft"), meeting, event.slots[0], event.tables[0])
    assert planned_pairs(event.edition) == {}


@pytest.mark.parametrize(("was_held", "met"), [(True, 1), (None, 1), (False, 0)])
def test_a_meeting_known_as_not_held_is_left_out(
    event: WaterEnergyAero, was_held: bool | None, met: int
) -> None:
    meeting = meeting_between(event.water, event.energy)
    meeting.was_held = was_held
    meeting.save()
    placed(version(event.edition, "published"), meeting, event.slots[0], event.tables[0])
    assert len(planned_pairs(event.edition)) == met


def test_other_editions_tell_nothing_of_this_one(event: WaterEnergyAero) -> None:
    meeting = meeting_between(event.water, event.energy)
    placed(version(event.edition, "published"), meeting, event.slots[0], event.tables[0])
    assert planned_pairs(version(ScheduleVersionFactory().edition, "published").edition) == {}
