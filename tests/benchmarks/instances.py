"""A folder of instances as the published ones are, made for the tests."""

from pathlib import Path

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
{}];
"""
# Meeting 2 has slot 2; 1, after it, and 3, of the afternoon, share a participant: slots 3 and 4.
FREE = TINY.replace("{1,4}", "{1}")


def folder_with(folder: Path, *, breaks: str) -> Path:
    """The folder, with two instances: one infeasible, one with so many breaks expected of it."""
    (folder / "closed.original.dzn").write_text(TINY)
    (folder / "tic-12.original.dzn").write_text(FREE)
    (folder / "expected.csv").write_text(
        "file,fairness,optimal_breaks,published_seconds\n"
        "closed.original.dzn,0,infeasible,0.2\n"
        f"tic-12.original.dzn,2,{breaks},0.5\n"
    )
    return folder
