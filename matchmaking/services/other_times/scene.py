"""What the acts share: the locks, the meeting as it is under them, and the change of an offer."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from events.services.locking import hold_edition
from matchmaking.models import Meeting, Placement, ScheduleVersion, TimeOffer
from matchmaking.queries.other_times import (
    openings_of,
    standing_offers,
    why_fixed,
    why_no_offer,
)
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import Opening
from matchmaking.queries.schedule import published_place, published_version
from matchmaking.rules import notice
from matchmaking.services import placing
from matchmaking.services.letters.other_times import withdraw_unsent
from matchmaking.services.other_times.refusals import FIXED, OfferOver, SidesFull

State = TimeOffer.State


@dataclass(frozen=True)
class Scene:
    """The meeting as it is, under locks: its published place, and where else it may be."""

    meeting: Meeting
    now: datetime

    @cached_property
    def place(self) -> Placement | None:
        return published_place(self.meeting)

    @property
    def version(self) -> ScheduleVersion:
        found = self.place.version if self.place else published_version(self.meeting.edition)
        assert found is not None  # noqa: S101 - asked once `check` has passed
        return found

    def check(self) -> None:
        """Whether its sides may give it another time at all. Raises an `OtherTimeRefused`."""
        if why := why_fixed(self.meeting, self.place, self.now):
            raise FIXED[why]

    def check_offering(self) -> None:
        """Whether its sides may offer times. Raises an `OtherTimeRefused`."""
        if why := why_no_offer(self.meeting, self.place, self.now):
            raise FIXED[why]

    def check_standing(self, offer: TimeOffer, state: State) -> None:
        """Whether an offer waits for that answer, and is about the meeting where it is.

        Raises `OfferOver`.
        """
        if offer.state != state or not standing_offers(self.now).filter(pk=offer.pk).exists():
            raise OfferOver

    def openings(self) -> dict[int, Opening]:
        """By slot. Raises `SidesFull`."""
        plan = Plan(self.meeting.edition, self.version, is_live=True)
        after = self.now + notice(self.meeting.edition)
        found = openings_of(plan, self.meeting.pk, after=after)
        if found is None:
            raise SidesFull
        return {opening.slot.pk: opening for opening in found}


def locked(meeting: Meeting, now: datetime) -> Scene:
    """The meeting as it is now; the edition is held and its clusters are locked."""
    hold_edition(meeting.edition_id)
    placing.lock_clusters(edition=meeting.edition_id, meetings=[meeting.pk])
    current = Meeting.objects.select_related("edition").get(pk=meeting.pk)
    return Scene(current, now)


def turn(offer: TimeOffer, before: State, after: State, **values: Any) -> None:
    """Change an offer that nobody changed meanwhile; what asked for that is not sent any more.

    Raises `OfferOver`.
    """
    rows = TimeOffer.objects.filter(pk=offer.pk, state=before)
    if not rows.update(state=after, **values):
        raise OfferOver
    offer.refresh_from_db()
    withdraw_unsent([offer])
