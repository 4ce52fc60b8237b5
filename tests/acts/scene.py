"""One event with a bit of everything, at each state and time that an act can meet."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Organisation, Role
from events.models import (
    Answer,
    Application,
    Call,
    Edition,
    EventInvitation,
    Question,
    Registration,
)
from events.queries.questions import Asked
from interface.marks import mark_of
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    Import,
    Meeting,
    MeetingRequest,
    OfferedTime,
    PlacementParticipant,
    PlannedReminder,
    RequestTime,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    TimeOffer,
    UnplacedMeeting,
)
from matchmaking.queries.remedies import remedy_of
from matchmaking.services.feeds import make_own_feed
from organise.queries.audience import audience
from tests.acts.others import TOKEN, Others
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.calls import ApplicationFactory, CallFactory, prepared
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import asked, with_account
from tests.factories.events import (
    EditionFactory,
    EventInvitationFactory,
    RegistrationFactory,
    delegates,
)
from tests.factories.lists import looked_at
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.schedules import Scheduled
from translations.queries import pair_of

BEFORE = datetime(2094, 6, 1, 9, tzinfo=UTC)
DURING = datetime(2094, 6, 3, 9, tzinfo=UTC)
AFTER = datetime(2094, 6, 5, 9, tzinfo=UTC)
LONG_AFTER = datetime(2094, 7, 1, 9, tzinfo=UTC)
# The stored state and the time, in the order of the table's columns.
CIRCUMSTANCES: tuple[tuple[str, datetime], ...] = (
    ("draft", BEFORE),
    ("draft", AFTER),
    ("registration_open", BEFORE),
    ("registration_open", DURING),
    ("registration_open", AFTER),
    ("requests_open", BEFORE),
    ("requests_open", DURING),
    ("requests_open", AFTER),
    ("scheduling", BEFORE),
    ("scheduling", DURING),
    ("scheduling", AFTER),
    ("published", BEFORE),
    ("published", DURING),
    ("published", AFTER),
    ("running", BEFORE),
    ("finished", DURING),
    ("finished", AFTER),
    ("cancelled", BEFORE),
    ("cancelled", DURING),
    ("cancelled", AFTER),
)
Sent = Mapping[str, object]


@dataclass(frozen=True)
class Act:
    """Where it is done, and what a person sends; without anything sent the form is opened.

    With `is_early` at an event whose clusters ask for free times from the start. What is undone is
    done `first` by the same browser, right before, or `since` another state and time.
    """

    address: str
    sent: Sent | None = None
    is_early: bool = False
    first: tuple[str, Sent] | None = None
    since: tuple[str, datetime] | None = None


def _in_catalan(record: Edition | Call, field: str) -> dict[str, object]:
    pair = pair_of(record, field, "ca")
    return {f"text-{pair.name}": "Trobada", f"seen-{pair.name}": pair.seen}


class Upload(BytesIO):
    """A list that is sent whole each time."""

    name = "list.csv"

    def read(self, size: int | None = -1) -> bytes:
        self.seek(0)
        return super().read(size)


class Scene:
    """Clusters A, B and C are approved, D waits; B asked A, and A asked C; the draft is empty.

    What is published has A and C meet at the last time but one, after the instant `DURING`.
    """

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(instant_meetings=True, languages=["en", "ca"])
        # Nobody registered for this one, so that it is deleted and taken back.
        self.unseen: Edition = EditionFactory(owner=self.edition.owner)
        slots = window_with_slots(self.edition, slots=8)
        desks = tables(self.edition, 2)
        clusters = ClusterFactory.create_batch(5)
        self.registrations = [
            RegistrationFactory(edition=self.edition, cluster=cluster) for cluster in clusters[:3]
        ]
        waiting = Registration.State.WAITING
        self.waiting = RegistrationFactory(edition=self.edition, cluster=clusters[3], state=waiting)
        self.newcomer = clusters[4]
        # Nobody has invited this one yet; our manager speaks for one that is invited.
        self.guest: Organisation = ClusterFactory(name="Zymurgy Hill", short_name="")
        self.invitation: EventInvitation = EventInvitationFactory(edition=self.edition)
        self.manager: User = MembershipFactory(organisation=clusters[0]).user
        MembershipFactory(organisation=self.newcomer, user=self.manager)
        MembershipFactory(organisation=self.invitation.cluster, user=self.manager)
        a, b, c = self.registrations
        [self.delegate, bo, cy] = delegates(a, 3)
        self.account = with_account(bo)
        self.feed = make_own_feed(access=self.account, now=BEFORE)
        self.invited: User = UserFactory()
        later = datetime(2095, 1, 1, tzinfo=UTC)
        self.not_taken_up = asked(
            cy, self.manager, token=TOKEN, email=self.invited.email, expires_at=later
        )
        self.received = MeetingRequestFactory(edition=self.edition, requester=b, invitee=a)
        self.sent = MeetingRequestFactory(edition=self.edition, requester=a, invitee=c)
        self.without_place = meeting_between(b, c)
        self.version: ScheduleVersion = ScheduleVersionFactory(edition=self.edition)
        self.published: ScheduleVersion = ScheduleVersionFactory(
            edition=self.edition, state="published", published_at=BEFORE
        )
        self.meeting = meeting_between(a, c)
        placed(self.published, self.meeting, slots[6], desks[0])
        seats = PlacementParticipant.objects.filter(meeting=self.meeting, registration=a)
        seats.update(delegate=bo)
        self.place = f"{slots[7].pk}-{desks[0].pk}"
        UnplacedMeeting.objects.create(
            version=self.version,
            meeting=self.without_place,
            reason={"code": "tables_full", "slots": []},
            remedy={"code": "add_table", "also": []},
        )
        self.dropped, self.ask = self._dropped(), self._ask()
        self.organiser: User = MembershipFactory(organisation=self.edition.owner).user
        self.list: Import = looked_at(self.edition, self.organiser)
        self.later = self._question("Your arrival?")
        self.asked = self._question("Your hotel?", sent_at=BEFORE)
        self.consent = self._question("Photos?", kind="consent", sent_at=BEFORE)
        Answer.objects.create(
            registration=a,
            edition=self.edition,
            question=self.consent,
            kind="consent",
            agreed_words="Photos?",
            agreed_at=BEFORE,
            agreed_by=self.manager,
            answered_by=self.manager,
            answered_at=BEFORE,
        )
        # Others that came late: one asks A, and is asked by A, for the last time; one is free.
        late = RegistrationFactory.create_batch(3, edition=self.edition)
        self.received_late = self._for_last_time(late[0], a, slots[7])
        self.sent_late = self._for_last_time(a, late[1], slots[7])
        self.newest, self.last_time = late[2], slots[7]
        # Beside it one that is re-planned.
        self.standing = Scheduled.of(
            RegistrationFactory.create_batch(3, edition=EditionFactory(owner=self.edition.owner)),
            pairs=[(0, 1)],
            places=[(0, 0)],
            slots=2,
            state="published",
            published_at=BEFORE,
        )
        self._between_two()
        self.calls: list[Call] = [
            CallFactory(
                edition=self.edition,
                state=state,
                opens_at=None,
                closes_at=LONG_AFTER,
                languages=["en", "ca"],
            )
            for state in ("draft", "open", "reviewing")
        ]
        self.application: Application = ApplicationFactory(
            call=self.calls[-1], organisation=clusters[0]
        )
        prepared(self.application, "selected")
        self.solved: ScheduleRun = ScheduleRunFactory(
            edition=self.edition, state="done", finished_at=BEFORE, problem="{}"
        )
        self.others = Others(self, BEFORE)

    def _between_two(self) -> None:
        """What two clusters have under way after publication, and a reminder of the plan."""
        a, _, c = self.registrations
        slots = list(self.edition.slots.all())
        self.offer = self._offer(self.meeting, c, slots[6], slots[7])
        # One that A agreed on and that has no place; one that A declined; one more for A to ask.
        other = RegistrationFactory(edition=self.edition)
        self.unplaced = meeting_between(a, other)
        self.first_offer = self._offer(self.unplaced, other, None, slots[7])
        self.declined = MeetingRequestFactory(
            edition=self.edition,
            requester=RegistrationFactory(edition=self.edition),
            invitee=a,
            state="declined",
            version=2,
        )
        first, second = self.standing.slots
        self.agreed_offer = self._offer(
            self.standing.meetings[0], self.standing.registrations[0], first, second, "waiting"
        )
        self.reminder = PlannedReminder.objects.create(
            edition=self.edition, kind="agenda", days_before=2
        )

    def _question(self, words: str, kind: str = "text", **fields: object) -> Question:
        """A follow-up until the last day of the event."""
        return Question.objects.create(
            edition=self.edition,
            kind=kind,
            words=words,
            asked="follow_up",
            last_day=self.edition.ends_on,
            idempotency_key=uuid.uuid4(),
            **fields,
        )

    def _for_last_time(
        self, requester: Registration, invitee: Registration, slot: Slot
    ) -> MeetingRequest:
        request: MeetingRequest = MeetingRequestFactory(
            edition=self.edition, requester=requester, invitee=invitee, is_instant=True
        )
        RequestTime.objects.create(request=request, slot=slot)
        return request

    def _offer(
        self,
        meeting: Meeting,
        side: Registration,
        at: Slot | None,
        other: Slot,
        state: str = "open",
    ) -> TimeOffer:
        """Another time for a meeting, or a first one, until it begins."""
        offer = TimeOffer.objects.create(
            meeting=meeting,
            side=side,
            from_slot=at,
            state=state,
            chosen=other if state == "waiting" else None,
            made_by=self.manager,
            made_at=BEFORE,
            expires_at=(at or other).period.lower,
            idempotency_key=uuid.uuid4(),
        )
        OfferedTime.objects.create(offer=offer, slot=other)
        return offer

    def people(self) -> dict[str, User]:
        return {
            "organiser": self.organiser,
            "reception": MembershipFactory(
                organisation=self.edition.owner, role=Role.RECEPTION
            ).user,
            "manager": self.manager,
            "delegate": self.account.user or self.manager,
            "invited": self.invited,
            "reviewer": self.others.reviewer.user,
            "staff": StaffFactory(),
        }

    def _dropped(self) -> AppliedRemedy:
        """A remedy that dropped a meeting, which is to be wanted again."""
        meeting = meeting_between(self.registrations[1], RegistrationFactory(edition=self.edition))
        Meeting.objects.filter(pk=meeting.pk).update(is_cancelled=True)
        return AppliedRemedy.objects.create(
            version=self.version,
            meeting=self.meeting,
            changes=[{"code": "drop", "meeting": meeting.pk}],
            made_by=self.manager,
            made_at=BEFORE,
            idempotency_key=uuid.uuid4(),
        )

    def _ask(self) -> AvailabilityAsk:
        """A is asked for the first time."""
        return AvailabilityAsk.objects.create(
            edition=self.edition,
            registration=self.registrations[0],
            period=self.edition.slots.all()[0].period,
            meeting=self.without_place,
            asked_by=self.manager,
            asked_at=BEFORE,
            idempotency_key=uuid.uuid4(),
        )

    def lead_to(self, state: str, now: datetime, act: Act, browser: Client) -> None:
        """The event in this state, once whatever the act follows is done."""
        if act.first:
            before, then = act.since or (state, now)
            self.come_to(before, act)
            with time_machine.travel(then, tick=False):
                browser.post(act.first[0], with_key(act.first[1]))
        self.come_to(state, act)

    def come_to(self, state: str, act: Act) -> None:
        """The event in this state; its requests wait as long as anything allows them to."""
        Edition.objects.update(state=state, instant_from_start=act.is_early)
        if state == "draft":
            # Nobody has registered for a draft.
            MeetingRequest.objects.all().delete()

    def acts(self) -> dict[str, Act]:
        return {
            **self._steps(),
            **self._organising(),
            **self._undoing(),
            **self._asking(),
            **self._mending(),
            **self._replanning(),
            **self._meeting(),
            **self._calling(),
            **self._early(),
            **{name: Act(*act) for name, act in self.others.acts().items()},
        }

    def _calling(self) -> dict[str, Act]:
        """What is done with calls for places at the event."""
        draft, opened, closed = self.calls
        submitted = self.application.pk

        def at(name: str, call: Call, *more: object) -> str:
            return reverse(name, args=[call.slug, *more])

        return {
            "create-call": Act(
                reverse("organise-call-create"),
                {
                    "subject": f"edition-{self.edition.pk}",
                    "title": "Partners in health",
                    "text": "Clusters in health.",
                    "places": 3,
                    "closes_on": f"{LONG_AFTER:%Y-%m-%d}",
                    "closes_clock": "17:00",
                    "time_zone": "Europe/Madrid",
                    "criterion-0-text": "Fit",
                },
            ),
            "change-call": Act(at("organise-call-edit", draft)),
            "translate-call": Act(
                at("organise-call-language", draft, "ca"), _in_catalan(draft, "title")
            ),
            "open-call": Act(at("organise-call-state", draft), {"to": "open", "version": 1}),
            "close-call": Act(at("organise-call-state", opened), {"to": "reviewing", "version": 1}),
            "return-applied": Act(
                at("organise-call-application", closed, submitted),
                {"to_complete": "Name two members.", "version": 1},
            ),
            "propose-decision": Act(
                at("organise-call-propose", closed), {"reserves": 0, "version": 1}
            ),
            "ask-reviewer-in": Act(
                at("organise-call-reviewers", opened), {"email": "new@example.org"}
            ),
            "take-along-applied": Act(at("organise-call-export", closed), {"form": "csv"}),
            "prepare-decision": Act(
                at("organise-call-prepare", closed),
                {"outcome": "reserve", "chosen": [submitted], "version": 1},
            ),
            "publish-decision": Act(at("organise-call-publish", closed), {"version": 1}),
            "apply": Act(
                at("call-apply", opened), {"organisation": self.newcomer.pk, "text": "Sensors."}
            ),
            "withdraw-applied": Act(reverse("application-withdraw", args=[submitted]), {}),
        }

    def _early(self) -> dict[str, Act]:
        """What clusters do before publication where they ask for free times from the start."""
        names = {
            "ask-early": "ask-for-times",
            "choose-early": "choose-time",
            "decline-early": "decline-times",
            "withdraw-early": "withdraw-times",
            "cancel-early": "cancel-meeting",
            "other-time-early": "ask-other-time",
            "accept-other-early": "accept-other-time",
            "first-times-early": "offer-first-times",
            "accept-first-early": "accept-first-time",
            "decline-first-early": "decline-first-time",
        }
        acts = self._meeting()
        return {early: replace(acts[name], is_early=True) for early, name in names.items()}

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
            "copy": Act(self._here("copy")),
            "edit": Act(self._here("edit")),
            "move": Act(self._here("edition-move")),
            "add-session": Act(self._here("session-create")),
            "translate": Act(self._here("language", "ca"), self._name_in_catalan),
            "approve": Act(self._here("registrations-decide"), chosen),
            "register-late": Act(self._here("registration-create-for", self.newcomer.slug)),
            "edit-for": Act(
                self._here("registration-edit", self.registrations[0].pk),
                {"seats": 2, "version": 1, "delegate-0-name": self.delegate.name},
            ),
            "replace-delegate": Act(*self._replaced()),
            "remind": Act(self._here("remind"), {}),
            "add-interpreter": Act(
                self._here("interpreter-create"),
                {"name": "Ada", "languages": ["de", "es"], "day-0-there": "on"},
            ),
            "usual-reminders": Act(self._here("reminders-usual"), {}),
            "word-reminder": Act(
                self._here("reminder", self.reminder.pk),
                {"act": "words", "words": "Bring coats.", "shown": mark_of("")},
            ),
            "make-group": Act(self._here("rules-groups"), {"name": "Buyers"}),
            "never-meet": Act(
                self._here("rules-pairs"),
                {"first": self.registrations[1].pk, "second": self.newest.pk},
            ),
            "give-a-role": Act(
                self._here("people"), {"email": "new@example.org", "role": "reception"}
            ),
            "lock-meeting": Act(
                self._here("lock", self.published.number),
                {"meeting": self.meeting.pk, "live": "1", "revision": 0},
            ),
            "take-along-event": Act(self._here("export-whole"), {}),
            "plan-reminder": Act(self._here("reminders"), {"kind": "answer", "days_before": 20}),
            "write-to-several": Act(
                self._here("circular-new"),
                {"text": "Welcome.", "act": "send", "seen": self._looked_at},
            ),
            "invite": Act(
                self._here("invitation-new"),
                {
                    "text": "Welcome.",
                    "act": "send",
                    "q": self.guest.name,
                    "seen": self._invitation_looked_at,
                },
            ),
            "remind-invited": Act(self._here("invitations-remind"), {}),
            "take-invited-back": Act(
                self._here("invitations-withdraw"), {"chosen": [self.invitation.pk]}
            ),
            "accept-for": Act(self._here("accept", self.received.pk), {"version": 1}),
            "accept-time-for": Act(
                self._here("accept", self.received_late.pk),
                {"version": 1, "slot": self.last_time.pk},
            ),
            "ask-for": Act(
                self._here("ask"),
                {"first": self.registrations[1].pk, "second": self.newest.pk, "priority": 1},
            ),
            "decline-for": Act(self._here("decline", self.received.pk), {"version": 1}),
            "withdraw-for": Act(
                self._here("withdraw", self.sent.pk),
                {"version": 1, "side_of": self.registrations[0].pk},
            ),
            "close-table": Act(self._here("table-use"), {"number": 1, "is_closed": "1"}),
            "set-rules": Act(self._here("rules"), {"who_moves": "agreed", "version": 1}),
            "run": Act(self._here("runs"), run),
            "move-in-place": Act(
                self._here("move", self.published.number),
                {"meeting": self.meeting.pk, "place": self.place, "live": "1", "revision": 0},
            ),
            "begin-draft": Act(self._here("draft"), {}),
            "tell": Act(self._here("tell"), {}),
            "export": Act(
                self._here("export"),
                {"table": "registrations", "columns": ["cluster"], "form": "csv"},
            ),
            "import": Act(self._here("import"), {"file": Upload(b"cluster\nWater\n")}),
            "confirm-import": Act(
                self._here("import-list", self.list.pk),
                {"layout": "participants", "column-0": "cluster"},
            ),
            "publish": Act(
                self._here("publish", self.version.number), {"revision": self.version.revision}
            ),
        }

    def _replaced(self) -> tuple[str, Sent]:
        """Somebody else comes in the place of a delegate."""
        of = self.registrations[0].pk, self.delegate.pk
        return self._here("delegate-replace", *of), {"name": "Eva Nowak", "version": 1}

    def _undoing(self) -> dict[str, Act]:
        """What was done right before, or while registration was open, and is remembered."""
        chosen: Sent = {"action": "approve", "chosen": [self.waiting.pk], "tab": "waiting"}
        others = self.others.edition.slug
        gone = reverse("organise-session-remove", args=[others, self.others.session.pk])
        undo = Act(
            self._here("registrations-undo"), {}, first=(self._here("registrations-decide"), chosen)
        )
        restore = Act(reverse("organise-session-restore", args=[others]), {}, first=(gone, {}))
        replaced = self._replaced()
        old = ("registration_open", BEFORE)
        return {
            "undo-decision": undo,
            "undo-old-decision": replace(undo, since=old),
            "restore-session": restore,
            "restore-old-session": replace(restore, since=old),
            "put-delegate-back": Act(
                self._here("delegate-put-back", self.registrations[0].pk), {}, first=replaced
            ),
        }

    def _asking(self) -> dict[str, Act]:
        """The event's own questions."""
        words = {"words": "Why?", "kind": "text", "asked": "registration", "readers": "planners"}
        a, later = self.registrations[0].pk, self.later.pk
        seen = Asked((self.asked, self.consent)).mark
        return {
            "add-question": Act(self._here("questions"), words),
            "change-question": Act(self._here("question", later), {**words, "version": 1}),
            "move-question": Act(self._here("question-move", later), {"to": "down"}),
            "remove-question": Act(self._here("question-remove", later), {}),
            "ask-question-again": Act(self._here("question-restore", later), {}),
            "send-follow-ups": Act(self._here("questions-send"), {}),
            "answer-follow-up": Act(
                reverse("registration-follow-up", args=[a]),
                {f"question-{self.asked.pk}": "By the sea", "version": 1, "questions_seen": seen},
            ),
            "take-back-consent": Act(
                reverse("registration-consent-take-back", args=[a, self.consent.pk]), {}
            ),
        }

    @property
    def _name_in_catalan(self) -> Sent:
        return _in_catalan(self.edition, "name")

    @property
    def _looked_at(self) -> str:
        """The mark of the message to several and of whom it goes to."""
        return mark_of("Welcome.", [], [row.cluster_id for row in audience(self.edition, {})])

    @property
    def _invitation_looked_at(self) -> str:
        """The mark of the invitation and of the one cluster that it goes to."""
        chosen = [("q", self.guest.name), ("without", "")]
        return mark_of("Welcome.", chosen, [self.guest.pk])

    def _mending(self) -> dict[str, Act]:
        """What the organiser does so that a meeting gets a place."""
        meeting, run = self.without_place.pk, self.solved.number
        offer = remedy_of(self.version, meeting)
        seen = {"seen": offer.seen if offer else "", "then": "wait"}
        own = {"registration": self.registrations[0].pk, "table": 1}
        replayed = {"limit_seconds": 5, "seed": 1}
        return {
            "remedy": Act(self._here("remedy", self.version.number, meeting), seen),
            "undo-remedy": Act(self._here("remedy-undo", self.dropped.pk), {}),
            "take-back-question": Act(self._here("ask-withdraw", self.ask.pk), {}),
            "own-table": Act(self._here("own-table"), own),
            "replay": Act(self._here("run-replay", run), replayed),
            "what-if": Act(self._here("what-if"), {"limit_seconds": 5, "tables": 1}),
            "answer-thread": Act(
                self._here("thread", self.registrations[0].pk), {"text": "Yes, at noon."}
            ),
        }

    def _replanning(self) -> dict[str, Act]:
        slug = self.standing.edition.slug
        first, _, third = self.standing.registrations
        agreed = {"first": first.pk, "second": third.pk, "priority": 1}
        closed = {"number": 2, "is_closed": "1"}
        [meeting] = self.standing.meetings
        return {
            "replan": Act(reverse("organise-replan", args=[slug]), {"limit_seconds": 5}),
            "enter-meeting": Act(reverse("organise-replan-meeting", args=[slug]), agreed),
            "close-lost-table": Act(reverse("organise-replan-table", args=[slug]), closed),
            "call-off-meeting": Act(
                reverse("organise-meeting-cancel", args=[slug, meeting.pk]), {}
            ),
            "agree-to-time": Act(
                reverse("organise-offer-answer", args=[slug, self.agreed_offer.pk]),
                {"answer": "agree"},
            ),
            "say-held-for": Act(
                reverse("organise-meeting-held", args=[slug, meeting.pk]), {"word": "not_held"}
            ),
            "refuse-time": Act(
                reverse("organise-offer-answer", args=[slug, self.agreed_offer.pk]),
                {"answer": "refuse"},
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
        delegate: Callable[[str], str] = lambda name: reverse(  # noqa: E731
            f"delegate-{name}",
            args=[a.pk, self.delegate.pk if name == "invite" else self.account.delegate_id],
        )
        own: Callable[..., str] = lambda name, *more: reverse(  # noqa: E731
            f"delegate-{name}", args=[self.edition.slug, *more]
        )
        newcomer = {"cluster": self.newcomer.slug, "seats": 1}
        asked, window = {"priority": 1}, self.edition.windows.get().pk
        return {
            "register": Act(reverse("edition-register", args=[self.edition.slug]), newcomer),
            "change-delegation": Act(
                registration("edit"),
                {"seats": 2, "version": 1, "delegate-0-name": self.delegate.name},
            ),
            "withdraw": Act(registration("withdraw"), {}),
            "answer-invitation": Act(
                reverse("event-invitation", args=[self.invitation.pk]),
                {"answer": "decline", "version": 1},
            ),
            "change-delegate": Act(
                reverse("delegate-edit", args=[a.pk, self.delegate.pk]),
                {"name": "Ada Rossi", "version": 1},
            ),
            "invite-delegate": Act(delegate("invite"), {"email": "new@example.org"}),
            "let-delegate-act": Act(delegate("acting"), {"may_act": "on"}),
            "end-account": Act(delegate("account-end"), {}),
            "take-account": Act(reverse("delegate-take", args=[self.not_taken_up.pk]), {}),
            "say-of-oneself": Act(own("particulars"), {"languages": "English", "version": 1}),
            "give-account-up": Act(own("leave"), {}),
            "make-own-address": Act(own("calendar-make"), {}),
            "fetch-own-file": Act(own("agenda-calendar")),
            "fetch-own-address": Act(self.feed.get_absolute_url()),
            "remove-delegate": Act(
                reverse("delegate-remove", args=[a.pk, self.delegate.pk]), {"version": 1}
            ),
            "ask": Act(at("partner", b.cluster.slug), asked),
            "ask-for-times": Act(
                at("partner-times", self.newest.cluster.slug), {"slots": [self.last_time.pk]}
            ),
            "choose-time": Act(
                at("answer", self.received_late.pk), {"version": 1, "slot": self.last_time.pk}
            ),
            "decline-times": Act(at("decline", self.received_late.pk), {"version": 1}),
            "withdraw-times": Act(at("withdraw", self.sent_late.pk), {"version": 1}),
            "accept-for-times": Act(
                at("answer", self.received.pk), {"version": 1, "priority": 1, "windows": [window]}
            ),
            "accept": Act(at("accept", self.received.pk), {"version": 1}),
            "decline": Act(at("decline", self.received.pk), {"version": 1}),
            "cancel-meeting": Act(
                at("meeting-cancel", self.meeting.pk), {"reason": "We fell ill."}
            ),
            "choose-delegate": Act(
                at("meeting-delegate", self.meeting.pk), {"delegate": self.delegate.pk}
            ),
            "ask-other-time": Act(
                at("meeting-times", self.meeting.pk), {"slots": [self.place.split("-")[0]]}
            ),
            "accept-other-time": Act(
                at("offer-answer", self.offer.pk), {"answer": "accept", "slot": self.last_time.pk}
            ),
            "decline-other-time": Act(at("offer-answer", self.offer.pk), {"answer": "decline"}),
            "offer-first-times": Act(
                at("meeting-times", self.unplaced.pk), {"slots": [self.last_time.pk]}
            ),
            "accept-first-time": Act(
                at("offer-answer", self.first_offer.pk),
                {"answer": "accept", "slot": self.last_time.pk},
            ),
            "decline-first-time": Act(
                at("offer-answer", self.first_offer.pk), {"answer": "decline"}
            ),
            "undo-answer": Act(at("undo", self.declined.pk), {"version": 2}),
            "say-held": Act(at("meeting-held", self.meeting.pk), {"word": "held"}),
            "rate": Act(at("meeting-rate", self.meeting.pk), {"stars": "4"}),
            "say-held-there": Act(own("meeting-held", self.meeting.pk), {"word": "held"}),
            "rate-there": Act(own("meeting-rate", self.meeting.pk), {"stars": "4"}),
            "show-to-organiser": Act(at("meeting-show", self.meeting.pk), {"shown": "on"}),
            "not-for-us": Act(at("set-aside", self.newest.cluster.slug), {}),
            "make-address": Act(reverse("cluster-calendar-make", args=[a.cluster.slug]), {}),
            "write-to-side": Act(at("meeting", self.meeting.pk), {"text": "See you there."}),
            "write-of-request": Act(at("request", self.received.pk), {"text": "With whom?"}),
            "answer-question": Act(at("ask-answer", self.ask.pk), {"answer": "free"}),
            "write": Act(at("organiser"), {"text": "When do we begin?"}),
            "withdraw-request": Act(at("withdraw", self.sent.pk), {"version": 1}),
        }


def signed_in(user: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def with_key(sent: Sent) -> dict[str, object]:
    """A form carries a key of its own each time; forms without one do not look at it."""
    return {**sent, "idempotency_key": str(uuid.uuid4())}
