"""The demonstration with one of everything that an address can name, and who knocks."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from accounts.queries import END
from clusters.models import (
    Claim,
    FormerMembership,
    Invitation,
    Label,
    LabelAward,
    Membership,
    Organisation,
    Project,
    Region,
    Source,
)
from clusters.services.logos import set_logo
from clusters.services.membership import hash_of
from demo.event import EDITION_KEY
from demo.load import load
from events.answer_links import link_for as invitation_link_for
from events.models import (
    Answer,
    Application,
    Call,
    Circular,
    Consent,
    Delegate,
    DelegateAccess,
    Edition,
    EditionOrganiser,
    EventInvitation,
    EventRole,
    EventRoleInvitation,
    Export,
    InvitationRound,
    Naming,
    Question,
    Registration,
    Reviewer,
    ReviewerInvitation,
    Series,
    SeriesAsk,
)
from events.services.circulars import write_to_several
from files.models import StoredFile
from files.services import keep
from matchmaking.answer_links import link_for
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    BarredPair,
    CalendarFeed,
    ClusterGroup,
    Import,
    Interpreter,
    Meeting,
    MeetingRequest,
    PlacementParticipant,
    PlannedReminder,
    ScheduleRun,
    ScheduleVersion,
    TimeOffer,
    UnplacedMeeting,
)
from notifications.models import Subject
from notifications.stop_links import stop_link
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    ReviewerFactory,
)
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import asked, with_account
from tests.factories.events import (
    EditionFactory,
    EventInvitationFactory,
    EventRoleFactory,
    EventRoleInvitationFactory,
    InvitationRoundFactory,
    SeriesFactory,
)
from tests.factories.interpreting import interpreter
from tests.factories.lists import handed_over, looked_at
from tests.factories.matchmaking import ScheduleVersionFactory, meeting_between, placed

# In the order of the table's columns. The organiser is an owner of the body that runs the event.
# The delegates are of the manager's cluster, and one sits in its meeting; the acting one is let by
# the manager to ask and answer.
ROLES = (
    "visitor",
    "stranger",
    "other manager",
    "manager",
    "delegate",
    "acting delegate",
    "other organiser",
    "organiser",
    "planner",
    "reception",
    "viewer",
    "reviewer",
    "staff",
    "administrator",
)
ALONE = ("planner", "reception", "viewer")
# Of a question, by the end of the name of their address.
ACTS = ("", "-answers", "-move", "-remove", "-restore")
TOKEN = "a-token-that-opens"
MAIL = "written.1"


class Scene:
    """An address names what belongs to the edition of the demonstration and to one cluster of it.

    That cluster was asked by another one, and has a draft with a meeting that has no place.
    """

    def __init__(self) -> None:
        call_command("load_register", verbosity=0)
        self.edition = self._event()
        self.edition.languages = ["en", "ca"]
        self.edition.save(update_fields=["languages"])
        requests = MeetingRequest.objects.filter(edition=self.edition, state="pending")
        self.request = requests.select_related("invitee__cluster", "requester__cluster")[0]
        self.registration = self.request.invitee
        self.cluster, self.partner = self.registration.cluster, self.request.requester.cluster
        assert self.edition.owner
        self.owner = self.edition.owner
        self.organiser = self._member(self.owner)
        self.manager = self._member(self.cluster)
        self.run = ScheduleRun.objects.get(edition=self.edition)
        self.version = ScheduleVersionFactory(edition=self.edition, number=1)
        self.meeting = self._without_place()
        approved = Registration.objects.filter(edition=self.edition, state="approved")
        self.bystander = approved.exclude(cluster__in=[self.cluster, self.partner])[0]
        self.other_edition: Edition = EditionFactory()

    def _event(self) -> Edition:
        load(now=timezone.now())
        return Edition.objects.get(idempotency_key=EDITION_KEY)

    def people(self) -> dict[str, User | None]:
        """Who knocks, by role; each has no other role."""
        return {
            "visitor": None,
            "stranger": UserFactory(),
            "other manager": self._member(self.bystander.cluster),
            "manager": self.manager,
            "delegate": self._sitting.user,
            "acting delegate": self._delegate(may_act=True).user,
            "other organiser": MembershipFactory(organisation=self.other_edition.owner).user,
            "organiser": self.organiser,
            **{role: self._member(self.owner, role) for role in ("planner", "reception", "viewer")},
            "reviewer": self._reviewer.user,
            "staff": StaffFactory(),
            "administrator": AdministratorFactory(),
        }

    def people_of_one_event(self) -> dict[str, User]:
        """Who works at the event alone, by role, each known in the table as a member with it."""
        return {
            f"{role} alone": EventRoleFactory(edition=self.edition, role=role).user
            for role in ALONE
        }

    def address(self, name: str, wanted: set[str]) -> str:
        """Of the page `name`, which wants these arguments."""
        known = {**self._named, **self._named_in.get(name, {})}
        return reverse(name, kwargs={key: known[key] for key in wanted})

    def nested_address(self, name: str, wanted: set[str]) -> tuple[str, str]:
        """A role, and the address of our thing in that role's own place."""
        known = {**self._named, **self._named_in.get(name, {})}
        role = "other organiser" if name.startswith("organise-") else "other manager"
        if role == "other organiser":
            own = {"slug": self.other_edition.slug}
        elif "edition" in wanted:
            own = {"cluster": self.bystander.cluster.slug}
        else:
            own = {"slug": self.bystander.cluster.slug}
        return role, reverse(name, kwargs={key: (known | own)[key] for key in wanted})

    @cached_property
    def _named(self) -> dict[str, object]:
        """What an argument names, unless the page has something of its own."""
        return {
            "slug": self.edition.slug,
            "edition": self.edition.slug,
            "cluster": self.cluster.slug,
            "partner": self.partner.slug,
            "call": self.call.slug,
            "pk": self.request.pk,
            "number": 1,
            "language": "ca",
            "name": MAIL,
            "token": TOKEN,
            "code": Region.objects.all()[0].code,
            "key": "no-such-key",
            "uidb36": "1",
        }

    def _logo(self) -> UUID:
        """Our cluster has one."""
        drawn = BytesIO()
        Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
        upload = SimpleUploadedFile("logo.png", drawn.getvalue())
        set_logo(organisation=self.cluster, owner=self.manager, upload=upload, now=timezone.now())
        self.cluster.refresh_from_db()
        assert self.cluster.logo
        return self.cluster.logo.key

    def _label(self) -> LabelAward:
        """Our cluster states that it holds a label."""
        label = Label.objects.create(slug="gold", name="Cluster Management Excellence gold")
        row = {"label": label, "organisation": self.cluster, "is_stated": True}
        return LabelAward.objects.create(awarded_on=date(2026, 1, 15), **row)

    def _barred_pair(self) -> BarredPair:
        first, second = sorted((self.registration.pk, self.bystander.pk))
        return BarredPair.objects.create(edition=self.edition, first_id=first, second_id=second)

    @cached_property
    def _named_in(self) -> dict[str, Mapping[str, object]]:
        colleague = Membership.objects.get(user=self._member(self.cluster))
        sent = self._sent_request()
        session = self.edition.sessions.all()[0]
        claim, invitation = self._claim(), self._invitation()
        group = ClusterGroup.objects.create(edition=self.edition, name="Buyers")
        registration = {"pk": self.registration.pk}
        delegate = self.registration.delegates.all()[0]
        members: Mapping[str, object] = {"slug": self.cluster.slug}
        return {
            "cluster-detail": members,
            "organisation-detail": {"slug": self.owner.slug},
            "series-detail": {"slug": Series.objects.all()[0].slug},
            "project-detail": {"slug": Project.objects.all()[0].slug},
            "source-detail": {"slug": Source.objects.all()[0].slug},
            "cluster-profile-edit": members,
            "cluster-logo": members,
            "answer-by-mail": {"token": self._link_of_mail()},
            "mail-stop": {"token": self._link_to_stop()},
            "cluster-calendar-make": members,
            "my-calendar-end": {"pk": self._feed().pk},
            "member-list": members,
            "member-log": members,
            "member-remove": {**members, "pk": colleague.pk},
            "member-role": {**members, "pk": colleague.pk},
            "member-give-back": {**members, "pk": self._former_member().pk},
            "invitation-revoke": {**members, "pk": invitation.pk},
            "invitation-take": {"pk": invitation.pk},
            "event-role-end": {"pk": self._works_alone.pk},
            "event-role-take": {"pk": self._offer_of_role.pk},
            "organise-person-role": {"pk": self._works_alone.pk},
            "organise-person-end": {"pk": self._works_alone.pk},
            "organise-offer-take-back": {"pk": self._offer_of_role.pk},
            "event-invitation": {"pk": self._invited.pk},
            "event-invitation-by-mail": {"token": self._link_of_invitation()},
            "organise-invitations-take-back": {"pk": self._round.pk},
            "claim-approve": {"pk": claim.pk},
            "claim-decline": {"pk": claim.pk},
            "registration-edit": registration,
            "registration-next": registration,
            "registration-withdraw": registration,
            "registration-delegates": registration,
            "delegate-edit": {**registration, "delegate": delegate.pk},
            "delegate-remove": {**registration, "delegate": delegate.pk},
            "delegate-invite": {**registration, "delegate": delegate.pk},
            "delegate-acting": {**registration, "delegate": self._asked.delegate_id},
            "delegate-account-end": {**registration, "delegate": self._asked.delegate_id},
            "delegate-take": {"pk": self._asked.pk},
            "delegate-accept": {"token": TOKEN},
            "delegate-meeting": {"pk": self.meeting.pk},
            "delegate-meeting-held": {"pk": self.meeting.pk},
            "delegate-meeting-rate": {"pk": self.meeting.pk},
            "delegate-meeting-calendar": {"pk": self.meeting.pk},
            "organise-registration": registration,
            "organise-registration-edit": registration,
            "organise-delegate-replace": {**registration, "delegate": delegate.pk},
            "organise-delegate-put-back": registration,
            "organise-consent-body": {"pk": self._named_body().pk},
            "organise-consent-naming": {"pk": self._naming().pk},
            "organise-consent-series": {"pk": self._series_ask().pk},
            "organisation-logo": {"slug": self.cluster.slug, "key": self._logo()},
            "staff-label": {"pk": self._label().pk},
            "organise-export-made": {"pk": self._export.pk},
            "organise-export-file": {"pk": self._export.pk},
            "organise-import-list": {"pk": self._import.pk},
            "call-detail": {"call": self._open_call.slug},
            "call-apply": {"call": self._open_call.slug},
            "organise-call-delete": {
                "call": CallFactory(edition=self.edition, body=self.owner, state="draft").slug
            },
            "organise-call-application": {"pk": self.application.pk},
            "organise-call-reviewer-remove": {"pk": self._reviewer.pk},
            "organise-call-invitation-revoke": {"pk": self._asked_to_review.pk},
            "review-take": {"pk": self._asked_to_review.pk},
            "review-application": {"pk": self.application.pk},
            "application-detail": {"pk": self.application.pk},
            "application-withdraw": {"pk": self.application.pk},
            "organise-thread": registration,
            "organise-circular": {"pk": self._circular.pk},
            "organise-circular-take-back": {"pk": self._circular.pk},
            "organise-meeting": {"pk": self.meeting.pk},
            "organise-meeting-held": {"pk": self.meeting.pk},
            "meet-meeting": {"pk": self.meeting.pk},
            "meet-meeting-calendar": {"pk": self.meeting.pk},
            "meet-meeting-cancel": {"pk": self.meeting.pk},
            "meet-meeting-take-up": {"pk": self.meeting.pk},
            "meet-meeting-delegate": {"pk": self.meeting.pk},
            "meet-meeting-held": {"pk": self.meeting.pk},
            "meet-meeting-rate": {"pk": self.meeting.pk},
            "meet-meeting-show": {"pk": self.meeting.pk},
            "meet-meeting-times": {"pk": self.meeting.pk},
            "meet-offer-answer": {"pk": self._offer.pk},
            "organise-offer-answer": {"pk": self._offer.pk},
            "registration-follow-up": registration,
            "registration-consent-take-back": {**registration, "question": self._consent.pk},
            "registration-file": {**registration, "question": self._file.pk},
            "organise-answer-file": {**registration, "question": self._file.pk},
            **{f"organise-question{act}": {"pk": self._open.pk} for act in ACTS},
            "organise-question-remove": {"pk": self._consent.pk},
            "organise-group": {"pk": group.pk},
            "organise-reminder": {"pk": self._reminder.pk},
            "organise-interpreter": {"pk": self._interpreter.pk},
            "organise-interpreter-edit": {"pk": self._interpreter.pk},
            "organise-interpreter-remove": {"pk": self._interpreter.pk},
            "organise-group-remove": {"pk": group.pk},
            "organise-rules-lift": {"pk": self._barred_pair().pk},
            "organise-meeting-cancel": {"pk": self.meeting.pk},
            "organise-meeting-take-up": {"pk": self.meeting.pk},
            "organise-registration-create-for": {"cluster": ClusterFactory().slug},
            "organise-series-delete": {"slug": self._series.slug},
            "organise-session-edit": {"pk": session.pk},
            "organise-session-move": {"pk": session.pk},
            "organise-session-remove": {"pk": session.pk},
            "organise-remedy": {"pk": self.meeting.pk},
            "organise-remedy-undo": {"pk": self._applied_remedy().pk},
            "organise-ask-withdraw": {"pk": self._ask().pk},
            "meet-ask-answer": {"pk": self._ask().pk},
            "meet-withdraw": {"pk": sent.pk},
            "organise-replan-preview": {"number": self._replanned().number},
            "organise-what-if-run": {"number": self._what_if().number},
            "mfa_edit_webauthn": {"pk": self._passkey.pk},
            "mfa_remove_webauthn": {"pk": self._passkey.pk},
        }

    @cached_property
    def call(self) -> Call:
        """One that is reviewed, for places at our event."""
        call: Call = CallFactory(edition=self.edition, state="reviewing", languages=["en", "ca"])
        CriterionFactory(call=call)
        return call

    @cached_property
    def application(self) -> Application:
        """Of our cluster."""
        application: Application = ApplicationFactory(
            call=self.call, organisation=self.cluster, submitted_by=self.manager
        )
        return application

    @cached_property
    def _open_call(self) -> Call:
        call: Call = CallFactory(edition=self.edition, opens_at=None)
        return call

    @cached_property
    def _reviewer(self) -> Reviewer:
        reviewer: Reviewer = ReviewerFactory(call=self.call)
        return reviewer

    @cached_property
    def _asked_to_review(self) -> ReviewerInvitation:
        return ReviewerInvitation.objects.create(
            call=self.call,
            email="invited@example.org",
            token_hash=hash_of(TOKEN),
            invited_by=self.organiser,
            expires_at=timezone.now() + timedelta(days=7),
            idempotency_key=uuid4(),
        )

    def _member(self, body: Organisation, role: str = "") -> User:
        of_role = {"role": role} if role else {}
        user: User = MembershipFactory(organisation=body, **of_role).user
        return user

    def _delegate(self, *, may_act: bool = False) -> DelegateAccess:
        """Another delegate of the cluster, with an account."""
        number = self.registration.delegates.count()
        row = Delegate.objects.create(
            registration=self.registration, name=f"Delegate {number}", position=number
        )
        return with_account(row, by=self.manager, may_act=may_act)

    @cached_property
    def _sitting(self) -> DelegateAccess:
        """Who sits in the meeting of what is published."""
        return self._delegate()

    @cached_property
    def _asked(self) -> DelegateAccess:
        """One who was invited and has not accepted."""
        row = Delegate.objects.create(registration=self.registration, name="Invited", position=50)
        now = timezone.now()
        times = {"invited_at": now, "expires_at": now + timedelta(days=7)}
        return asked(row, self.manager, token=TOKEN, email="invited@example.org", **times)

    def _link_of_mail(self) -> str:
        """What the manager was sent to answer the request by."""
        return link_for(self.request, self.manager.pk).rstrip("/").rpartition("/")[2]

    @cached_property
    def _works_alone(self) -> EventRole:
        place: EventRole = EventRoleFactory(edition=self.edition)
        return place

    @cached_property
    def _offer_of_role(self) -> EventRoleInvitation:
        """Our organiser asked somebody to work at the event; its link is the token."""
        offer: EventRoleInvitation = EventRoleInvitationFactory(
            edition=self.edition, invited_by=self.organiser, token_hash=hash_of(TOKEN)
        )
        return offer

    @cached_property
    def _invited(self) -> EventInvitation:
        """Our cluster is invited to another event."""
        invited: EventInvitation = EventInvitationFactory(
            edition=self.other_edition, cluster=self.cluster
        )
        return invited

    @cached_property
    def _round(self) -> InvitationRound:
        """What was sent to a cluster that has not answered, and of which no mail has left."""
        soon = timezone.now() + timedelta(hours=1)
        sent: InvitationRound = InvitationRoundFactory(edition=self.edition, sent_at=soon)
        EventInvitationFactory(edition=self.edition, round=sent)
        return sent

    def _link_of_invitation(self) -> str:
        """What the manager was sent to answer the invitation by."""
        link = invitation_link_for(self._invited, self.manager.pk)
        return link.rstrip("/").rpartition("/")[2]

    def _link_to_stop(self) -> str:
        """What the manager was sent to stop messages by."""
        return stop_link(self.manager.pk, [Subject.MESSAGES]).rstrip("/").rpartition("/")[2]

    def _feed(self) -> CalendarFeed:
        """The manager's own address for calendar programs."""
        return CalendarFeed.objects.create(user=self.manager, made_at=timezone.now())

    @cached_property
    def _passkey(self) -> Authenticator:
        data = {"name": "Phone", "credential": {}}
        return Authenticator.objects.create(user=UserFactory(), type="webauthn", data=data)

    @cached_property
    def _export(self) -> Export:
        return handed_over(self.edition, self.organiser)

    @cached_property
    def _circular(self) -> Circular:
        return write_to_several(
            edition=self.edition,
            registrations=[self.registration],
            choice={},
            by=self.organiser,
            text="Welcome, {cluster}.",
            key=uuid4(),
            now=timezone.now(),
        )

    def _question(self, kind: str, **fields: object) -> Question:
        return Question.objects.create(
            edition=self.edition,
            kind=kind,
            words=f"What of kind {kind}?",
            position=50,
            readers="reception",
            idempotency_key=uuid4(),
            **fields,
        )

    def _answer(self, question: Question, **values: object) -> Answer:
        return Answer.objects.create(
            registration=self.registration,
            edition=self.edition,
            question=question,
            kind=question.kind,
            answered_by=self.manager,
            answered_at=timezone.now(),
            **values,
        )

    @cached_property
    def _open(self) -> Question:
        """A follow-up that our cluster has not answered."""
        sent = {"sent_at": timezone.now(), "last_day": self.edition.ends_on}
        return self._question("text", asked="follow_up", **sent)

    @cached_property
    def _consent(self) -> Question:
        question = self._question("consent")
        given = {"agreed_at": timezone.now(), "agreed_by": self.manager}
        self._answer(question, agreed_words=question.words, **given)
        return question

    @cached_property
    def _file(self) -> Question:
        question = self._question("file")
        file = keep(
            owner=self.manager,
            name="offer.pdf",
            kind=StoredFile.Kind.PDF,
            content=b"%PDF-1.7",
            purpose=StoredFile.Purpose.ANSWER,
            now=timezone.now(),
        )
        self._answer(question, text=file.name, file=file)
        return question

    @cached_property
    def _interpreter(self) -> Interpreter:
        return interpreter(self.edition, "Ben", "es", "de")

    @cached_property
    def _reminder(self) -> PlannedReminder:
        return PlannedReminder.objects.create(edition=self.edition, kind="agenda", days_before=60)

    @cached_property
    def _import(self) -> Import:
        return looked_at(self.edition, self.organiser)

    @property
    def _series(self) -> Series:
        """The series that the edition stands in, of the same owner."""
        assert self.edition.series
        return self.edition.series

    def _without_place(self) -> Meeting:
        meeting = meeting_between(self.registration, self.request.requester)
        slot = self.edition.slots.all()[0]
        UnplacedMeeting.objects.create(
            version=self.version,
            meeting=meeting,
            reason={"code": "tables_full", "slots": [slot.pk]},
            remedy={
                "code": "raise_capacity",
                "slot": slot.pk,
                "also": [],
                "participant": self.registration.pk,
            },
        )
        return meeting

    def _sent_request(self) -> MeetingRequest:
        """One that our cluster made and may take back."""
        asked = Registration.objects.filter(edition=self.edition, state="approved")
        partners = asked.exclude(cluster__in=[self.cluster, self.partner, self.bystander.cluster])
        free = partners.exclude(requests_sent__invitee=self.registration).exclude(
            requests_received__requester=self.registration
        )
        return MeetingRequest.objects.create(
            edition=self.edition,
            requester=self.registration,
            invitee=free[0],
            requested_by=self.manager,
            idempotency_key=uuid4(),
        )

    def _claim(self) -> Claim:
        return Claim.objects.create(
            user=UserFactory(),
            organisation=self.cluster,
            reason="They know me.",
            idempotency_key=uuid4(),
        )

    def _former_member(self) -> FormerMembership:
        return FormerMembership.objects.create(
            user=UserFactory(),
            organisation=self.cluster,
            ended_by=self.manager,
            ended_at=timezone.now(),
        )

    def _invitation(self) -> Invitation:
        return Invitation.objects.create(
            organisation=self.cluster,
            email="invited@example.org",
            token_hash=hash_of(TOKEN),
            invited_by=self.manager,
            expires_at=timezone.now() + timedelta(days=7),
            idempotency_key=uuid4(),
        )

    def _named_body(self) -> EditionOrganiser:
        """The other organiser's body, asked to be co-organiser."""
        assert self.other_edition.owner
        return EditionOrganiser.objects.create(
            edition=self.edition,
            organisation=self.other_edition.owner,
            role=EditionOrganiser.Role.CO_ORGANISER,
            state=Consent.ASKED,
        )

    def _naming(self) -> Naming:
        """The other organiser's body, named as speaker."""
        assert self.other_edition.owner
        return Naming.objects.create(
            edition=self.edition,
            organisation=self.other_edition.owner,
            role=Naming.Role.SPEAKER,
            asked_at=timezone.now(),
        )

    def _series_ask(self) -> SeriesAsk:
        """Our edition in a series of the other organiser's body."""
        series = SeriesFactory(organiser=self.other_edition.owner)
        return SeriesAsk.objects.create(
            edition=self.edition, series=series, asked_at=timezone.now()
        )

    @cached_property
    def _offer(self) -> TimeOffer:
        """Of the partner, to our cluster: another time for their meeting."""
        return TimeOffer.objects.create(
            meeting=self.meeting,
            side=self.request.requester,
            from_slot=self.edition.slots.all()[0],
            made_by=UserFactory(),
            made_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
            idempotency_key=uuid4(),
        )

    def _ask(self) -> AvailabilityAsk:
        ask, _ = AvailabilityAsk.objects.get_or_create(
            edition=self.edition,
            registration=self.registration,
            period=self.edition.slots.all()[0].period,
            meeting=self.meeting,
            defaults={
                "asked_by": self.organiser,
                "asked_at": timezone.now(),
                "idempotency_key": uuid4(),
            },
        )
        return ask

    def _applied_remedy(self) -> AppliedRemedy:
        return AppliedRemedy.objects.create(
            version=self.version,
            meeting=self.meeting,
            made_by=self.organiser,
            made_at=timezone.now(),
            idempotency_key=uuid4(),
        )

    def _replanned(self) -> ScheduleVersion:
        """A draft made from a published version."""
        published = ScheduleVersionFactory(
            edition=self.edition,
            number=2,
            state="published",
            published_at=timezone.now(),
            published_by=self.organiser,
        )
        placed(published, self.meeting, self.edition.slots.all()[0], self.edition.tables.all()[0])
        seats = PlacementParticipant.objects.filter(version=published, meeting=self.meeting)
        seats.filter(registration=self.registration).update(delegate=self._sitting.delegate)
        draft: ScheduleVersion = ScheduleVersionFactory(
            edition=self.edition,
            number=3,
            based_on=published,
            state="set_aside",
            set_aside_at=timezone.now(),
        )
        return draft

    def _what_if(self) -> ScheduleRun:
        return ScheduleRun.objects.create(
            edition=self.edition,
            number=2,
            kind=ScheduleRun.Kind.WHAT_IF,
            state="cancelled",
            finished_at=timezone.now(),
            requested_by=self.organiser,
            stopped_by=self.organiser,
            idempotency_key=uuid4(),
        )


def signed_in(user: User | None) -> dict[str, str]:
    """The cookies of somebody's browser; a visitor has none."""
    browser = Client()
    if user:
        browser.force_login(user)
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def write_mail(settings: Settings, folder: Path) -> None:
    """Only the demonstration shows its mails, and there is one."""
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(folder)
    mail = EmailMessage("A mail", "Its text").message().as_bytes()
    (folder / "written.log").write_bytes(mail + b"\n" + END)
