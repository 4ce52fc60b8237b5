"""How the effort of local search grows with the size of an event, and its plot."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from time import process_time

from benchmarks.generator import generate
from scheduling.local.annealing import compiled
from scheduling.local.construct import construct
from scheduling.local.improve import improve
from scheduling.state.board import Board

SHORTEST = 0.25
WIDE, HIGH, EDGE = 480, 320, 48


@dataclass(frozen=True, slots=True)
class Fit:
    """Points (size, seconds) and the line seconds = factor × size ** exponent through them."""

    points: tuple[tuple[int, float], ...]
    factor: float
    exponent: float

    def at(self, size: float) -> float:
        """The seconds on the line."""
        return self.factor * exp(self.exponent * log(size))


def seconds_to_reach(breaks: float, participants: int, *, seed: int) -> float:
    """The least processor seconds of annealing that bring the breaks per participant so low.

    The cooling fits the time given, so times are tried that grow by the root of two.
    """
    compiled.load()
    problem = generate(participants, 5 * participants, seed=seed)
    start, seconds = construct(problem).slots, SHORTEST
    while True:
        board = Board(problem, start)
        used = anneal(board, seconds, seed=seed)
        if sum(board.all_breaks()) <= breaks * participants:
            return used
        seconds *= 2**0.5


def anneal(board: Board, seconds: float, *, seed: int) -> float:
    """Improve the board for so many processor seconds; returns those really used."""
    start = process_time()

    def done(_moves: int, _breaks: int, _is_fair: bool) -> float:
        return (process_time() - start) / seconds

    improve(board, seed=seed, done=done, seconds=seconds)
    return process_time() - start


def fitted(points: Iterable[tuple[int, float]]) -> Fit:
    """The straight line through the logarithms that has the least squares."""
    found = tuple(points)
    sizes = [log(size) for size, _ in found]
    times = [log(seconds) for _, seconds in found]
    middle, height = sum(sizes) / len(sizes), sum(times) / len(times)
    spread = sum((x - middle) ** 2 for x in sizes)
    exponent = sum((x - middle) * y for x, y in zip(sizes, times, strict=True)) / spread
    return Fit(found, exp(height - exponent * middle), exponent)


def plot(fit: Fit, title: str) -> str:
    """An SVG with both axes logarithmic."""
    sizes, times = zip(*fit.points, strict=True)
    low, high = min(times) / 1.5, max(times) * 1.5

    def x(size: float) -> float:
        return EDGE + (WIDE - 2 * EDGE) * log(size / sizes[0]) / log(sizes[-1] / sizes[0])

    def y(seconds: float) -> float:
        return HIGH - EDGE - (HIGH - 2 * EDGE) * log(seconds / low) / log(high / low)

    dots = "".join(
        f'<circle cx="{x(size):.0f}" cy="{y(time):.0f}" r="4"/>'
        f'<text x="{x(size):.0f}" y="{HIGH - EDGE / 2:.0f}" text-anchor="middle">{size}</text>'
        f'<text x="{x(size):.0f}" y="{y(time) - 10:.0f}" text-anchor="middle">{time:.1f} s</text>'
        for size, time in fit.points
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
        f'<text x="{EDGE}" y="20">{title}: size to the power of {fit.exponent:.2f}</text>'
        f'<line x1="{x(sizes[0]):.0f}" y1="{y(fit.at(sizes[0])):.0f}" x2="{x(sizes[-1]):.0f}" '
        f'y2="{y(fit.at(sizes[-1])):.0f}" stroke="#888"/>{dots}</svg>\n'
    )
