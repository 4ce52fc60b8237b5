"""Finds what looks like an e-mail address or a telephone number: the register holds neither."""

import re

EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|[\[(]\s?at\s?[\])])\s?[\w-]+(?:\s?(?:\.|[\[(]\s?dot\s?[\])])\s?[\w-]+)+",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"(?:\+|00)\d[\d ()./-]{6,}\d"  # international
    r"|\d{2,4}(?:[ ./-]\d{2,4}){2,}"  # groups of digits
    r"|\d{9,}"
    r")(?![\w])"
)
ISO_DATE = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?(?!\d)")


def contact_details(text: str) -> list[str]:
    """The parts of a text shaped like an e-mail address or a telephone number.

    ISO 8601 dates are not taken for numbers.
    """
    found = EMAIL.findall(text)
    return found + PHONE.findall(ISO_DATE.sub("date", text))
