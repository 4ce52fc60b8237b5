"""Sets of slots as the bits of one integer, and breaks and idle slots counted in them.

The slots of one window are neighbouring bits, in time order, one window after the other: bit *k* is
slot `order[k]`, and slot *s* is `bits[s]`, an integer with that one bit.
"""

from collections.abc import Iterable, Iterator

from scheduling.model.problem import Problem


class Calendar:
    """Counts breaks and idle slots in sets of slots kept as bits, window after window."""

    def __init__(self, problem: Problem) -> None:
        order = [slot for window in problem.windows for slot in window]
        rank = {slot: position for position, slot in enumerate(order)}
        self.bits = [1 << rank[slot] for slot in range(len(order))]
        self.order = order
        self.windows = [self.mask(window) for window in problem.windows]
        self.everything = self.mask(order)
        self.not_first = ~self.mask(window[0] for window in problem.windows)
        self.not_last = ~self.mask(window[-1] for window in problem.windows)

    def mask(self, slots: Iterable[int]) -> int:
        """These slots as bits."""
        mask = 0
        for slot in slots:
            mask |= self.bits[slot]
        return mask

    def slots(self, bits: int) -> Iterator[int]:
        """The slots of these bits, in order."""
        while bits:
            bit = bits & -bits
            yield self.order[bit.bit_length() - 1]
            bits ^= bit

    def cheapest(self, bits: int, agendas: Iterable[tuple[int, int]]) -> int:
        """Those of the slots that, busy besides, add the cheapest breaks to these agendas.

        An agenda is its busy slots, and what a break more costs; a break fewer saves 1.
        """
        levels = {0: bits}
        for busy, price in agendas:
            fewer, same = self.without_more_breaks(busy)
            after: dict[int, int] = {}
            for cost, mask in levels.items():
                if mask & fewer:
                    after[cost - 1] = after.get(cost - 1, 0) | mask & fewer
                if mask & same:
                    after[cost] = after.get(cost, 0) | mask & same
                if mask & ~(fewer | same):
                    after[cost + price] = after.get(cost + price, 0) | mask & ~(fewer | same)
            levels = after
        return levels[min(levels)] if levels else 0

    def without_more_breaks(self, busy: int) -> tuple[int, int]:
        """The slots that, busy besides, close a break of this agenda, and those that add none."""
        left, right = (busy & self.not_last) << 1, (busy & self.not_first) >> 1
        empty = sum(window for window in self.windows if not busy & window)
        return left & right & ~busy, (left ^ right) & ~busy | busy | empty

    def breaks(self, busy: int) -> int:
        """In each window, the runs of busy slots less one."""
        if not busy & (busy - 1):
            return 0
        runs = (busy & ~((busy & self.not_last) << 1)).bit_count()
        for window in self.windows:
            if busy & window:
                runs -= 1
        return runs

    def idle_slots(self, busy: int) -> int:
        """The slots between the first and the last busy one of each window, less the busy ones."""
        return sum(_idle(busy & window) for window in self.windows if busy & window)


def _idle(busy: int) -> int:
    first = (busy & -busy).bit_length()
    return busy.bit_length() - first + 1 - busy.bit_count()
