"""Counting true literals in clauses: what the encodings of the literature are made of."""

from collections.abc import Callable, Sequence
from itertools import combinations

Clause = list[int]
Sorter = Callable[["Formula", Sequence[int], int], list[int]]


class Formula:
    """Clauses over variables numbered from 1."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.variables = 0

    def new(self) -> int:
        """A fresh variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """At least one of them is true."""
        self.clauses.append(list(literals))

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Pairwise."""
        for one, other in combinations(literals, 2):
            self.add(-one, -other)

    def exactly_one(self, literals: Sequence[int]) -> None:
        """With commander variables over groups of three (Klieber and Kwon, 2007)."""
        if len(literals) <= 5:  # noqa: PLR2004 - where commanders begin to pay
            self.add(*literals)
            self.at_most_one(literals)
            return
        commanders = []
        for first in range(0, len(literals), 3):
            group, commander = literals[first : first + 3], self.new()
            self.at_most_one(group)
            self.add(-commander, *group)
            for literal in group:
                self.add(commander, -literal)
            commanders.append(commander)
        self.exactly_one(commanders)

    def at_most(self, count: int, literals: Sequence[int], sort: Sorter) -> None:
        """No more than `count` of them are true."""
        if count < len(literals):
            self.add(-sort(self, literals, count + 1)[count])

    def exactly(self, count: int, literals: Sequence[int], sort: Sorter) -> None:
        """`count` of them are true."""
        if count > len(literals):
            self.add()
            return
        counted = sort(self, literals, count + 1)
        if count:
            self.add(counted[count - 1])
        if count < len(literals):
            self.add(-counted[count])


def totalizer(formula: Formula, literals: Sequence[int], most: int) -> list[int]:
    """Literals sorted in unary (Bailleux and Boufkhad, 2003): the k-th says more than k are true.

    Both directions; no more than `most` of them are made.
    """
    if len(literals) <= 1:
        return list(literals)
    half = len(literals) // 2
    left = totalizer(formula, literals[:half], most)
    right = totalizer(formula, literals[half:], most)
    total = [formula.new() for _ in range(min(most, len(left) + len(right)))]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if 0 < i + j <= len(total):
                reasons = [-left[i - 1]] if i else []
                reasons += [-right[j - 1]] if j else []
                formula.add(*reasons, total[i + j - 1])
            if i + j < len(total):
                limits = [left[i]] if i < len(left) else []
                limits += [right[j]] if j < len(right) else []
                formula.add(*limits, -total[i + j])
    return total


def sorting_network(formula: Formula, literals: Sequence[int], most: int) -> list[int]:
    """The same by odd-even merging (Batcher, 1968), cut after `most` (cardinality networks)."""
    if len(literals) <= 1:
        return list(literals)
    half = len(literals) // 2
    left = sorting_network(formula, literals[:half], most)
    right = sorting_network(formula, literals[half:], most)
    return _merge(formula, left, right)[:most]


def _merge(formula: Formula, left: Sequence[int], right: Sequence[int]) -> list[int]:
    """Two sorted lists, of any lengths, as one (Batcher's odd-even merge)."""
    if not left or not right:
        return [*left, *right]
    if len(left) == len(right) == 1:
        return list(_compare(formula, left[0], right[0]))
    odd = _merge(formula, left[::2], right[::2])
    even = _merge(formula, left[1::2], right[1::2])
    merged = [odd[0]]
    for k in range(max(len(even), len(odd) - 1)):
        if k < len(even) and k + 1 < len(odd):
            merged += _compare(formula, even[k], odd[k + 1])
        else:
            merged.append(even[k] if k < len(even) else odd[k + 1])
    return merged


def _compare(formula: Formula, one: int, other: int) -> tuple[int, int]:
    either, both = formula.new(), formula.new()
    formula.clauses += [[-one, either], [-other, either], [one, other, -either]]
    formula.clauses += [[one, -both], [other, -both], [-one, -other, both]]
    return either, both
