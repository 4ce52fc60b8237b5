"""Two ways to use a page: by the keyboard alone, and by the mouse without any script."""

from datetime import time
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.people import Person

# So often Tab is pressed at most before a thing counts as out of the keyboard's reach.
FAR = 400


class Hand:
    """Somebody at a window of one's own; fields are found by their names."""

    scripts: ClassVar[bool] = True

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        person = Person(browser, address, f"{name}@example.org", scripts=self.scripts)
        self.page: Page = person.page
        self.complaints = person.complaints
        self.address = address

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def sees(self, *words: str) -> None:
        for said in words:
            expect(self.main).to_contain_text(said)

    def misses(self, *words: str) -> None:
        for said in words:
            expect(self.main).not_to_contain_text(said)

    def field(self, name: str, value: str = "") -> Locator:
        chosen = f"[value='{value}']" if value else ""
        return self.main.locator(f"[name='{name}']{chosen}:not([type=hidden])").first

    def named(self, role: str, words: str) -> Locator:
        return self.main.get_by_role(role, name=words).first  # type: ignore[arg-type]

    def button(self, words: str) -> None:
        """Press it, and wait for the page that comes."""
        self.follow(self.named("button", words))

    def link(self, words: str) -> None:
        self.follow(self.named("link", words))

    def follow(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self.press(target)

    def fill(self, **fields: str) -> None:
        for name, words in fields.items():
            self.write(self.field(name), words)

    def press(self, target: Locator) -> None:
        raise NotImplementedError

    def write(self, target: Locator, words: str) -> None:
        raise NotImplementedError

    def tick(self, target: Locator) -> None:
        """Change a box, or choose one of several."""
        raise NotImplementedError

    def choose(self, target: Locator, label: str) -> None:
        raise NotImplementedError

    def find(self, field: str, name: str) -> None:
        """Look for it by name, and choose it among what is found."""
        self.write(self.field(f"{field}-words"), name)
        self.look(field)
        self.tick(self.main.locator(f"#id_{field}_found").get_by_label(name).first)

    def look(self, field: str) -> None:
        """What is found follows the typing."""

    def give(self, target: Locator, file: FilePayload) -> None:
        raise NotImplementedError


class Keys(Hand):
    """By the keyboard alone: what Tab does not reach cannot be used."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        super().__init__(browser, address, name)
        # Who listens all the time is never too late for a key that opens the choice of a file.
        self.page.on("filechooser", lambda _chooser: None)

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        """Days and times in the order of Chromium's own language, American English."""
        self._reach(target)
        kind = target.get_attribute("type")
        if kind == "date":
            year, month, day = words.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        elif kind == "time":
            hour, minute = map(int, words.split(":"))
            self.page.keyboard.type(f"{time(hour, minute):%I%M%p}")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(words)
        expect(target).to_have_value(words)

    def tick(self, target: Locator) -> None:
        expect(target).to_be_visible()
        if target.get_attribute("type") != "radio":
            self._reach(target)
            self.page.keyboard.press("Space")
            return
        group = self.main.locator(f"[name='{target.get_attribute('name')}'][type=radio]")
        checked = group.and_(self.page.locator(":checked"))
        self._reach(checked.first if checked.count() else group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def choose(self, target: Locator, label: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Home")
        for _step in range(FAR):
            if target.evaluate("one => one.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{label} is not reached by the arrows")

    def give(self, target: Locator, file: FilePayload) -> None:
        self._reach(target)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)

    def _reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _step in range(FAR):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{target} is not reached by Tab")


class Plain(Hand):
    """By the mouse, in a browser that runs no scripts."""

    scripts = False

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, words: str) -> None:
        target.fill(words)

    def tick(self, target: Locator) -> None:
        target.click()

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def look(self, field: str) -> None:
        self.follow(self.main.locator(f"button[name=find][value='{field}']"))

    def give(self, target: Locator, file: FilePayload) -> None:
        target.set_input_files(file)


both_ways = pytest.mark.parametrize("hand", [Keys, Plain])
both_ways_one_by_drill = pytest.mark.parametrize(
    "hand", [pytest.param(Keys, marks=pytest.mark.drill), Plain]
)
