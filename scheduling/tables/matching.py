"""The heaviest matching of rows and columns, few of which have anything in common.

`pairs` is an array of 64-bit integers, one row for each pair with a gain: place of the row, place
of the column, the gain with its sign turned, as OR-Tools looks for the cheapest. Its columns, and
the four others beside them, are flat arrays with one entry for each arc.
"""

from collections.abc import Mapping


def heaviest(gains: Mapping[int, Mapping[int, int]]) -> dict[int, int]:
    """For some rows a column each, all different, with the largest sum of `gains[row][column]`.

    Gains are whole and positive. OR-Tools' assignment wants every row and column matched: each
    has a stand-in, so that it may stay alone.
    """
    columns = list(dict.fromkeys(column for row in gains.values() for column in row))
    if not columns:
        return {}
    import numpy as np  # the web process and `check` do without it
    from ortools.graph.python.linear_sum_assignment import (
        SimpleLinearSumAssignment,
    )

    rows, place = list(gains), {column: place for place, column in enumerate(columns)}
    pairs = [(r, place[c], -gain) for r, row in enumerate(rows) for c, gain in gains[row].items()]
    left, right, costs = np.array(pairs, dtype=np.int64).T
    alone_rows, alone_columns = np.arange(len(rows)), np.arange(len(columns))
    nothing = np.zeros(len(pairs) + len(rows) + len(columns), dtype=np.int64)
    assignment = SimpleLinearSumAssignment()
    assignment.add_arcs_with_cost(
        np.concatenate([left, len(rows) + right, alone_rows, len(rows) + alone_columns]),
        np.concatenate([right, len(columns) + left, len(columns) + alone_rows, alone_columns]),
        np.concatenate([costs, nothing]),
    )
    if assignment.solve() != assignment.OPTIMAL:  # pragma: no cover - all may stay alone
        return {}
    mates = ((row, assignment.right_mate(r)) for r, row in enumerate(rows))
    return {row: columns[mate] for row, mate in mates if mate < len(columns)}
