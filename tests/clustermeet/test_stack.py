"""However deep a call is made, it asks the system for memory once, not at every turn."""

from collections.abc import Callable
from resource import RUSAGE_THREAD, getrusage
from threading import Thread

from clustermeet.stack import in_one_piece

TURNS = 2_000
DEPTHS = 400


def _nothing() -> None:
    return


def _turns() -> None:
    for _ in range(TURNS):
        _nothing()


def _at_depth(depth: int, call: Callable[[], None]) -> None:
    if depth:
        _at_depth(depth - 1, call)
    else:
        call()


def _pieces() -> int:
    """How often the thread was given a page of memory so far."""
    return getrusage(RUSAGE_THREAD).ru_minflt


def _most_pieces_at_any_depth() -> int:
    """For the turns at one depth, once the thread has been that deep."""

    def at_each() -> list[int]:
        found = []
        for depth in range(DEPTHS):
            before = _pieces()
            _at_depth(depth, _turns)
            found.append(_pieces() - before)
        return found

    return max(at_each())


def test_no_depth_asks_for_memory_at_every_turn() -> None:
    found: list[int] = []
    thread = Thread(target=lambda: found.append(in_one_piece(_most_pieces_at_any_depth)()))
    thread.start()
    thread.join()
    assert found[0] < TURNS / 10


def test_what_is_called_answers_as_ever() -> None:
    assert in_one_piece(divmod)(7, 2) == (3, 1)
