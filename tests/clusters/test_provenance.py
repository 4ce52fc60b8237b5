"""When claims of one topic agree."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import Qualifier
from clusters.provenance import agree, numbers_allowed


@dataclass(frozen=True)
class Said:
    """A claim as a source makes it."""

    qualifier: str = ""
    number: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def figure(words: str) -> Said:
    qualifier, _, number = words.rpartition(" ")
    return Said(qualifier.replace(" ", "_"), int(number))


def dates(first: str, last: str) -> Said:
    return Said(starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("more than 300", "exactly 315"),
        ("exactly 13", "exactly 13"),
        ("at least 50", "exactly 50"),
        ("about 50", "exactly 45"),
        ("about 50", "exactly 55"),
        ("about 50", "about 60"),
        ("more than 10", "at least 300"),
    ],
)
def test_figures_agree_when_one_number_satisfies_both(one: str, other: str) -> None:
    assert agree([figure(one), figure(other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exactly 2180", "exactly 2210"),
        ("exactly 4", "exactly 5"),
        ("more than 315", "exactly 315"),
        ("at least 316", "exactly 315"),
        ("about 50", "exactly 44"),
        ("about 50", "exactly 56"),
        ("about 50", "more than 55"),
    ],
)
def test_figures_conflict_when_no_number_satisfies_both(one: str, other: str) -> None:
    assert not agree([figure(one), figure(other)])


def test_one_dissenter_among_many_is_a_conflict() -> None:
    claims = [figure("more than 300"), figure("exactly 315"), figure("about 400")]
    assert not agree(claims)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("2017-11-08", "2017-11-09"), ("2017-11-08", "2017-11-09")),
        (("2017-11-08", "2017-11-09"), ("2017-11-01", "2017-11-30")),
        (("2017-11-08", "2017-11-09"), ("2017-01-01", "2017-12-31")),
        (("2012-01-15", "2014-01-10"), ("2012-01-01", "2014-01-31")),
        (("2012-01-01", "2014-01-31"), ("2012-01-01", "2014-12-31")),
    ],
)
def test_a_date_agrees_with_a_rougher_one_around_it(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert agree([dates(*one), dates(*other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("2017-11-08", "2017-11-09"), ("2017-11-07", "2017-11-09")),
        (("2017-11-08", "2017-11-09"), ("2017-11-08", "2017-11-10")),
        (("2017-11-08", "2017-11-09"), ("2018-01-01", "2018-12-31")),
        (("2017-11-08", "2017-11-09"), ("2017-10-01", "2017-10-31")),
        (("2012-01-01", "2014-01-31"), ("2012-01-01", "2014-02-28")),
    ],
)
def test_dates_conflict_when_their_days_differ(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert not agree([dates(*one), dates(*other)])


def test_a_day_without_an_end_is_that_day() -> None:
    day = Said(starts_on=date(2016, 7, 25))
    assert agree([day, dates("2016-07-25", "2016-07-25")])
    assert not agree([day, dates("2016-07-25", "2016-07-26")])


def test_words_never_conflict() -> None:
    assert agree([Said(), Said()])
    assert agree([])


def test_dates_and_figures_are_judged_apart() -> None:
    both = Said("exactly", 10, date(2016, 1, 1), date(2017, 12, 31))
    assert agree([both, figure("exactly 10")])
    assert not agree([both, dates("2015-01-01", "2015-12-31")])


def test_every_qualifier_of_the_register_is_known() -> None:
    for qualifier in Qualifier.values:
        assert numbers_allowed(qualifier, 50).low >= 45


claims = st.builds(
    Said, st.sampled_from([*Qualifier.values]), st.integers(min_value=0, max_value=1000)
)


@given(st.lists(claims, max_size=5))
def test_claims_agree_exactly_when_some_number_lies_in_every_range(said: list[Said]) -> None:
    spans = [numbers_allowed(claim.qualifier, claim.number or 0) for claim in said]
    common = any(all(span.low <= n <= span.high for span in spans) for n in range(1200))
    assert agree(said) == common
