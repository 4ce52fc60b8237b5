"""One event with a bit of everything, at each state and time that an act can meet."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import MeetingRequest, ScheduleVersion
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    tables,
    window_with_slots,
)

BEFORE = datetime(2094, 6, 1, 9, tzinfo=UTC)
DURING = datetime(2094, 6, 3, 9, tzinfo=UTC)
AFTER = datetime(2094, 6, 5, 9, tzinfo=UTC)
# The stored state and the time, in the order of the table's columns.
CIRCUMSTANCES: tuple[tuple[str, datetime], ...] = (
    ("draft", BEFORE),
    ("draft", AFTER),
    ("registration_open", BEFORE),
    ("registration_open", AFTER),
    ("requests_open", BEFORE),
    ("requests_open", DURING),
    ("requests_open", AFTER),
    ("scheduling", BEFORE),
    ("scheduling", AFTER),
    ("published", BEFORE),
    ("published", DURING),
    ("published", AFTER),
    ("running", BEFORE),
    ("finished", DURING),
    ("finished", AFTER),
    ("cancelled", BEFORE),
)
Sent = Mapping[str, object]


@dataclass(frozen=True)
class Act:
    """Where it is done, and what a person sends; without anything sent the form is opened."""

    address: str
    sent: Sent | None = None


class Scene:
    """Clusters A, B and C are approved, D waits; B asked A, and A asked C; the draft is empty."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory()
        # Nobody registered for this one, so that it is deleted and taken back.
        self.unseen: Edition = EditionFactory(owner=self.edition.owner)
        window_with_slots(self.edition, slots=4)
        tables(self.edition, 2)
        clusters = ClusterFactory.create_batch(5)
        self.registrations = [
            RegistrationFactory(edition=self.edition, cluster=cluster) for cluster in clusters[:3]
        ]
        waiting = Registration.State.WAITING
        self.waiting = RegistrationFactory(edition=self.edition, cluster=clusters[3], state=waiting)
        self.newcomer = clusters[4]
        self.manager: User = MembershipFactory(organisation=clusters[0]).user
        MembershipFactory(organisation=self.newcomer, user=self.manager)
        a, b, c = self.registrations
        self.received = MeetingRequestFactory(edition=self.edition, requester=b, invitee=a)
        self.sent = MeetingRequestFactory(edition=self.edition, requester=a, invitee=c)
        meeting_between(b, c)
        self.version: ScheduleVersion = ScheduleVersionFactory(edition=self.edition)

    def people(self) -> dict[str, User]:
        return {
            "organiser": MembershipFactory(organisation=self.edition.owner).user,
            "manager": self.manager,
            "staff": StaffFactory(),
        }

    def come_to(self, state: str) -> None:
        """The event in this state; its requests wait as long as anything allows them to."""
        Edition.objects.update(state=state)
        if state == "draft":
            # Nobody has registered for a draft.
            MeetingRequest.objects.all().delete()

    def acts(self) -> dict[str, Act]:
        return {**self._steps(), **self._organising(), **self._meeting()}

    def _here(self, name: str, *more: object) -> str:
        return reverse(f"organise-{name}", args=[self.edition.slug, *more])

    def _steps(self) -> dict[str, Act]:
        names = {
            "open-registration": "registration_open",
            "open-requests": "requests_open",
            "close-requests": "scheduling",
            "start": "running",
            "finish": "finished",
            "cancel": "cancelled",
        }
        steps = {
            name: Act(self._here("state"), {"to": to, "version": 1}) for name, to in names.items()
        }
        period = self._here("registration-period")
        unseen, back = [self.unseen.slug], {"to": "draft", "version": 1}
        return {
            **steps,
            "close-registration": Act(period, {"version": 1}),
            "go-back-to-draft": Act(reverse("organise-state", args=unseen), back),
            "delete": Act(reverse("organise-delete", args=unseen), {"version": 1}),
        }

    def _organising(self) -> dict[str, Act]:
        run = {"limit_seconds": 5}
        chosen = {"action": "approve", "chosen": [self.waiting.pk], "tab": "waiting"}
        return {
            "edit": Act(self._here("edit")),
            "add-session": Act(self._here("session-create")),
            "approve": Act(self._here("registrations-decide"), chosen),
            "register-late": Act(self._here("registration-create-for", self.newcomer.slug)),
            "remind": Act(self._here("remind"), {}),
            "accept-for": Act(self._here("accept", self.received.pk), {"version": 1}),
            "close-table": Act(self._here("table-use"), {"number": 1, "is_closed": "1"}),
            "run": Act(self._here("runs"), run),
            "begin-draft": Act(self._here("draft"), {}),
            "publish": Act(
                self._here("publish", self.version.number), {"revision": self.version.revision}
            ),
        }

    def _meeting(self) -> dict[str, Act]:
        a, b, _ = self.registrations
        ours = (self.edition.slug, a.cluster.slug)

        def at(name: str, *more: object) -> str:
            return reverse(f"meet-{name}", args=[*ours, *more])

        registration: Callable[[str], str] = lambda name: reverse(  # noqa: E731
            f"registration-{name}", args=[a.pk]
        )
        newcomer = {"cluster": self.newcomer.slug, "seats": 1}
        asked = {"priority": 1}
        return {
            "register": Act(reverse("edition-register", args=[self.edition.slug]), newcomer),
            "change-delegation": Act(registration("edit"), {"seats": 2, "version": 1}),
            "withdraw": Act(registration("withdraw"), {}),
            "ask": Act(at("partner", b.cluster.slug), asked),
            "accept": Act(at("accept", self.received.pk), {"version": 1}),
            "decline": Act(at("decline", self.received.pk), {"version": 1}),
            "withdraw-request": Act(at("withdraw", self.sent.pk), {"version": 1}),
        }


def signed_in(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def with_key(sent: Sent) -> dict[str, object]:
    """A form carries a key of its own each time; forms without one do not look at it."""
    return {**sent, "idempotency_key": str(uuid.uuid4())}
