"""One published meeting of two clusters, with who looks at it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Registration
from matchmaking.models import Meeting
from matchmaking.services.requests import cancel_published
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
WORDS = ["words of the request", "words of the answer", "words of the thread"]


@dataclass
class Scene:
    """A meets B at the first time, agreed by a request; C and D watch from outside."""

    event: Scheduled
    meeting: Meeting
    a: Registration
    b: Registration

    @classmethod
    def published(cls) -> Self:
        registrations = four_managed(EditionFactory(state="published", name="Spring"))
        event = Scheduled.of(
            registrations,
            pairs=[(0, 1), (2, 3)],
            places=[(0, 0), (1, 0)],
            slots=3,
            state="published",
            published_at=NOW,
        )
        a, b = registrations[:2]
        meeting = event.meetings[0]
        meeting.request = MeetingRequestFactory(
            edition=event.edition,
            requester=a,
            invitee=b,
            state="accepted",
            message=WORDS[0],
            reply=WORDS[1],
        )
        meeting.save()
        return cls(event, meeting, a, b)

    def address(self, name: str, side: Registration | None = None) -> str:
        cluster = (side or self.a).cluster.slug
        return reverse(name, args=[self.event.edition.slug, cluster, self.meeting.pk])

    @property
    def backstage(self) -> str:
        return reverse("organise-meeting", args=[self.event.edition.slug, self.meeting.pk])

    def cancel(self, side: Registration, reason: str = "We fell ill.") -> Meeting:
        by = User.objects.get(memberships__organisation=side.cluster)
        return cancel_published(meeting=self.meeting, by=by, side=side, reason=reason, now=NOW)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def manager(letter: str) -> Client:
    return browser(User.objects.get(email=f"{letter}@example.org"))


def organiser_of(scene: Scene) -> Client:
    user = MembershipFactory(
        organisation=scene.event.edition.owner, user__email="organiser@example.org"
    ).user
    return browser(user)
