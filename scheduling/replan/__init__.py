"""A published schedule after a change, with as few meetings moved as can be."""

from scheduling.replan.fewest_moves import replan

__all__ = ["replan"]
