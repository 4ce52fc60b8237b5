"""What a file says about one row, before any row is touched."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.loader.kinds import Kind
from archive.loader.problems import Problem
from archive.loader.values import Plain

Address = tuple[str, str]
"""The name of a kind, and the key of a row of it."""


@dataclass(frozen=True)
class Reference:
    """One row points to another."""

    column: str
    target: Address
    line: int


@dataclass(frozen=True)
class Entry:
    kind: Kind
    key: str
    owner: Address | None
    file: str
    line: int
    content: Mapping[str, Plain | bool]
    """Every column that the register keeps, references by the key of their target."""
    references: tuple[Reference, ...]

    @property
    def address(self) -> Address:
        return self.kind.name, self.key

    @property
    def depends_on(self) -> tuple[Address, ...]:
        targets = tuple(reference.target for reference in self.references)
        return (self.owner, *targets) if self.owner else targets

    def problem(self, reason: str, line: int | None = None) -> Problem:
        return Problem(self.file, line or self.line, reason)
