from pathlib import Path

import pytest

from benchmarks.cases import published
from benchmarks.dzn import BadInstance, read
from matchmaking.scheduling.problem import Meeting, Participant, Rules

TINY = """nBusiness = 3;
nMeetings = 3;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;

requested = [|1, 2,3,
|1, 3,1,
|3, 2,2,
|];

meetingsxBusiness = [{1,2,3},
{1,2,4},
{1,3,4}];

nMeetingsBusiness = [2,2,2];

forbidden = [{0},
{1,4},
{}];

fixed = [0,2,0];

precedences = [{2},
{},
{1,2}];
"""


def tiny(folder: Path, text: str = TINY) -> Path:
    path = folder / "tiny.original.dzn"
    path.write_text(text)
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    problem = read(tiny(tmp_path), fairness=1)

    assert problem.name == "tiny.original"
    assert [slot.session for slot in problem.slots] == ["morning"] * 2 + ["afternoon"] * 2
    assert problem.windows == ((0, 1, 2, 3),)
    assert problem.tables == (2, 2, 2, 2)
    assert problem.participants == (
        Participant("p1"),
        Participant("p2", frozenset({0, 3})),
        Participant("p3"),
    )
    assert problem.meetings == (
        Meeting("m1", (0, 1), after=(1,)),
        Meeting("m2", (0, 2), session="morning", slot=1),
        Meeting("m3", (2, 1), session="afternoon", after=(0, 1)),
    )
    assert problem.rules == Rules(place_all=True, fairness=1)


@pytest.mark.parametrize(
    ("here", "wrong", "told"),
    [
        ("nMeetings = 3", "nMeetings = 4", "nMeetings"),
        ("{1,2,4}", "{1,2,3}", "meetingsxBusiness"),
        ("nMeetingsBusiness = [2,2,2]", "nMeetingsBusiness = [2,1,2]", "nMeetingsBusiness"),
        ("fixed = [0,2,0]", "fixed = [0,2]", "shorter"),
        ("nTables = 2;", "", "nTables"),
        ("|3, 2,2,", "|3, 2,", "requested"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, here: str, wrong: str, told: str) -> None:
    with pytest.raises(BadInstance, match=told):
        read(tiny(tmp_path, TINY.replace(here, wrong)))


def test_lists_the_published_cases(tmp_path: Path) -> None:
    (tmp_path / "expected.csv").write_text(
        "file,fairness,optimal_breaks,published_seconds\n"
        "tiny.original.dzn,2,4,0.5\n"
        "tiny.original.dzn,0,infeasible,0.2\n"
    )
    tiny(tmp_path)

    first, second = published(tmp_path)

    assert (first.breaks, first.published_seconds, first.is_original) == (4, 0.5, True)
    assert (second.breaks, second.is_original) == (None, False)
    assert second.problem().rules.fairness == 0
    assert published(tmp_path, only=["tiny.original d0"]) == [second]


def test_a_folder_without_expected_values_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInstance, match=r"expected\.csv"):
        published(tmp_path)
