import pytest

from archive.loader.contacts import contact_details


@pytest.mark.parametrize(
    "text",
    [
        "write to anna@example.org",
        "anna.example [at] example.cat",
        "anna(at)example.org",
        "anna[at]example[dot]org",
        "Tel. +34 93 111 22 33",
        "0034 931112233",
        "93 111 22 33",
        "93.111.22.33",
        "931112233",
    ],
)
def test_finds_addresses_and_numbers(text: str) -> None:
    assert contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "2018-04-19/2018-04-20",
        "2012-01/2014-01",
        "meeting at example.org",
        "16-17 February 2022",
        "Regulation (EU) 2023/674",
        "https://example.org/en/2017/11/14/page/",
        "latitude: 41.387, longitude: -4.421",
        "2,210 meetings in 2016–2017",
        "on Twitter as @bioXclusters",
        "19:00-20:30",
    ],
)
def test_leaves_dates_figures_and_addresses_of_pages(text: str) -> None:
    assert contact_details(text) == []
