"""A run in words: what it proved, its steps in a table, its curves, and runs side by side."""

from organise.words.runs.comparison import side_by_side
from organise.words.runs.figures import POINTS, STEPS, Row, meetings, rows, saying
from organise.words.runs.plots import Plot, lines, plots
from organise.words.runs.verdict import of_replay, verdict

__all__ = [
    "POINTS",
    "STEPS",
    "Plot",
    "Row",
    "lines",
    "meetings",
    "of_replay",
    "plots",
    "rows",
    "saying",
    "side_by_side",
    "verdict",
]
