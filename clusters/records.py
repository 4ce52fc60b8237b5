"""Labels as a cluster writes them, and sources as an editor does."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label (its id) as a cluster states it; `valid_until` is the first day without it."""

    label: int
    awarded_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """A published text that says that the label is held."""

    title: str
    publisher: str
    url: str
