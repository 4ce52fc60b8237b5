"""A table of many by many, a block of rows against a block of columns at a time.

Such a table grows with the square of what it shows. Whoever reads it chooses both blocks in the
address, `?rows=2&columns=3`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST = 20
# The longest number that is read as one.
DIGITS = 6

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """Neighbours in a long list, named for the first and the last of them."""

    number: int
    first: str
    last: str
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Side(Generic[T]):
    """The rows or the columns: all blocks, and the one that is shown."""

    name: str
    blocks: tuple[Block[T], ...]
    shown: Block[T]

    @property
    def items(self) -> tuple[T, ...]:
        return self.shown.items

    @property
    def is_part(self) -> bool:
        """Whether there is more than what is shown."""
        return len(self.blocks) > 1


def side(
    name: str,
    items: Sequence[T],
    called: Callable[[T], str],
    asked: Mapping[str, str],
    most: int = MOST,
) -> Side[T]:
    """The items in blocks of at most so many, the one of that name in the query string shown.

    A number that is none of theirs gives the first.
    """
    blocks: list[Block[T]] = [
        Block(start // most + 1, called(items[start]), called(part[-1]), tuple(part))
        for start in range(0, len(items), most)
        if (part := items[start : start + most])
    ] or [Block(1, "", "", ())]
    number = asked.get(name, "")
    chosen = int(number) if number.isdecimal() and len(number) <= DIGITS else 1
    shown = next((block for block in blocks if block.number == chosen), blocks[0])
    return Side(name, tuple(blocks), shown)
