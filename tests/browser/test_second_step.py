"""One person's second step, in a browser with a device of its own for passkeys."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, expect

from tests.browser.people import PASSWORD, SLOWEST, person, sign_in
from tests.browser.test_accessibility import wrong_with
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

EMAIL = "ada@example.org"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Owner:
    """Somebody's own window; what is wrong with its pages is found as they are looked at."""

    def __init__(self, browser: Browser, at: str, *, scripts: bool = True) -> None:
        context = browser.new_context(
            locale="en-GB", reduced_motion="reduce", java_script_enabled=scripts
        )
        context.set_default_timeout(SLOWEST)
        self.at, self.page = at, context.new_page()
        self.found: list[str] = []
        self.page.on("pageerror", lambda error: self.found.append(str(error)))

    def has_device(self) -> None:
        device = self.page.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def open(self, path: str) -> None:
        self.page.goto(self.at + path)

    def press(self, words: str) -> None:
        main = self.page.get_by_role("main")
        button = main.get_by_role("button", name=words, exact=True)
        button.or_(main.get_by_role("link", name=words, exact=True)).first.click()

    def sees(self, heading: str) -> None:
        title = self.page.get_by_role("heading", level=1, name=heading, exact=True)
        expect(title).to_be_visible()

    def looks(self) -> None:
        self.found += wrong_with(self.page, self.page.url)

    def confirm(self) -> None:
        self.sees("Confirm that it is you")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Confirm")

    def with_password(self) -> None:
        """Sign in as far as the password leads."""
        self.open("/accounts/login/")
        self.page.get_by_label("E-mail").fill(EMAIL)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        self.sees("Second step")

    def is_in(self) -> None:
        self.page.wait_for_url("**/my/")

    def sign_out(self) -> None:
        self.open("/accounts/logout/")
        self.press("Sign out")
        self.page.wait_for_url(f"{self.at}/")

    def enter(self, secret: str) -> None:
        now = int(datetime.now(UTC).timestamp()) // 30
        self.page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, now)))


def add_passkey(owner: Owner) -> list[str]:
    """By the ways of the account's page; the recovery codes that come with it."""
    owner.open("/account/")
    owner.looks()
    owner.press("Set up a second step")
    owner.sees("Second step")
    owner.looks()
    owner.press("Add a passkey")
    owner.confirm()
    owner.sees("Add a passkey")
    owner.looks()
    owner.page.get_by_label("Name").fill("My laptop")
    owner.press("Add passkey")
    owner.sees("Recovery codes")
    owner.looks()
    items = owner.page.locator("main li").all_inner_texts()
    return [item for item in items if item.isdigit()]


def set_up_app(owner: Owner) -> str:
    """The app's key. A code can come too late, then the page shows another key."""
    owner.open("/accounts/second-step/totp/activate/")
    owner.confirm()
    owner.sees("Set up an app")
    owner.looks()
    secret = ""
    while not owner.page.url.endswith("/second-step/"):
        secret = owner.page.locator(".secret").inner_text()
        owner.enter(secret)
        with owner.page.expect_navigation():
            owner.press("Save")
    return secret


def rename_passkey(owner: Owner) -> None:
    owner.looks()
    owner.press("Rename My laptop")
    owner.sees("Rename the passkey")
    owner.looks()
    owner.page.get_by_label("Name").fill("The old laptop")
    owner.press("Save")
    owner.press("Remove The old laptop")
    owner.sees("Remove the passkey")
    owner.looks()


def test_a_person_signs_in_by_passkey_by_app_and_by_recovery_code(
    browser: Browser, live_site: Site
) -> None:
    at = live_site.address.replace("127.0.0.1", "localhost")
    person(EMAIL)
    owner = Owner(browser, at)
    owner.has_device()
    sign_in(owner.page, at, EMAIL)
    codes = add_passkey(owner)
    assert len(codes) == 10

    owner.sign_out()
    owner.open("/accounts/login/")
    owner.press("Sign in with a passkey")
    owner.is_in()
    secret = set_up_app(owner)
    rename_passkey(owner)

    owner.sign_out()
    owner.with_password()
    owner.looks()
    while not owner.page.url.endswith("/my/"):
        owner.enter(secret)
        with owner.page.expect_navigation():
            owner.press("Sign in")
    owner.open("/account/sessions/")
    owner.looks()

    owner.sign_out()
    owner.with_password()
    owner.press("Use a passkey")
    owner.is_in()

    plain = Owner(browser, at, scripts=False)
    plain.with_password()
    plain.page.get_by_label("Code").fill(codes[0])
    plain.press("Sign in")
    plain.is_in()
    assert owner.found == []
