"""Whether a meeting was held: said by each of its sides and by the organiser, and taken back.

Nobody is told: who sat there knows, and a mail for each meeting would be one too many.
"""

from datetime import datetime

from accounts.models import User
from events.models import Registration
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingWord
from matchmaking.queries.held import why_no_word
from matchmaking.queries.meetings import story
from matchmaking.rules import was_held as held_by


class NoWord(Exception):
    """Nothing is said of the meeting now; `why` is the code of `why_no_word`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@retrying
def say(
    *, meeting: Meeting, side: Registration | None, by: User, was_held: bool | None, now: datetime
) -> None:
    """One side's word, or without a side the organiser's; None takes it back.

    Twice is once, and whoever says it last speaks for the side. What is recorded of the meeting
    follows. Raises `NoWord` and `Busy`.
    """
    hold_edition(meeting.edition_id)
    locked_registrations(meeting.participants.values_list("registration_id", flat=True))
    if why := why_no_word(story(meeting.pk), now):
        raise NoWord(why)
    words = MeetingWord.objects.filter(meeting=meeting)
    own = words.filter(side=side)
    if was_held is None:
        own.delete()
    elif not own.filter(was_held=was_held).exists():
        said = {"was_held": was_held, "said_by": by, "said_at": now}
        MeetingWord.objects.update_or_create(meeting=meeting, side=side, defaults=said)
    recorded = held_by(dict(words.values_list("side", "was_held")))
    rows = Meeting.objects.filter(pk=meeting.pk)
    rows.exclude(was_held=recorded).update(was_held=recorded)
