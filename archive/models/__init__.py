"""What is known of past editions, and what the register's files said of it last."""

from archive.models.records import (
    Award,
    Delegation,
    EditionFact,
    EditionLink,
    Lesson,
    MediaLink,
    ProjectAppearance,
    SeriesFact,
)
from archive.models.register import RegisterEntry

__all__ = [
    "Award",
    "Delegation",
    "EditionFact",
    "EditionLink",
    "Lesson",
    "MediaLink",
    "ProjectAppearance",
    "RegisterEntry",
    "SeriesFact",
]
