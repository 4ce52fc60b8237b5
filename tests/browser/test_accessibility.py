"""axe finds nothing on any page of the story, and no page scrolls sideways from 320 px on.

The footer stands in line with the content, and every tick box has words beside it. axe looks at one
page on a phone and at the next on a wide screen, in both themes; the drill of `test_every_page.py`
looks at all pages in both themes at both widths.
"""

from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import BURSTING, PEOPLE, signed_in
from tests.browser.people import SLOWEST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

AXE = Path(__file__).parent / "vendor" / "axe-core@4.14.1" / "axe.min.js"
SIZES = ((390, 844), (1440, 900))
# By theme, which of axe's rules are asked: only two of them know colours.
SCHEMES: dict[Literal["light", "dark"], list[str]] = {
    "light": [],
    "dark": ["color-contrast", "link-in-text-block"],
}
# At which width, in which theme.
Look = tuple[int, Literal["light", "dark"]]
PHONE: tuple[Look, ...] = ((390, "light"), (390, "dark"))
WIDE: tuple[Look, ...] = ((1440, "light"), (1440, "dark"))
LOOK = """(rules) => axe.run(document, {
  resultTypes: ["violations"], ...(rules.length ? {runOnly: {type: "rule", values: rules}} : {}),
})"""
# Where the content of the page and that of its footer begin and end.
EDGES = """() => {
  const main = document.querySelector("main");
  const boxes = [main.matches(".main") ? main : main.querySelector(".page"),
                 document.querySelector(".foot > .wrap")];
  return boxes.map((box) => {
    const at = box.getBoundingClientRect(), style = getComputedStyle(box);
    return [at.left + parseFloat(style.paddingLeft), at.right - parseFloat(style.paddingRight)]
      .map(Math.round).join("-");
  });
}"""

# Ticks and choices without a label that can be seen.
WORDLESS = """() => {
  const isSeen = (label) => {
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const { width, height } = range.getBoundingClientRect();
      const shown = getComputedStyle(texts.currentNode.parentElement).clipPath === "none";
      if (texts.currentNode.data.trim() && shown && width > 1 && height > 1) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("input:is([type=checkbox], [type=radio])")]
    .filter((tick) => tick.checkVisibility() && ![...tick.labels].some(isSeen))
    .map((tick) => tick.name);
}"""

# In between, rows are not cards yet, and the side menu leaves least room.
NARROW = (320, 720, 1000)


def test_every_page_of_the_story_is_accessible(
    browser: Browser, demonstration: dict[str, str]
) -> None:
    findings: list[str] = []
    for email, addresses in PEOPLE:
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(SLOWEST)
        page = signed_in(context, demonstration["at"], email)
        for address, looks in zip(addresses, cycle([PHONE, WIDE])):
            findings += _findings(page, demonstration, address, looks)
        context.close()
    assert findings == []


def _findings(
    page: Page, names: dict[str, str], address: str, looks: tuple[Look, ...]
) -> list[str]:
    """What is wrong with one page, in words."""
    path = address.format(**names)
    answer = page.goto(names["at"] + path)
    assert answer
    found = [] if answer.status == 200 else [f"{path}: status {answer.status}"]
    return found + wrong_with(page, path, looks)


def wrong_with(page: Page, path: str, looks: tuple[Look, ...] = PHONE + WIDE) -> list[str]:
    """What is wrong with the page that is open, in words; `path` names it."""
    found: list[str] = []
    page.evaluate(AXE.read_text())
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if len(edges := set(page.evaluate(EDGES))) > 1:
            found.append(f"{path} at {width}: the footer is not in line: {edges}")
        for at, scheme in looks:
            if at == width:
                page.emulate_media(color_scheme=scheme)
                violations = _violations(page, SCHEMES[scheme])
                found += [f"{path} at {width} {scheme}: {words}" for words in violations]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"{path}: no words beside {name} at 320" for name in page.evaluate(WORDLESS)]
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        found += [f"{path} at {width}: {words}" for words in page.evaluate(BURSTING)]
    return found


def _violations(page: Page, rules: list[str]) -> list[str]:
    result: dict[str, Any] = page.evaluate(LOOK, rules)
    return [
        f"{violation['id']} ({violation['nodes'][0]['target']})"
        for violation in result["violations"]
    ]
