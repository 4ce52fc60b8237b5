from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from archive.loader.load import load
from archive.loader.problems import Refused
from archive.models import EditionFact, RegisterEntry
from clusters.models import Organisation, Region, Sector, Source
from events.models import Edition, Session, Speaker
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, SessionFactory

pytestmark = pytest.mark.django_db

Edit = Callable[[str, str], None]
Add = Callable[..., Path]


def edition() -> Edition:
    return Edition.objects.get(slug="meeting-2018")


def test_loads_every_row_with_what_it_points_to(folder: Path) -> None:
    loaded = load([folder])

    assert loaded.counts == {"created": 13}
    assert edition().starts_on == date(2018, 4, 19)
    assert edition().ends_on == date(2018, 4, 20)
    assert edition().host_region == Region.objects.get(code="ES51")
    assert edition().state == Edition.State.FINISHED
    assert edition().is_recorded
    session = Session.objects.get(title="A visit")
    assert session.source == Source.objects.get(slug="article")
    assert [organisation.slug for organisation in session.visited.all()] == ["domotys"]
    assert Speaker.objects.get(session=session).organisation == session.visited.get()


def test_facts_rest_on_the_files_source_and_keep_its_order(folder: Path) -> None:
    load([folder])

    first, second = edition().facts.all()
    assert (first.topic, first.qualifier, first.number) == ("clusters", "exactly", 13)
    assert (second.topic, second.source.slug) == ("place", "article")


def test_a_second_load_changes_nothing(folder: Path) -> None:
    load([folder])
    again = load([folder])

    assert not again.is_change
    assert again.counts == {"unchanged": 13}


def test_a_changed_value_is_updated_and_nothing_else(folder: Path, edit: Edit) -> None:
    load([folder])
    before = edition()
    edit("name: The meeting", "name: The fourth meeting")

    loaded = load([folder])

    assert loaded.counts == {"updated": 1, "unchanged": 12}
    assert edition().name == "The fourth meeting"
    assert edition().pk == before.pk
    assert edition().version == before.version + 1


def test_a_value_that_leaves_the_file_is_emptied(folder: Path, edit: Edit) -> None:
    load([folder])
    edit("    ordinal: 1\n", "")
    edit("    sectors: [digital]\n", "")

    load([folder])

    assert edition().ordinal is None
    assert not Organisation.objects.get(slug="domotys").sectors.exists()


def test_what_people_correct_here_stays_until_the_file_says_otherwise(
    folder: Path, edit: Edit
) -> None:
    load([folder])
    Organisation.objects.filter(slug="domotys").update(summary="Ours", name="Our own name")
    edit("name: Cluster of smart cities", "name: Cluster of smart cities and homes")

    load([folder])

    cluster = Organisation.objects.get(slug="domotys")
    assert cluster.name == "Cluster of smart cities and homes"
    assert cluster.summary == "Ours"


def test_a_fact_that_leaves_the_file_is_removed(folder: Path, edit: Edit) -> None:
    load([folder])
    edit(
        """      - topic: place
        statement: It took place in Barcelona.
        passage: took place in Barcelona
""",
        "",
    )

    loaded = load([folder])

    assert loaded.counts["removed"] == 1
    assert [fact.topic for fact in edition().facts.all()] == ["clusters"]


def test_a_fact_that_people_added_is_left_alone(folder: Path) -> None:
    load([folder])
    ours = EditionFact.objects.create(
        subject=edition(),
        topic="weather",
        statement="It rained.",
        source=Source.objects.get(),
        passage="in the rain",
    )

    load([folder])

    assert EditionFact.objects.filter(pk=ours.pk).exists()


def test_a_fact_that_people_added_first_is_taken_over(folder: Path, add: Add) -> None:
    load([folder])
    EditionFact.objects.create(
        subject=edition(),
        topic="weather",
        statement="It rained.",
        source=Source.objects.get(),
        passage="rain",
    )
    add(
        """
        source: article
        facts:
          - about: edition/meeting-2018
            topic: weather
            statement: It rained.
            passage: in the rain
        """
    )

    loaded = load([folder])

    assert loaded.counts["updated"] == 1
    assert edition().facts.get(topic="weather").passage == "in the rain"


def test_an_organisation_that_leaves_the_files_is_removed_with_what_it_did(
    folder: Path, add: Add
) -> None:
    path = add("organisations: {torsa: {kind: company, name: TORSA}}")
    load([folder])
    path.write_text("organisations: {}", encoding="utf-8")

    loaded = load([folder])

    assert loaded.counts == {"removed": 1, "unchanged": 13}
    assert not Organisation.objects.filter(slug="torsa").exists()


def test_everything_may_leave(folder: Path) -> None:
    load([folder])
    (folder / "small.yaml").write_text("regions: {}", encoding="utf-8")

    loaded = load([folder])

    assert loaded.counts == {"removed": 13}
    assert not loaded.kept
    assert not RegisterEntry.objects.exists()


def test_an_organisation_that_people_need_stays_and_is_reported(folder: Path, add: Add) -> None:
    path = add("organisations: {torsa: {kind: company, name: TORSA}}")
    load([folder])
    MembershipFactory(organisation=Organisation.objects.get(slug="torsa"))
    path.write_text("organisations: {}", encoding="utf-8")

    loaded = load([folder])

    assert loaded.kept == (
        "organisation 'torsa' is in no file any more and stays: a membership needs it",
    )
    assert not loaded.is_change
    assert Organisation.objects.filter(slug="torsa").exists()


def test_an_organisation_that_another_row_still_names_cannot_leave(
    folder: Path, edit: Edit
) -> None:
    load([folder])
    edit(
        """  domotys:
    kind: cluster
    name: Cluster of smart cities
    region: ES51
    sectors: [digital]
""",
        "  other: {kind: cluster, name: Another}\n",
    )

    with pytest.raises(Refused, match="there is no organisation 'domotys'"):
        load([folder])

    assert Organisation.objects.filter(slug="domotys").exists()


def test_a_file_that_is_gone_takes_its_rows_along_when_all_are_loaded(
    folder: Path, add: Add
) -> None:
    path = add("sectors: {retail: {position: 3, name: Retail}}")
    load([folder], is_whole=True)
    path.unlink()

    part = load([folder])
    assert Sector.objects.filter(slug="retail").exists()
    whole = load([folder], is_whole=True)

    assert not part.is_change
    assert whole.counts["removed"] == 1
    assert not Sector.objects.filter(slug="retail").exists()


def test_one_file_alone_may_point_to_what_is_loaded(folder: Path, add: Add) -> None:
    load([folder])
    path = add("organisations: {torsa: {kind: company, name: TORSA, region: ES51}}")

    loaded = load([path])

    assert loaded.counts == {"created": 1}
    assert edition().facts.count() == 2


def test_a_row_may_move_to_another_file(folder: Path, edit: Edit, add: Add) -> None:
    load([folder])
    edit("  health: {position: 1, name: Health}\n", "")
    add("sectors: {health: {position: 1, name: Health}}")

    loaded = load([folder])

    assert RegisterEntry.objects.get(kind="sector", key="health").file == "more.yaml"
    assert loaded.counts["removed"] == 0


def test_an_ordinal_may_pass_from_an_edition_that_leaves_to_a_new_one(
    folder: Path, edit: Edit
) -> None:
    load([folder])
    edit("  meeting-2018:", "  first-meeting:")

    load([folder])

    assert [found.slug for found in Edition.objects.all()] == ["first-meeting"]


def test_a_row_that_somebody_deleted_comes_back(folder: Path) -> None:
    load([folder])
    EditionFact.objects.filter(topic="place").delete()

    loaded = load([folder])

    assert loaded.counts == {"created": 1, "unchanged": 12}


def test_an_edition_run_here_is_never_touched(folder: Path) -> None:
    ours = EditionFactory(slug="meeting-2018", name="Ours")
    session = SessionFactory(edition=ours)

    with pytest.raises(Refused, match="edition 'meeting-2018' is not from the register's files"):
        load([folder])

    ours.refresh_from_db()
    assert ours.name == "Ours"
    assert list(ours.sessions.all()) == [session]


def test_demonstration_data_is_never_touched(folder: Path) -> None:
    ClusterFactory(slug="domotys", name="Invented", is_demo=True)

    with pytest.raises(Refused, match="organisation 'domotys' is not from"):
        load([folder])

    assert Organisation.objects.get(slug="domotys").name == "Invented"


def test_a_region_carries_its_names_in_other_languages(folder: Path, add: Add) -> None:
    add(
        """
        regions:
          DE2:
            level: 1
            name: Bavaria
            parent: DE
            names:
              - {language: it, name: Baviera}
              - {name: Bayernland}
          DE: {level: 0, name: Germany}
        """
    )
    load([folder])
    again = load([folder])

    named = Region.objects.get(code="DE2").names.values_list("language", "name")
    assert list(named) == [("", "Bayernland"), ("it", "Baviera")]
    assert not again.is_change
