"""Events at which meetings need a common language, and who interprets there."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Registration
from matchmaking.models import Interpreter, Slot
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.schedules import Scheduled


def interpreter(
    edition: Edition, name: str, *languages: str, slots: Sequence[Slot] | None = None
) -> Interpreter:
    """Somebody who is there throughout, or in these slots alone."""
    periods = slots and [DateTimeTZRange(row.period.lower, row.period.upper) for row in slots]
    return Interpreter.objects.create(
        edition=edition,
        name=name,
        languages=list(languages),
        presence=periods,
        idempotency_key=uuid4(),
    )


def speaking(edition: Edition, *languages: str) -> Registration:
    """A cluster whose profile names these languages."""
    registration = RegistrationFactory(edition=edition)
    registration.cluster.languages = list(languages)
    registration.cluster.save(update_fields=["languages"])
    return registration


def of_two_languages(slots: int = 2, **edition: Any) -> Scheduled:
    """Spanish clusters A and B, German ones C and D, at two tables: A meets C (0), B meets D (1)
    and A meets B (2). Nothing is placed.
    """
    event = EditionFactory(common_language=True, **edition)
    codes = ("es", "es", "de", "de")
    return Scheduled.of(
        [speaking(event, code) for code in codes],
        pairs=[(0, 2), (1, 3), (0, 1)],
        places=[],
        slots=slots,
    )
