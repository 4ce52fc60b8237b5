"""A real Chromium in front of the real processes.

Needs Debian's `chromium-headless-shell` (or `chromium`) and `libatomic1`. Without them these tests
skip and say so; with REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.pages import show_the_story
from tests.browser.people import SLOWEST
from tests.faults.conftest import live_site, site  # noqa: F401 (fixtures)
from tests.faults.site import Site
from tests.support.lacking import lacking

# Playwright keeps an event loop in this thread; the queries of these tests are still synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# A machine that also runs web, worker and beat may be slow to answer.
expect.set_options(timeout=SLOWEST)

# The shell has no windows to draw, and takes a quarter less of the processor.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        missing = "Browser tests need Debian's chromium-headless-shell and libatomic1."
        lacking(missing, "REQUIRE_BROWSER")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Nobody's windows stay open after a test: each is a process that goes on."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def demonstration(live_site: Site) -> dict[str, str]:  # noqa: F811 (the fixture by its name)
    """The demonstration with its schedule made, and what the addresses need."""
    return show_the_story(live_site.address)
