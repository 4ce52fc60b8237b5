"""Lists and numbers in words."""

from collections.abc import Iterable


def listed(items: Iterable[str], *, most: int = 4) -> str:
    """ "Water", "Water and Energy", "Water, Energy and 3 others"."""
    words = list(items)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    if not words:
        return ""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
