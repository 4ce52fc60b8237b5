"""What if: the same wishes under other circumstances, compared."""

from scheduling.what_if.changes import (
    BadChange,
    Change,
    MoreSlots,
    MoreTables,
    OtherFairness,
    OtherSlots,
    RaiseLimits,
)
from scheduling.what_if.compare import Comparison, Result, Worth, compare

__all__ = [
    "BadChange",
    "Change",
    "Comparison",
    "MoreSlots",
    "MoreTables",
    "OtherFairness",
    "OtherSlots",
    "RaiseLimits",
    "Result",
    "Worth",
    "compare",
]
