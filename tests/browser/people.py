"""People who sign in through the browser as a person does."""

from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, ConsoleMessage, Page

from accounts.models import User
from clusters.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory

# In milliseconds; nothing waits for its end where all is well.
SLOWEST = 120_000
PASSWORD = "a quiet place by the sea"


def person(email: str, *bodies: Organisation, **roles: bool) -> User:
    """Somebody with a confirmed address, a password, and a place in each body."""
    user: User = UserFactory(email=email, name=email.split("@", maxsplit=1)[0].title(), **roles)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for body in bodies:
        MembershipFactory(user=user, organisation=body)
    return user


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/my/")


class Person:
    """Somebody's own browser window, signed in; `complaints` is what its console says is wrong.

    `scripts` says whether pages run theirs.
    """

    def __init__(self, browser: Browser, address: str, email: str, *, scripts: bool = True) -> None:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-GB", java_script_enabled=scripts
        )
        context.set_default_timeout(SLOWEST)
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        sign_in(self.page, address, email)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location['url']}")
