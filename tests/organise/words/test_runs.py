"""What a run proved, in sentences."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from matchmaking.models import ScheduleRun
from organise.queries.runs import Account, Wanted, account
from organise.words import runs as run_words

NOW = datetime(2094, 6, 3, 8, 0, tzinfo=UTC)


def told(
    *steps: tuple[str, int, int | None], placed: int, seconds: float = 30, **fields: Any
) -> Account:
    """A run of ten meetings that is done with these steps (name, value, bound)."""
    values = {"meeting_count": 10, "weight": 10, "state": "done", "limit_seconds": 30, **fields}
    solution = {
        "status": "feasible",
        "placements": [{}] * placed,
        "steps": [{"name": name, "value": value, "bound": bound} for name, value, bound in steps],
    }
    run = ScheduleRun(number=1, solution=solution, **values)
    run.started_at, run.finished_at = NOW - timedelta(seconds=seconds), NOW
    return account(run, NOW)


def test_everything_placed_and_proven() -> None:
    found = told(("placed", 10, 10), ("breaks", 4, 4), placed=10)
    assert run_words.verdict(found)[:2] == [
        "All 10 meetings are placed.",
        "4 breaks in all; no schedule that places these has fewer.",
    ]


def test_gap_is_a_share_of_the_best_possible() -> None:
    found = told(("placed", 8, 9), ("breaks", 51, 50), placed=8)
    assert run_words.verdict(found)[:3] == [
        "8 of 10 meetings are placed.",
        "At most 11% below the best possible.",
        "51 breaks in all: at most 2.0% more than the best possible.",
    ]


def test_nothing_proven_is_said_so() -> None:
    words = run_words.verdict(told(("placed", 8, None), ("breaks", 1, 0), placed=8))
    assert words[1] == "How many more could be placed is not proven."
    assert words[2] == "1 break in all; the fewest possible are not proven."


def test_musts_are_counted_apart_and_the_best_is_no_number_of_meetings() -> None:
    # Three musts and seven others: 37 points. Two musts and six others are placed: 26.
    words = run_words.verdict(told(("placed", 26, 26), placed=8, weight=37))
    assert words[0] == "8 of 10 meetings are placed. 2 of 3 musts are among them."
    assert words[1] == "No schedule is worth more: a must counts as ten other meetings."
    words = run_words.verdict(told(("placed", 35, 36), placed=8, weight=37))
    assert words[0] == "8 of 10 meetings are placed. Every must is among them."


@pytest.mark.parametrize(
    ("points", "meetings"),
    [(37, (10, 10)), (36, (9, 9)), (30, (3, 3)), (27, (9, 9)), (7, (7, 7)), (0, (0, 0))],
)
def test_points_tell_how_many_meetings_they_are(points: int, meetings: tuple[int, int]) -> None:
    assert Wanted(musts=3, others=7).placed(points) == meetings


def test_points_that_can_be_several_numbers_of_meetings_give_both_ends() -> None:
    # Twelve points are missed: one must and two others, or twelve others.
    assert Wanted(musts=5, others=20).placed(58) == (13, 22)
    assert Wanted(musts=0, others=9).placed(4) == (4, 4)


def test_moved_meetings_come_with_their_proof() -> None:
    words = run_words.verdict(told(("moved", 3, 3), ("placed", 10, 10), placed=10))
    assert words[1] == "3 published meetings move; no schedule moves fewer."
    words = run_words.verdict(told(("moved", 1, 0), ("placed", 10, 10), placed=10))
    assert words[1] == "1 published meeting moves; the fewest possible are not proven."


def test_rows_show_points_and_meetings() -> None:
    found = told(("placed", 26, 30), ("breaks", 5, 4), ("idle_slots", 7, None), placed=8, weight=37)
    placed, breaks, idle = run_words.rows(found)
    assert (placed.label, placed.value, placed.note) == (
        "Points placed",
        "26 of 37",
        "8 of 10 meetings",
    )
    assert (placed.bound, placed.gap) == ("at most 30", "13%")
    assert (breaks.bound, breaks.gap) == ("at least 4", "25%")
    assert (idle.label, idle.bound, idle.gap) == ("Idle times", "not proven", "not proven")


def running(seconds: float, progress: list[list[Any]]) -> Account:
    run = ScheduleRun(number=1, state="running", meeting_count=10, weight=10, progress=progress)
    run.started_at = NOW - timedelta(seconds=seconds)
    return account(run, NOW)


def test_active_run_is_said_aloud_every_five_seconds() -> None:
    progress = [["placed", 6, 10, 0.2], ["placed", 8, 10, 3.0], ["breaks", 2, 0, 6.0]]
    at_five = run_words.saying(running(5.1, progress))
    assert at_five == "After 5 seconds: 8 of 10 meetings placed."
    assert run_words.saying(running(9.9, progress)) == at_five
    later = run_words.saying(running(10.0, progress))
    assert later == "After 10 seconds: 8 of 10 meetings placed, 2 breaks."
    assert run_words.saying(running(0.1, [])) == ""


def test_a_bound_far_off_is_named_itself() -> None:
    words = run_words.verdict(told(("placed", 10, 10), ("breaks", 510, 15), placed=10))
    assert words[1] == "510 breaks in all; no schedule that places these has fewer than 15."


def test_limit_is_named_only_where_it_was_reached() -> None:
    at_limit = told(("placed", 10, 10), placed=10, seconds=29)
    assert run_words.verdict(at_limit)[-1] == "It stopped at its limit of 30 seconds."
    assert len(run_words.verdict(told(("placed", 10, 10), placed=10, seconds=12))) == 1


def test_live_points_that_can_be_several_numbers_of_meetings_give_the_least() -> None:
    run = ScheduleRun(
        state="running", meeting_count=25, weight=70, progress=[["placed", 58, 70, 1]]
    )
    run.started_at = NOW - timedelta(seconds=2)
    assert run_words.meetings(account(run, NOW)) == "at least 13 of 25 meetings"


def test_curve_ends_where_the_answer_stands() -> None:
    progress = [["breaks", 9, 0, 1.0], ["breaks", 4, 0, 2.0]]
    found = told(("breaks", 1, 1), placed=10, progress=progress)
    assert found.values["breaks"] == [(1.0, 9), (2.0, 4), (30.0, 1)]
    assert found.bounds["breaks"] == [(1.0, 0), (30.0, 1)]


def test_plots_hold_value_and_bound_to_the_end() -> None:
    progress = [["placed", 6, 10, 0.2], ["placed", 8, 9, 3.0], ["breaks", 2, 0, 4.0]]
    placed, breaks = run_words.plots(running(10, progress), names_run=True)
    assert placed.title == "Run 1: Meetings placed and the best possible"
    assert [list(line.points) for line in placed.lines] == [
        [(0.2, 10), (3.0, 9), (10, 9)],
        [(0.2, 6), (3.0, 8), (10, 8)],
    ]
    assert breaks.heading == "Breaks"


def test_replay_says_what_became_of_it() -> None:
    first = ScheduleRun(number=3)
    replay = ScheduleRun(number=4, replay_of=first, state="done")
    assert run_words.of_replay(first, has_version=True) == ""
    assert "is a draft like any other" in run_words.of_replay(replay, has_version=True)
    assert "is no draft" in run_words.of_replay(replay, has_version=False)
    replay.state = "running"
    assert "If the edition has changed since" in run_words.of_replay(replay, has_version=False)
    replay.state = "failed"
    assert run_words.of_replay(replay, has_version=False).endswith("byte for byte.")
