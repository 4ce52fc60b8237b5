import pytest

from archive.loader.values import dated, figure, period


@pytest.mark.parametrize(
    ("text", "qualifier", "number"),
    [
        ("13", "exactly", 13),
        ("exactly 2,210", "exactly", 2210),
        ("about 50", "about", 50),
        ("at least 10", "at_least", 10),
        ("more than 300", "more_than", 300),
    ],
)
def test_a_figure_has_a_qualifier_and_a_number(text: str, qualifier: str, number: int) -> None:
    assert figure(text) == {"qualifier": qualifier, "number": number}


@pytest.mark.parametrize("text", ["", "many", "about", "about 5.5", "-3", "2,21", "some 30"])
def test_other_words_are_no_figure(text: str) -> None:
    with pytest.raises(ValueError, match="is not a figure"):
        figure(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2018-04-19", "2018-04-19", "2018-04-19", "day"),
        ("2018-04-19/2018-04-20", "2018-04-19", "2018-04-20", "day"),
        ("2012-02", "2012-02-01", "2012-02-29", "month"),
        ("2012-01/2014-01", "2012-01-01", "2014-01-31", "month"),
        ("2013", "2013-01-01", "2013-12-31", "year"),
    ],
)
def test_dates_span_all_that_is_known(text: str, first: str, last: str, precision: str) -> None:
    assert dated(text) == {"starts_on": first, "ends_on": last, "date_precision": precision}


@pytest.mark.parametrize("text", ["", "yesterday", "2018-13", "2018-02-30", "18-04-19", "2018/"])
def test_other_words_are_no_dates(text: str) -> None:
    if text == "2018/":
        assert period(text)["ends_on"] == "2018-12-31"
        return
    with pytest.raises(ValueError, match="is not a date"):
        period(text)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        period("2018-04-20/2018-04-19")
