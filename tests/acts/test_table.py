"""State by act by role by time: what is allowed works, all else is answered in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.acts.scene import BEFORE, CIRCUMSTANCES, Act, Scene, signed_in, with_key
from tests.acts.table import Line, lines, said
from tests.support.keeping import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]


@dataclass(frozen=True)
class Stage:
    scene: Scene
    browsers: dict[str, Client]

    def answers(self, act: Act, role: str) -> tuple[str, ...]:
        return tuple(self._answer(act, role, *when) for when in CIRCUMSTANCES)

    def _answer(self, act: Act, role: str, state: str, now: datetime) -> str:
        """What is answered; whatever was done is taken back."""
        browser = self.browsers[role]
        with transaction.atomic():
            self.scene.come_to(state, act)
            with time_machine.travel(now, tick=False):
                found = (
                    browser.get(act.address)
                    if act.sent is None
                    else browser.post(act.address, with_key(act.sent))
                )
            transaction.set_rollback(True)
        return said(found)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """Set up once for all lines."""

    def made() -> Stage:
        with time_machine.travel(BEFORE, tick=False):
            scene = Scene()
            browsers = {role: signed_in(user) for role, user in scene.people().items()}
        return Stage(scene, browsers)

    with kept(django_db_blocker, made) as stage:
        yield stage


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.act} {line.role}")
def test_an_act_is_done_or_refused_in_words_as_the_table_says(stage: Stage, line: Line) -> None:
    found = stage.answers(stage.scene.acts()[line.act], line.role)
    assert str(Line(line.act, line.role, found)) == str(line)


def test_the_table_has_every_act_and_every_circumstance(stage: Stage) -> None:
    listed = lines()
    assert {line.act for line in listed} == set(stage.scene.acts())
    assert {len(line.answers) for line in listed} == {len(CIRCUMSTANCES)}
