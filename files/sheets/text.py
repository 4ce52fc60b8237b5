"""Text of a file whose encoding nobody tells: UTF-8, UTF-16 or Windows-1252."""

import codecs

MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Signs that no text has; a tab, a line's and a page's end are none.
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v\x1a")
# Of UTF-16 without a mark nearly every second byte of Latin text is nothing.
MOSTLY = 0.4


class NoText(Exception):
    """The content is not text in an encoding that is read here."""


def decoded(content: bytes) -> str:
    """The text. Raises `NoText`."""
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise NoText from error
    if not CONTROLS.isdisjoint(text):
        raise NoText
    return text


def _encoding(content: bytes) -> str:
    for mark, name in MARKED:
        if content.startswith(mark):
            return name
    if content.count(0) > len(content) * MOSTLY:
        return "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
