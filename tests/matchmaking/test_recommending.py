"""Why two clusters should meet."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.recommending import Kind, Line, Profile, reasons, score, words


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


def test_common_sectors_come_last() -> None:
    both = frozenset({"Health"})
    ours = Profile(needs=(Line("Test sites"),), sectors=both)
    theirs = Profile(offers=(Line("Test sites"),), sectors=both)
    found = reasons(ours, theirs)
    assert [reason.kind for reason in found] == [Kind.WE_NEED, Kind.SECTOR]
    assert score(found) > score(reasons(ours, Profile(sectors=both)))


def test_small_words_alone_are_no_reason() -> None:
    assert reasons(needing("with our partners"), offering("for the partners")) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_words_without_small_ones(first: str, second: str) -> None:
    assert words(f"{first} {second}") >= words(first) - words(second)
    assert "the" not in words(first)


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=30), max_size=4))
def test_both_sides_see_the_same_reasons_from_their_own_side(a: list[str], b: list[str]) -> None:
    there, back = reasons(needing(*a), offering(*b)), reasons(offering(*b), needing(*a))
    assert [reason.text for reason in there] == [reason.text for reason in back]
    assert {reason.kind for reason in back} <= {Kind.THEY_NEED}
