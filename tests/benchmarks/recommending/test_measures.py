"""What lists of partners are worth, on cases small enough to count by hand."""

from random import Random

import pytest

from benchmarks.recommending import measures

FITS = [{1}, {0, 2}, {1}]
ORDERS = [[1, 2], [2, 0], [0, 1]]


def test_recall_counts_what_fits_of_what_a_list_could_hold() -> None:
    lists = measures.shown(ORDERS, 1)
    assert measures.recall(lists, FITS) == pytest.approx(2 / 3)
    assert measures.recall(ORDERS, FITS) == 1


def test_recall_leaves_out_whom_nobody_fits() -> None:
    assert measures.recall([[1], [0]], [{1}, set()]) == 1


def test_rank_is_the_median_place_of_a_partner_that_fits() -> None:
    assert measures.rank(ORDERS, FITS) == 1.5


def test_a_pair_that_is_certain_meets_once_though_both_ask() -> None:
    sure = [[1.0, 1.0], [1.0, 1.0]]
    assert measures.mutual_acceptances([[1], [0]], sure, room=5) == 1


def test_a_meeting_needs_that_both_want_it() -> None:
    wants = [[0.0, 1.0], [0.0, 0.0]]
    assert measures.mutual_acceptances([[1], [0]], wants, room=5) == 0


def test_who_is_asked_beyond_its_room_hears_a_part() -> None:
    """Four ask the first, which has room for two; each list has one place, looked at for sure."""
    wants = [[1.0] * 5 for _ in range(5)]
    lists = [[], [0], [0], [0], [0]]
    assert measures.mutual_acceptances(lists, wants, room=4) == pytest.approx(8 / 5)
    assert measures.mutual_acceptances(lists, wants, room=2) == pytest.approx(4 / 5)


def test_who_is_shown_to_nobody_envies_who_is_shown() -> None:
    wants = [[1.0] * 3 for _ in range(3)]
    assert measures.envied([[1], [0], [0]], wants) == pytest.approx(2 / 3)


def test_nobody_envies_where_all_are_shown_alike() -> None:
    wants = [[1.0] * 3 for _ in range(3)]
    assert measures.envied([[1], [2], [0]], wants) == 0


def test_exposure_is_counted_over_all_lists() -> None:
    lists = [[1], [0], [0]]
    assert measures.most_shown(lists) == 2
    assert measures.never_shown(lists) == pytest.approx(1 / 3)


def test_the_truths_own_order_is_better_than_any_by_chance() -> None:
    random = Random(3)
    wants = [[random.random() for _ in range(12)] for _ in range(12)]
    others = [[j for j in range(12) if j != i] for i in range(12)]

    def mutual(i: int) -> list[int]:
        return sorted(others[i], key=lambda j: -wants[i][j] * wants[j][i])

    best = measures.mutual_acceptances([mutual(i)[:3] for i in range(12)], wants, room=12)
    for _ in range(20):
        drawn = [random.sample(order, 3) for order in others]
        assert measures.mutual_acceptances(drawn, wants, room=12) < best
