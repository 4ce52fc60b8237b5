"""Whatever beat has still to write, the pages of the workspaces say it already."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from events.models import Edition
from events.tasks import close_calls, keep_states
from matchmaking.tasks import expire_requests
from tests.doors.scene import ROLES, Scene
from tests.doors.table import addresses, lines
from tests.support.keeping import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]
# Who visits which pages: those that open to somebody of this role, but the log of what beat wrote.
WORKSPACES: dict[str, tuple[str, ...]] = {
    "organiser": ("organise-",),
    "manager": ("meet-", "registration-", "my-home"),
    "delegate": ("delegate-",),
}
LOG = "organise-log"
# Tokens and keys, which are others at each visit, and the numbers that count what was written.
NOISE = re.compile(
    r"\b[0-9a-zA-Z]{64}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|nonce=\"[^\"]*\""
    r"|name=\"(version|revision)\" value=\"\d+\""
)
# The state that was written last, and the day by those of the event.
CIRCUMSTANCES = [
    pytest.param("published", -3, marks=pytest.mark.drill),
    pytest.param("published", 0, marks=pytest.mark.drill),
    ("published", 5),
    pytest.param("running", 5, marks=pytest.mark.drill),
]


class Visits:
    """A scene, and everybody who visits it."""

    def __init__(self) -> None:
        self.scene = Scene()
        people = self.scene.people()
        self.people: Mapping[str, User] = {
            role: user for role in WORKSPACES if (user := people[role])
        }

    def pages(self) -> dict[tuple[str, str], str]:
        """What each page says, by name and role."""
        known, found = addresses(), {}
        for line in lines():
            for role, person in self.people.items():
                is_theirs = line.name.startswith(WORKSPACES[role]) and line.name != LOG
                if line.method == "GET" and is_theirs and line.answers[ROLES.index(role)] == "200":
                    browser = Client()
                    browser.force_login(person)
                    answer = browser.get(self.scene.address(line.name, known[line.name]))
                    if "html" in answer["Content-Type"]:
                        said = f"{answer.status_code} {NOISE.sub('', answer.text)}"
                        found[line.name, role] = said
        return found


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visits]:
    with kept(django_db_blocker, Visits) as visits:
        yield visits


@pytest.mark.parametrize(("state", "day"), CIRCUMSTANCES, ids=str)
def test_beat_writes_what_all_pages_say_already(visits: Visits, state: str, day: int) -> None:
    edition = visits.scene.edition
    assert edition.starts_on
    noon = datetime.combine(edition.starts_on, time(12), edition.zone)
    with transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(state=state)
        with time_machine.travel(noon + timedelta(days=day), tick=False):
            before = visits.pages()
            for beat in (keep_states, expire_requests, close_calls):
                beat()
            after = visits.pages()
        transaction.set_rollback(True)
    assert len(before) > 60
    assert {key for key, said in before.items() if after[key] != said} == set()
