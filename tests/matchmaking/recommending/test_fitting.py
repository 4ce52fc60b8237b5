"""Why two clusters should meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.recommending import Kind, Line, Met, Past, Profile, reasons, score


def offering(*texts: str, sectors: frozenset[str] = frozenset()) -> Profile:
    return Profile(offers=tuple(Line(text, sectors) for text in texts))


def needing(*texts: str, sectors: frozenset[str] = frozenset()) -> Profile:
    return Profile(needs=tuple(Line(text, sectors) for text in texts))


def test_a_need_meets_an_offer_with_the_same_words_in_another_form() -> None:
    [reason] = reasons(needing("Sensors for district heating"), offering("District-heating sensor"))
    assert (reason.kind, reason.text) == (Kind.WE_NEED, "Sensors for district heating")


def test_their_need_that_we_offer_is_told_from_ours() -> None:
    [reason] = reasons(offering("Energy audits"), needing("An energy audit"))
    assert reason.kind == Kind.THEY_NEED


def test_accents_and_case_do_not_matter() -> None:
    assert reasons(needing("CLÚSTER de robótica"), offering("Robotica"))


def test_one_word_of_three_is_too_little_without_a_common_sector() -> None:
    ours, theirs = needing("Low-energy cold storage"), offering("Storage for archive data files")
    assert reasons(ours, theirs) == []


def test_one_word_is_enough_within_one_sector() -> None:
    food = frozenset({"Agri-food"})
    ours = needing("Low-energy cold storage", sectors=food)
    assert reasons(ours, offering("Storage for grain harvests", sectors=food))


def test_differing_sectors_need_all_the_words() -> None:
    ours = needing("Cold storage", sectors=frozenset({"Agri-food"}))
    health = frozenset({"Health"})
    assert reasons(ours, offering("Data storage", sectors=health)) == []
    assert reasons(ours, offering("Cold storage for vaccines", sectors=health))


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("Sensors for cold storage", "Capteurs pour le stockage frigorifique"),
        ("Battery recycling", "Reciclaje de baterías"),
        ("Formació en robòtica", "Training in robotics"),
        ("Tessuti tecnici", "Technical fabrics"),
        ("Almacenamiento de hidrógeno", "stockage d'hydrogène"),
    ],
)
def test_a_need_meets_an_offer_in_another_language(need: str, offer: str) -> None:
    [reason] = reasons(needing(need), offering(offer))
    assert (reason.text, reason.offer) == (need, offer)
    assert not reason.is_worded_alike


def test_a_need_is_met_by_the_offer_that_says_most_of_it() -> None:
    theirs = offering("Heat", "Sensors for district heating", "District heating")
    [reason] = reasons(needing("District heating sensors"), theirs)
    assert reason.offer == "Sensors for district heating"
    assert reason.is_worded_alike


def test_the_past_stands_between_needs_and_what_is_in_common() -> None:
    sector = frozenset({"Health"})
    ours = Profile(needs=(Line("Test sites"),), sectors=sector)
    theirs = Profile(offers=(Line("Test sites"),), sectors=sector)
    past = Past(
        met=(Met("Second event"), Met("First event", was_held=True)), together=("bioXclusters",)
    )
    found = [(reason.kind, reason.text) for reason in reasons(ours, theirs, past)]
    assert found == [
        (Kind.WE_NEED, "Test sites"),
        (Kind.TOGETHER, "bioXclusters"),
        (Kind.PLANNED, "Second event"),
        (Kind.SECTOR, "Health"),
    ]


@pytest.mark.parametrize(
    ("region", "kinds"),
    [("ITC4", [Kind.PARTNERSHIP]), ("ES51", []), ("ES5", []), ("ES511", [])],
)
def test_a_partnership_joins_two_regions_and_not_one(region: str, kinds: list[Kind]) -> None:
    motors = frozenset({"Four Motors for Europe"})
    ours = Profile(region="ES51", partnerships=motors)
    theirs = Profile(region=region, partnerships=motors)
    assert [reason.kind for reason in reasons(ours, theirs)] == kinds


def test_common_sectors_come_last() -> None:
    both = frozenset({"Health"})
    ours = Profile(needs=(Line("Test sites"),), sectors=both)
    theirs = Profile(offers=(Line("Test sites"),), sectors=both)
    found = reasons(ours, theirs)
    assert [reason.kind for reason in found] == [Kind.WE_NEED, Kind.SECTOR]
    assert score(found) > score(reasons(ours, Profile(sectors=both)))


def test_small_words_alone_are_no_reason() -> None:
    assert reasons(needing("with our partners"), offering("for the partners")) == []


# Few words, so that lines made of them often have some in common.
LINES = st.lists(st.sampled_from(["sensors", "heat", "pumps", "cold", "storage"]), max_size=3)
SOME_LINES = st.lists(LINES.map(" ".join), max_size=4)


@given(SOME_LINES, SOME_LINES)
def test_both_sides_see_the_same_reasons_from_their_own_side(a: list[str], b: list[str]) -> None:
    there, back = reasons(needing(*a), offering(*b)), reasons(offering(*b), needing(*a))
    assert [reason.text for reason in there] == [reason.text for reason in back]
    assert {reason.kind for reason in back} <= {Kind.THEY_NEED}


def test_keywords_in_common_are_a_reason_in_any_form_and_language() -> None:
    ours = Profile(keywords=("heat pumps", "water", "steel"))
    theirs = Profile(keywords=("acqua", "heat pump", "wood"))
    assert [reason.text for reason in reasons(ours, theirs)] == ["heat pumps", "water"]
    assert reasons(ours, Profile(keywords=("heat",))) == []


def test_two_keywords_count_and_no_more() -> None:
    words = ("wood", "water", "steel")
    assert len(reasons(Profile(keywords=words), Profile(keywords=words))) == 2


def test_a_keyword_that_means_nothing_in_words_is_the_same_when_it_is_written_so() -> None:
    for ours, theirs in (("AI", "ai"), ("C++", "c++"), ("R&D", "R&D")):
        found = reasons(Profile(keywords=(ours,)), Profile(keywords=(theirs,)))
        assert [reason.text for reason in found] == [ours]
    assert reasons(Profile(keywords=("AI",)), Profile(keywords=("IT",))) == []
