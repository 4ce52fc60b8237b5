from pathlib import Path

import pytest

from benchmarks.cases import published
from benchmarks.dzn import BadInstance, read
from scheduling.model.problem import Meeting, Participant, Rules
from tests.benchmarks.instances import TINY, folder_with


def tiny(folder: Path, text: str = TINY) -> Path:
    path = folder / "tiny.dzn"
    path.write_text(text)
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    problem = read(tiny(tmp_path, TINY.replace("{},\n{}];", "{},\n{1,2}];")), fairness=1)

    assert problem.name == "tiny"
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
    closed, free = published(folder_with(tmp_path, breaks="4"))

    assert (closed.breaks, closed.published_seconds, closed.is_original) == (None, 0.2, False)
    assert (free.breaks, free.is_original) == (4, True)
    assert closed.problem().rules.fairness == 0
    assert published(tmp_path, only=["original d2"]) == [free]
    assert published(tmp_path, short=True) == [free]


def test_a_folder_without_expected_values_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInstance, match=r"expected\.csv"):
        published(tmp_path)
