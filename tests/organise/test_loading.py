"""Permission stands in one place: views fetch nothing by themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from events.models import Edition
from matchmaking.models import MeetingRequest, ScheduleRun, ScheduleVersion
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
)
from tests.factories.stage import Stage

VIEWS = sorted((Path(settings.BASE_DIR) / "organise" / "views").rglob("*.py"))


def fetches(tree: ast.AST) -> Iterator[str]:
    """What looks for rows without asking whose they are: a shortcut, or a model's manager."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            yield from names & {"get_object_or_404", "get_list_or_404"}
        elif isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
            yield ast.unparse(node)


@pytest.mark.parametrize("view", VIEWS, ids=lambda path: path.stem)
def test_views_fetch_through_loading(view: Path) -> None:
    assert list(fetches(ast.parse(view.read_text()))) == []


def test_a_fetch_in_a_view_would_be_found() -> None:
    source = "from django.shortcuts import get_object_or_404\nEdition.objects.first()"
    assert list(fetches(ast.parse(source))) == ["get_object_or_404", "Edition.objects"]


@pytest.mark.django_db
def test_what_belongs_to_another_edition_is_not_there(stage: Stage) -> None:
    other = EditionFactory(owner=stage.edition.owner)
    number = 7
    pages = {
        "organise-run": ScheduleRunFactory(edition=other, number=number).number,
        "organise-version": ScheduleVersionFactory(edition=other, number=number).number,
        "organise-not-placed": number,
        "organise-publish": number,
        "organise-publish-mails": number,
        "organise-replan-preview": number,
        "organise-registration": RegistrationFactory(edition=other).pk,
        "organise-session-edit": SessionFactory(edition=other).pk,
    }
    for name, key in pages.items():
        here, there = (reverse(name, args=[row.slug, key]) for row in (stage.edition, other))
        assert stage.organiser.get(here).status_code == 404, name
        assert stage.organiser.get(there).status_code == 200, name
        assert stage.stranger.get(there).status_code == 404, name
    accept = "organise-accept"
    request = MeetingRequestFactory(edition=other)
    assert (
        stage.organiser.post(reverse(accept, args=[stage.edition.slug, request.pk])).status_code
        == 404
    )
    assert stage.stranger.post(reverse(accept, args=[other.slug, request.pk])).status_code == 404


@pytest.mark.django_db
def test_runs_versions_and_requests_are_visible_to_those_concerned(stage: Stage) -> None:
    edition: Edition = stage.edition
    ScheduleRunFactory(edition=edition)
    ScheduleVersionFactory(edition=edition)
    request = MeetingRequestFactory(edition=edition, requester__cluster=stage.cluster)
    organiser = edition.owner.memberships.get().user if edition.owner else None
    assert organiser
    for rows in (ScheduleRun.objects.all(), ScheduleVersion.objects.all()):
        assert rows.visible_to(organiser).count() == 1
        assert not rows.visible_to(stage.manager_user).exists()
    assert MeetingRequest.objects.visible_to(stage.manager_user).get() == request
    assert not MeetingRequest.objects.visible_to(request.requested_by).exists()
