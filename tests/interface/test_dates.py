"""Dates and times as people read them."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from interface.templatetags.dates import (
    clock,
    clock_range,
    date_range,
    day,
    minutes,
    moment,
    short_day,
)

AFTERNOON = datetime(2018, 4, 19, 12, 30, tzinfo=UTC)
LATE = datetime(2018, 4, 19, 22, 30, tzinfo=UTC)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2018, 4, 19), date(2018, 4, 20), "19–20 April 2018"),
        (date(2022, 2, 16), date(2022, 2, 17), "16–17 February 2022"),
        (date(2019, 12, 10), date(2019, 12, 10), "10 December 2019"),
        (date(2019, 12, 10), None, "10 December 2019"),
        (date(2022, 2, 28), date(2022, 3, 1), "28 February – 1 March 2022"),
        (date(2021, 12, 30), date(2022, 1, 2), "30 December 2021 – 2 January 2022"),
        (None, None, ""),
    ],
)
def test_a_range_says_each_part_once(start: date | None, end: date | None, said: str) -> None:
    assert words(date_range(start, end)) == said


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        (date(2012, 1, 1), date(2014, 1, 31), "month", "January 2012 – January 2014"),
        (date(2012, 1, 1), date(2012, 3, 31), "month", "January – March 2012"),
        (date(2012, 3, 1), None, "month", "March 2012"),
        (date(2012, 1, 1), date(2014, 1, 1), "year", "2012–2014"),
        (date(2017, 1, 1), None, "year", "2017"),
    ],
)
def test_a_range_hides_what_is_not_known(
    start: date, end: date | None, precision: str, said: str
) -> None:
    assert words(date_range(start, end, precision)) == said


def test_a_range_is_read_by_machines_too() -> None:
    html = date_range(date(2018, 4, 19), date(2018, 4, 20))
    assert 'datetime="2018-04-19"' in html
    assert 'datetime="2018-04-20"' in html
    assert 'datetime="2012-01"' in date_range(date(2012, 1, 1), None, "month")


def test_times_are_those_of_the_editions_zone() -> None:
    assert words(clock(AFTERNOON, "Europe/Madrid")) == "14:30"
    assert words(clock(AFTERNOON, ZoneInfo("Europe/Helsinki"))) == "15:30"
    assert words(clock(AFTERNOON)) == "12:30"
    assert 'datetime="2018-04-19T14:30+02:00"' in clock(AFTERNOON, "Europe/Madrid")


def test_a_time_range_may_have_no_end() -> None:
    end = datetime(2018, 4, 19, 13, 0, tzinfo=UTC)
    assert words(clock_range(AFTERNOON, end, "Europe/Madrid")) == "14:30–15:00"
    assert words(clock_range(AFTERNOON, None, "Europe/Madrid")) == "14:30"


def test_the_day_is_that_of_the_editions_zone() -> None:
    assert words(day(LATE, "Europe/Madrid")) == "Friday 20 April"
    assert words(day(LATE)) == "Thursday 19 April"
    assert words(day(date(2018, 4, 19), year=True)) == "Thursday 19 April 2018"
    assert words(short_day(date(2018, 4, 19))) == "Thu 19 April"


def test_a_moment_has_day_and_time() -> None:
    assert words(moment(AFTERNOON, "Europe/Madrid")) == "19 April, 14:30"
    assert words(moment(AFTERNOON, "Europe/Madrid", year=True)) == "19 April 2018, 14:30"


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (75, "1 h 15 min"), (None, "")]
)
def test_minutes_become_hours(value: int | None, said: str) -> None:
    assert minutes(value) == said
