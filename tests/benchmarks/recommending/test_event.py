"""Made-up clusters with a known truth, and the pairs of the register."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.recommending.__main__ import main
from benchmarks.recommending.contenders import CONTENDERS
from benchmarks.recommending.event import generate
from benchmarks.recommending.pairs import known


def test_an_event_is_the_same_for_the_same_seed() -> None:
    assert generate(20, seed=4) == generate(20, seed=4)
    assert generate(20, seed=4) != generate(20, seed=5)


def test_who_fits_is_wanted_more_than_who_does_not() -> None:
    event = generate(60)
    for i, fit in enumerate(event.fits):
        others = set(range(60)) - fit - {i}
        assert i not in fit
        assert all(0 < event.wants[i][j] < 1 for j in others | fit)
        if fit:
            least = min(event.wants[i][j] for j in fit)
            assert least > min(event.wants[i][j] for j in others)


def test_fitting_is_mutual() -> None:
    event = generate(60)
    assert all(i in event.fits[j] for i, fit in enumerate(event.fits) for j in fit)


@pytest.mark.parametrize("name", CONTENDERS)
def test_every_recommender_orders_all_others(name: str) -> None:
    profiles = generate(12).profiles
    for i, order in enumerate(CONTENDERS[name](profiles)):
        assert sorted(order) == [j for j in range(12) if j != i]


def test_known_pairs_are_partners_of_one_project_and_clusters_of_the_register() -> None:
    found = known()
    pairs = {
        frozenset((found.names[i], found.names[j])) for i, fit in enumerate(found.fits) for j in fit
    }
    assert frozenset(("biocat", "lyonbiopole")) in pairs
    assert not any("erai" in pair for pair in pairs), "an agency"
    assert found.pairs == len(pairs) == 6


def test_a_folder_of_other_facts_gives_other_pairs(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(
        "organisations: {a: {kind: cluster}, b: {kind: cluster}, c: {kind: agency}}\n"
        "projects: {p: {partners: [{organisation: a}, {organisation: b}, {organisation: c}]}}\n"
    )
    assert known(tmp_path).pairs == 1


def test_the_short_form_names_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--short"]) == 0
    said = capsys.readouterr().out
    assert all(f"| {name} " in said for name in CONTENDERS)
    assert "6 known pairs of 7 clusters" in said


def test_keywords_are_topics_in_the_cluster_s_language_and_change_nothing_else() -> None:
    plain, named = generate(60, with_keywords=False), generate(60)
    assert (plain.wants, plain.fits) == (named.wants, named.fits)
    assert not any(profile.keywords for profile in plain.profiles)
    count = sum(bool(profile.keywords) for profile in named.profiles)
    assert 25 < count < 55
    assert [replace(profile, keywords=()) for profile in named.profiles] == list(plain.profiles)
    said = {line.text for profile in named.profiles for line in (*profile.offers, *profile.needs)}
    own = [word for profile in named.profiles for word in profile.keywords]
    assert sum(any(word in text for text in said) for word in own) > len(own) * 0.6
