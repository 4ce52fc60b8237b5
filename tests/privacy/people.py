"""Somebody with something of every kind, each text a word that stands nowhere else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import User
from clusters.models import Claim, FormerMembership, Invitation
from events.models import Delegate, RegistrationMessage, RegistrationNews
from matchmaking.models import MeetingRequest
from notifications.recipients import Recipient
from notifications.services import tell
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory

PASSWORD = "a long password 9"
NAME = "Quimeta Zzyxnom"
ADDRESS = "zzyxaddress@example.org"
OTHER_ADDRESS = "zzyxother@example.org"
WORDS = {
    "message": "zzyxmessage to the organiser",
    "thread": "zzyxthread about the table",
    "news": "zzyxnews of registering",
    "ask": "zzyxask to meet",
    "reply": "zzyxreply to another",
    "reason": "zzyxreason of a claim",
}
MARK = "zzyx"


class Somebody:
    """A member who is no owner, of a cluster at an edition; and another cluster beside it."""

    def __init__(self) -> None:
        self.user: User = UserFactory(email=ADDRESS, name=NAME)
        self.user.set_password(PASSWORD)
        self.user.came_for = f"/claims/new/?{MARK}"
        self.user.save()
        EmailAddress.objects.create(user=self.user, email=ADDRESS, primary=True, verified=True)
        EmailAddress.objects.create(user=self.user, email=OTHER_ADDRESS)
        self.cluster = ClusterFactory()
        self.owner: User = MembershipFactory(organisation=self.cluster, role="owner").user
        MembershipFactory(organisation=self.cluster, user=self.user)
        self.edition = EditionFactory()
        self.registration = RegistrationFactory(
            edition=self.edition,
            cluster=self.cluster,
            registered_by=self.user,
            message=WORDS["message"],
        )
        Delegate.objects.create(registration=self.registration, name=NAME, job_title=f"{MARK} CEO")
        self._wrote()
        self._came_and_went()
        self._was_noted()
        self.browser = Client()
        self.browser.force_login(self.user)

    def _wrote(self) -> None:
        RegistrationMessage.objects.create(
            registration=self.registration,
            author=self.user,
            by_organiser=False,
            text=WORDS["thread"],
            sent_at=timezone.now(),
            idempotency_key=uuid4(),
        )
        RegistrationNews.objects.create(
            registration=self.registration,
            kind="registered",
            message=WORDS["news"],
            happened_at=timezone.now(),
        )
        self.request: MeetingRequest = MeetingRequestFactory(
            edition=self.edition,
            requester=self.registration,
            requested_by=self.user,
            message=WORDS["ask"],
        )
        MeetingRequestFactory(
            edition=self.edition,
            invitee=self.registration,
            answered_by=self.user,
            state="declined",
            reply=WORDS["reply"],
            message=f"Dear {NAME}, shall we?",
        )
        self._told(ADDRESS, "Hello.")
        self._told("other@example.org", f"{NAME} asks: {WORDS['ask']} Write to {ADDRESS}.")

    def _told(self, address: str, words: str) -> None:
        tell(
            kind="message",
            object_key=f"test:{uuid4()}",
            version=1,
            recipients=[Recipient(address)],
            template="events/mail/registration_received",
            context={"cluster": words, "edition": "Edition", "registration": 1, "message": words},
            now=timezone.now(),
        )

    def _came_and_went(self) -> None:
        now: Any = timezone.now()
        Claim.objects.create(
            user=self.user,
            organisation=ClusterFactory(),
            reason=WORDS["reason"],
            idempotency_key=uuid4(),
        )
        FormerMembership.objects.create(
            user=self.user, organisation=ClusterFactory(), ended_by=self.user, ended_at=now
        )
        Invitation.objects.create(
            organisation=self.cluster,
            email=OTHER_ADDRESS,
            token_hash="f" * 64,
            invited_by=self.owner,
            idempotency_key=uuid4(),
            expires_at=now + timedelta(days=3),
        )

    def _was_noted(self) -> None:
        person = ContentType.objects.get_for_model(User)
        for about in (self.user, self.owner):
            LogEntry.objects.create(
                user=self.user,
                content_type=person,
                object_id=str(about.pk),
                object_repr=str(about),
                action_flag=CHANGE,
                change_message=f"{NAME} changed it",
            )
