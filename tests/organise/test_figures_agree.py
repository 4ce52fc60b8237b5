"""One figure, one definition: the schedule, What if and fairness count alike."""

import pytest

from events.models import Edition
from matchmaking.models import Meeting, ScheduleVersion
from matchmaking.queries.fairness import breaks_of
from matchmaking.queries.plan import Plan
from matchmaking.runs.built import start_from
from matchmaking.runs.problem import build
from matchmaking.runs.what_if import answer
from organise.queries.lanes import figures
from scheduling.control import Limits
from scheduling.what_if import compare
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ScheduleVersion:
    """`a` meets `b`, `c` and `d` in the first, the second and the fourth of four slots."""
    edition: Edition = EditionFactory()
    slots, [table] = window_with_slots(edition, slots=4), tables(edition, 1)
    a, *others = (RegistrationFactory(edition=edition) for _ in range(4))
    made: ScheduleVersion = ScheduleVersionFactory(edition=edition, number=1)
    for other, slot in zip(others, (slots[0], slots[1], slots[3]), strict=True):
        placed(made, meeting_between(a, other), slot, table)
    return made


def as_it_is(version: ScheduleVersion) -> dict[str, int]:
    built = build(version.edition)
    found = compare(
        built.problem,
        [],
        limits=Limits(seconds=1, workers=1),
        standing=start_from(built, version),
    )
    base: dict[str, int] = answer(found)["results"][0]
    return base


@pytest.mark.parametrize("called_off", [False, True])
def test_meetings_breaks_and_waiting_are_alike_everywhere(
    version: ScheduleVersion, *, called_off: bool
) -> None:
    if called_off:
        second = version.placements.order_by("slot__period")[1]
        Meeting.objects.filter(pk=second.meeting_id).update(is_cancelled=True)
    shown, told = figures(Plan(version.edition, version)), as_it_is(version)
    assert (shown.placed, shown.wanted) == (told["meetings"], told["wanted"])
    assert shown.average_waiting == told["waiting"]
    assert sum(breaks_of(version).values()) == told["breaks"] == 1
    assert shown.placed == (2 if called_off else 3)
    assert shown.longest_waiting == (2 if called_off else 1) * 30
