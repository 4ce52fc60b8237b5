"""What was renamed, removed or changed before an erasure, and what comes in right after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from clusters.models import Membership
from events.models import Delegate, RegistrationMessage, Session, Speaker
from files.models import StoredFile
from notifications.models import OutboxMessage
from notifications.recipients import Recipient
from notifications.services import tell
from privacy.log import sealing
from privacy.models import ErasedTraces, LogEntry
from privacy.services.erasing import erase, look_again
from privacy.services.late import KEPT
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.lists import handed_over, looked_at
from tests.privacy.people import ADDRESS, NAME, Somebody
from tests.support.mails import told

pytestmark = pytest.mark.django_db

FORMER_NAME, FORMER_ADDRESS = "Quimeta Formerly", "formerly@example.org"


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


def logged(model: type[Delegate | Speaker | RegistrationMessage], word: str) -> bool:
    rows = LogEntry.objects.filter(table_name=model._meta.db_table)
    return any(word in f"{row.before} {row.after}" for row in rows)


def test_delegates_renamed_or_removed_before_leave_the_log_and_others_stay(
    somebody: Somebody,
) -> None:
    """Also those under a former name, of a cluster that the person has left since."""
    left = MembershipFactory(user=somebody.user)
    registration = somebody.registration
    User.objects.filter(pk=somebody.user.pk).update(name=FORMER_NAME)
    renamed, removed = (
        Delegate.objects.create(registration=registration, name=FORMER_NAME, job_title="Regret")
        for _ in range(2)
    )
    User.objects.filter(pk=somebody.user.pk).update(name=NAME)
    Delegate.objects.filter(pk=renamed.pk).update(name="Eva Successor", job_title="Head")
    removed.delete()
    registration.cluster = left.organisation
    registration.save()
    gone = Delegate.objects.create(registration=registration, name=NAME.upper())
    gone.delete()
    left.delete()
    sealing.seal(now=timezone.now())
    assert erase(person=somebody.user, now=timezone.now())
    for word in (FORMER_NAME, NAME, NAME.upper(), "Regret"):
        assert not logged(Delegate, word)
    assert logged(Delegate, "Eva Successor")
    sealing.seal(now=timezone.now())
    assert sealing.faults() == []


def test_a_speaker_of_that_name_who_was_taken_off_leaves_the_log(somebody: Somebody) -> None:
    session: Session = SessionFactory(edition=somebody.edition)
    for name in (NAME, "Eva Other"):
        row = Speaker.objects.create(session=session, organisation=somebody.cluster, name=name)
        row.delete()
    erase(person=somebody.user, now=timezone.now())
    assert not logged(Speaker, NAME)
    assert logged(Speaker, "Eva Other")


def test_a_namesake_elsewhere_stays_in_the_log(somebody: Somebody) -> None:
    other = somebody.edition.registrations.exclude(cluster=somebody.cluster)[0]
    Delegate.objects.create(registration=other, name=NAME).delete()
    erase(person=somebody.user, now=timezone.now())
    assert logged(Delegate, NAME)


def test_what_others_wrote_about_the_person_and_removed_leaves_the_log(somebody: Somebody) -> None:
    RegistrationMessage.objects.create(
        registration=somebody.registration,
        author=somebody.owner,
        by_organiser=False,
        text=f"{NAME} comes later",
        sent_at=timezone.now(),
        idempotency_key=uuid4(),
    ).delete()
    erase(person=somebody.user, now=timezone.now())
    assert not logged(RegistrationMessage, NAME)


def mail(address: str, words: str = "") -> None:
    tell(
        kind="message",
        object_key=f"test:{uuid4()}",
        version=1,
        recipients=[Recipient(address)],
        template="events/mail/registration_received",
        context={"cluster": words, "edition": "Edition", "registration": 1, "message": words},
        now=timezone.now(),
    )


def test_mails_to_a_former_address_go_unless_it_is_anothers_now(somebody: Somebody) -> None:
    taken = "info@example.org"
    for address in (FORMER_ADDRESS, taken, ADDRESS):
        User.objects.filter(pk=somebody.user.pk).update(email=address)
    UserFactory(email=taken)
    mail(FORMER_ADDRESS)
    mail(taken)
    erase(person=somebody.user, now=timezone.now())
    assert told("message", recipient=FORMER_ADDRESS) == []
    assert told("message", recipient=taken) == [taken]


def test_answers_go_to_an_erased_address_no_more(somebody: Somebody) -> None:
    """Neither those to an event, nor those to a mail that waits."""
    edition = somebody.edition
    for address in (FORMER_ADDRESS.upper(), ADDRESS):
        edition.reply_to = address
        edition.save()
        User.objects.filter(pk=somebody.user.pk).update(email=address.lower())
    mail("other2@example.org")
    OutboxMessage.objects.filter(recipient="other2@example.org").update(reply_to=ADDRESS)
    erase(person=User.objects.get(pk=somebody.user.pk), now=timezone.now())
    edition.refresh_from_db()
    assert edition.reply_to == ""
    assert OutboxMessage.objects.get(recipient="other2@example.org").reply_to == ""
    said = LogEntry.objects.filter(table_name="events_edition")
    assert not any("@example.org" in f"{row.before} {row.after}".lower() for row in said)


def test_late_mails_to_the_old_address_and_late_words_to_others_are_found(
    somebody: Somebody,
) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    mail(ADDRESS)
    mail("other2@example.org", f"{NAME} writes: zzyxlate word of theirs")
    RegistrationMessage.objects.update(text="zzyxlate word of theirs")
    look_again(now=now + timedelta(minutes=1), since=now - timedelta(days=1))
    assert told(recipient=ADDRESS) == [ADDRESS]
    assert told("erased") == [ADDRESS]
    body = OutboxMessage.objects.get(recipient="other2@example.org").body
    assert NAME not in body
    assert "zzyxlate" not in body


def test_the_traces_are_sealed_and_dropped_when_nothing_is_under_way(somebody: Somebody) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    kept = ErasedTraces.objects.get()
    assert "Quimeta" not in kept.words
    look_again(now=now + timedelta(minutes=1), since=now - timedelta(days=1))
    assert ErasedTraces.objects.exists()
    look_again(now=now + timedelta(minutes=10), since=now - timedelta(days=1))
    assert not ErasedTraces.objects.exists()


@pytest.mark.parametrize("words", [None, "a seal that no key opens"])
def test_the_traces_go_after_ten_minutes_whatever_they_hold_and_however_late_one_looks(
    somebody: Somebody, words: str | None
) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    if words:
        ErasedTraces.objects.update(words=words)
    look_again(now=now + KEPT - timedelta(seconds=1), since=now)
    assert ErasedTraces.objects.exists()
    days_later = now + timedelta(days=30)
    look_again(now=days_later, since=days_later - timedelta(days=2))
    assert not ErasedTraces.objects.exists()


def test_who_looks_for_the_first_time_days_later_still_finds_late_mails(
    somebody: Somebody,
) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    mail(ADDRESS)
    look_again(now=now + timedelta(days=30), since=now + timedelta(days=28))
    assert told("message", recipient=ADDRESS) == []


def test_whoever_opens_an_account_anew_keeps_the_mails(somebody: Somebody) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    UserFactory(email=ADDRESS)
    mail(ADDRESS)
    look_again(now=now + timedelta(minutes=1), since=now - timedelta(days=1))
    assert told("message", recipient=ADDRESS) == [ADDRESS]


def test_lists_of_an_event_that_may_name_the_person_go_and_others_stay(
    somebody: Somebody,
) -> None:
    """Whoever took or brought them, and though the person has left the cluster since."""
    organiser, edition = UserFactory(), somebody.registration.edition
    elsewhere = handed_over(RegistrationFactory().edition, organiser)
    gone = [handed_over(edition, organiser).file, looked_at(edition, organiser).file]
    Membership.objects.filter(user=somebody.user).delete()
    sealing.seal(now=timezone.now())
    assert erase(person=somebody.user, now=timezone.now())
    assert not StoredFile.objects.filter(pk__in=[file.pk for file in gone if file]).exists()
    assert list(StoredFile.objects.all()) == [elsewhere.file]
