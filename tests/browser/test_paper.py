"""What is closed on a screen is read on paper where it is what a fact rests on."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, expect

from tests.factories.events import EditionFactFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# In the order of `interface/styles.html`.
STYLES = ("tokens", "page", "components", "figures", "print")


def style(name: str) -> str:
    return (settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text(encoding="utf-8")


def test_passages_that_are_closed_on_a_screen_stand_on_paper(browser: Browser) -> None:
    fact = EditionFactFactory(passage="thirteen clusters came to Barcelona")
    styles = "".join(
        f"<style media={'print' if name == 'print' else 'all'}>{style(name)}</style>"
        for name in STYLES
    )
    cited = render_to_string("catalogue/cite.html", {"row": fact})
    page = browser.new_page()
    page.set_content(f"<!doctype html><html lang=en>{styles}<main>{cited}</main>")
    passage = page.get_by_text("thirteen clusters came to Barcelona")
    expect(passage).to_be_hidden()
    page.emulate_media(media="print")
    expect(passage).to_be_visible()
