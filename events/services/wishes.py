"""What a cluster says when it registers, and when it changes that."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Registration
from events.services.answers import Answers


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a cluster says when it registers; `delegates` are names with job titles, `words` their
    languages and topics, where it says any with them.

    `shown_as` has the place of each (from 0) in the list of delegates that was shown: another name
    there is the same person's. It wants at most `seats` meetings at a time, however many delegates
    are there.
    """

    seats: int = Registration.MOST_SEATS
    max_meetings: int | None = None
    message: str = ""
    sends_colleague: bool = False
    takes_part: str = Registration.TakesPart.ON_SITE
    delegates: Sequence[tuple[str, str]] = ()
    words: Sequence[tuple[str, str]] = ()
    shown_as: Sequence[int] = ()
    # What the form of the edition asks beside all this; None where it was not asked.
    answers: Answers | None = None
