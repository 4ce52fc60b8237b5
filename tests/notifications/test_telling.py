"""One call tells everybody once, in their language, as text and as HTML."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from notifications.delivery import deliver_due
from notifications.models import SECRET, OutboxMessage
from notifications.recipients import Recipient
from notifications.services import tell, withdraw

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db

LETTER = """{% load i18n mail %}{% get_current_language as code %}
{{ words }} in {{ code }}

{% if missing %}never{% endif %}

{% link "edition-list" as url %}All events: {{ url }}
Open {{ secret }}
"""


@pytest.fixture(autouse=True)
def letter(tmp_path: Path, settings: Settings) -> None:
    """A template of our own, and a second language."""
    (tmp_path / "letter.txt").write_text(LETTER)
    (tmp_path / "letter_subject.txt").write_text("{{ words }}\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0]}]
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], tmp_path]
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    settings.LANGUAGE_CODE = "en"
    settings.SITE_URL = "https://clustermeet.example"


def told(*recipients: Recipient, **changes: Any) -> int:
    values: dict[str, Any] = {
        "kind": "letter",
        "object_key": "edition:1",
        "version": 1,
        "recipients": recipients or [Recipient("ana@example.org")],
        "template": "letter",
        "context": {"words": "Fish & <b>chips</b>"},
        "now": NOW,
        **changes,
    }
    return tell(**values)


def test_text_is_as_it_is_and_html_is_escaped_and_has_links() -> None:
    told()
    mail = OutboxMessage.objects.get()
    assert mail.subject == "Fish & <b>chips</b>"
    assert mail.body == (
        "Fish & <b>chips</b> in en\n\n"
        f"All events: https://clustermeet.example/editions/\nOpen {SECRET}\n"
    )
    assert "<p>Fish &amp; &lt;b&gt;chips&lt;/b&gt; in en</p>" in mail.html
    url = "https://clustermeet.example/editions/"
    assert f'<p>All events: <a href="{url}">{url}</a><br>' in mail.html
    assert '<html lang="en">' in mail.html


def test_everybody_reads_their_language_and_english_where_none_is_known() -> None:
    told(
        Recipient("ana@example.org", "es"),
        Recipient("ben@example.org", "tlh"),
        Recipient("cleo@example.org"),
        calendar=lambda texts: f"calendar in {translation.get_language()}{texts}",
    )
    rows = OutboxMessage.objects.order_by("recipient")
    assert [row.language for row in rows] == ["es", "en", "en"]
    assert [row.body.split("\n")[0][-2:] for row in rows] == ["es", "en", "en"]
    assert [row.calendar for row in rows] == [
        f"calendar in {code}" for code in ("eses", "entlh", "en")
    ]


def test_telling_twice_sends_once_and_a_new_version_again() -> None:
    told()
    told()
    assert OutboxMessage.objects.count() == 1
    told(version=2)
    assert OutboxMessage.objects.count() == 2


def test_somebody_named_twice_gets_one_mail() -> None:
    assert told(Recipient("ana@example.org"), Recipient("Ana@example.org")) == 1
    assert OutboxMessage.objects.get().recipient == "ana@example.org"


@pytest.mark.parametrize("count", [1, 30])
def test_many_are_told_in_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [Recipient(f"m{number}@example.org") for number in range(count)]
    with django_assert_num_queries(1):
        assert told(*people) == count


def test_nobody_to_tell_is_no_mail() -> None:
    assert told(recipients=[]) == 0
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_breaks_in_a_subject_add_no_header(end: str) -> None:
    told(context={"words": f"Agenda of Water{end}Bcc: stranger@example.org"})
    assert deliver_due(now=NOW) == 1
    message = django_mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Agenda of Water Bcc: stranger@example.org"


def test_mail_may_wait_for_its_time() -> None:
    told(due_at=NOW + timedelta(hours=1))
    assert deliver_due(now=NOW) == 0
    assert deliver_due(now=NOW + timedelta(hours=1)) == 1


def test_secret_stands_in_no_stored_text_but_in_the_mail() -> None:
    told(secret="https://clustermeet.example/invitations/abc/")
    row = OutboxMessage.objects.get()
    assert "abc" not in row.subject + row.body + row.html
    deliver_due(now=NOW)
    assert "Open https://clustermeet.example/invitations/abc/" in str(django_mail.outbox[0].body)


def test_what_is_not_sent_is_taken_back_and_nothing_else() -> None:
    told(version=1)
    deliver_due(now=NOW)
    told(version=2)
    told(object_key="edition:2")
    told(kind="other")
    assert withdraw(kind="letter", object_key="edition:1") == 1
    left = OutboxMessage.objects.order_by("pk").values_list("kind", "object_key", "state")
    assert list(left) == [
        ("letter", "edition:1", "sent"),
        ("letter", "edition:2", "queued"),
        ("other", "edition:1", "queued"),
    ]
