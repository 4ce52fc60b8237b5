"""Whatever is posted: what calendars then say differently is seen, and told or not told yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from events.models import Edition
from matchmaking.models import AgendaEntry, AgendaMark
from matchmaking.telling.entries import bring_up_to_date, refresh_marked
from meet.urls import urlpatterns as of_meet
from organise.urls import urlpatterns as of_organise
from tests.acts.published import Published
from tests.acts.scene import BEFORE, CIRCUMSTANCES, Scene, signed_in, with_key
from tests.acts.seen import ELSEWHERE, SEEN
from tests.acts.table import lines, said
from tests.doors.table import lines as doors
from tests.support.keeping import kept

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Stage:
    here: Published
    scene: Scene
    browsers: dict[str, Client]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Set up once; whatever is done is taken back."""

    def made() -> Stage:
        with time_machine.travel(BEFORE, tick=False):
            here, scene = Published(), Scene()
            browsers = {role: signed_in(user) for role, user in scene.people().items()}
        return Stage(here, scene, browsers)

    with kept(django_db_blocker, made) as stage:
        yield stage


def entries() -> list[dict[str, Any]]:
    fields = ("uid", "sequence", "is_cancelled", "begins", "ends", "says")
    return list(AgendaEntry.objects.order_by("uid").values(*fields))


def assert_nothing_was_missed() -> None:
    """Comparing everything again finds nothing that no mark told of."""
    refresh_marked()
    before = entries()
    for pk in Edition.objects.values_list("pk", flat=True):
        AgendaMark.objects.create(edition_id=pk)
        bring_up_to_date(pk, BEFORE)
    assert entries() == before


@pytest.mark.parametrize("name", SEEN)
def test_what_is_posted_there_is_seen(stage: Stage, name: str) -> None:
    act, news = SEEN[name]
    with transaction.atomic():
        with time_machine.travel(BEFORE, tick=False):
            act(stage.here)
            assert stage.here.news() == news
            assert_nothing_was_missed()
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", ["requests_open", "published"])
def test_no_act_of_the_table_changes_a_calendar_unseen(stage: Stage, state: str) -> None:
    column, acts = CIRCUMSTANCES.index((state, BEFORE)), stage.scene.acts()
    allowed = [line for line in lines() if line.answers[column] == "yes"]
    done = [line for line in allowed if acts[line.act].sent is not None]
    assert done
    for line in done:
        act = acts[line.act]
        assert act.sent is not None
        with transaction.atomic():
            browser = stage.browsers[line.role]
            stage.scene.lead_to(state, BEFORE, act, browser)
            with time_machine.travel(BEFORE, tick=False):
                found = browser.post(act.address, with_key(act.sent))
                assert said(found) == "yes", line
                assert_nothing_was_missed()
            transaction.set_rollback(True)


def test_every_address_that_is_posted_to_is_walked(stage: Stage) -> None:
    ours = {pattern.name for pattern in (*of_organise, *of_meet)}
    closed = {"405", "in"}
    posted = {
        line.name
        for line in doors()
        if line.method == "POST" and line.name in ours and not closed.issuperset(line.answers)
    }
    acts = stage.scene.acts().values()
    acted = {resolve(act.address).url_name for act in acts if act.sent is not None}
    known = set(SEEN) | ELSEWHERE | {name for name in acted if name}
    assert posted - known == set()
    assert ELSEWHERE - posted == set()


def test_the_comparison_finds_what_no_mark_told_of(stage: Stage) -> None:
    """The control: an entry that says something else than is so."""
    with transaction.atomic():
        refresh_marked()
        AgendaEntry.objects.filter(edition=stage.here.edition).update(says={"event": "Another"})
        with pytest.raises(AssertionError):
            assert_nothing_was_missed()
        transaction.set_rollback(True)
