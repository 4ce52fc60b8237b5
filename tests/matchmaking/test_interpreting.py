"""Two without a common language meet where somebody interprets who is free then."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from clusters.languages import spoken_in
from events.models import Delegate, Edition
from events.services.delegates import Particulars, change_delegate
from matchmaking.models import MeetingParticipant, Placement, ScheduleVersion
from matchmaking.queries.interpreting import Gap, gaps_between, interpreting, seated, speakers
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import obstacle, openings
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build
from matchmaking.services import placing
from matchmaking.services.placing import NoInterpreter, PlacementRefused
from matchmaking.services.runs import request_run
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory
from tests.factories.interpreting import interpreter, of_two_languages, speaking
from tests.factories.matchmaking import placed
from tests.factories.schedules import Scheduled
from tests.faults.conftest import violations
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AC, BD, AB = range(3)
ES, DE, EN = frozenset({"es"}), frozenset({"de"}), frozenset({"en"})
BOTH = frozenset({"es", "en"})


@pytest.fixture
def event(db: None) -> Scheduled:
    return of_two_languages()


def put(event: Scheduled, meeting: int, slot: int, table: int) -> None:
    event.put_at(meeting, slot, table, NOW)


def who(event: Scheduled, meeting: int) -> int | None:
    rows = Placement.objects.filter(version=event.version, meeting=event.meetings[meeting])
    return rows.values_list("interpreter_id", flat=True).get()


# Languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("English, Italian", "en it"),
        ("EN / IT", "en it"),
        ("español y catalán; inglese", "ca en es"),
        ("Deutsch and a little French", "de fr"),
        ("it depends", ""),
        ("", ""),
    ],
)
def test_languages_are_read_in_words_of_several_languages(words: str, codes: str) -> None:
    assert spoken_in(words) == frozenset(codes.split())


def test_a_gap_is_between_each_two_who_may_sit_there() -> None:
    assert gaps_between([(ES,), (DE,)]) == (Gap(ES, DE),)
    assert gaps_between([(ES,), (BOTH,)]) == ()
    assert gaps_between([(ES, BOTH), (EN,)]) == (Gap(ES, EN),)
    # Nothing is asked for where nothing is known of a side.
    assert gaps_between([(ES,), ()]) == ()


def test_who_interprets_understands_both() -> None:
    gap = Gap(BOTH, DE)
    assert gap.is_closed_by(["de", "en"])
    assert not gap.is_closed_by(["es", "en"])


@pytest.mark.django_db
def test_a_side_speaks_what_its_delegates_do_and_else_what_its_profile_says() -> None:
    side = speaking(EditionFactory(), "es")
    assert speakers(side.edition).side(side.pk) == (ES,)
    ann = Delegate.objects.create(registration=side, name="Ann", languages="English")
    bob = Delegate.objects.create(registration=side, name="Bob", languages="", position=1)
    found = speakers(side.edition)
    assert found.side(side.pk) == (EN, ES)
    assert (found.side(side.pk, ann.pk), found.side(side.pk, bob.pk)) == ((EN,), (ES,))
    ann.presence = []
    ann.save()
    assert speakers(side.edition).side(side.pk, ann.pk) == (ES,)


@pytest.mark.django_db
def test_an_event_that_asks_for_no_common_language_asks_nothing(
    django_assert_num_queries: Any,
) -> None:
    event = of_two_languages()
    event.edition.common_language = False
    with django_assert_num_queries(0):
        found = interpreting(event.edition)
    assert found.gaps([row.pk for row in event.registrations]) == ()


# One each ----------------------------------------------------------------------------------------


def most(wishes: Mapping[int, Sequence[int]], people: int) -> int:
    """How many meetings can have one each, by trying all ways."""
    return max(
        sum(one in wishes[meeting] for meeting, one in zip(wishes, order, strict=False))
        for order in permutations([*range(people), *[-1] * len(wishes)], len(wishes))
    )


@given(
    st.lists(st.lists(st.integers(0, 3), unique=True, max_size=4), max_size=5),
    st.dictionaries(st.integers(0, 4), st.integers(0, 3), max_size=3),
)
def test_as_many_have_one_as_can_and_who_had_one_keeps_one(
    able: list[list[int]], had: dict[int, int]
) -> None:
    wishes = {meeting: tuple(people) for meeting, people in enumerate(able)}
    found = seated(wishes, had)
    assert all(one in wishes[meeting] for meeting, one in found.items())
    assert len(set(found.values())) == len(found)
    assert len(found) == most(wishes, 4)
    kept: dict[int, int] = {}
    for meeting, one in had.items():
        if one in wishes.get(meeting, ()):
            kept.setdefault(one, meeting)
    assert set(kept.values()) <= found.keys()


# Placing -----------------------------------------------------------------------------------------


def test_without_anybody_who_interprets_a_meeting_has_no_place(event: Scheduled) -> None:
    with pytest.raises(NoInterpreter):
        put(event, AC, 0, 0)
    put(event, AB, 0, 0)
    assert who(event, AB) is None


def test_whoever_is_free_interprets_for_one_meeting_at_a_time(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    assert who(event, AC) == ada.pk
    with pytest.raises(NoInterpreter):
        put(event, BD, 0, 1)
    put(event, BD, 1, 0)
    assert who(event, BD) == ada.pk


def test_who_interprets_is_there_then_and_speaks_a_language_of_each(event: Scheduled) -> None:
    interpreter(event.edition, "Ada", "es", "fr")
    interpreter(event.edition, "Ben", "es", "de", slots=event.slots[1:])
    with pytest.raises(NoInterpreter):
        put(event, AC, 0, 0)
    put(event, AC, 1, 0)


def test_two_change_theirs_so_that_both_are_understood(event: Scheduled) -> None:
    event.registrations[0].cluster.languages = ["es", "fr"]
    event.registrations[0].cluster.save()
    ada = interpreter(event.edition, "Ada", "es", "de")
    ben = interpreter(event.edition, "Ben", "fr", "de")
    put(event, AC, 0, 0)
    put(event, BD, 0, 1)
    assert (who(event, AC), who(event, BD)) == (ben.pk, ada.pk)


def test_who_is_free_again_interprets_for_what_had_nobody(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    placed(event.version, event.meetings[BD], event.slots[0], event.tables[1])
    plan = Plan(event.edition, event.version)
    assert [row.meeting_id for row in plan.conflicts()] == [event.meetings[BD].pk]
    put(event, AC, 1, 0)
    assert (who(event, AC), who(event, BD)) == (ada.pk, ada.pk)
    assert not Plan(event.edition, event.version).conflicts()


def test_taking_back_a_move_gives_the_same_one_back(event: Scheduled) -> None:
    interpreter(event.edition, "Ada", "es", "de")
    ben = interpreter(event.edition, "Ben", "es", "de")
    put(event, BD, 0, 0)
    put(event, AC, 0, 1)
    assert who(event, AC) == ben.pk
    edit = event.put_at(AC, 1, 1, NOW)
    put(event, BD, 1, 0)
    placing.undo(version=event.version, number=edit.number, now=NOW)
    assert who(event, AC) == ben.pk


def test_two_that_exchange_their_times_keep_theirs_where_that_can_be(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    put(event, BD, 1, 1)
    placing.swap(
        version=event.version,
        meeting=event.meetings[AC].pk,
        other=event.meetings[BD].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    assert (who(event, AC), who(event, BD)) == (ada.pk, ada.pk)


@pytest.mark.parametrize("slot", [0, 1])
@pytest.mark.parametrize("meeting", [AC, BD, AB])
def test_what_the_grid_offers_can_be_had_and_nothing_else(
    event: Scheduled, meeting: int, slot: int
) -> None:
    interpreter(event.edition, "Ada", "es", "de", slots=event.slots[1:])
    if meeting != AC:
        put(event, AC, 1, 0)
    plan = Plan(event.edition, event.version)
    offered = {found.slot.pk for found in openings(plan, event.meetings[meeting].pk, after=NOW)}
    found = obstacle(plan, event.meetings[meeting].pk, event.slots[slot].pk)
    assert (event.slots[slot].pk in offered) is (found is None)
    if found is None:
        put(event, meeting, slot, 1)
        return
    with pytest.raises(NoInterpreter if found.is_not_understood else PlacementRefused):
        put(event, meeting, slot, 1)


def test_the_database_lets_nobody_interpret_twice_at_once(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    other = placed(event.version, event.meetings[BD], event.slots[0], event.tables[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(interpreter=ada)


def test_nobody_interprets_at_another_event(event: Scheduled) -> None:
    stranger = interpreter(EditionFactory(), "Ada", "es", "de")
    row = placed(event.version, event.meetings[AC], event.slots[0], event.tables[0])
    Placement.objects.filter(pk=row.pk).update(interpreter=stranger)
    with pytest.raises(IntegrityError, match="placement_interpreter_of_edition"):
        connection.check_constraints()


def test_whom_a_cluster_chooses_says_whether_somebody_is_needed(event: Scheduled) -> None:
    side = event.registrations[0]
    Delegate.objects.create(registration=side, name="Ann", languages="Spanish")
    eva = Delegate.objects.create(registration=side, name="Eva", languages="German", position=1)
    plan = Plan(event.edition, event.version)
    assert plan.interpreting.gaps((side.pk, event.registrations[2].pk), event.meetings[AC].pk)
    own = MeetingParticipant.objects.filter(meeting=event.meetings[AC], registration=side)
    own.update(delegate=eva)
    put(event, AC, 0, 0)
    assert who(event, AC) is None


def test_a_delegation_that_speaks_otherwise_needs_somebody_or_nobody_more(
    event: Scheduled,
) -> None:
    interpreter(event.edition, "Ada", "es", "de")
    side = event.registrations[0]
    ann = Delegate.objects.create(registration=side, name="Ann", languages="Spanish")
    put(event, AC, 0, 0)
    assert who(event, AC) is not None
    change_delegate(delegate=ann, said=Particulars("Ann", languages="German"), version=1, now=NOW)
    assert who(event, AC) is None
    change_delegate(delegate=ann, said=Particulars("Ann", languages="Greek"), version=2, now=NOW)
    assert [row.meeting_id for row in Plan(event.edition, event.version).conflicts()] == [
        event.meetings[AC].pk
    ]


# Runs --------------------------------------------------------------------------------------------


def test_a_problem_has_who_interprets_and_which_meetings_need_whom(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de", slots=event.slots[1:])
    interpreter(event.edition, "Ben", "fr", "de")
    problem = build(event.edition).problem
    assert [one.id for one in problem.interpreters] == [f"i{ada.pk}", f"i{ada.pk + 1}"]
    assert problem.interpreters[0].unavailable == {0}
    assert [meeting.interpreters for meeting in problem.meetings] == [(0,), (0,), None]


def test_an_event_without_the_rule_has_the_problem_that_it_had(event: Scheduled) -> None:
    interpreter(event.edition, "Ada", "es", "de")
    event.edition.common_language = False
    problem = build(event.edition).problem
    assert problem.interpreters == ()
    assert {meeting.interpreters for meeting in problem.meetings} == {None}


def carried_out(event: Scheduled, kind: str = "schedule") -> ScheduleVersion:
    event.version.delete()
    run = request_run(
        edition=event.edition, user=UserFactory(), limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="w1")
    return ScheduleVersion.objects.get(run=run)


@pytest.mark.django_db
def test_a_run_says_who_interprets_in_each_meeting() -> None:
    event = of_two_languages(slots=3)
    ada = interpreter(event.edition, "Ada", "es", "de")
    version = carried_out(event)
    found = {row.meeting_id: row for row in version.placements.all()}
    first, second, same = (found[meeting.pk] for meeting in event.meetings)
    assert (first.interpreter, second.interpreter, same.interpreter) == (ada, ada, None)
    assert first.slot_id != second.slot_id
    assert violations() == []


def test_a_run_says_that_nobody_is_free_to_interpret(event: Scheduled) -> None:
    interpreter(event.edition, "Ada", "es", "de", slots=event.slots[1:])
    version = carried_out(event)
    (missing,) = version.unplaced.all()
    assert missing.reason["code"] in ("no_interpreter", "displaced")
    assert version.placements.filter(interpreter__isnull=False).count() == 1


def test_a_draft_begun_from_a_schedule_keeps_who_interprets(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    ScheduleVersion.objects.filter(pk=event.version.pk).update(state="published", published_at=NOW)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    assert draft.pk != event.version.pk
    assert draft.placements.get().interpreter == ada


@pytest.mark.parametrize("is_another_free", [False, True])
def test_what_was_agreed_meanwhile_gets_the_one_who_interprets_in_a_draft(
    event: Scheduled, *, is_another_free: bool
) -> None:
    """In the draft she interprets for two others then: they make way, unless somebody is free."""
    ada = interpreter(event.edition, "Ada", "es", "de")
    put(event, AC, 0, 0)
    ScheduleVersion.objects.filter(pk=event.version.pk).update(state="published", published_at=NOW)
    Edition.objects.filter(pk=event.edition.pk).update(state="published")
    draft = placing.start_draft(edition=event.edition, now=NOW)
    event.put_at(BD, 1, 1, NOW, version=draft)
    event.put_at(AC, 1, 0, NOW, is_live=True)
    if is_another_free:
        interpreter(event.edition, "Bea", "es", "de")
    kept = placing.keep_agreed(version=draft, user=event.user, key=uuid.uuid4(), now=NOW)
    assert kept.not_kept == ()
    there = dict(draft.placements.values_list("meeting", "slot"))
    agreed, other = event.meetings[AC].pk, event.meetings[BD].pk
    assert there[agreed] == event.slots[1].pk
    assert (other in there) == is_another_free
    assert draft.placements.filter(slot=event.slots[1], interpreter=ada).count() == 1
    assert violations() == []


# At once -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.drill)])
def test_of_two_meetings_that_want_the_last_one_at_a_time_one_has_a_place(rounds: int) -> None:
    event = of_two_languages()
    interpreter(event.edition, "Ada", "es", "de")
    answers = raced([lambda: put(event, AC, 0, 0), lambda: put(event, BD, 0, 1)] * rounds)
    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(refusal) for refusal in refusals} <= {
        NoInterpreter,
        placing.TableTaken,
        placing.MeetingChanged,
    }
    assert Placement.objects.filter(version=event.version).count() == 1
    assert violations() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("turn", range(5))
def test_two_meetings_at_once_share_out_two_who_interpret(turn: int) -> None:
    event = of_two_languages()
    for name in ("Ada", "Ben"):
        interpreter(event.edition, name, "es", "de")
    assert raced([lambda: put(event, AC, 0, 0), lambda: put(event, BD, 0, 1)]) == [None, None]
    assert Placement.objects.exclude(interpreter=None).count() == 2
    assert violations() == []
