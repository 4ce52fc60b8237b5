"""What is private is found only where its declaration says that the reader may read it.

`make test` walks the site as the two who may find least, and the two whose own it is, `make drills`
as every role.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from events.models import Registration
from events.services.messages import write
from events.services.registrations import withdraw
from matchmaking.services.meetings import write_of_request
from matchmaking.services.requests.answers import decline
from notifications.models import OutboxMessage
from privacy.declaring import Reader, Then
from privacy.services.erasing import erase
from tests.doors.scene import ROLES, Scene, signed_in
from tests.doors.table import addresses
from tests.factories.accounts import AdministratorFactory
from tests.privacy import letters
from tests.privacy.canaries import BY_ASKING, BY_LINK, READERS, Canaries
from tests.privacy.holding import everything
from tests.support.keeping import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]

SOME = ("visitor", "other manager", "manager", "organiser")
# Addresses that look for words, for whom a search could tell most by mistake.
LOOKED_FOR = {"other manager": ("search", "meet-partners")}
# What must be found by somebody, else the crawl is blind and proves nothing.
SURELY_READ = {
    "accounts.User.name",
    "clusters.Claim.reason",
    "events.Delegate.name",
    "events.Registration.message",
    "events.RegistrationMessage.text",
    "events.Speaker.name",
    "files.FilePart.data",
    "matchmaking.Meeting.cancel_reason",
    "matchmaking.MeetingMessage.text",
    "matchmaking.MeetingRequest.message",
    "notifications.OutboxMessage.body",
}
MESSAGE = "events.RegistrationMessage.text"
THREAD = "matchmaking.MeetingMessage.text"
Places = dict[str, set[str]]


def crawl(canaries: Canaries, role: str, browser: Client) -> Iterator[tuple[str, str]]:
    """Every page and file of the site that answers, with what it says; searches as well."""
    for name, wanted in addresses().items():
        address = canaries.scene.address(name, wanted)
        with transaction.atomic():
            answer = browser.get(address)
            transaction.set_rollback(True)
        if answer.status_code == 200:
            yield name, text_of(answer)
    for name in LOOKED_FOR.get(role, ()):
        address = canaries.scene.address(name, addresses()[name])
        for word in canaries.words:
            answer = browser.get(address, {"q": word})
            # The page repeats what was looked for: only what it finds beside that counts.
            yield f"{name}?q={word}", text_of(answer).replace(word, "")


def text_of(answer: object) -> str:
    content = b"".join(getattr(answer, "streaming_content", ())) or answer.content  # type: ignore[attr-defined]
    return bytes(content).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def canaries(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Canaries]:

    def made() -> Canaries:
        canaries = Canaries(Scene())
        canaries.release()
        canaries.scene.manager.refresh_from_db()
        letters.write(canaries.scene)
        return canaries

    with kept(django_db_blocker, made) as canaries:
        yield canaries


@dataclass
class Walk:
    """What those who walked the site saw: by role and page, the private fields whose words stand
    there, and of the letters.
    """

    roles: Sequence[str]
    found: dict[str, Places] = field(default_factory=dict)
    seen: letters.Letters = field(default_factory=letters.Letters)

    def go(self, canaries: Canaries) -> None:
        people = canaries.scene.people()
        for role in self.roles:
            browser = Client(raise_request_exception=False)
            browser.cookies.load(signed_in(people[role]))
            self.found[role] = {}
            for page, text in crawl(canaries, role, browser):
                # A link in somebody's mail speaks for whom it was sent to, whoever opens it.
                if page not in BY_LINK:
                    self.seen.see(role, page, text)
                if names := canaries.in_text(text):
                    self.found[role][page] = names


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SOME, id="some"),
        pytest.param(ROLES, id="all", marks=pytest.mark.drill),
    ],
)
def walk(
    request: pytest.FixtureRequest, canaries: Canaries, django_db_blocker: DjangoDbBlocker
) -> Walk:
    walk = Walk(request.param)
    with django_db_blocker.unblock():
        walk.go(canaries)
    return walk


def test_nobody_finds_what_is_not_theirs(canaries: Canaries, walk: Walk) -> None:
    strayed = {}
    for role, places in walk.found.items():
        also = BY_LINK | (BY_ASKING if role == "organiser" else {})
        for page, names in places.items():
            readers = READERS[role] | {also.get(page, Reader.EVERYBODY)}
            strayed[role, page] = canaries.not_for(readers, names)
    assert {where: names for where, names in strayed.items() if names} == {}


def test_who_may_read_finds_it(walk: Walk) -> None:
    """Else the walk would be blind, and what it does not find would prove nothing."""
    seen = {name for places in walk.found.values() for names in places.values() for name in names}
    assert SURELY_READ - seen == set()


def test_only_the_two_sides_read_what_they_write(walk: Walk) -> None:
    walked = set(walk.roles)
    assert walk.seen.readers == {
        word: readers & walked for word, readers in letters.READERS.items()
    }
    at_registering = {
        role
        for role, places in walk.found.items()
        for names in places.values()
        if "events.Registration.message" in names
    }
    assert at_registering == {"manager", "organiser", "planner"} & walked


def test_who_walks_saw_the_pages_where_letters_and_logs_would_stand(walk: Walk) -> None:
    pages = {
        ("staff", "organise-registration"),
        ("staff", "meet-requests"),
        ("organiser", "organise-log"),
        ("manager", "member-log"),
        ("administrator", "staff-log"),
    }
    assert {(role, page) for role, page in pages if role in walk.roles} <= walk.seen.opened
    assert ("staff", "organise-log") not in walk.seen.opened


# Forms of the admin site have fields for addresses.
@pytest.mark.filterwarnings("ignore:The default scheme will be changed")
def test_the_admin_site_shows_no_letter(canaries: Canaries) -> None:
    root = Client(raise_request_exception=False)
    root.force_login(AdministratorFactory(is_staff=True, is_superuser=True))
    seen = letters.Letters()
    for path in letters.admin_pages(canaries.scene):
        text = text_of(root.get(path, follow=True))
        assert 'id="content"' in text, path
        seen.see("administrator", path, text)
    assert seen.readers == {}


def test_no_mail_tells_what_its_reader_may_not_know(canaries: Canaries) -> None:
    """We write of a request, answer it, write to the organiser and leave: each mail is read as by
    whom it goes to, and none quotes what one cluster writes to another.
    """
    scene, now = canaries.scene, timezone.now()
    before = list(OutboxMessage.objects.values_list("pk", flat=True))
    readers = canaries.readers_by_address()
    with transaction.atomic():
        registration = Registration.objects.get(pk=scene.registration.pk)
        text, of_request = (
            next(word for word, one in canaries.words.items() if one.name == name)
            for name in (MESSAGE, THREAD)
        )
        write_of_request(
            request=scene.request,
            side=registration,
            by=scene.manager,
            text=of_request,
            key=uuid4(),
            now=now,
        )
        decline(request=scene.request, version=scene.request.version, by=scene.manager, now=now)
        write(
            registration=registration,
            by=scene.manager,
            by_organiser=False,
            text=text,
            key=uuid4(),
            now=now,
        )
        withdraw(registration=registration, now=now)
        mails = list(OutboxMessage.objects.exclude(pk__in=before))
        transaction.set_rollback(True)
    seen = {mail: canaries.in_text(f"{mail.subject} {mail.body} {mail.html}") for mail in mails}
    assert MESSAGE in {name for names in seen.values() for name in names}
    assert "meeting-message" in {mail.kind for mail in mails}
    assert THREAD not in {name for names in seen.values() for name in names}
    strayed = {
        (mail.kind, name)
        for mail, names in seen.items()
        for name in canaries.not_for(readers.get(mail.recipient, {Reader.EVERYBODY}), names)
    }
    assert strayed == set()


def test_every_private_text_has_a_word(canaries: Canaries) -> None:
    named = {one.name for one in canaries.words.values()}
    assert {
        "accounts.User.email",
        "clusters.Claim.reason",
        "events.Delegate.name",
        "events.RegistrationMessage.text",
        "matchmaking.MeetingRequest.reply",
        "notifications.OutboxMessage.body",
    } <= named


def test_no_word_of_an_erased_person_is_left(canaries: Canaries) -> None:
    """Of all that leads to the manager, whatever field it is in."""
    of_the_person = {
        word: one.name
        for word, one in canaries.words.items()
        if one.personal.of and one.personal.then is not Then.STAYS
    }
    before = " ".join(everything().values())
    assert [name for word, name in of_the_person.items() if word not in before] == []
    with transaction.atomic():
        erase(person=canaries.scene.manager, now=timezone.now(), is_again=True)
        after = everything()
        transaction.set_rollback(True)
    left = {
        (name, table)
        for word, name in of_the_person.items()
        for table, text in after.items()
        if word in text
    }
    assert left == set()
