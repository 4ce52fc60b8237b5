"""The solver: a problem goes in, a schedule comes out that `check` confirms from the two alone.

It is for whoever must place meetings in slots and at tables, under hard rules, as well as can be,
and tell why some are left out. It owns the problem and the solution, their files
(`clustermeet-problem/1`, `clustermeet-solution/1`), the command line, and every bound and reason it
gives. It must not know Django, a database, Celery, or any app of this project: it knows numbers,
not rows, and gets limits, clock and seed as arguments. `README.md` tells the way through it.
"""
