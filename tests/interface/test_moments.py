"""Dates and times in plain words, language by language."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from interface import moments

MADRID = ZoneInfo("Europe/Madrid")
AFTERNOON = datetime(2018, 4, 19, 12, 30, tzinfo=UTC)
THURSDAY, FIRST, JANUARY = date(2018, 4, 19), date(2018, 4, 1), date(2018, 1, 30)

DAYS = {
    "en": (
        *("Thursday 19 April", "Thursday 19 April 2018", "Thu 19 April"),
        *("Sunday 1 April", "Tuesday 30 January"),
    ),
    "es": (
        *("jueves, 19 de abril", "jueves, 19 de abril de 2018", "jue, 19 de abril"),
        *("domingo, 1 de abril", "martes, 30 de enero"),
    ),
    "ca": (
        *("dijous, 19 d'abril", "dijous, 19 d'abril de 2018", "dj., 19 d'abril"),
        *("diumenge, 1 d'abril", "dimarts, 30 de gener"),
    ),
    "it": (
        *("giovedì 19 aprile", "giovedì 19 aprile 2018", "gio 19 aprile"),
        *("domenica 1 aprile", "martedì 30 gennaio"),
    ),
    "fr": (
        *("jeudi 19 avril", "jeudi 19 avril 2018", "jeu. 19 avril"),
        *("dimanche 1er avril", "mardi 30 janvier"),
    ),
}
RANGES = {
    "en": (
        *("19–20 April 2018", "30 April – 2 May 2018", "30 December 2018 – 1 January 2019"),
        *("January – March 2012", "2012–2014", "1–3 April 2018"),
    ),
    "es": (
        *("19–20 de abril de 2018", "30 de abril – 2 de mayo de 2018"),
        *("30 de diciembre de 2018 – 1 de enero de 2019", "enero – marzo de 2012", "2012–2014"),
        "1–3 de abril de 2018",
    ),
    "ca": (
        *("19-20 d'abril de 2018", "30 d'abril – 2 de maig de 2018"),
        *("30 de desembre de 2018 – 1 de gener de 2019", "gener – març de 2012", "2012-2014"),
        "1-3 d'abril de 2018",
    ),
    "it": (
        *("19-20 aprile 2018", "30 aprile – 2 maggio 2018"),
        *("30 dicembre 2018 – 1 gennaio 2019", "gennaio – marzo 2012", "2012-2014"),
        "1-3 aprile 2018",
    ),
    "fr": (
        *("19–20 avril 2018", "30 avril – 2 mai 2018"),
        *("30 décembre 2018 – 1er janvier 2019", "janvier – mars 2012", "2012–2014"),
        "1er–3 avril 2018",
    ),
}
MOMENTS = {
    "en": ("Thursday 19 April, 14:30", "19 April, 14:30", "19 April 2018, 14:30", "Apr 2018"),
    "es": (
        *("jueves, 19 de abril, 14:30", "19 de abril, 14:30"),
        *("19 de abril de 2018, 14:30", "abr 2018"),
    ),
    "ca": (
        *("dijous, 19 d'abril, 14:30", "19 d'abril, 14:30"),
        *("19 d'abril de 2018, 14:30", "abr. 2018"),
    ),
    "it": ("giovedì 19 aprile, 14:30", "19 aprile, 14:30", "19 aprile 2018, 14:30", "apr 2018"),
    "fr": ("jeudi 19 avril, 14:30", "19 avril, 14:30", "19 avril 2018, 14:30", "avr. 2018"),
}
CATALAN_MONTHS = (
    *("de gener", "de febrer", "de març", "d'abril", "de maig", "de juny", "de juliol"),
    *("d'agost", "de setembre", "d'octubre", "de novembre", "de desembre"),
)


@pytest.mark.parametrize("language", DAYS)
def test_days(language: str) -> None:
    with translation.override(language):
        assert (
            moments.day(THURSDAY),
            moments.day(THURSDAY, year=True),
            moments.short_day(THURSDAY),
            moments.day(FIRST),
            moments.day(JANUARY),
        ) == DAYS[language]


@pytest.mark.parametrize("language", RANGES)
def test_ranges(language: str) -> None:
    with translation.override(language):
        assert (
            moments.date_range(THURSDAY, date(2018, 4, 20)),
            moments.date_range(date(2018, 4, 30), date(2018, 5, 2)),
            moments.date_range(date(2018, 12, 30), date(2019, 1, 1)),
            moments.date_range(date(2012, 1, 1), date(2012, 3, 31), "month"),
            moments.date_range(date(2012, 1, 1), date(2014, 3, 31), "year"),
            moments.date_range(FIRST, date(2018, 4, 3)),
        ) == RANGES[language]


@pytest.mark.parametrize("language", MOMENTS)
def test_moments(language: str) -> None:
    with translation.override(language):
        assert (
            moments.day_and_clock(AFTERNOON, MADRID),
            moments.moment(AFTERNOON, MADRID),
            moments.moment(AFTERNOON, MADRID, year=True),
            moments.short_month(THURSDAY, year=True),
        ) == MOMENTS[language]


@pytest.mark.parametrize("language", RANGES)
def test_times_are_written_alike_everywhere(language: str) -> None:
    with translation.override(language):
        end = datetime(2018, 4, 19, 13, 0, tzinfo=UTC)
        assert moments.clock_range(AFTERNOON, end, MADRID) == "14:30–15:00"


def test_catalan_shortens_de_before_a_vowel() -> None:
    with translation.override("ca"):
        said = [moments.date_words(date(2018, month, 5)) for month in range(1, 13)]
    assert said == [f"5 {month} de 2018" for month in CATALAN_MONTHS]


def test_french_shortens_only_long_months() -> None:
    with translation.override("fr"):
        said = [moments.short_month(date(2018, month, 5)) for month in (2, 3, 5, 8, 9)]
    assert said == ["févr.", "mars", "mai", "août", "sept."]


def test_a_language_without_a_style_of_its_own_is_written_like_english() -> None:
    with translation.override("sv"):
        assert moments.date_words(THURSDAY) == "19 april 2018"
