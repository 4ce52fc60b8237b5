"""What a browser says of itself, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interface import moments

SET_UP_NOW = gettext_lazy(
    "What you work with needs a second step at sign-in. Set up a passkey or an app, then go on."
)

# The first sign that is found decides: browsers name those they want to be taken for, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device(agent: str) -> str:
    """The browser and the system that a User-Agent header names."""
    browser, system = _named(agent, BROWSERS), _named(agent, SYSTEMS)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def _named(agent: str, signs: dict[str, str]) -> str:
    return next((name for sign, name in signs.items() if sign in agent), "")


def second_step(due: datetime | None) -> str:
    """What somebody is told who has no second step and is asked for one."""
    if due is None:
        return _("Your account opens more than your own things: protect it with a second step.")
    return _("From %(day)s on you need a second step at sign-in.") % {"day": moments.day(due)}
