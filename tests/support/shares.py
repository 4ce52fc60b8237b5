"""Which cells of a long table `make test` asks; `make drills` asks every one."""

from collections.abc import Sequence

import pytest

SHARE = pytest.param(False, id="share")
WHOLE = pytest.param(True, marks=pytest.mark.drill, id="every")


def share_of(answers: Sequence[str], turn: int, *, one_in: int) -> set[int]:
    """The places of a line that are asked: one in so many of those with the same answer, at least
    one. With each turn others, so that over the lines every place comes round with every answer.
    """
    alike: dict[str, list[int]] = {}
    for place, answer in enumerate(answers):
        alike.setdefault(answer, []).append(place)
    return {
        place
        for places in alike.values()
        for place in places[turn % min(len(places), one_in) :: one_in]
    }
