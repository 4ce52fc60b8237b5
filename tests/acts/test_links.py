"""Whatever state the event is in, no page of the workspaces links to one that does not open."""

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.acts.scene import AFTER, BEFORE, DURING, Act, Scene, signed_in
from tests.support.keeping import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]

STARTS = ("/my/", "/organise/")
OWN = ("/calls/", "/organise/calls/", "/registrations/", "/my/")
LINK = re.compile(r'<a\b[^>]*?href="([^"#]*)')
# Of what lists narrow or sort by, what shows other things on the same page.
SHOWS_OTHERS = re.compile(r"(view|tab|moving)=")
# Of many things of one kind, one is opened.
ALIKE = re.compile(r"/\d+(?=/|$)|(?<=partners/)[-\w]+|(?<=moving=)\d+")
CIRCUMSTANCES = {
    "draft": ("draft", BEFORE),
    "open for requests": ("requests_open", BEFORE),
    "the day before": ("published", BEFORE),
    "the day": ("published", DURING),
    "the day after": ("published", AFTER),
    "cancelled": ("cancelled", BEFORE),
}
# The others are walked with the drills.
IN_SHORT = {
    ("open for requests", "staff"),
    ("open for requests", "manager"),
    ("the day", "organiser"),
    ("the day", "delegate"),
}
# Nobody has registered for a draft.
WALKS = [
    pytest.param(when, role, marks=() if (when, role) in IN_SHORT else pytest.mark.drill)
    for when in CIRCUMSTANCES
    for role in ("organiser", "staff", "manager", "delegate")
    if when != "draft" or role in {"organiser", "staff"}
]


class Walk:
    """From the start page to all that is linked to, within one event."""

    def __init__(self, scene: Scene, browser: Client) -> None:
        self._browser = browser
        self._event = f"/{scene.edition.slug}/"
        self._seen: set[str] = set()
        self._waiting: deque[tuple[str, str]] = deque()
        self.opened = 0

    def refusals(self) -> Iterator[str]:
        """Each link that does not open: where it stands, where it leads, what is answered."""
        for start in STARTS:
            self._note(start, "")
        while self._waiting:
            address, page = self._waiting.popleft()
            answer = self._browser.get(address)
            self.opened += 1
            if answer.status_code >= 400:
                yield f"{page} leads to {address}: {answer.status_code}"
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                for link in LINK.findall(answer.text):
                    self._note(unescape(link), address)

    def _note(self, link: str, page: str) -> None:
        address = urlsplit(page).path + link if link.startswith("?") else link
        parts, alike = urlsplit(address), ALIKE.sub("0", address)
        is_ours = parts.path.startswith(OWN) or self._event in parts.path or address in STARTS
        is_other = not parts.query or SHOWS_OTHERS.match(parts.query)
        if not parts.netloc and is_ours and is_other and alike not in self._seen:
            self._seen.add(alike)
            self._waiting.append((address, page))


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:

    def made() -> Scene:
        with time_machine.travel(BEFORE, tick=False):
            return Scene()

    with kept(django_db_blocker, made) as scene:
        yield scene


@pytest.mark.parametrize(("when", "role"), WALKS)
def test_every_link_opens(scene: Scene, when: str, role: str) -> None:
    state, now = CIRCUMSTANCES[when]
    with transaction.atomic():
        walk = _walk(scene, state, now, role)
        found = list(walk)
        transaction.set_rollback(True)
    assert found == []


def _walk(scene: Scene, state: str, now: datetime, role: str) -> Iterator[str]:
    with time_machine.travel(now, tick=False):
        scene.come_to(state, Act(""))
        walk = Walk(scene, signed_in(scene.people()[role]))
        yield from walk.refusals()
        assert walk.opened > 5, "the walk came nowhere"
