"""The curves of a run: value and bound of each step over the seconds."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from interface.plain_text import isolated
from interface.templatetags.charts import Line
from organise.queries.runs import Account, Points
from organise.words.runs.figures import POINTS, STEPS

# For each step that has a curve: its title, and what its bound and its value are called.
CURVES = {
    "moved": (
        _lazy("Meetings moved and the best possible"),
        _lazy("Lower bound"),
        _lazy("Meetings moved"),
    ),
    "placed": (
        _lazy("Meetings placed and the best possible"),
        _lazy("Upper bound"),
        pgettext_lazy("meetings", "Placed"),
    ),
    "breaks": (_lazy("Breaks and the best possible"), _lazy("Lower bound"), _lazy("Breaks")),
}
POINTS_AND_BEST = _lazy("Points placed and the best possible")


@dataclass(frozen=True, slots=True)
class Plot:
    """The curves of a step: value and bound over the seconds."""

    heading: str
    title: str
    lines: list[Line]


def plots(account: Account, *, names_run: bool = False) -> list[Plot]:
    """A plot for each of the steps that were searched, in their order."""
    return [
        Plot(
            heading=str(POINTS if _is_points(account, step) else STEPS[step]),
            title=_title(account, step, names_run=names_run),
            lines=found,
        )
        for step in CURVES
        if (found := lines(account, step))
    ]


def _title(account: Account, step: str, *, names_run: bool) -> str:
    title = str(POINTS_AND_BEST if _is_points(account, step) else CURVES[step][0])
    if not names_run:
        return title
    return _("Run %(number)s: %(title)s") % {"number": account.run.number, "title": isolated(title)}


def lines(account: Account, step: str) -> list[Line]:
    """The curves of a step for the plot, the bound first."""
    _of, bound, value = CURVES[step]
    value = POINTS if _is_points(account, step) else value
    drawn = [
        Line(str(bound), _to_the_end(account, account.bounds.get(step, [])), "bound"),
        Line(str(value), _to_the_end(account, account.values.get(step, []))),
    ]
    return [line for line in drawn if line.points]


def _is_points(account: Account, step: str) -> bool:
    return step == "placed" and account.is_weighed


def _to_the_end(account: Account, points: Points) -> Points:
    """What was found last holds until the run ended; a plot shows a second at least."""
    end = round(max(account.seconds, 1.0), 1)
    return [*points, (end, points[-1][1])] if points and points[-1][0] < end else points
