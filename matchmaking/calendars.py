"""The entries of a cluster's agenda in people's calendars.

UIDs stay the same over schedule versions; SEQUENCE grows with them, and within one version with
each change of the request that a meeting came from.
"""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from interface.calendars import Entry

# What writes the files.
KIND = "agenda"
# More than a request changes its state within one schedule version.
REVISIONS = 100


def meeting_uid(meeting: int, registration: int) -> str:
    """The uid of a meeting in the calendar of one of its registrations (primary keys)."""
    return f"meeting-{meeting}-{registration}"


def sequence(version: int, revision: int = 0) -> int:
    """The SEQUENCE of an entry: `version` is the schedule's number, 0 before there is one.

    `revision` grows each time the entry changes within one version.
    """
    return version * REVISIONS + min(revision, REVISIONS - 1)


def called_off(uid: str, period: DateTimeTZRange, number: int) -> Entry:
    """A meeting that does not take place any more; `number` is its SEQUENCE."""
    return Entry(
        uid, period.lower, period.upper, "Meeting cancelled", is_cancelled=True, sequence=number
    )
