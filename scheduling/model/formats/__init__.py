"""The files of the scheduler: `clustermeet-problem/1` and `clustermeet-solution/1`, JSON in UTF-8.

Whatever is wrong with a file is a `BadFile` that says where and why. Unknown keys are refused, so
that a misspelt one is never silently its default.
"""

from scheduling.model.formats.nodes import MOST_BYTES, BadFile
from scheduling.model.formats.problems import read_problem
from scheduling.model.formats.solutions import SOLUTION_FORMAT, read_solution, write_solution
from scheduling.model.formats.written import PROBLEM_FORMAT, write_problem

__all__ = [
    "MOST_BYTES",
    "PROBLEM_FORMAT",
    "SOLUTION_FORMAT",
    "BadFile",
    "read_problem",
    "read_solution",
    "write_problem",
    "write_solution",
]
