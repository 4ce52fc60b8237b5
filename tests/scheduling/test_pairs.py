"""Participants who never meet each other."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from scheduling.exact.pairs import strangers
from scheduling.model.problem import Meeting, Participant, Problem, Slot

pairs = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1]),
    max_size=20,
)


def between(pairs: Sequence[tuple[int, int]]) -> Problem:
    return Problem(
        name="pairs",
        slots=(Slot(),),
        tables=(len(pairs),),
        participants=tuple(Participant(f"p{one}") for one in range(8)),
        meetings=tuple(Meeting(f"m{m}", pair) for m, pair in enumerate(pairs)),
    )


@given(pairs)
def test_no_two_of_them_meet(pairs: list[tuple[int, int]]) -> None:
    found = strangers(between(pairs), range(len(pairs)))
    assert not any({one, other} <= found for one, other in pairs)
    assert bool(found) == bool(pairs)


def test_of_two_regions_one_is_taken_whole() -> None:
    pairs = [(one, other) for one in range(3) for other in range(3, 8)]
    assert strangers(between(pairs), range(len(pairs))) in ({0, 1, 2}, {3, 4, 5, 6, 7})


def test_the_partners_of_a_hub_are_strangers() -> None:
    assert strangers(between([(0, other) for other in range(1, 8)]), range(7)) == set(range(1, 8))


def test_only_the_meetings_told_count() -> None:
    assert strangers(between([(0, 1), (0, 2), (3, 4)]), [2]) in ({3}, {4})
