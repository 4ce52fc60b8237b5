"""More of the acts of the table: by hand in a draft, with the rules, roles, links and reviews.

They stand in an event of their own, so that no other act meets their rows.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.services.membership import hash_of
from events.answer_links import link_for as invitation_link
from events.models import EditionOrganiser, Naming, Registration, ReviewerInvitation
from events.models.organisers import Consent
from events.services.circulars import write_to_several
from matchmaking.answer_links import link_for
from matchmaking.models import BarredPair, ClusterGroup
from matchmaking.services import placing
from tests.factories.calls import ApplicationFactory, CallFactory, CriterionFactory, ReviewerFactory
from tests.factories.events import (
    EditionFactory,
    EventInvitationFactory,
    EventRoleFactory,
    EventRoleInvitationFactory,
    InvitationRoundFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
)
from tests.factories.schedules import Scheduled
from tests.fuzz.crawl import Forms

if TYPE_CHECKING:
    from tests.acts.scene import Scene

HOUR = timedelta(hours=1)
TOKEN = "a-token-that-opens"
Sent = Mapping[str, object]
Acts = dict[str, tuple[str, Sent]]


class Typed(Forms):
    """What fields hold, without the buttons beside them."""

    def _take(self, tag: str, told: dict[str, str], fields: dict[str, str]) -> None:
        if tag != "button":
            super()._take(tag, told, fields)


def longest_form(address: str, by: User) -> dict[str, object]:
    browser = Client()
    browser.force_login(by)
    page = Typed()
    page.feed(browser.get(address).text)
    _, fields = max(page.found, key=lambda found: len(found[1]))
    return {**fields}


class Others:
    """A meets B and A meets C in a draft, B and C have no place; one change is undone."""

    def __init__(self, scene: "Scene", before: Any) -> None:
        self.scene, self.before = scene, before
        edition = EditionFactory(owner=scene.edition.owner, state="scheduling")
        self.event = Scheduled.of(
            RegistrationFactory.create_batch(3, edition=edition),
            pairs=[(0, 1), (0, 2), (1, 2)],
            places=[(0, 0), (1, 0)],
            slots=4,
        )
        self.edition = edition
        with time_machine.travel(before, tick=False):
            self._by_hand()
            self._rows()
            self._calls()
            self._cancelled()
            self.forms = self._filled()
        self.event.version.refresh_from_db()
        self.revision = self.event.version.revision

    def _by_hand(self) -> None:
        """Something to undo and something to do again; a meeting that is locked; another draft."""
        self.done = self.event.put_at(0, 2, 0, self.before)
        self.undone = self.event.put_at(1, 3, 0, self.before)
        placing.undo(version=self.event.version, number=self.undone.number, now=self.before)
        self.left = ScheduleVersionFactory(
            edition=self.standing,
            number=7,
            state="set_aside",
            set_aside_at=self.before,
            based_on=self.scene.standing.version,
        )

    @property
    def standing(self) -> Any:
        return self.scene.standing.edition

    def _rows(self) -> None:
        first = self.event.registrations[0]
        self.group = ClusterGroup.objects.create(edition=self.edition, name="Buyers")
        apart = sorted(row.pk for row in self.scene.standing.registrations[1:])
        self.barred = BarredPair.objects.create(
            edition=self.standing, first_id=apart[0], second_id=apart[1]
        )
        self.interpreter = interpreter(self.edition, "Ada", "de", "es")
        self.session = SessionFactory(
            edition=self.edition,
            title="Welcome",
            binds="nobody",
            day_on=MORNING.date(),
            period=DateTimeTZRange(MORNING + 6 * HOUR, MORNING + 7 * HOUR),
        )
        self.role = EventRoleFactory(edition=self.edition)
        self.offer = EventRoleInvitationFactory(
            edition=self.edition,
            email=self.scene.invited.email,
            invited_by=self.scene.organiser,
            token_hash=hash_of(TOKEN),
        )
        self.circular = write_to_several(
            edition=self.edition,
            registrations=[first],
            choice={},
            by=self.scene.organiser,
            text="Welcome.",
            key=uuid.uuid4(),
            now=self.before,
        )
        self.round = InvitationRoundFactory(edition=self.edition, sent_at=self.before)
        EventInvitationFactory(edition=self.edition, round=self.round)
        self.run = ScheduleRunFactory(
            edition=EditionFactory(owner=self.edition.owner), state="queued", problem="{}"
        )
        self.accepted = MeetingRequestFactory(
            edition=self.edition,
            requester=first,
            invitee=RegistrationFactory(edition=self.edition),
            state="accepted",
            version=2,
            answered_by_organiser=True,
        )
        self.withdrawn = MeetingRequestFactory(
            edition=self.edition,
            requester=first,
            invitee=RegistrationFactory(edition=self.edition),
            state="withdrawn",
            version=2,
            ended_from="accepted",
            withdrawn_for=first,
        )
        ours = self.scene.registrations[0].cluster
        self.body = EditionOrganiser.objects.create(
            edition=self.edition, organisation=ours, role="co_organiser", state=Consent.ASKED
        )
        self.naming = Naming.objects.create(
            edition=self.edition, organisation=ours, role="speaker", asked_at=self.before
        )

    def _calls(self) -> None:
        """One that is a draft, one that is open with our application, one that is reviewed."""
        calls = [
            CallFactory(
                edition=self.edition,
                state=state,
                opens_at=None,
                closes_at=self.before + timedelta(days=30),
            )
            for state in ("draft", "open", "reviewing")
        ]
        self.calls = calls
        ours = self.scene.registrations[0].cluster
        self.applied = ApplicationFactory(call=calls[1], organisation=ours)
        self.criterion = CriterionFactory(call=calls[2])
        self.reviewer = ReviewerFactory(call=calls[2])
        self.other_reviewer = ReviewerFactory(call=calls[1])
        self.to_review = ApplicationFactory(call=calls[2])
        self.asked = ReviewerInvitation.objects.create(
            call=calls[1],
            email=self.scene.invited.email,
            token_hash=hash_of(TOKEN),
            invited_by=self.scene.organiser,
            expires_at=self.before + timedelta(days=7),
            idempotency_key=uuid.uuid4(),
        )

    def _cancelled(self) -> None:
        """A meeting that our cluster called off, of which nobody was told."""
        ours: Registration = self.scene.registrations[0]
        partner = RegistrationFactory(edition=self.scene.edition)
        self.off = meeting_between(ours, partner)
        self.off.is_cancelled, self.off.cancelled_at = True, self.before
        self.off.cancelled_by, self.off.cancelled_side = self.scene.manager, ours
        self.off.cancel_reason = "Ill."
        self.off.save()
        user: User = self.scene.manager
        self.by_mail = urlsplit(link_for(self.scene.received, user.pk)).path
        self.invited_by_mail = urlsplit(invitation_link(self.scene.invitation, user.pk)).path

    def _at(self, name: str, *more: object) -> str:
        return reverse(f"organise-{name}", args=[self.edition.slug, *more])

    def _filled(self) -> dict[str, dict[str, object]]:
        """What the longest form of each of these pages holds, before any act."""
        organiser, ours = self.scene.organiser, self.scene.registrations[0]
        pages = {
            "times": (self._at("times"), organiser),
            "session": (self._at("session-edit", self.session.pk), organiser),
            "interprets": (self._at("interpreter-edit", self.interpreter.pk), organiser),
            "gone": (self._at("interpreter-remove", self.interpreter.pk), organiser),
            "away": (
                reverse("meet-availability", args=[ours.edition.slug, ours.cluster.slug]),
                self.scene.manager,
            ),
        }
        return {name: longest_form(address, by) for name, (address, by) in pages.items()}

    def acts(self) -> Acts:
        return {**self._in_a_draft(), **self._settings(), **self._people(), **self._sides()}

    def _in_a_draft(self) -> Acts:
        event, number = self.event, self.event.version.number
        first, second, third = (meeting.pk for meeting in event.meetings)
        free = f"{event.slots[3].pk}-{event.tables[1].pk}"

        def at(name: str) -> str:
            return reverse(f"organise-{name}", args=[self.edition.slug, number])

        seen = {"revision": self.revision}
        left = [self.standing.slug, self.left.number]
        draft = self.scene.version
        return {
            "place-meeting": (at("place"), {"meeting": third, "place": free, **seen}),
            "place-anywhere": (at("first-place"), {"meeting": third, **seen}),
            "swap-meetings": (at("swap"), {"meeting": first, "other": second, **seen}),
            "take-out-meeting": (at("remove"), {"meeting": first, **seen}),
            "unlock-meeting": (at("unlock"), {"meeting": first, **seen}),
            "undo-change": (at("undo"), {"edit": self.done.number}),
            "redo-change": (at("redo"), {"edit": self.undone.number}),
            "keep-agreed": (
                reverse("organise-keep", args=[self.scene.edition.slug, draft.number]),
                {},
            ),
            "discard-draft": (at("discard"), {"revision": self.revision}),
            "bring-draft-back": (reverse("organise-restore", args=left), {"revision": 0}),
            "stop-run": (
                reverse("organise-run-stop", args=[self.run.edition.slug, self.run.number]),
                {},
            ),
            "show-fairness": (
                reverse("organise-fairness", args=[self.edition.slug]),
                {"is_public": "1", "version": 1},
            ),
        }

    def _settings(self) -> Acts:
        at = self._at
        forms = self.forms
        lift = reverse("organise-rules-lift", args=[self.standing.slug, self.barred.pk])
        return {
            "set-times": (at("times"), {**forms["times"], "window-0-name": "Both days"}),
            "count-places": (at("times-places"), forms["times"]),
            "change-session": (at("session-edit", self.session.pk), forms["session"]),
            "move-session": (at("session-move", self.session.pk), {"to": "up"}),
            "remove-session": (at("session-remove", self.session.pk), {}),
            "change-interpreter": (
                at("interpreter-edit", self.interpreter.pk),
                {**forms["interprets"], "languages": ["de", "es"]},
            ),
            "remove-interpreter": (
                at("interpreter-remove", self.interpreter.pk),
                forms["gone"],
            ),
            "change-group": (at("group", self.group.pk), {"name": "Sellers"}),
            "remove-group": (at("group-remove", self.group.pk), {}),
            "permit-groups": (
                at("rules-table"),
                {"groups": [self.group.pk], "pairs": [f"{self.group.pk}-{self.group.pk}"]},
            ),
            "let-meet-again": (lift, {}),
        }

    def _people(self) -> Acts:
        at = self._at

        def of(name: str, call: int, *more: object) -> str:
            return reverse(f"organise-{name}", args=[self.calls[call].slug, *more])

        version: Sent = {"version": 1}
        return {
            "change-role": (at("person-role", self.role.pk), {"role": "viewer", **version}),
            "end-role": (at("person-end", self.role.pk), version),
            "take-role-back": (at("offer-take-back", self.offer.pk), {}),
            "take-letter-back": (at("circular-take-back", self.circular.pk), {}),
            "take-round-back": (at("invitations-take-back", self.round.pk), {}),
            "undo-accept-for": (at("accept-undo", self.accepted.pk), {"version": 2}),
            "undo-withdraw-for": (at("withdraw-undo", self.withdrawn.pk), {"version": 2}),
            "take-up-for": (
                reverse("organise-meeting-take-up", args=[self.scene.edition.slug, self.off.pk]),
                {"registration": self.scene.registrations[0].pk},
            ),
            "delete-call": (of("call-delete", 0), version),
            "remove-reviewer": (of("call-reviewer-remove", 1, self.other_reviewer.pk), {}),
            "take-reviewer-back": (of("call-invitation-revoke", 1, self.asked.pk), {}),
        }

    def _sides(self) -> Acts:
        """What clusters, reviewers and those who were asked do."""
        ours = (self.scene.edition.slug, self.scene.registrations[0].cluster.slug)
        away = reverse("meet-availability", args=ours)
        partner = self.scene.newest.cluster.slug
        review = [self.calls[2].slug, self.to_review.pk]
        points = {f"points-{self.criterion.pk}": 3, "version": 1, "note": "Good."}
        return {
            "say-when-free": (away, self.forms["away"]),
            "take-up-meeting": (reverse("meet-meeting-take-up", args=[*ours, self.off.pk]), {}),
            "show-again": (reverse("meet-show-again", args=[*ours, partner]), {}),
            "answer-by-mail": (self.by_mail, {"answer": "accept"}),
            "decline-by-mail": (self.invited_by_mail, {"answer": "decline", "version": 1}),
            "become-co-organiser": (
                reverse("organise-consent-body", args=[self.body.pk]),
                {"answer": "accept"},
            ),
            "agree-to-be-named": (
                reverse("organise-consent-naming", args=[self.naming.pk]),
                {"answer": "accept"},
            ),
            "change-applied": (
                reverse("application-detail", args=[self.applied.pk]),
                {"text": "Sensors.", "version": 1},
            ),
            "take-role-by-mail": (reverse("event-role-accept", args=[TOKEN]), {}),
            "review-by-mail": (reverse("review-invitation", args=[TOKEN]), {}),
            "take-seat-by-mail": (reverse("delegate-accept", args=[TOKEN]), {}),
            "give-points": (reverse("review-application", args=review), points),
        }
