"""What is left of a person who was erased: a pseudonym where the record needs one."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.mail import get_connection
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Invitation, Membership
from events.models import Delegate, Registration, RegistrationMessage
from matchmaking.models import MeetingRequest
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from privacy import ledger
from privacy.log import sealing
from privacy.services.erasing import MustStay, erase, look_again, reasons_to_stay
from privacy.services.farewells import drop_sent_farewells
from privacy.services.ledger import carry_out
from tests.privacy.people import ADDRESS, MARK, NAME, PASSWORD, Somebody
from tests.support.databases import address
from tests.support.mails import mail_to
from tools.devservers import binaries

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


def holding(word: str) -> Iterator[str]:
    """Where a word stands, in any column of any table of the site."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            rows = model._default_manager.annotate(said=Cast(field.attname, TextField()))
            if rows.filter(said__icontains=word).exists():
                yield f"{model._meta.label}.{field.name}"


def test_the_scene_has_the_words_before(somebody: Somebody) -> None:
    """Else the tests below prove nothing."""
    assert {
        "events.RegistrationMessage.text",
        "matchmaking.MeetingRequest.reply",
        "notifications.OutboxMessage.body",
        "notifications.OutboxMessage.html",
        "admin.LogEntry.change_message",
        "account.EmailAddress.email",
        "clusters.Invitation.email",
    } <= set(holding(MARK))


def test_nothing_of_the_person_is_left_but_the_last_mail(somebody: Somebody) -> None:
    assert erase(person=somebody.user, now=timezone.now())
    assert set(holding(MARK)) == {"notifications.OutboxMessage.recipient"}
    assert mail_to(ADDRESS).kind == "erased"


def test_what_others_wrote_in_the_same_words_stays_theirs(somebody: Somebody) -> None:
    own = RegistrationMessage.objects.filter(author=somebody.user).first()
    assert own
    RegistrationMessage.objects.filter(pk=own.pk).update(text="Thank you")
    other = RegistrationMessage.objects.create(
        registration=own.registration,
        author=somebody.owner,
        by_organiser=True,
        text="Thank you for the table. Thank you!",
        sent_at=timezone.now(),
        idempotency_key=uuid4(),
    )
    erase(person=somebody.user, now=timezone.now())
    other.refresh_from_db()
    assert other.text == "Thank you for the table. Thank you!"


def test_what_the_person_changed_or_removed_before_leaves_the_log_too(somebody: Somebody) -> None:
    """The log knows it though no table does; afterwards it knows nothing, and is still whole."""
    for name in ("Formerly Otherwise", NAME):
        somebody.user.name = name
        somebody.user.save()
    message = RegistrationMessage.objects.filter(author=somebody.user)[0]
    RegistrationMessage.objects.filter(pk=message.pk).update(text="Words regretted")
    message.delete()
    sealing.seal(now=timezone.now())
    assert set(holding("regretted")) == {"privacy.LogEntry.before", "privacy.LogEntry.after"}
    assert erase(person=somebody.user, now=timezone.now())
    for word in ("regretted", "Formerly Otherwise", MARK):
        assert [place for place in holding(word) if place.startswith("privacy.")] == []
    sealing.seal(now=timezone.now())
    assert sealing.faults() == []


def test_the_address_goes_when_the_last_mail_has_left(somebody: Somebody) -> None:
    now = timezone.now()
    erase(person=somebody.user, now=now)
    assert drop_sent_farewells() == 0
    OutboxMessage.objects.exclude(kind="erased").delete()
    locmem = get_connection("django.core.mail.backends.locmem.EmailBackend")
    assert deliver_due(now=now, connection=locmem) == 1
    assert drop_sent_farewells() == 1
    assert set(holding(MARK)) == set()


def test_what_the_record_needs_stays_under_a_pseudonym(somebody: Somebody) -> None:
    erase(person=somebody.user, now=timezone.now())
    somebody.registration.refresh_from_db()
    somebody.request.refresh_from_db()
    name = f"Former member {User.objects.get(pk=somebody.user.pk).subject.hex[:8]}"
    assert str(somebody.registration.registered_by) == name
    assert somebody.request.requested_by == somebody.user
    assert Delegate.objects.get().name == name
    assert "Dear Former member" in MeetingRequest.objects.get(state="declined").message
    assert not Membership.objects.filter(user=somebody.user).exists()
    assert RegistrationMessage.objects.get().text == ""
    assert Registration.objects.filter(cluster=somebody.cluster).count() == 1


def test_a_mail_to_somebody_else_loses_the_name_and_the_words_alone(somebody: Somebody) -> None:
    erase(person=somebody.user, now=timezone.now())
    left = mail_to("other@example.org")
    assert "Former member" in left.body
    assert "Edition" in left.body


def test_a_namesake_keeps_the_name(somebody: Somebody) -> None:
    """A delegate of a cluster that is not theirs is somebody else."""
    other = MeetingRequest.objects.exclude(pk=somebody.request.pk).get().requester
    Delegate.objects.create(registration=other, name=NAME)
    erase(person=somebody.user, now=timezone.now())
    assert Delegate.objects.get(registration=other).name == NAME


def test_whoever_is_erased_is_signed_out_everywhere_and_cannot_come_back(
    somebody: Somebody,
) -> None:
    other = Client()
    other.force_login(somebody.owner)
    erase(person=somebody.user, now=timezone.now())
    assert somebody.browser.get(reverse("my-home")).status_code == 302
    assert other.get(reverse("my-home")).status_code == 200
    assert Session.objects.count() == 1
    visitor = Client()
    answer = visitor.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in visitor.session


def test_erasing_twice_is_erasing_once(somebody: Somebody, own_list: Path) -> None:
    assert erase(person=somebody.user, now=timezone.now())
    assert not erase(person=somebody.user, now=timezone.now())
    assert len(own_list.read_text().splitlines()) == 1
    assert OutboxMessage.objects.filter(kind="erased").count() == 1


def test_whoever_held_the_row_cannot_write_it_back(somebody: Somebody) -> None:
    held = User.objects.get(pk=somebody.user.pk)
    erase(person=somebody.user, now=timezone.now())
    held.language = "es"
    held.save()
    assert User.objects.get(pk=held.pk).email != ADDRESS
    assert User.objects.get(pk=held.pk).is_active is False


def test_what_was_written_meanwhile_is_taken_by_the_second_look(somebody: Somebody) -> None:
    """A message that waited for the person's row comes in afterwards."""
    now = timezone.now()
    erase(person=somebody.user, now=now)
    RegistrationMessage.objects.update(text=f"{MARK} late")
    somebody.browser.force_login(somebody.owner)
    assert look_again(now=now + timedelta(minutes=1), since=now - timedelta(days=1)) == 1
    assert "events.RegistrationMessage.text" not in set(holding(MARK))
    assert somebody.browser.get(reverse("my-home")).status_code == 200


def test_the_only_owner_is_told_the_way_out(somebody: Somebody) -> None:
    Membership.objects.filter(user=somebody.user).update(role="owner")
    assert reasons_to_stay(somebody.user) == []
    Membership.objects.filter(user=somebody.owner).delete()
    page = somebody.browser.get(reverse("my-data-erase"))
    people = reverse("member-list", args=[somebody.cluster.slug])
    assert f'href="{people}"' in page.text
    assert 'name="password"' not in page.text
    with pytest.raises(MustStay):
        erase(person=somebody.user, now=timezone.now())
    answer = somebody.browser.post(reverse("my-data-erase"), {"password": PASSWORD})
    assert answer.status_code == 409
    assert User.objects.get(pk=somebody.user.pk).email == ADDRESS


def test_a_list_that_cannot_be_written_keeps_everything(somebody: Somebody, own_list: Path) -> None:
    own_list.parent.parent.joinpath("erasures").write_text("a file where the folder should be")
    answer = somebody.browser.post(reverse("my-data-erase"), {"password": PASSWORD})
    assert answer.status_code == 503
    assert User.objects.get(pk=somebody.user.pk).name == NAME
    assert RegistrationMessage.objects.get().text != ""


def test_the_password_erases_and_signs_out(somebody: Somebody) -> None:
    page = reverse("my-data-erase")
    refused = somebody.browser.post(page, {"password": "wrong"})
    assert refused.status_code == 422
    assert User.objects.get(pk=somebody.user.pk).erased_at is None
    answer = somebody.browser.post(page, {"password": PASSWORD})
    assert answer.headers["Location"] == reverse("my-data-erased")
    assert User.objects.get(pk=somebody.user.pk).erased_at
    assert somebody.browser.get(reverse("my-data")).status_code == 302


def test_a_link_by_mail_erases_as_well(somebody: Somebody) -> None:
    somebody.browser.post(reverse("my-data-erase-link"))
    link = unsealed(mail_to(ADDRESS, "erase-link").secret)
    stranger = Client()
    stranger.force_login(somebody.owner)
    assert stranger.post(link).status_code == 409
    assert somebody.browser.get(link).status_code == 200
    assert User.objects.get(pk=somebody.user.pk).erased_at is None
    assert somebody.browser.post(link).status_code == 302
    assert User.objects.get(pk=somebody.user.pk).erased_at


def test_the_list_holds_the_random_number_alone(somebody: Somebody, own_list: Path) -> None:
    erase(person=somebody.user, now=timezone.now())
    subject = User.objects.get(pk=somebody.user.pk).subject
    assert own_list.read_text() == f"person {subject} .\n"


def test_a_person_who_is_back_is_erased_again(somebody: Somebody) -> None:
    """By a restored backup, or because the process died before the commit. Nobody is asked."""
    Membership.objects.filter(user=somebody.owner).delete()
    Membership.objects.filter(user=somebody.user).update(role="owner")
    subject = User.objects.get(pk=somebody.user.pk).subject
    ledger.append(ledger.Entry("person", str(subject)))
    assert carry_out(now=timezone.now()) == 1
    assert set(holding(MARK)) == set()
    assert carry_out(now=timezone.now()) == 0


def test_a_line_that_was_cut_off_names_nobody(own_list: Path) -> None:
    ledger.append(ledger.Entry("person", "one"))
    with own_list.open("a") as file:
        file.write("person two")
    ledger.append(ledger.Entry("person", "three"))
    assert [entry.key for entry in ledger.entries()] == ["one", "three"]


def test_an_invitation_under_the_other_address_is_nobodys(somebody: Somebody) -> None:
    erase(person=somebody.user, now=timezone.now())
    assert Invitation.objects.get().email.endswith("@erased.invalid")


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_has_no_word_of_the_person(somebody: Somebody) -> None:
    erase(person=somebody.user, now=timezone.now())
    OutboxMessage.objects.filter(kind="erased").delete()
    connection.close()
    program = binaries.postgres() / "pg_dump"
    dump = subprocess.run(
        [program, f"--dbname={address()}"], check=True, capture_output=True, text=True
    ).stdout
    assert "Former member" in dump
    assert MARK not in dump.lower()
    assert NAME not in dump
