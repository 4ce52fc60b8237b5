"""Signs that turn text around are taken out where input enters; long words break."""

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.stage import Stage, page

TURNING = [0x0000, 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [chr(code) for code in TURNING], ids=ascii)
def test_a_sign_that_turns_text_is_not_stored(stage: Stage, sign: str) -> None:
    answers = {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "talk",
        "title": f"Open{sign}ing",
        "day": "2094-06-03",
        "start": "09:30",
        "end": "10:15",
        "speaker-0-name": f"Ada{sign} Rossi",
    }
    answer = stage.organiser.post(page("organise-session-create", stage.edition), answers)

    assert answer.status_code == 302
    session = stage.edition.sessions.get()
    assert (session.title, session.speakers.get().name) == ("Opening", "Ada Rossi")


@pytest.mark.django_db
def test_an_address_with_a_sign_that_ends_text_is_answered(client: Client) -> None:
    answer = client.get(reverse("search"), {"q": "Cata\x00lonia\u202e"})

    assert answer.status_code == 200
    assert 'value="Catalonia"' in answer.content.decode()


@pytest.mark.django_db
def test_a_password_is_left_as_it_is(client: Client) -> None:
    typed = {"email": "ada@example.org", "password1": "\u202eaaaaaaaaaaaaaa1", "name": "Ada"}
    request = client.post(reverse("account_signup"), typed).wsgi_request

    assert request.POST["password1"] == typed["password1"]


def test_a_word_longer_than_its_place_breaks() -> None:
    styles = (settings.BASE_DIR / "static/css/page.css").read_text()
    body = re.search(r"\n  body \{(.*?)\}", styles, re.DOTALL)

    assert body
    assert "overflow-wrap: anywhere" in body[1]
