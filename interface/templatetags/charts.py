"""Charts as inline SVG, each with a title, a description and its figures as a table.

Lines and bars arrive as plain values; colours come from classes (static/css/figures.css), never
from style attributes, which the content security policy forbids. Usage: docs/components.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log10

from django import template
from django.utils.text import slugify
from django.utils.translation import gettext as _

from interface.words import labelled, trimmed

register = template.Library()

Number = int | float
Point = tuple[Number, Number]

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 300, 14, 160
MOST_POINTS = 60
LOWEST_LABEL = BOTTOM + 2  # lower ones would touch the figures under the axis


@dataclass(frozen=True, slots=True)
class Line:
    """A value over time that holds until the next point; `kind` is "value" or "bound"."""

    label: str
    points: Sequence[Point]
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or one dot; `mark` is "", "a", "b", "ok", "warn" or "bad"."""

    label: str
    value: Number
    mark: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low` to `high` onto pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = field(default=())

    def at(self, value: float) -> float:
        span = (self.high - self.low) or 1
        share = (value - self.low) / span
        return round(self.start + share * (self.end - self.start), 1)


def nice_step(span: float, most: int, *, whole: bool = False) -> float:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` in at most `most`.

    A `whole` step suits things that are counted: never a part of one.
    """
    if span <= 0:
        return 1
    rough = span / most
    power: float = 10.0 ** floor(log10(rough))
    steps = (step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough)
    return next(step for step in (*steps, ceil(rough)) if not whole or float(step).is_integer())


def scale(
    values: Iterable[Number], start: float, end: float, *, most: int = 4, whole: bool = False
) -> Scale:
    """A scale with round ends that holds all values."""
    known = [float(value) for value in values] or [0.0]
    low, high = min(known), max(known)
    if low == high:
        low, high = (min(0.0, low), high) if high > 0 else (low, low + 1)
    step = nice_step(high - low, most, whole=whole)
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(round(index * step, 10) for index in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def number(value: Number) -> str:
    """A figure without useless decimals: 171, 2.5, 0.04."""
    return trimmed(value, 1 if abs(value) >= 1 else 3)


def _steps(line: Line, x: Scale, y: Scale) -> str:
    """The path of a step line that holds its last value to the right end."""
    (first_x, first_y), *rest = line.points
    path = [f"M{x.at(first_x)} {y.at(first_y)}"]
    path += [f"H{x.at(at)}V{y.at(value)}" for at, value in rest]
    return "".join(path) + f"H{x.end}"


def _apart(first: float, second: float, least: float = 14) -> tuple[float, float]:
    """Two heights moved apart until `least` lies between them, order kept."""
    if abs(first - second) >= least:
        return first, second
    middle = (first + second) / 2
    shift = least / 2 if first >= second else -least / 2
    return middle + shift, middle - shift


def _end_labels(lines: Sequence[Line], y: Scale) -> list[float]:
    """Where each line's last figure stands; a value and its bound never cover each other."""
    heights = [y.at(line.points[-1][1]) + 4 for line in lines]
    if len({*heights[:2]}) > 1:
        heights[:2] = _apart(*heights[:2])
    below = max(0.0, *(height - LOWEST_LABEL for height in heights)) if heights else 0.0
    return [round(height - below, 1) for height in heights]


def _ends(lines: Sequence[Line]) -> list[str]:
    """Each line's last figure; where lines end in the same one, only the last drawn says it."""
    figures = [number(line.points[-1][1]) for line in lines]
    return ["" if figure in figures[at + 1 :] else figure for at, figure in enumerate(figures)]


def _ticks(axis: Scale, unit: str) -> list[tuple[float, str]]:
    suffix = f" {unit}" if unit else ""
    return [(axis.at(tick), trimmed(tick, 10) + suffix) for tick in axis.ticks]


def _told(lines: Sequence[Line]) -> str:
    return " ".join(
        # Translators: what a line of a chart shows; label is its name
        _("%(label)s: from %(first)s to %(last)s.")
        % {
            "label": line.label,
            "first": number(line.points[0][1]),
            "last": number(line.points[-1][1]),
        }
        for line in lines
    )


def _figures(lines: Sequence[Line]) -> list[tuple[str, list[str]]]:
    """The twin table: one row an instant, each line's value as it stands then."""
    instants = sorted({at for line in lines for at, _ in line.points})
    rows = []
    for instant in instants:
        standing = [[value for at, value in line.points if at <= instant] for line in lines]
        rows.append((number(instant), [number(seen[-1]) if seen else "" for seen in standing]))
    return rows


@register.inclusion_tag("interface/chart_steps.html")
def step_chart(
    title: str,
    lines: Iterable[Line],
    x_label: str = "",
    x_unit: str = "s",
    summary: str = "",
) -> dict[str, object]:
    """Step lines over time: the best value found and its bound during a run.

    Of a line with very many points it draws some, the first and the last among them.
    """
    drawn = [_thinned(line) for line in lines if line.points]
    x = scale([0, *(at for line in drawn for at, _ in line.points)], LEFT, RIGHT, most=3)
    y = scale((value for line in drawn for _, value in line.points), BOTTOM, TOP, whole=True)
    return {
        "chart_id": slugify(title, allow_unicode=True),
        "title": title,
        "summary": summary or _told(drawn),
        "x_label": x_label or _("Seconds"),
        "x_ticks": _ticks(x, x_unit),
        "y_ticks": _ticks(y, ""),
        "lines": [
            {"line": line, "path": _steps(line, x, y), "end": end, "at": at}
            for line, end, at in zip(drawn, _ends(drawn), _end_labels(drawn, y), strict=True)
        ],
        "rows": _figures(drawn),
    }


def _thinned(line: Line) -> Line:
    points = list(line.points)
    apart = -(-len(points) // MOST_POINTS)
    return replace(line, points=[*points[:-1:apart], points[-1]])


BAR_ROW, BAR_WIDTH = 38, 290


@register.inclusion_tag("interface/chart_bars.html")
def bar_chart(
    title: str, bars: Iterable[Bar], unit: str = "", summary: str = ""
) -> dict[str, object]:
    """Lying bars, each under its label; the longest is the largest value.

    `unit` heads the table; a sign such as "%" also stands beside each figure.
    """
    drawn = list(bars)
    sign = "" if unit.isalpha() or not unit else f" {unit}"
    most = max((bar.value for bar in drawn), default=0) or 1
    rows = [
        {
            "bar": bar,
            "label_y": index * BAR_ROW + 11,
            "y": index * BAR_ROW + 16,
            "width": round(bar.value / most * BAR_WIDTH, 1),
            "figure_x": round(bar.value / most * BAR_WIDTH + 6, 1),
            "figure_y": index * BAR_ROW + 27,
            "figure": f"{number(bar.value)}{sign}",
        }
        for index, bar in enumerate(drawn)
    ]
    told = "; ".join(labelled(bar.label, f"{number(bar.value)}{sign}") for bar in drawn)
    return {
        "chart_id": slugify(title, allow_unicode=True),
        "title": title,
        "summary": summary or told,
        "unit": unit,
        "rows": rows,
        "height": max(len(drawn), 1) * BAR_ROW,
    }


STRIP_LEFT, STRIP_RIGHT, STRIP_BASE = 12, 328, 74
# So many figures a plot repeats in a table.
MOST_ROWS = 60


def _piles(values: Sequence[Number], x: Scale) -> list[tuple[float, float]]:
    """A dot for each value; equal ones pile up."""
    heights: dict[float, int] = {}
    dots: list[tuple[float, float]] = []
    for value in sorted(values):
        at = x.at(value)
        heights[at] = heights.get(at, -1) + 1
        dots.append((at, STRIP_BASE - 8 - heights[at] * 10))
    return dots


def _spread(values: Sequence[Number], unit: str) -> str:
    if not values:
        return _("No figures yet.")
    least, most = number(min(values)), number(max(values))
    if not unit:
        return _("From %(least)s to %(most)s.") % {"least": least, "most": most}
    # Translators: unit is a sign such as % or min
    words = _("From %(least)s to %(most)s %(unit)s.")
    return words % {"least": least, "most": most, "unit": unit}


@register.inclusion_tag("interface/chart_dots.html")
def dot_strip(
    title: str, dots: Iterable[Bar], unit: str = "", summary: str = ""
) -> dict[str, object]:
    """One dot for each cluster on a line, for instance its waiting time in minutes.

    Of many dots the page has a table of its own; the plot repeats the figures of few.
    """
    drawn = list(dots)
    values = [dot.value for dot in drawn]
    counted = all(isinstance(value, int) for value in values)
    x = scale([0, *values], STRIP_LEFT, STRIP_RIGHT, whole=counted)
    told = _spread(values, unit)
    piles = _piles(values, x)
    rows = [(dot.label, number(dot.value)) for dot in drawn]
    return {
        "chart_id": slugify(title, allow_unicode=True),
        "title": title,
        "summary": summary or told,
        "unit": unit,
        "dots": piles,
        "top": min((height for _, height in piles), default=STRIP_BASE) - 10,
        "height": STRIP_BASE + 24 - min((height for _, height in piles), default=STRIP_BASE) + 10,
        "ticks": _ticks(x, ""),
        "rows": rows if len(rows) <= MOST_ROWS else (),
    }
