"""Who is told, and in whose name, as far as a mail needs to know."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from notifications.texts import Wording

# The domain of the addresses of those who were erased: nobody reads there.
NOBODY = "erased.invalid"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and the language (a code of `LANGUAGES`) that its reader has chosen, or none."""

    email: str
    language: str = ""

    @property
    def reads(self) -> str:
        """The language to write in: the chosen one where the site speaks it, else its own."""
        known = {code for code, _ in settings.LANGUAGES}
        return self.language if self.language in known else settings.LANGUAGE_CODE

    @property
    def texts(self) -> str:
        """The language in which they read what others wrote, without a country; empty: not said."""
        return self.language.partition("-")[0].lower()

    @property
    def is_somebody(self) -> bool:
        return not self.email.endswith(f"@{NOBODY}")


@dataclass(frozen=True, slots=True)
class About:
    """What somebody looks after and writes about, such as an edition and its organiser.

    `key` names it (`edition:12`); `sender` is the body that writes, `reply_to` where answers go;
    `place` and `zone` (an IANA name) say where and by which clock, `begins` and `ends` when.
    """

    key: str
    sender: str = ""
    reply_to: str = ""
    place: Wording = ""
    zone: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


NOTHING = About("")
