"""Exact search: what no schedule can do better than, proven, and schedules that reach it.

It owns the constraint model of a problem, the bounds that need no search, and the search itself.
OR-Tools is imported inside functions alone. It must not know how a first schedule is made.
"""
