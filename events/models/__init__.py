"""Events: series and their editions, what happened there, who came and who registers."""

from events.models.archive import (
    Award,
    Delegation,
    EditionFact,
    EditionLink,
    Lesson,
    MediaLink,
    ProjectAppearance,
    SeriesFact,
)
from events.models.editions import Edition, EditionOrganiser, EditionQuerySet, Series
from events.models.programme import Session, Speaker
from events.models.register import RegisterEntry
from events.models.registrations import Delegate, Registration

__all__ = [
    "Award",
    "Delegate",
    "Delegation",
    "Edition",
    "EditionFact",
    "EditionLink",
    "EditionOrganiser",
    "EditionQuerySet",
    "Lesson",
    "MediaLink",
    "ProjectAppearance",
    "RegisterEntry",
    "Registration",
    "Series",
    "SeriesFact",
    "Session",
    "Speaker",
]
