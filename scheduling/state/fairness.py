"""Whether numbers of breaks differ by no more than they may, told fast after each change."""

from collections import Counter
from collections.abc import Collection, Sequence

from scheduling.state.board import Board


class Fairness:
    """Tells fast, after a change to a board, whether numbers of breaks still differ so little.

    It knows everybody's breaks as they were when it was made, or last told.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.limit = board.problem.rules.fairness
        self.breaks = board.all_breaks()
        self.levels = Counter(self.breaks)

    def holds(self, changed: Collection[int] = ()) -> bool:
        """Whether the board is fair, where only the changed participants need counting."""
        if self.limit is None or not self.breaks:
            return True
        levels = dict(self.levels)
        for person in changed:
            levels[self.breaks[person]] -= 1
            now = self.board.breaks(person)
            levels[now] = levels.get(now, 0) + 1
        present = [breaks for breaks, count in levels.items() if count]
        return max(present) - min(present) <= self.limit

    def surely_unfair(self, people: Sequence[int]) -> int:
        """The slots (bits) that are surely unfair for one more meeting of these people."""
        fewest = min((b for b, count in self.levels.items() if count), default=0)
        bits = 0
        # If these were all who have the fewest breaks, the others might have more as well.
        if self.limit is not None and self.levels[fewest] > len(people):
            for person in people:
                if self.breaks[person] >= fewest + self.limit:
                    fewer, same = self.board.calendar.without_more_breaks(self.board.busy[person])
                    bits |= self.board.calendar.everything & ~(fewer | same)
        return bits

    def most(self) -> int:
        """The most breaks that anybody may have, as long as nobody has fewer than now."""
        return min((b for b, count in self.levels.items() if count), default=0) + (self.limit or 0)

    def tell(self, changed: Collection[int]) -> None:
        """These participants' agendas have changed for good."""
        for person in changed:
            self.levels[self.breaks[person]] -= 1
            self.breaks[person] = self.board.breaks(person)
            self.levels[self.breaks[person]] += 1
