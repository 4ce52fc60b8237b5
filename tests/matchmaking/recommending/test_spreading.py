"""In which order the clusters of an event are shown to each other."""

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.recommending import Line, Profile, reasons
from matchmaking.recommending.spreading import SEEN, SHOWN, orders, worths

THINGS = ("Heat pumps", "Drone inspection", "Wool dyeing", "Cheese ripening", "Ship hulls")


def cluster(offers: str = "", needs: str = "", sector: str = "") -> Profile:
    """A cluster that offers and needs the things of these numbers."""
    return Profile(
        tuple(Line(THINGS[int(number)]) for number in offers),
        tuple(Line(THINGS[int(number)]) for number in needs),
        frozenset({sector} if sector else ()),
    )


profiles = st.lists(
    st.builds(
        cluster,
        st.sets(st.sampled_from("01234"), max_size=3).map("".join),
        st.sets(st.sampled_from("01234"), max_size=3).map("".join),
        st.sampled_from(["", "Health", "Digital"]),
    ),
    max_size=30,
).map(lambda rows: dict(enumerate(rows, start=100)))


def test_whoever_both_gains_and_gives_comes_before_whoever_only_gives() -> None:
    found = orders(
        {1: cluster("0", "1"), 2: cluster("1", ""), 3: cluster("1", "0"), 4: cluster("2", "3")}
    )
    assert found == {1: (3, 2), 2: (1,), 3: (1,), 4: ()}


def test_a_word_of_every_line_says_less_than_one_of_few() -> None:
    """All offer training; one offers it in what we need."""
    others = {
        key: Profile(offers=(Line(f"Training in {thing}"),)) for key, thing in enumerate(THINGS)
    }
    found = orders({9: Profile(needs=(Line("Training in wool dyeing"),)), **others})
    assert found[9][0] == THINGS.index("Wool dyeing")


def test_a_popular_cluster_is_shown_to_few_and_all_others_to_somebody() -> None:
    """Cluster 0 has everything that forty need; another forty have it each in part."""
    everybody = {0: cluster("01234", "0")}
    everybody |= {key: cluster(str(key % 5), str((key + 1) % 5)) for key in range(1, 81)}
    shown = Counter(other for order in orders(everybody).values() for other in order[:SHOWN])
    assert shown[0] <= SEEN
    assert set(shown) == set(everybody)


def test_who_may_not_meet_is_not_shown_and_takes_no_place() -> None:
    everybody = {1: cluster("0"), 2: cluster("", "0"), 3: cluster("", "0")}
    found = orders(everybody, lambda one, other: (one, other) != (1, 2))
    assert found == {1: (3,), 2: (), 3: (1,)}


@given(profiles)
def test_everybody_with_a_strong_reason_stands_in_the_order_once(
    everybody: dict[int, Profile],
) -> None:
    found = orders(everybody)
    assert set(found) == set(everybody)
    for one, other in combinations(everybody, 2):
        assert (other in found[one]) == (one in found[other])
        if not reasons(everybody[one], everybody[other]):
            assert other not in found[one]
    for key, order in found.items():
        assert len(set(order)) == len(order)
        assert key not in order


@given(profiles)
def test_the_order_is_the_same_whichever_way_the_clusters_come(
    everybody: dict[int, Profile],
) -> None:
    assert orders(dict(reversed(everybody.items()))) == orders(everybody)


@given(profiles)
def test_worth_is_a_chance_and_needs_a_reason(everybody: dict[int, Profile]) -> None:
    for (one, other), worth in worths(everybody).items():
        assert 0 < worth < 1
        assert reasons(everybody[one], everybody[other])


def test_a_keyword_in_common_is_a_reason_to_be_shown() -> None:
    profiles = {
        1: Profile(keywords=("heat pumps",)),
        2: Profile(keywords=("Heat pump", "wood")),
        3: Profile(keywords=("steel",)),
    }
    assert orders(profiles) == {1: (2,), 2: (1,), 3: ()}


def test_keywords_that_are_written_alike_are_a_reason_too() -> None:
    profiles = {1: Profile(keywords=("AI",)), 2: Profile(keywords=("ai",)), 3: Profile()}
    assert orders(profiles) == {1: (2,), 2: (1,), 3: ()}
