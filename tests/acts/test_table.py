"""State by act by role by time: what is allowed works, all else is answered in words.

`make test` asks for each answer of a line in a third of its circumstances, `make drills` in all.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from tests.acts.scene import BEFORE, CIRCUMSTANCES, Act, Scene, signed_in, with_key
from tests.acts.table import Line, lines, said
from tests.doors.table import lines as doors
from tests.support.keeping import kept
from tests.support.shares import SHARE, WHOLE, share_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]


# Posted to where no event is asked for its state and time.
OF_NO_EVENT = (
    "account",
    "admin",
    "claim",
    "cluster-",
    "invitation-",
    "language",
    "mail-stop",
    "member",
    "mfa_",
    "my-",
    "organise-consent-series",
    "organise-create",
    "organise-lists",
    "organise-mails",
    "organise-series",
    "staff",
)


@dataclass(frozen=True)
class Stage:
    scene: Scene
    browsers: dict[str, Client]

    def answered(self, line: Line, asked: Container[int]) -> Line:
        """The line as it is answered in those circumstances, and as it is in the others."""
        act = self.scene.acts()[line.act]
        found = [
            self._answer(act, line.role, *when) if place in asked else answer
            for place, (when, answer) in enumerate(zip(CIRCUMSTANCES, line.answers, strict=True))
        ]
        return replace(line, answers=tuple(found))

    def _answer(self, act: Act, role: str, state: str, now: datetime) -> str:
        """What is answered; whatever was done is taken back."""
        browser = self.browsers[role]
        with transaction.atomic():
            self.scene.lead_to(state, now, act, browser)
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


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.act} {line.role}")
def test_an_act_is_done_or_refused_in_words_as_the_table_says(
    stage: Stage, line: Line, *, whole: bool
) -> None:
    always = set(range(len(CIRCUMSTANCES)))
    asked = always if whole else share_of(line.answers, lines().index(line), one_in=3)
    assert str(stage.answered(line, asked)) == str(line)


def test_the_table_has_every_act_and_every_circumstance(stage: Stage) -> None:
    listed = lines()
    assert {line.act for line in listed} == set(stage.scene.acts())
    assert {len(line.answers) for line in listed} == {len(CIRCUMSTANCES)}


def test_what_is_posted_at_an_event_is_an_act_of_the_table(stage: Stage) -> None:
    acts = stage.scene.acts().values()
    found = {resolve(act.address.partition("?")[0]).url_name for act in acts}
    others = {"405", "404", "403", "in"}
    posted = {
        line.name
        for line in doors()
        if line.method == "POST" and set(line.answers) - others
        if not line.name.startswith(OF_NO_EVENT)
    }
    assert posted - found == set()
