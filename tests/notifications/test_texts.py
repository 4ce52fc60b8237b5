"""A mail says what others wrote in its reader's language, once for all who read alike."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from notifications.models import OutboxMessage
from notifications.recipients import About, Recipient
from notifications.services import tell
from notifications.services.telling import Desk, Mail
from notifications.texts import Texts, changed
from tests.notifications.test_telling import NOW

pytestmark = pytest.mark.django_db

NAME = Texts("Jornadas", "es", (("es", "Jornadas"), ("ca", "Jornades"), ("en", "Days")))
ANA, BEN, CLEO = (
    Recipient("ana@example.org", "ca"),
    Recipient("ben@example.org", "fi"),
    Recipient("cleo@example.org", "en"),
)


@pytest.fixture(autouse=True)
def letter(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "letter.txt").write_text("{{ name }}: {{ more.0.title }}")
    (tmp_path / "letter_subject.txt").write_text("{{ name }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0]}]
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], tmp_path]


def mails(*recipients: Recipient, **changes: Any) -> list[OutboxMessage]:
    tell(
        kind="letter",
        object_key="edition:1",
        version=1,
        recipients=recipients,
        template="letter",
        context={"name": NAME, "more": [{"title": NAME}]},
        now=NOW,
        **changes,
    )
    return list(OutboxMessage.objects.order_by("recipient"))


def test_each_reads_a_text_in_the_own_language_and_else_as_it_is_otherwise() -> None:
    rows = mails(ANA, BEN, CLEO, calendar=lambda texts: f"in {texts}")
    assert [row.subject for row in rows] == ["Jornades", "Jornadas", "Days"]
    assert [row.body for row in rows] == [
        "Jornades: Jornades\n",
        "Jornadas: Jornadas\n",
        "Days: Days\n",
    ]
    assert [row.calendar for row in rows] == ["in ca", "in fi", "in en"]
    assert [row.language for row in rows] == ["en", "en", "en"]


def test_a_country_is_no_other_language() -> None:
    assert mails(Recipient("ana@example.org", "ca-ES"))[0].subject == "Jornades"


def test_html_says_the_language_of_a_line_that_is_not_the_mails() -> None:
    catalan, spanish, english = mails(ANA, BEN, CLEO)
    assert '<span lang="ca">Jornades</span>: <span lang="ca">Jornades</span>' in catalan.html
    assert '<span lang="es">Jornadas</span>' in spanish.html
    assert "<p>Days: Days</p>" in english.html
    assert "span" not in catalan.body


def test_html_marks_no_text_of_several_paragraphs_and_escapes_all() -> None:
    text = Texts("Hola", "es", (("es", "Hola"), ("ca", "<b>\n\nAdéu")))
    tell(
        kind="letter",
        object_key="edition:1",
        version=1,
        recipients=[ANA],
        template="letter",
        context={"name": text, "more": [{"title": changed(text, str.lower)}]},
        now=NOW,
    )
    html = OutboxMessage.objects.get().html
    assert "<p>&lt;b&gt;</p>" in html
    assert "span" not in html


def test_where_it_is_is_said_in_the_readers_language() -> None:
    about = About("edition:1", place=NAME.through("Sala {}".format))
    rows = mails(ANA, CLEO, about=about)
    assert "Sala Jornades" in rows[0].body
    assert "Sala Days" in rows[1].body


def test_a_mail_is_written_once_for_all_who_read_alike() -> None:
    written: list[str] = []

    def calendar(texts: str) -> str:
        written.append(texts)
        return ""

    mail = Mail(
        "letter",
        "edition:1",
        1,
        (ANA, Recipient("dora@example.org", "ca"), BEN),
        "letter",
        {"name": NAME},
        calendar,
    )
    desk = Desk()
    desk.write([mail, mail])
    assert sorted(written) == ["ca", "fi"]
