"""Whether a meeting was held, in words for its sides and the organiser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from events.models import Registration
from interface.plain_text import isolated
from interface.words import number
from matchmaking.queries.held import Ratings, why_no_rating, why_no_word
from matchmaking.queries.meetings import MeetingStory, Word

# By the code that the question gives.
REFUSALS: Mapping[str, StrPromise] = {
    "ended": _("This event is cancelled, so that nothing is said of its meetings."),
    "off": _("This meeting is called off, so that nobody says whether it was held."),
    "unplanned": _("This meeting has no place in a published schedule."),
    "early": _("Once this meeting has begun, it is said here whether it was held."),
    "not_held": _(
        "Your cluster says that this meeting was not held. Take that back, or say that it was "
        "held, and you can rate it."
    ),
    "late": _("Whether a meeting was held is said until 30 days after the event. That is over."),
}
RATED = _("Rated. You can change it, or take it back, until 30 days after the event.")
RATING_BACK = _("Your rating is taken back.")
NOT_RATED = _("Press one of the numbers from 1 to 5.")
NOT_UNDERSTOOD = _("Press “It was held” or “It was not held”.")
DONE: Mapping[bool | None, StrPromise] = {
    True: _("Noted that it was held. Nobody gets a mail about it."),
    False: _("Noted that it was not held. Nobody gets a mail about it."),
    None: _("Taken back. Nobody gets a mail about it."),
}
RECORDED: Mapping[bool | None, StrPromise] = {
    True: _("This meeting is recorded as held."),
    False: _("This meeting is recorded as not held."),
    None: _("It is not known yet whether this meeting was held."),
}
DISPUTED = _("The two clusters say different things. What the organiser says counts.")
BY_ORGANISER: Mapping[bool, StrPromise] = {
    True: _("The organiser says that it was held."),
    False: _("The organiser says that it was not held."),
}
BY_CLUSTER: Mapping[bool, StrPromise] = {
    True: _("%(cluster)s says that it was held."),
    False: _("%(cluster)s says that it was not held."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one side says, since when, and by whom where the reader may know."""

    sentence: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is said of a meeting, and recorded once it has begun: `own` is the reader's word, `why`
    why none is taken now.

    It `is_shown` of a meeting with a published time, whatever became of it. A side reads in `stars`
    what it gave.
    """

    recorded: str
    is_disputed: bool
    words: tuple[Line, ...]
    own: bool | None
    why: str
    is_shown: bool
    may_rate: bool = False
    stars: int | None = None


def held(story: MeetingStory, side: Registration | None, now: datetime, *, knows: bool) -> Held:
    """For one side, which reads who of its own said it, or without a side for the organiser, where
    who `knows` the names of those who take part reads all.
    """
    was_held, why = story.meeting.was_held, why_no_word(story, now)
    ours = side.pk if side else None
    is_disputed = was_held is None and len(story.words) > 1
    recorded = str(DISPUTED if is_disputed else RECORDED[was_held])
    return Held(
        recorded="" if why == "early" else recorded,
        is_disputed=is_disputed,
        words=tuple(
            Line(
                _sentence(story, word),
                word.at,
                word.by if knows and (side is None or word.side == ours) else "",
            )
            for word in story.words
        ),
        own=next((word.was_held for word in story.words if word.side == ours), None),
        why=str(REFUSALS.get(why, "")),
        is_shown=story.is_on and why not in ("ended", "unplanned"),
        may_rate=side is not None and not why_no_rating(story, side, now),
        stars=story.stars.get(side.pk) if side else None,
    )


def rated(found: Ratings | None) -> str:
    """What the meetings of an event were worth; empty where too few say."""
    if found is None:
        return ""
    words = ngettext(
        "The clusters rate their meetings %(average)s of 5 on average, by %(count)s rating.",
        "The clusters rate their meetings %(average)s of 5 on average, by %(count)s ratings.",
        found.count,
    )
    return words % {"average": number(found.average, 1), "count": number(found.count)}


def _sentence(story: MeetingStory, word: Word) -> str:
    if word.side is None:
        return str(BY_ORGANISER[word.was_held])
    [cluster] = [side.cluster.called for side in story.sides if side.pk == word.side]
    return str(BY_CLUSTER[word.was_held]) % {"cluster": isolated(cluster)}
