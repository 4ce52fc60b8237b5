"""What must hold after a load, as sentences about what does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

ASKED, REFUSED, SIGNED_IN = "ask for a meeting", "ask, refused in words", "sign in"
# What each is answered by where all is well. A page is there; who signs in is let in, and nothing
# else; who asks has asked (`ASKED`), or is told in words why not: the two have asked each other
# meanwhile, or have as many meetings as they may.
ANSWERS = {
    "page": [HTTPStatus.OK],
    ASKED: [HTTPStatus.FOUND],
    REFUSED: [HTTPStatus.CONFLICT],
    SIGNED_IN: [HTTPStatus.FOUND],
}
# What a worker does in time, and none runs here.
OF_WORKERS = {"active run without a live lease for ten minutes", "mail late by ten minutes"}
# By how much the web processes may have grown at the end.
GROWTH = 1.10


@dataclass(frozen=True)
class Load:
    """How often each went well and failed, by its name; megabytes; rules that are broken."""

    well: Mapping[str, int]
    failed: Mapping[str, int]
    newcomers: int
    before: int
    after: int
    violations: int


def faults(load: Load) -> Iterator[str]:
    if failed := sum(load.failed.values()):
        yield f"Answered otherwise than it should be, or not at all: {failed}."
    if not load.well.get(ASKED):
        yield "Nobody could ask for a meeting."
    if (signed_in := load.well.get(SIGNED_IN, 0)) < load.newcomers:
        yield f"Of {load.newcomers} only {signed_in} signed in."
    if load.after > load.before * GROWTH:
        yield f"The web processes grew from {load.before} to {load.after} MB."
    if load.violations:
        yield f"Rules of the schedule that are broken: {load.violations}."
