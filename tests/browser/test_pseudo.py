"""Every page in the made-up language: no plain word is left, nothing is cut or wider than a phone.

The data is in Greek letters, so that a plain Latin word comes from code or a template that does
not ask the catalogue for it. Addresses, code and what says `translate="no"` are left out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, Page

from accounts.models import User
from clusters.models import Organisation, Project, Region
from events.models import Edition, Series
from interface.languages import public_path
from tests.browser.greek import write_in_greek
from tests.browser.pages import BURSTING, PEOPLE, show_the_story, signed_in
from tests.browser.people import SLOWEST
from tests.faults.site import Site
from tools.languages.pseudo import make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

LANGUAGE = "en-xa"
FOLDER = Path(__file__).parent
# Functions for the browser: texts in which a plain word is left; texts that do not show whole.
LEFTOVERS = (FOLDER / "leftovers.js").read_text()
CUT = (FOLDER / "cut.js").read_text()


@pytest.fixture
def made_up(site: Site) -> None:
    """The site speaks the made-up language too."""
    make(settings.BASE_DIR, settings.BASE_DIR / ".local" / "locale")
    site.environment |= {"PSEUDO": "1"}


@pytest.fixture
def story(made_up: None, live_site: Site) -> dict[str, str]:
    """The demonstration in Greek letters; nobody has chosen a language."""
    names = show_the_story(live_site.address)
    write_in_greek()
    if hasattr(User, "language"):
        User.objects.update(language="")
    return names


def test_no_plain_word_is_left_in_any_template(browser: Browser, story: dict[str, str]) -> None:
    """One page of each address pattern."""
    pages = [(email, _one_each(addresses, story)) for email, addresses in PEOPLE]
    _look(browser, story, pages)


@pytest.mark.drill
def test_no_plain_word_is_left_on_any_page(browser: Browser, story: dict[str, str]) -> None:
    """Every page of the story and of the register."""
    pages = [(email, [at.format(**story) for at in addresses]) for email, addresses in PEOPLE]
    pages[0] = ("", [*dict.fromkeys([*pages[0][1], *_register()])])
    _look(browser, story, pages)


def _one_each(addresses: tuple[str, ...], names: dict[str, str]) -> list[str]:
    """The first of these that each pattern of an address answers to."""
    first: dict[str, str] = {}
    for address in addresses:
        path = address.format(**names)
        first.setdefault(resolve(path.partition("?")[0]).view_name, path)
    return list(first.values())


def _register() -> Iterator[str]:
    """The page of every edition, series and project, and of those that come with one of them."""
    for edition in Edition.objects.all():
        yield edition.get_absolute_url()
    for model in (Series, Project, Region, Organisation):
        for thing in model._default_manager.all()[:40]:
            yield thing.get_absolute_url()


def _look(browser: Browser, names: dict[str, str], pages: list[tuple[str, list[str]]]) -> None:
    """Fail with what is wrong, a line each, under the address of its page."""
    lines: list[str] = []
    for email, paths in pages:
        context = browser.new_context(
            locale="en-XA", reduced_motion="reduce", viewport={"width": 320, "height": 640}
        )
        context.set_default_timeout(SLOWEST)
        page = signed_in(context, names["at"], email)
        for path in paths:
            if wrong := _wrong(page, names["at"], path):
                lines += [f"{email or 'visitor'} {path}", *(f"    {words}" for words in wrong)]
        context.close()
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def _wrong(page: Page, at: str, path: str) -> list[str]:
    is_public = public_path(path.partition("?")[0]) is not None
    return looked_at(page, f"{at}/{LANGUAGE}{path}" if is_public else f"{at}{path}")


def looked_at(page: Page, address: str) -> list[str]:
    """What is wrong with the page at this address, in words."""
    answer = page.goto(address)
    assert answer
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    for question in (LEFTOVERS, BURSTING, CUT):
        found += page.evaluate(question)
    return found
