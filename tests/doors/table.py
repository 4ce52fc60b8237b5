"""Every address of the site with each method: what each person is answered.

The table is `table.txt`; an answer is a status, or `in` where a visitor is asked to sign in. The
POSTs are empty: whoever may act is told what is missing (200 with the form, 409, 422) or is sent on
(302); whoever may not gets 403 where the thing is theirs to read, else 404.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(__file__).with_name("table.txt")
METHODS = ("GET", "POST")
# Django's own pages for administrators count as one address.
ADMIN = "admin:index"


@dataclass(frozen=True)
class Line:
    """One address with one method, and the answer that each role gets."""

    name: str
    method: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        answers = "".join(f"{answer:>6}" for answer in self.answers)
        return f"{self.name:<38}{self.method:<6}{answers}"


def lines() -> list[Line]:
    """The table, without its heading and remarks."""
    rows = [text.split() for text in FILE.read_text().splitlines() if text[:1] not in {"", "#"}]
    return [Line(name, method, tuple(answers)) for name, method, *answers in rows]


def addresses() -> dict[str, set[str]]:
    """The arguments of every address by its name."""
    return dict(_wanted(get_resolver(), set())) | {ADMIN: set()}


def _wanted(resolver: URLResolver, outer: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Each name with its arguments, those of the addresses around it among them."""
    for entry in resolver.url_patterns:
        wanted = outer | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield entry.name or "", wanted
        elif entry.namespace != "admin":
            yield from _wanted(entry, wanted)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """All addresses but the admin's."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.namespace != "admin":
            yield from patterns(entry)
