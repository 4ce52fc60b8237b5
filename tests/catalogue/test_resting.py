"""The page of a source has all that rests on it, whatever kind it is of."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from archive.models import (
    Award,
    Delegation,
    EditionFact,
    EditionLink,
    Lesson,
    MediaLink,
    ProjectAppearance,
    SeriesFact,
)
from catalogue.queries.resting import KINDS, resting_on
from clusters.models import (
    FundingProgramme,
    FundingProgrammeFact,
    Label,
    LabelAward,
    OrganisationFact,
    ProjectFact,
    ProjectMarket,
    ProjectPartner,
    RegionFact,
    RegionPartnership,
    RegionPartnershipFact,
    Source,
    WorkPackage,
)
from events.models import EditionOrganiser, Session, Speaker
from tests.catalogue.conftest import Read
from tests.factories.clusters import (
    ClusterFactory,
    OrganisationFactory,
    ProjectFactory,
    RegionFactory,
    SourceFactory,
)
from tests.factories.events import RecordedEditionFactory, SeriesFactory
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


def edition(name: str = "Pamplona") -> Any:
    return RecordedEditionFactory(name=name)


def fact(subject: Any) -> dict[str, Any]:
    return {"subject": subject, "topic": "dates", "statement": "So it was."}


# Of each model that names a source, what a row says and what the page has of it.
ROWS: dict[type[Any], tuple[Callable[[], dict[str, Any]], str]] = {
    EditionFact: (lambda: fact(edition()), "Pamplona Dates So it was. “as read”"),
    FundingProgrammeFact: (
        lambda: fact(FundingProgramme.objects.create(slug="cosme", name="COSME", kind="programme")),
        "COSME Dates So it was. “as read”",
    ),
    Lesson: (lambda: fact(edition()), "Pamplona Dates So it was. “as read”"),
    OrganisationFact: (
        lambda: fact(ClusterFactory(name="Clúster de Automoción", short_name="ACAN")),
        "ACAN Dates So it was. “as read”",
    ),
    ProjectFact: (lambda: fact(ProjectFactory(name="Bioxcluster")), "Bioxcluster Dates So it was."),
    RegionFact: (lambda: fact(RegionFactory(name="Navarre")), "Navarre Dates So it was. “as read”"),
    RegionPartnershipFact: (
        lambda: fact(RegionPartnership.objects.create(slug="four", name="Four Motors")),
        "Four Motors Dates So it was. “as read”",
    ),
    SeriesFact: (lambda: fact(SeriesFactory(name="Meets")), "Meets Dates So it was. “as read”"),
    EditionOrganiser: (
        lambda: {
            "edition": edition(),
            "organisation": OrganisationFactory(name="Sodena"),
            "role": "host",
        },
        "Pamplona Host Sodena “as read”",
    ),
    Session: (
        lambda: {"edition": edition(), "kind": "workshop", "title": "On funds"},
        "Pamplona Workshop On funds “as read”",
    ),
    Speaker: (
        lambda: {
            "session": Session.objects.create(edition=edition(), kind="workshop", title="On funds"),
            "name": "Ada Kramer",
        },
        "Pamplona Speaker Ada Kramer “as read”",
    ),
    Delegation: (
        lambda: {"edition": edition(), "organisation": OrganisationFactory(name="Sodena")},
        "Pamplona Delegation Sodena “as read”",
    ),
    ProjectAppearance: (
        lambda: {"edition": edition(), "project": ProjectFactory(name="Bio"), "kind": "kick_off"},
        "Pamplona Kick-off meeting Bio “as read”",
    ),
    MediaLink: (
        lambda: {"edition": edition(), "kind": "pictures", "title": "Photos"},
        "Pamplona Pictures Photos “as read”",
    ),
    EditionLink: (
        lambda: {"earlier": edition(), "later": edition("Málaga"), "reason": "One trip."},
        "Pamplona Belongs together with Málaga “as read”",
    ),
    Award: (
        lambda: {"slug": "prize", "name": "A prize", "project": ProjectFactory(name="Bio")},
        "Bio Award A prize “as read”",
    ),
    LabelAward: (
        lambda: {
            "label": Label.objects.create(slug="gold", name="Gold"),
            "organisation": ClusterFactory(name="ACAN"),
            "awarded_on": "2019-12-10",
        },
        "ACAN Label Gold",
    ),
    ProjectPartner: (
        lambda: {
            "project": ProjectFactory(name="Bio"),
            "organisation": OrganisationFactory(name="Sodena"),
            "role": "lead",
        },
        "Bio Lead Sodena “as read”",
    ),
    WorkPackage: (
        lambda: {"project": ProjectFactory(name="Bio"), "number": 1, "title": "Steering"},
        "Bio Work package Steering “as read”",
    ),
    ProjectMarket: (
        lambda: {"project": ProjectFactory(name="Bio"), "country_code": "NO", "name": "Norway"},
        "Bio Market Norway “as read”",
    ),
}


def rest(model: type[Any], source: Source) -> str:
    fields, shown = ROWS[model]
    passage = {} if model is LabelAward else {"passage": "as read"}
    model.objects.create(source=source, **passage, **fields())
    return shown


def test_every_kind_of_row_that_names_a_source_is_among_them() -> None:
    naming = {relation.related_model for relation in Source._meta.related_objects}
    assert {kind.found().model for kind in KINDS} == naming == set(ROWS)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_what_rests_on_a_source_stands_on_its_page(read: Read, model: type[Any]) -> None:
    shown = rest(model, SourceFactory(slug="report"))
    assert shown in read("/sources/report/")
    assert "1 passage " in read("/sources/report/")


def test_an_award_of_no_project_is_of_its_event_or_stands_alone(read: Read) -> None:
    row = {"source": SourceFactory(slug="report"), "passage": "as read"}
    Award.objects.create(slug="a", name="A prize", edition=edition(), **row)
    Award.objects.create(slug="b", name="B prize", **row)
    page = read("/sources/report/")
    assert "Pamplona Award A prize" in page
    assert "Award B prize" in page


def test_the_page_asks_the_same_however_many_kinds_rest_on_it(client: Client) -> None:
    source = SourceFactory(slug="report")
    MediaLink.objects.create(edition=edition(), kind="pictures", title="Photos", source=source)
    few = queries_of(client, "/sources/report/")
    for number, model in enumerate(ROWS):
        if number % 3 == 0:
            rest(model, source)
    assert queries_of(client, "/sources/report/") == few
    assert resting_on(source).count() == 8


def test_what_is_not_public_is_on_no_page_of_a_source(read: Read) -> None:
    source = SourceFactory(slug="report")
    draft = RecordedEditionFactory(name="Secret", state="draft")
    MediaLink.objects.create(edition=draft, kind="pictures", title="Photos", source=source)
    EditionLink.objects.create(
        earlier=edition(), later=draft, reason="One trip.", source=source, passage="So."
    )
    hidden = ClusterFactory(name="Hidden", is_draft=True)
    OrganisationFact.objects.create(source=source, passage="So.", **fact(hidden))
    page = read("/sources/report/")
    assert "Secret" not in page
    assert "Hidden" not in page
    assert "Nothing in the register that may be read rests on it" in page
    assert "0 facts" in read("/sources/")
    assert "other entr" not in read("/sources/")
