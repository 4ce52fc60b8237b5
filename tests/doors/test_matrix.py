"""Every address of the site, whoever knocks: whom it opens to, whom it asks in, whom not.

`make test` asks each address for each of its answers, by a share of those who get it; `make drills`
asks for everybody.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from tests.doors.scene import ALONE, ROLES, Scene, signed_in, write_mail
from tests.doors.table import METHODS, Line, addresses, lines, patterns
from tests.support.keeping import kept
from tests.support.shares import SHARE, WHOLE, share_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]

SIGN_IN = "/accounts/login/"
# Addresses that name a thing by its number, and the place that it belongs to.
NESTED = {
    name: wanted
    for name, wanted in addresses().items()
    if wanted & {"slug", "edition"} and wanted & {"pk", "number"}
}


@dataclass(frozen=True)
class Doors:
    """The address that each name has in the scene, and each role's cookies.

    `nested` are the addresses of things within an edition, a cluster at it or a body, made wrong:
    the place is that of another role, the thing is still ours.
    """

    addresses: dict[str, str]
    nested: dict[str, tuple[str, str]]
    cookies: dict[str, dict[str, str]]

    def answer(self, role: str, method: str, name: str) -> str:
        return self.knock(role, method, self.addresses[name])

    def answered(self, line: Line, asked: Container[int]) -> Line:
        """The line as it is answered at those places, and as it is at the others."""
        found = [
            self.answer(role, line.method, line.name) if place in asked else answer
            for place, (role, answer) in enumerate(zip(ROLES, line.answers, strict=True))
        ]
        return replace(line, answers=tuple(found))

    def knock(self, role: str, method: str, address: str) -> str:
        """What is answered; whatever was done is taken back."""
        browser = Client(raise_request_exception=False)
        browser.cookies.load(self.cookies[role])
        with transaction.atomic():
            response = browser.generic(method, address)
            transaction.set_rollback(True)
        if response.status_code == 302 and response["Location"].startswith(SIGN_IN):
            return "in"
        return str(response.status_code)


@pytest.fixture(scope="module")
def doors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Doors]:
    """Set up once for all lines."""

    def made() -> Doors:
        scene = Scene()
        people, alone = scene.people(), scene.people_of_one_event()
        return Doors(
            {name: scene.address(name, wanted) for name, wanted in addresses().items()},
            {name: scene.nested_address(name, NESTED[name]) for name in NESTED},
            {role: signed_in(user) for role, user in {**people, **alone}.items()},
        )

    with kept(django_db_blocker, made) as doors:
        yield doors


# Made in the name of a body, which who works at one event alone has not.
OF_A_BODY = {"organise-copy"}


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
@pytest.mark.parametrize("role", ALONE)
def test_a_role_for_one_event_alone_opens_what_it_opens_to_a_member(
    doors: Doors, role: str, *, whole: bool
) -> None:
    """All of the event and of the calls for it, and nothing of the body."""
    found, expected = {}, {}
    for line in lines() if whole else lines()[ALONE.index(role) :: len(ALONE)]:
        wanted = addresses()[line.name]
        of_event = {"slug", "edition", "call"}
        is_of_event = line.name.startswith(("organise-", "meet-")) and wanted & of_event
        is_of_body = line.name.startswith("member-") or line.name == "organise-series-delete"
        if not (is_of_event or is_of_body):
            continue
        as_who = "stranger" if is_of_body else role
        answers = dict(zip(ROLES, line.answers, strict=True))
        key = (line.method, line.name)
        expected[key] = "403" if line.name in OF_A_BODY and role == "planner" else answers[as_who]
        found[key] = doors.answer(f"{role} alone", line.method, line.name)
    assert found == expected


@pytest.fixture
def written_mail(settings: Settings, tmp_path: Path) -> None:
    write_mail(settings, tmp_path)


@pytest.mark.usefixtures("written_mail")
@pytest.mark.parametrize("whole", [SHARE, WHOLE])
@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.method} {line.name}")
def test_everybody_gets_the_answer_of_the_table(doors: Doors, line: Line, *, whole: bool) -> None:
    everybody = set(range(len(ROLES)))
    asked = everybody if whole else share_of(line.answers, lines().index(line), one_in=3)
    assert str(doors.answered(line, asked)) == str(line)


def test_the_table_has_a_line_for_every_address_and_method() -> None:
    listed = Counter((line.name, line.method) for line in lines())
    assert listed == Counter(product(addresses(), METHODS))


def test_every_line_has_an_answer_for_every_role() -> None:
    assert {len(line.answers) for line in lines()} == {len(ROLES)}


def test_every_address_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in patterns()]
    assert None not in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(NESTED))
def test_nothing_is_reached_through_a_place_of_ones_own(doors: Doors, name: str) -> None:
    """An organiser's or a manager's own address with the number of somebody else's thing."""
    role, address = doors.nested[name]
    assert {doors.knock(role, method, address) for method in METHODS} <= {"404", "405"}
