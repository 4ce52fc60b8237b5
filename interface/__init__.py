"""What every page is made with, whichever face shows it.

This room owns template tags (`ui`, `charts`, `dates`), form parts, error pages, middleware, the
iCalendar writer, and what is done when many change the same rows at once. It is the ground under
every other app: it must know no model, no face and no word about clusters or meetings.
"""
