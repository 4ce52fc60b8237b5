"""The table of acts, read from its text."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("table.txt")
IN_WORDS = 'role="alert"'
SIGN_IN = "/accounts/login/"


@dataclass(frozen=True)
class Line:
    """An act by somebody, and its answer in each circumstance: yes, no (409 in words), or else."""

    act: str
    role: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.act:<20}{self.role:<10}" + "".join(f"{answer:>5}" for answer in self.answers)


def lines() -> list[Line]:
    rows = [text.split() for text in FILE.read_text().splitlines() if text[:1] not in {"", "#"}]
    return [Line(act, role, tuple(answers)) for act, role, *answers in rows]


def said(found: Any) -> str:
    """An answer of the site, as the table has it."""
    if found.status_code == 409:
        return "no" if IN_WORDS in found.text else "409"
    is_done = found.status_code in (200, 302) and SIGN_IN not in found.get("Location", "")
    return "yes" if is_done else str(found.status_code)
