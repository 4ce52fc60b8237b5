"""Lists and numbers in words, as the reader's language writes them."""

from collections.abc import Iterable

from django.utils import formats


def listed(items: Iterable[str], *, most: int = 4) -> str:
    """ "Water", "Water and Energy", "Water, Energy and 3 others"."""
    words = list(items)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    if not words:
        return ""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def number(value: float, places: int = 0) -> str:
    """ "2,180", with so many decimal places."""
    return formats.number_format(value, decimal_pos=places, force_grouping=True)


def percent(value: float, places: int = 0) -> str:
    """ "67%" of 67."""
    return f"{number(value, places)}%"
