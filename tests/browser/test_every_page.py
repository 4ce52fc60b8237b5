"""Every address of the site that opens to somebody, as the table of doors has them: accessible,
narrow whatever the names, and without a word that nobody can translate. A new one is among them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from interface.languages import public_path
from tests.browser.greek import write_in_greek
from tests.browser.long import write_long
from tests.browser.pages import BURSTING
from tests.browser.people import SLOWEST
from tests.browser.test_accessibility import wrong_with
from tests.browser.test_pseudo import LANGUAGE, looked_at
from tests.doors.scene import ROLES, Scene, signed_in
from tests.doors.table import addresses, lines
from tests.faults.site import Site, own_broker
from tools.languages.pseudo import make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
]
# Not looked at, and why.
NOT_SHOWN = {"staff-mail-detail": "there is no mail yet"}
NOT_GREEK = {
    "member-log": "the log says what was written before",
    "staff-log": "the log says what was written before",
    "organise-log": "the log says what was written before",
    "organise-import": "it names a file",
    "organise-import-list": "it shows a file",
    "organise-export": "it names a file",
    "organise-export-whole": "it names a file",
    "organise-export-made": "it names a file",
}
# Of those to whom a page opens, the first of these looks at it, else whoever comes last.
READERS = ("visitor", "delegate", "manager", "organiser")


@pytest.fixture
def at(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Where the site is; its rows are made for the sake of addresses, some against the rules."""
    make(settings.BASE_DIR, settings.BASE_DIR / ".local" / "locale")
    with own_broker() as broker:
        site = Site(tmp_path, broker)
        site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1", "PSEUDO": "1"}
        try:
            site.start_web()
            yield site.address
        finally:
            site.close()


def pages() -> Iterator[tuple[str, str]]:
    """Each address that somebody reads, by its name, and who reads it here."""
    for line in lines():
        who = [role for role, answer in zip(ROLES, line.answers, strict=True) if answer == "200"]
        if line.method == "GET" and who and line.name not in NOT_SHOWN:
            yield line.name, next((role for role in READERS if role in who), who[-1])


def visit(
    browser: Browser,
    at: str,
    look: Callable[[Page, str, str], list[str]],
    write: Callable[[], None] = write_in_greek,
) -> None:
    """Fail with what is wrong, a line each, after the name of the address; `write` is what people
    wrote.
    """
    scene, known, found = Scene(), addresses(), []
    paths = {name: scene.address(name, known[name]) for name, _ in pages()}
    people = scene.people()
    write()
    User.objects.update(language="")
    for role, user in people.items():
        context = _context(browser, at, user)
        page = context.new_page()
        for name, reader in pages():
            if reader == role and _is_page(context, at + paths[name]):
                found += [f"{name}: {words}" for words in look(page, name, paths[name])]
        context.close()
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def _context(browser: Browser, at: str, user: User | None) -> BrowserContext:
    context = browser.new_context(locale="en-XA", reduced_motion="reduce")
    context.set_default_timeout(SLOWEST)
    context.add_cookies(
        [{"name": name, "value": value, "url": at} for name, value in signed_in(user).items()]
    )
    return context


def _is_page(context: BrowserContext, address: str) -> bool:
    """Not a file to take along."""
    told = context.request.get(address).headers
    is_file = told.get("content-disposition", "").startswith("attachment")
    return "text/html" in told["content-type"] and not is_file


def test_every_page_is_accessible_and_fits_a_phone(browser: Browser, at: str) -> None:
    def look(page: Page, name: str, path: str) -> list[str]:
        answer = page.goto(at + path)
        assert answer
        found = [] if answer.status == 200 else [f"status {answer.status}"]
        return found + wrong_with(page, path)

    visit(browser, at, look)


def test_no_plain_word_is_left_at_any_address(browser: Browser, at: str) -> None:
    def look(page: Page, name: str, path: str) -> list[str]:
        if name in NOT_GREEK:
            return []
        page.set_viewport_size({"width": 320, "height": 640})
        is_public = public_path(path.partition("?")[0]) is not None
        return looked_at(page, f"{at}/{LANGUAGE}{path}" if is_public else at + path)

    visit(browser, at, look)


def test_names_of_any_length_fit_a_phone_and_a_wide_screen(browser: Browser, at: str) -> None:
    def look(page: Page, name: str, path: str) -> list[str]:
        found = []
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(at + path)
            found += [f"at {width}: {words}" for words in page.evaluate(BURSTING)]
        return found

    visit(browser, at, look, write=write_long)
