"""Which dates an edition can have: in forms, in acts and in the database alike."""

from datetime import UTC, date, datetime, timedelta

# Of events run here. A year of two digits, as browsers send it, is a mistake.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# Of records of the archive.
FIRST_RECORDED_DAY = date(1950, 1, 1)
MOST_DAYS = 14
# An event of so many days ends so long after it has begun, the last day included.
LONGEST = timedelta(days=MOST_DAYS - 1)
# Closing instants: any zone's midnight at either end.
EARLIEST = datetime(1999, 12, 31, tzinfo=UTC)
LATEST = datetime(2101, 1, 2, tzinfo=UTC)
# How long an event's personal data are kept after its last day, at most.
MOST_MONTHS_KEPT = 24
# For so long before it a meeting is left alone by its two sides, at most, and usually.
USUAL_NOTICE_MINUTES = 30
MOST_NOTICE_MINUTES = 7 * 24 * 60
# Rules of meetings: more of anything than this is no rule.
MOST_OF_A_RULE = 1000
MOST_ANSWER_DAYS = 90
