"""A call whose own calls find room in one piece of memory.

CPython keeps the frames of a thread in chunks of 16 KB and gives a chunk back as soon as nothing is
in it. A loop that happens to call across the end of one asks the system for memory and returns it
at every turn, which can cost as much as all else that a request does; it is mended from 3.13 on
(github.com/python/cpython/issues/142183). A frame that claims a deep stack gets a chunk of that
size, and all that it calls lies behind it.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# A little more than half a chunk of 1 MB; the system gives only what is written to.
CLAIMED_SLOTS = 2**16


def in_one_piece(call: Callable[P, T]) -> Callable[P, T]:
    """The same call, with half a megabyte for the frames of what it calls."""

    def deep(*args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)

    deep.__code__ = deep.__code__.replace(co_stacksize=CLAIMED_SLOTS)
    return deep
