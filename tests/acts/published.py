"""An event that is published and told, in which something is posted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Edition, Naming
from matchmaking.queries.told import differences
from matchmaking.telling.entries import refresh_marked
from notifications.models import OutboxMessage
from tests.acts.scene import BEFORE, signed_in, with_key
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
from tests.fuzz.crawl import Forms
from tests.support.telling import everything_told

HOUR = timedelta(hours=1)
NOTHING: Mapping[str, object] = {}


class Typed(Forms):
    """What fields hold, without the buttons beside them."""

    def _take(self, tag: str, told: dict[str, str], fields: dict[str, str]) -> None:
        if tag != "button":
            super()._take(tag, told, fields)


class Published:
    """A meets B and C meets D, published and told, with two sessions; C is asked to speak."""

    def __init__(self) -> None:
        edition = EditionFactory(name="Spring", venue="Fira", state="published")
        self.event = Scheduled.of(
            four_managed(edition),
            pairs=[(0, 1), (2, 3)],
            places=[(0, 0), (0, 1)],
            slots=3,
            state="published",
            published_at=BEFORE,
        )
        self.edition = edition
        self.organiser = signed_in(MembershipFactory(organisation=edition.owner).user)
        self.manager = signed_in(self.event.registrations[0].cluster.memberships.get().user)
        self.sessions = [
            SessionFactory(
                edition=edition,
                title=title,
                binds="nobody",
                day_on=MORNING.date(),
                period=DateTimeTZRange(MORNING + start * HOUR, MORNING + (start + 1) * HOUR),
            )
            for title, start in (("Welcome", 6), ("Farewell", 8))
        ]
        # A cluster that takes part is named as speaker, and has not answered.
        speaker = self.event.registrations[2].cluster
        self.speaker = signed_in(speaker.memberships.get().user)
        self.sessions[0].speakers.create(organisation=speaker)
        self.naming = Naming.objects.create(
            edition=edition, organisation=speaker, role="speaker", asked_at=BEFORE
        )
        everything_told(edition)

    def at(self, name: str, *more: object) -> str:
        return reverse(f"organise-{name}", args=[self.edition.slug, *more])

    def post(
        self, address: str, sent: Mapping[str, object] = NOTHING, by: Client | None = None
    ) -> None:
        answer = (by or self.organiser).post(address, with_key(sent))
        assert answer.status_code == 302, (address, answer.status_code, answer.text)

    def of_meeting(self, name: str) -> str:
        """An address of the first meeting, as its first side has it."""
        side = self.event.registrations[0].cluster
        return reverse(name, args=[self.edition.slug, side.slug, self.event.meetings[0].pk])

    @property
    def last_place(self) -> str:
        return f"{self.event.slots[2].pk}-{self.event.tables[0].pk}"

    @property
    def last_edit(self) -> int:
        return self.event.version.edits.order_by("number").values_list("number", flat=True)[0]

    def filled(
        self, address: str, query: dict[str, str] | None = None, by: Client | None = None
    ) -> dict[str, Any]:
        """What the longest form of a page holds."""
        page = Typed()
        page.feed((by or self.organiser).get(address, query or {}).text)
        return max((fields for _, fields in page.found), key=len)

    def news(self) -> set[str]:
        """What is not told yet, by kind, and what was mailed in the same press."""
        refresh_marked()
        edition = Edition.objects.get(pk=self.edition.pk)
        codes = {code for one in differences(edition) for code in one.codes}
        return codes | set(OutboxMessage.objects.values_list("kind", flat=True))
