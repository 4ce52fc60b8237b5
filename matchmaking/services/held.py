"""Whether a meeting was held, said by each of its sides and by the organiser, and what it was worth
to a side; both are taken back.

Nobody is told: who sat there knows, and a mail for each meeting would be one too many.
"""

from datetime import datetime

from accounts.models import User
from events.models import Registration
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingRating, MeetingWord
from matchmaking.queries.held import why_no_rating, why_no_word
from matchmaking.queries.meetings import MeetingStory, story
from matchmaking.rules import was_held as held_by


class NoWord(Exception):
    """Nothing is said of the meeting now; `why` is the code of `why_no_word`, of a rating that of
    `why_no_rating`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@retrying
def say(
    *, meeting: Meeting, side: Registration | None, by: User, was_held: bool | None, now: datetime
) -> None:
    """One side's word, or without a side the organiser's; None takes it back.

    Twice is once, and whoever says it last speaks for the side. What is recorded of the meeting
    follows; a side that says that it was not held rates it no longer. Raises `NoWord` and `Busy`.
    """
    if why := why_no_word(_locked(meeting), now):
        raise NoWord(why)
    words = MeetingWord.objects.filter(meeting=meeting)
    own = words.filter(side=side)
    if was_held is None:
        own.delete()
    elif not own.filter(was_held=was_held).exists():
        said = {"was_held": was_held, "said_by": by, "said_at": now}
        MeetingWord.objects.update_or_create(meeting=meeting, side=side, defaults=said)
    if side and was_held is False:
        MeetingRating.objects.filter(meeting=meeting, side=side).delete()
    recorded = held_by(dict(words.values_list("side", "was_held")))
    rows = Meeting.objects.filter(pk=meeting.pk)
    rows.exclude(was_held=recorded).update(was_held=recorded)


@retrying
def rate(
    *, meeting: Meeting, side: Registration, by: User, stars: int | None, now: datetime
) -> None:
    """One side's rating, 1 to 5; None takes it back. Twice is once. Raises `NoWord` and `Busy`."""
    found = _locked(meeting)
    if why := why_no_rating(found, side, now):
        raise NoWord(why)
    if stars is None:
        MeetingRating.objects.filter(meeting=meeting, side=side).delete()
    elif found.stars.get(side.pk) != stars:
        given = {"stars": stars, "given_by": by, "given_at": now}
        MeetingRating.objects.update_or_create(meeting=meeting, side=side, defaults=given)


def _locked(meeting: Meeting) -> MeetingStory:
    """The meeting as it is now; its edition is held and its sides are locked."""
    hold_edition(meeting.edition_id)
    locked_registrations(meeting.participants.values_list("registration_id", flat=True))
    return story(meeting.pk)
