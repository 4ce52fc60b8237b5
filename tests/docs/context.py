"""What a build of the image is given: the checkout without what `.dockerignore` leaves out."""

import re
from collections.abc import Iterator
from functools import cache

from tools.devservers.local import CHECKOUT


@cache
def ignored() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Each line as a pattern, and whether it leaves out; a later line overrules one before."""
    lines = (CHECKOUT / ".dockerignore").read_text().splitlines()
    rules = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple((_pattern(rule.removeprefix("!")), not rule.startswith("!")) for rule in rules)


def _pattern(rule: str) -> re.Pattern[str]:
    """A rule speaks of what it names and of all below; `**/` is any folder, or none."""
    words = {"**/": "(?:.*/)?", "*": "[^/]*"}
    parts = re.split(r"(\*\*/|\*)", rule)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")


def is_given(path: str) -> bool:
    """Whether the build finds this file, named from the checkout's folder."""
    left_out = [leaves_out for pattern, leaves_out in ignored() if pattern.fullmatch(path)]
    return not (left_out and left_out[-1])


def given_below(folder: str) -> Iterator[str]:
    """The files of one folder that the build finds, named from the checkout's folder."""
    for path in sorted((CHECKOUT / folder).rglob("*")):
        named = path.relative_to(CHECKOUT).as_posix()
        if path.is_file() and is_given(named):
            yield named
