"""A statement that is kept asks what the queryset would ask, with the values of the moment."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Now
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import Organisation
from events.models import Edition
from interface.statements import NotRemembered, Remembered, only
from tests.factories.clusters import ClusterFactory
from tests.factories.events import EditionFactory

pytestmark = pytest.mark.django_db


def owned(owner: int, slug: str) -> QuerySet[Edition]:
    rows = Edition.objects.select_related("owner__region").filter(slug=slug, owner=owner)
    return rows.annotate(asked_by=Value(owner))


def fields(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_each_question_is_answered_with_its_own_values() -> None:
    known = Remembered(owned, owner=int, slug=str)
    for edition in (EditionFactory(), EditionFactory()):
        [found] = known(owner=edition.owner_id, slug=edition.slug)
        assert fields(found) == fields(owned(edition.owner_id, edition.slug).get())
        assert known(owner=edition.owner_id + 100, slug=edition.slug) == []
        assert known(owner=edition.owner_id, slug="' OR 1=1 --") == []


def test_rows_bring_what_they_refer_to_and_may_be_saved() -> None:
    edition = EditionFactory()
    known = Remembered(owned, owner=int, slug=str)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = only(known(owner=edition.owner_id, slug=edition.slug))
        assert found.owner
        assert edition.owner
        assert found.owner.region == edition.owner.region
    assert len(queries) == 1
    found.name = "Another"
    found.save(update_fields=["name"])
    assert only(known(owner=edition.owner_id, slug=edition.slug)).name == "Another"


def test_values_alone_come_as_tuples() -> None:
    cluster = ClusterFactory(name="Tide")
    known = Remembered(
        lambda slug: Organisation.objects.filter(slug=slug).values_list("pk", "name"), slug=str
    )
    assert known(slug=cluster.slug) == [(cluster.pk, "Tide")]


def test_it_is_asked_of_the_connection_of_the_thread() -> None:
    known = Remembered(owned, owner=int, slug=str)
    known(owner=1, slug="a")
    asked: list[int] = []

    def ask() -> None:
        with CaptureQueriesContext(connections["default"]) as queries:
            known(owner=1, slug="b")
        asked.append(len(queries))
        connections["default"].close()

    with CaptureQueriesContext(connection) as ours:
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    assert (asked, len(ours)) == ([1], 0)


def of_now(slug: str) -> QuerySet[Edition]:
    return Edition.objects.filter(slug=slug, created_at__lt=timezone.now())


def changed(slug: str) -> QuerySet[Edition]:
    return Edition.objects.filter(slug__contains=slug)


def unused(slug: str) -> QuerySet[Edition]:
    return Edition.objects.all()


def written(slug: str) -> QuerySet[Edition]:
    return Edition.objects.extra(where=[f"slug = '{slug}'"])  # noqa: S610 (that is the point)


@pytest.mark.parametrize("make", [of_now, changed, unused, written])
def test_what_does_not_follow_from_the_values_alone_is_not_kept(make: Any) -> None:
    with pytest.raises(NotRemembered):
        Remembered(make, slug=str)(slug="a")


def test_the_clock_of_the_database_is_that_of_each_question() -> None:
    cluster = ClusterFactory()
    known = Remembered(
        lambda slug: Organisation.objects.filter(slug=slug).annotate(
            at=Now(output_field=DateTimeField())
        ),
        slug=str,
    )
    assert only(known(slug=cluster.slug)).pk == cluster.pk


def test_no_row_is_no_page() -> None:
    with pytest.raises(Http404):
        only([])
