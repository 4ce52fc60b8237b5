"""Dates and times in plain words, as the reader's language writes them.

Instants are aware and said in the zone given, the edition's own; dates are inclusive at both
ends, as people say them. The same within `<time>`: the template tags of `dates`.
"""

from datetime import date, datetime, tzinfo

from django.utils import dateformat


def day(value: date, *, year: bool = False) -> str:
    """ "Thursday 19 April"; `year` adds the year."""
    return dateformat.format(value, "l j F Y" if year else "l j F")


def clock(instant: datetime, zone: tzinfo) -> str:
    """ "14:30" on the 24-hour clock."""
    return f"{instant.astimezone(zone):%H:%M}"


def day_and_clock(instant: datetime, zone: tzinfo) -> str:
    """ "Friday 4 June, 09:30"."""
    return dateformat.format(instant.astimezone(zone), "l j F, H:i")
