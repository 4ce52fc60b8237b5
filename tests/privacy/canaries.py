"""A word of its own in every private text of one cluster and its manager, and who may find it.

Which fields those are, and who may read them, the declarations say: a field that is added is among
them without being named here. Named is only where rows of ours are.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import CharField, EmailField, Model, TextField
from django.utils import timezone

from accounts.models import User
from clusters.models import Claim, Invitation, Organisation
from events.models import (
    Answer,
    Application,
    Circular,
    CircularText,
    Delegate,
    DelegateAccess,
    EventInvitation,
    EventRole,
    EventRoleInvitation,
    InvitationRound,
    InvitationText,
    Registration,
    RegistrationMessage,
    RegistrationNews,
    Review,
    ReviewerInvitation,
    Speaker,
)
from files.models import FilePart, StoredFile
from files.services import keep
from matchmaking.models import Interpreter, Meeting, MeetingMessage, MeetingRequest
from notifications.models import OutboxMessage, UnreachableAddress
from notifications.recipients import Recipient
from notifications.services import tell
from privacy.declaring import Reader
from privacy.models import ErasedTraces
from privacy.queries.classification import Classified, personal_fields
from tests.doors.scene import Scene
from tests.factories.accounts import UserFactory
from tests.factories.calls import ApplicationFactory, ReviewerFactory, reviewed
from tests.factories.clusters import ClusterFactory, SourceFactory
from tests.factories.delegates import with_account
from tests.factories.events import (
    EventRoleFactory,
    EventRoleInvitationFactory,
    InvitationRoundFactory,
)
from tests.factories.interpreting import interpreter

# Whatever is shorter is a code that somebody chooses.
SHORTEST = 20
# Of the address by which mails, invitations and reports know the manager.
OUR_WORD = "canaryaddressq"
# The content of a file, which is bytes.
CONTENT = "files.FilePart.data"
# A name of a list that stands elsewhere: no word is one of them.
CHOSEN = {"notifications.MailWishes.zone"}
# What each role of `tests/doors/` is to our cluster and its manager.
READERS = {
    "visitor": {Reader.EVERYBODY},
    "stranger": {Reader.EVERYBODY},
    "other manager": {Reader.EVERYBODY},
    "manager": {Reader.EVERYBODY, Reader.ONESELF, Reader.COLLEAGUES},
    "delegate": {Reader.EVERYBODY, Reader.DELEGATES},
    "acting delegate": {Reader.EVERYBODY, Reader.DELEGATES, Reader.COLLEAGUES},
    "other organiser": {Reader.EVERYBODY},
    "organiser": {Reader.EVERYBODY, Reader.ORGANISER, Reader.OWNERS},
    "planner": {Reader.EVERYBODY, Reader.ORGANISER},
    "reception": {Reader.EVERYBODY, Reader.ORGANISER},
    "viewer": {Reader.EVERYBODY},
    "reviewer": {Reader.EVERYBODY, Reader.REVIEWER},
    "staff": {Reader.EVERYBODY, Reader.STAFF},
    "administrator": {Reader.EVERYBODY, Reader.STAFF, Reader.ADMINISTRATOR},
}


# Pages that whoever has the link in a mail may open, and what that makes of one.
BY_LINK = {
    "answer-by-mail": Reader.OTHER_SIDE,
    "invitation-accept": Reader.INVITED,
    "review-invitation": Reader.INVITED,
    "delegate-accept": Reader.INVITED,
    "event-invitation-by-mail": Reader.COLLEAGUES,
}
# Pages on which whoever asked somebody in reads the address that they wrote to.
BY_ASKING = {"organise-call-reviewers": Reader.COLLEAGUES, "organise-people": Reader.COLLEAGUES}


@dataclass
class Canaries:
    """`words` are the fields by their word."""

    scene: Scene
    words: dict[str, Classified] = field(default_factory=dict)

    def release(self) -> None:
        """Put a word into every private text; addresses that know the manager are the manager's."""
        rows = rows_of_ours(self.scene)
        for number, classified in enumerate(filter(takes_a_word, personal_fields())):
            model, is_address = classified.model, isinstance(classified.field, EmailField)
            if is_address and model is not User:
                word = OUR_WORD
                if model is EmailAddress:
                    self.words[word] = classified
            else:
                word = f"canary{number:03}q"
                self.words[word] = classified
            value: str | bytes = f"{word}@example.org" if is_address else word
            if classified.name == CONTENT:
                value = word.encode()
            changed = model._default_manager.filter(pk=rows[model].pk)
            assert changed.update(**{classified.field.name: value}) == 1

    def not_for(self, readers: set[Reader], names: set[str]) -> set[str]:
        """Those of the fields that none of these readers may read."""
        may = {one.name for one in self.words.values() if readers & set(one.personal.readers)}
        return names - may

    def readers_by_address(self) -> dict[str, set[Reader]]:
        """What those are to us who get mails because of what we do; all others are strangers."""
        sides = {
            self.scene.cluster: READERS["manager"],
            self.scene.owner: READERS["organiser"],
            self.scene.partner: {Reader.EVERYBODY, Reader.OTHER_SIDE},
        }
        known = {email: readers for body, readers in sides.items() for email in _members(body)}
        for place in self.scene.edition.event_roles.select_related("user"):
            known[place.user.email] = READERS[place.role]
        administrators = User.objects.filter(is_administrator=True)
        return known | {person.email: READERS["administrator"] for person in administrators}

    def in_text(self, text: str) -> set[str]:
        return {classified.name for word, classified in self.words.items() if word in text}


def _members(body: Organisation) -> list[str]:
    return list(body.memberships.values_list("user__email", flat=True))


def takes_a_word(classified: Classified) -> bool:
    """A text that somebody writes, not one that somebody chooses or the database makes."""
    found = classified.field
    if classified.name == CONTENT:
        return True
    return (
        isinstance(found, CharField | TextField)
        and not found.choices
        and (found.max_length or SHORTEST) >= SHORTEST
        and not found.primary_key
        and classified.name not in CHOSEN
    )


def _cancelled(scene: Scene) -> Meeting:
    """The meeting of the scene, cancelled by our cluster."""
    meeting = scene.meeting
    meeting.is_cancelled, meeting.cancelled_at = True, timezone.now()
    meeting.cancelled_by, meeting.cancelled_side = scene.manager, scene.registration
    meeting.save()
    return meeting


def _application(scene: Scene) -> Application:
    """Of our cluster, returned to be completed."""
    application = scene.application
    application.state = Application.State.RETURNED
    application.save()
    return application


def _declined(scene: Scene) -> EventInvitation:
    """Our cluster's invitation to the event, which our manager declined."""
    invitation = scene._invited
    invitation.state, invitation.answered_by = EventInvitation.State.DECLINED, scene.manager
    invitation.save()
    return invitation


def _review(scene: Scene) -> Review:
    """What our manager says as a reviewer of another cluster."""
    reviewer = ReviewerFactory(call=scene.call, user=scene.manager)
    application = ApplicationFactory(call=scene.call, organisation=scene.partner)
    reviewed(application, reviewer, {scene.call.criteria.get(): 3})
    return Review.objects.get(application=application)


def rows_of_ours(scene: Scene) -> dict[type[Model], Any]:
    """One row of each model with private texts: our manager's or our cluster's."""
    user, registration, now = scene.manager, scene.registration, timezone.now()
    delegate = Delegate.objects.create(registration=registration, name="Ada")
    address = EmailAddress.objects.create(user=user, email="ours@example.org", verified=True)
    tell(
        kind="message",
        object_key=f"test:{uuid4()}",
        version=1,
        recipients=[Recipient("ours@example.org")],
        template="privacy/mail/erased",
        context={},
        now=now,
    )
    sent = scene._sent_request()
    MeetingRequest.objects.filter(pk=sent.pk).update(answered_by=user)
    Registration.objects.filter(pk=registration.pk).update(registered_by=user)
    rows: dict[type[Model], Any] = {
        User: user,
        EmailAddress: address,
        ErasedTraces: ErasedTraces.objects.create(person=user, words="sealed"),
        EmailConfirmation: EmailConfirmation.objects.create(email_address=address, key="k"),
        OutboxMessage: OutboxMessage.objects.get(recipient="ours@example.org"),
        Invitation: Invitation.objects.create(
            organisation=scene.cluster,
            email="guest@example.org",
            token_hash="a" * 64,
            invited_by=user,
            idempotency_key=uuid4(),
            expires_at=now + timedelta(days=3),
        ),
        Claim: Claim.objects.create(
            user=user,
            organisation=None,
            proposed_name="New",
            reason="So",
            idempotency_key=uuid4(),
        ),
        Registration: registration,
        Application: _application(scene),
        Review: _review(scene),
        ReviewerInvitation: ReviewerInvitation.objects.create(
            call=scene.call,
            email="guest@example.org",
            token_hash="b" * 64,
            invited_by=scene.organiser,
            idempotency_key=uuid4(),
            expires_at=now + timedelta(days=3),
        ),
        Answer: scene._answer(scene._question("text"), text="So"),
        Circular: Circular.objects.create(
            edition=scene.edition, author=user, text="So", sent_at=now, idempotency_key=uuid4()
        ),
        CircularText: CircularText.objects.create(
            circular=Circular.objects.create(
                edition=scene.edition, author=user, sent_at=now, idempotency_key=uuid4()
            ),
            language="es",
            text="So",
        ),
        InvitationRound: InvitationRoundFactory(edition=scene.edition, author=user),
        InvitationText: InvitationText.objects.create(
            round=InvitationRoundFactory(edition=scene.edition, author=user),
            language="es",
            text="So",
        ),
        EventInvitation: _declined(scene),
        # At another event: here it would make an organiser of our manager.
        EventRole: EventRoleFactory(edition=scene.other_edition, user=user),
        EventRoleInvitation: EventRoleInvitationFactory(edition=scene.edition, invited_by=user),
        Delegate: delegate,
        # The manager comes as well: the names of who has no account are known by name alone.
        DelegateAccess: with_account(delegate, user=user),
        RegistrationMessage: RegistrationMessage.objects.create(
            registration=registration,
            author=user,
            by_organiser=False,
            text="So",
            sent_at=now,
            idempotency_key=uuid4(),
        ),
        RegistrationNews: RegistrationNews.objects.create(
            registration=registration, kind="registered", happened_at=now
        ),
        Speaker: Speaker.objects.create(
            session=scene.edition.sessions.all()[0],
            organisation=ClusterFactory(),
            name="Ada",
            source=SourceFactory(),
            passage="So",
        ),
        Interpreter: interpreter(scene.edition, "Ada", "es", "de"),
        MeetingRequest: sent,
        Meeting: _cancelled(scene),
        MeetingMessage: MeetingMessage.objects.create(
            meeting=scene.meeting,
            side=registration,
            author=user,
            text="So",
            sent_at=now,
            idempotency_key=uuid4(),
        ),
        UnreachableAddress: UnreachableAddress.objects.create(email="gone@example.org", since=now),
        LogEntry: LogEntry.objects.create(
            user=UserFactory(),
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(user.pk),
            action_flag=CHANGE,
        ),
        StoredFile: keep(
            owner=user,
            name="list.csv",
            kind=StoredFile.Kind.CSV,
            content=b"a",
            purpose=StoredFile.Purpose.IMPORT,
            now=now,
        ),
        # Of what was handed in with the registration, which others than its owner take along.
        FilePart: FilePart.objects.get(file=Answer.objects.get(question=scene._file).file_id),
        Session: Session.objects.create(session_key="ours", session_data="", expire_date=now),
    }
    if apps.is_installed("allauth.usersessions"):
        known = apps.get_model("usersessions", "UserSession")
        rows[known] = known._default_manager.create(user=user, ip="127.0.0.1", session_key="ours")
    return rows
