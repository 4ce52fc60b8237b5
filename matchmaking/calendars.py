"""The entries of a cluster's agenda in people's calendars.

UIDs stay the same over schedule versions; SEQUENCE grows with them, and within one version with
each change of the request that a meeting came from.
"""

from collections.abc import Iterable

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from interface.calendars import Entry
from interface.words import listed
from matchmaking.models import Table

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


def calendar_name(edition: object, cluster: object) -> str:
    """What a calendar program calls a cluster's agenda."""
    return _("%(edition)s: %(cluster)s") % {"edition": edition, "cluster": cluster}


def held(
    uid: str,
    period: DateTimeTZRange,
    number: int,
    *,
    clusters: Iterable[str],
    place: str,
    description: str = "",
) -> Entry:
    """A meeting with these other clusters; `number` is its SEQUENCE."""
    return Entry(
        uid=uid,
        start=period.lower,
        end=period.upper,
        summary=_("Meeting: %(clusters)s") % {"clusters": listed(clusters)},
        location=place,
        description=description,
        sequence=number,
    )


def called_off(uid: str, period: DateTimeTZRange, number: int) -> Entry:
    """A meeting that does not take place any more; `number` is its SEQUENCE."""
    return Entry(
        uid, period.lower, period.upper, _("Meeting cancelled"), is_cancelled=True, sequence=number
    )


def place_of(table: Table, venue: str) -> str:
    """Where a meeting is, from the table to the house."""
    return ", ".join(part for part in (str(table), table.room, venue) if part)
