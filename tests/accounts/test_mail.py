"""The demonstration's mail page reads the files that the mail backend wrote."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.queries import MailNotFound, written_mail, written_mails
from tests.factories.accounts import StaffFactory, UserFactory

FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def write(folder: Path, subject: str = "Your agenda") -> None:
    message = EmailMessage(subject, "Arrive at ten – table 3.", to=["a@example.org"])
    message.attach("agenda.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR", "text/calendar")
    get_connection(FILES, file_path=str(folder)).send_messages([message])


def test_a_written_mail_is_read_back(folder: Path) -> None:
    write(folder)
    [mail] = written_mails(folder)
    assert (mail.subject, mail.to) == ("Your agenda", "a@example.org")
    assert "table 3" in mail.body
    assert mail.calendar.startswith("BEGIN:VCALENDAR")
    assert written_mail(folder, mail.name) == mail


def test_mails_that_share_a_file_are_read_apart(folder: Path) -> None:
    write(folder)
    [file] = folder.glob("*.log")
    first = file.read_bytes()
    file.write_bytes(first + first.replace(b"Your agenda", b"Your change"))
    mails = written_mails(folder)
    assert [mail.subject for mail in mails] == ["Your change", "Your agenda"]
    assert [written_mail(folder, mail.name) for mail in mails] == mails
    assert len(written_mails(folder, limit=1)) == 1


@pytest.mark.parametrize("name", ["nothing", "nothing.1", "../secret.1", "/etc/passwd"])
def test_a_name_that_is_no_mail_is_not_found(folder: Path, name: str) -> None:
    (folder.parent / "secret.log").write_text("secret")
    with pytest.raises(MailNotFound):
        written_mail(folder, name)


@pytest.mark.django_db
def test_staff_reads_the_mail_and_nobody_else(folder: Path, client: Client) -> None:
    write(folder)
    client.force_login(UserFactory())
    assert client.get(reverse("staff-mail")).status_code == 404
    client.force_login(StaffFactory())
    page = client.get(reverse("staff-mail"))
    assert "Your agenda" in page.content.decode()
    name = page.context["mails"][0].name
    assert "table 3" in client.get(reverse("staff-mail-detail", args=[name])).content.decode()


@pytest.mark.django_db
def test_outside_the_demonstration_there_is_no_mail_page(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    client.force_login(StaffFactory())
    assert client.get(reverse("staff-mail")).status_code == 404
