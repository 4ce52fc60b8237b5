"""Every passage of the files stands in its source's text as it is quoted."""

import json

import pytest

from archive.loader.load import Loaded
from archive.models import RegisterEntry
from tools.sources.prints import FILE, prints

KNOWN: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
READ_ELSEWHERE = {
    "eccp-clusgrid-study-visit",
    "eccp-grow-your-region-2017",
    "eccp-matchmaking-results",
    "eccp-two-years-after",
    "energy-cluster-grow-your-region-2017",
    "eucles-website",
    "four-motors-website",
    "metaindustry4-third-birthday",
}
"""Pages whose passages were read where they are published; their whole texts were not at hand."""


def strange(source: str, passage: str) -> bool:
    """Whether the source's text has not the passage's words in their order."""
    wanted = prints(passage)
    return not wanted or bool(wanted - set(KNOWN[source]))


@pytest.mark.django_db
def test_every_passage_stands_in_its_sources_text(founding_facts: Loaded) -> None:
    quoted = [
        (entry, str(entry.content["source"]), str(entry.content["passage"]))
        for entry in RegisterEntry.objects.all()
        if entry.content.get("passage")
    ]

    assert len(quoted) > 150
    assert {source for _, source, _ in quoted} == KNOWN.keys() | READ_ELSEWHERE
    assert [
        (str(entry), passage)
        for entry, source, passage in quoted
        if source in KNOWN and strange(source, passage)
    ] == []


@pytest.mark.parametrize(
    "passage",
    [
        "took place in Barcelona on the 19th and 21st of April",
        "the 4th International Intercluster meeting",
        "13 clusters from Lombardy and Catalonia",
    ],
)
def test_a_passage_that_the_text_has_not_is_found(passage: str) -> None:
    assert strange("lombardy-meets-catalonia", passage)
    assert not strange("lombardy-meets-catalonia", "“Lombardy meets Catalonia” took place")
