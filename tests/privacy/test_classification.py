"""Every field of the site is declared, and what is said of them is what they are."""

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from clusters.personal import MODELS as REGISTER
from privacy.declaring import Kept, Rows, Then
from privacy.document import text
from privacy.queries import classification
from privacy.queries.classification import declared, gaps, personal_fields, rows_of
from privacy.words import lines


def test_every_field_of_every_model_is_declared() -> None:
    assert gaps() == []


def test_a_field_that_nobody_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = declared() | {"clusters.Claim": Rows("reason nonsense")}
    monkeypatch.setattr(classification, "declared", lambda: known)
    found = gaps()
    assert "clusters.Claim.user is not declared" in found
    assert "clusters.Claim.nonsense is no field" in found


def test_a_model_that_nobody_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: rows for name, rows in declared().items() if name != "events.Delegate"}
    monkeypatch.setattr(classification, "declared", lambda: known)
    assert "events.Delegate is not declared" in gaps()


def test_a_declaration_of_ours_names_a_model() -> None:
    """Those of parts that are not ours may wait for the part."""
    ours = {app.label for app in apps.get_app_configs() if (settings.BASE_DIR / app.label).is_dir()}
    labels = {model._meta.label for model in apps.get_models()}
    assert {name for name in declared() if name.split(".")[0] in ours} <= labels
    assert {f"clusters.{name}" for name in REGISTER} <= labels


def test_what_ends_with_an_event_has_a_way_to_it() -> None:
    without = {
        one.name
        for one in personal_fields()
        if one.personal.kept is Kept.EDITION and not rows_of(one.model).edition
    }
    assert without == set()


def test_what_is_personal_ends_with_its_person_or_its_event_or_is_public_record() -> None:
    """Sessions are found by what is inside them."""
    endless = {
        one.name
        for one in personal_fields()
        if not one.personal.of and one.personal.kept not in {Kept.EDITION, Kept.RECORD}
    }
    assert endless == {
        f"sessions.Session.{name}" for name in ("session_key", "session_data", "expire_date")
    }


def test_a_way_to_a_person_that_stays_is_a_relation() -> None:
    """Nothing readable stays: a row that says who did something points to a pseudonym, and one
    that goes with the person leaves nothing.
    """
    readable = {
        one.name
        for one in personal_fields()
        if one.personal.then is Then.STAYS
        and not one.personal.is_secret
        and not one.personal.quotes
        and not one.field.is_relation
        and rows_of(one.model).goes_with != one.personal.of
    }
    assert readable == {"accounts.User.joined_at", "accounts.User.erased_at"}


def test_the_document_is_current() -> None:
    """`manage.py write_privacy` writes it."""
    written = (settings.BASE_DIR / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert written == text()


@pytest.mark.django_db
def test_the_privacy_page_says_what_is_declared(client: Client) -> None:
    page = client.get("/privacy/")
    assert page.status_code == 200
    for line in lines():
        assert escape(line.why) in page.text
        assert escape(line.readers) in page.text
        assert escape(line.kept) in page.text


@pytest.mark.django_db
def test_every_thing_that_is_kept_stands_on_the_page_with_its_readers(client: Client) -> None:
    """As the browser sees it: nothing is left out, nothing is said twice."""
    page = client.get("/privacy/").text
    said = [line.what for line in lines()]
    assert len(said) == len(set(said))
    assert page.count('role="rowheader"') == len(said)
