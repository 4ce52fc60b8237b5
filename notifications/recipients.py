"""Who is told, as far as a mail needs to know."""

from dataclasses import dataclass

from django.conf import settings


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
