"""Long lists part by part: several on one page, each by a name of its own in the address."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The items that are shown of a list, `count` in all.

    `before` and `after` are the query strings of its neighbours, empty at both ends.
    """

    items: Sequence[T]
    count: int
    number: int
    parts: int
    before: str
    after: str

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def of(self, known: Mapping[T, R]) -> "Part[R]":
        """The same part of the things that its keys stand for."""
        return self.each(known.__getitem__)

    def each(self, make: Callable[[T], R]) -> "Part[R]":
        """The same part of what is made of each item."""
        items = [make(item) for item in self.items]
        return Part(items, self.count, self.number, self.parts, self.before, self.after)

    def __bool__(self) -> bool:
        return bool(self.count)


def part(items: Sequence[T] | QuerySet[Any, T], name: str, asked: QueryDict, most: int) -> Part[T]:
    """The part that the address asks for by this name, else the first; at most so many items."""
    page = Paginator(items, most).get_page(asked.get(name))
    return Part(
        items=list(page),
        count=page.paginator.count,
        number=page.number,
        parts=page.paginator.num_pages,
        before=_with(asked, name, page.number - 1) if page.has_previous() else "",
        after=_with(asked, name, page.number + 1) if page.has_next() else "",
    )


def _with(asked: QueryDict, name: str, number: int) -> str:
    query = asked.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"
