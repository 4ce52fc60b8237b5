"""Texts in several languages: which one is shown, what is stale, what goes with its record."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, TextField
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from accounts.models import User
from events.models import Edition, Session
from tests.factories.events import EditionFactory, SessionFactory
from tests.faults.conftest import violations
from translations import declaring
from translations.languages import wished
from translations.models import Translation
from translations.queries import Text, bring, made_of, pair_of, pairs, text_of
from translations.services import (
    AlreadyTranslated,
    Entry,
    TextsChanged,
    copy,
    keep_originals,
    mark_original,
    write,
)

pytestmark = pytest.mark.django_db


def session_in(*languages: str, **more: Any) -> Session:
    edition = EditionFactory(languages=list(languages))
    session: Session = SessionFactory(edition=edition, title="Ponencia", description="", **more)
    return session


def translate(record: Any, language: str, text: str, field: str = "title") -> None:
    seen = pair_of(record, field, language).seen
    write(entries=[Entry(record, field, text, seen)], language=language)


def shown(session: Session, *languages: str) -> Text:
    fresh = Session.objects.select_related("edition").get(pk=session.pk)
    bring([fresh], languages)
    return text_of(fresh, "title")


def drawn(session: Session, template: str, *languages: str) -> str:
    fresh = Session.objects.select_related("edition").get(pk=session.pk)
    bring([fresh], languages)
    return Template("{% load texts %}" + template).render(Context({"session": fresh}))


def test_the_readers_first_language_that_there_is_comes_first() -> None:
    session = session_in("es", "ca", "en")
    translate(session, "ca", "Ponència")
    translate(session, "en", "Talk")
    assert shown(session, "fr", "en", "ca") == Text("Talk", "en")
    assert shown(session, "ca", "en") == Text("Ponència", "ca")


def test_without_one_of_the_readers_languages_the_leading_one_is_shown() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    assert shown(session, "fr") == Text("Ponencia", "es")


def test_what_the_leading_language_lacks_is_shown_as_it_was_written() -> None:
    session = session_in("es", "ca")
    mark_original(records=[session], language="it")
    assert shown(session, "ca") == Text("Ponencia", "it")
    translate(session, "es", "La ponencia")
    assert shown(session, "ca") == Text("La ponencia", "es")


def test_a_language_that_the_event_no_longer_has_is_not_shown() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    Edition.objects.update(languages=["es"])
    assert shown(session, "ca") == Text("Ponencia", "es")


def test_a_text_says_its_language_where_that_is_not_the_pages() -> None:
    session = session_in("es", "en", "ar")
    translate(session, "en", "Talk <1>")
    translate(session, "ar", "محاضرة")
    assert drawn(session, '{% text session "title" %}', "en") == "Talk &lt;1&gt;"
    assert drawn(session, '{% text session "title" %}') == '<span lang="es">Ponencia</span>'
    assert drawn(session, '{% text session "title" %}', "ar") == (
        '<span lang="ar" dir="rtl">محاضرة</span>'
    )
    assert drawn(session, '{{ session|text_in:"title" }}') == "Ponencia"
    with override("es"):
        assert drawn(session, '{% text session "title" %}') == "Ponencia"


def test_many_records_take_one_query(django_assert_num_queries: Any) -> None:
    edition = EditionFactory(languages=["es", "ca"])
    for number in range(30):
        translate(SessionFactory(edition=edition, title=f"Ponencia {number}"), "ca", f"P {number}")
    sessions = list(edition.sessions.all())
    with django_assert_num_queries(1):
        bring([edition, *sessions], ["ca"])
        titles = [text_of(session, "title").text for session in sessions]
    assert sorted(titles) == sorted(f"P {number}" for number in range(30))


def test_a_translation_is_stale_once_its_original_is_another_one() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    assert not pair_of(session, "title", "ca").is_stale
    Session.objects.update(title="Ponencia nueva")
    session.refresh_from_db()
    assert pair_of(session, "title", "ca").is_stale
    assert shown(session, "ca") == Text("Ponència", "ca")


def test_an_earlier_place_is_not_shown_in_any_language() -> None:
    """A stale title is still read; a stale room would send people to where nothing is."""
    session = session_in("es", "ca", place="Sala azul")
    translate(session, "ca", "Sala blava", "place")
    assert drawn(session, "{% text session 'place' %}", "ca") == '<span lang="ca">Sala blava</span>'
    Session.objects.filter(pk=session.pk).update(place="Sala roja")
    assert drawn(session, "{% text session 'place' %}", "ca") == '<span lang="es">Sala roja</span>'
    fresh = Session.objects.get(pk=session.pk)
    assert pair_of(fresh, "place", "ca").text == "Sala blava"


def test_a_stale_translation_stays_stale_until_somebody_says_that_it_holds() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    Session.objects.update(title="Ponencia nueva")
    session.refresh_from_db()
    seen = pair_of(session, "title", "ca").seen
    assert write(entries=[Entry(session, "title", "Ponència", seen)], language="ca") == 0
    assert pair_of(session, "title", "ca").is_stale
    write(entries=[Entry(session, "title", "Ponència", seen, still_holds=True)], language="ca")
    assert not pair_of(session, "title", "ca").is_stale


def test_who_saw_another_original_or_another_translation_is_refused() -> None:
    session = session_in("es", "ca")
    seen = pair_of(session, "title", "ca").seen
    Session.objects.update(title="Ponencia nueva")
    with pytest.raises(TextsChanged):
        write(entries=[Entry(session, "title", "Ponència", seen)], language="ca")
    session.refresh_from_db()
    seen = pair_of(session, "title", "ca").seen
    translate(session, "ca", "Ponència")
    with pytest.raises(TextsChanged):
        write(entries=[Entry(session, "title", "Una altra", seen)], language="ca")
    assert write(entries=[Entry(session, "title", "Ponència", seen)], language="ca") == 0


def test_a_text_is_not_translated_into_its_own_language() -> None:
    session = session_in("es", "ca")
    seen = pair_of(session, "title", "es").seen
    with pytest.raises(TextsChanged):
        write(entries=[Entry(session, "title", "Charla", seen)], language="es")


def test_an_emptied_translation_is_gone() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    translate(session, "ca", "")
    assert not Translation.objects.exists()
    assert pair_of(session, "title", "ca").is_missing


def test_a_text_is_not_said_to_be_written_in_a_language_that_it_was_translated_into() -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    with pytest.raises(AlreadyTranslated):
        mark_original(records=[session], language="ca")
    assert shown(session, "es") == Text("Ponencia", "es")


def test_originals_keep_their_language_when_another_one_is_to_lead() -> None:
    session = session_in("es", "ca")
    keep_originals(home=session.edition, language="es")
    Edition.objects.update(languages=["ca", "es"])
    assert shown(session, "it") == Text("Ponencia", "es")
    session.refresh_from_db()
    assert [pair.field for pair in pairs(Edition.objects.get(), ["ca"])["ca"]] == ["name", "title"]


@pytest.mark.parametrize("way", ["record", "many", "event", "raw"])
def test_translations_go_with_their_record_whatever_deletes_it(way: str) -> None:
    session = session_in("es", "ca")
    translate(session, "ca", "Ponència")
    other = session_in("es", "ca")
    translate(other, "ca", "Una altra")
    if way == "record":
        session.delete()
    elif way == "many":
        Session.objects.filter(pk=session.pk).delete()
    elif way == "event":
        session.edition.delete()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM events_session WHERE id = %s", [session.pk])
    assert [row.record for row in Translation.objects.all()] == [other.pk]
    assert violations() == []


def test_the_invariants_find_a_translation_of_nothing() -> None:
    Translation.objects.create(
        model="events.session",
        record=999_999,
        field="title",
        language="ca",
        text="x",
        made_of=made_of("y"),
        about="edition:1",
    )
    assert [rule for rule, _found in violations()] == ["translation of a record that is not there"]


def test_the_invariants_know_every_model_that_is_translated() -> None:
    script = (Path(settings.BASE_DIR) / "matchmaking" / "invariants.sql").read_text()
    for model in declaring.models():
        assert f"WHEN '{declaring.label(model)}' THEN" in script, model
        assert f"FROM {model._meta.db_table} r WHERE" in script, model


def test_every_declared_text_is_a_column_of_text() -> None:
    for model in declaring.models():
        said = declaring.of(model)
        assert said
        for field in said.fields:
            column = model._meta.get_field(field)
            assert isinstance(column, CharField | TextField), (model, field)


def test_a_copy_gets_the_translations_of_texts_that_are_the_same() -> None:
    old, new = session_in("es", "ca"), session_in("es", "ca")
    translate(old, "ca", "Ponència")
    renamed = session_in("es", "ca")
    Session.objects.filter(pk=renamed.pk).update(title="Otra")
    renamed.refresh_from_db()
    copy(pairs=[(old, new)])
    copy(pairs=[(old, renamed)])
    assert shown(new, "ca") == Text("Ponència", "ca")
    assert shown(renamed, "ca") == Text("Otra", "es")
    about = Translation.objects.get(record=new.pk).about
    assert about == f"edition:{new.edition_id}"


@pytest.mark.parametrize(
    ("path", "account", "accepted", "languages"),
    [
        ("/", "", "", ["en"]),
        ("/", "", "es-MX,es;q=0.9,ca;q=0.5,*;q=0.1", ["es", "ca", "en"]),
        ("/", "ca", "es", ["ca", "es", "en"]),
        ("/?texts=it", "ca", "es", ["it", "ca", "es", "en"]),
    ],
)
def test_the_address_comes_before_the_account_and_the_account_before_the_browser(
    path: str, account: str, accepted: str, languages: Sequence[str]
) -> None:
    request = RequestFactory().get(path, headers={"accept-language": accepted})
    request.user = User(language=account)
    assert list(wished(request)) == languages


def test_nothing_is_stored_of_a_page_of_which_one_text_is_refused() -> None:
    session = session_in("es", "ca", place="Sala")
    seen = pair_of(session, "title", "ca").seen
    entries = [Entry(session, "title", "Ponència", seen), Entry(session, "place", "Aula", "other")]
    with pytest.raises(TextsChanged), transaction.atomic():
        write(entries=entries, language="ca")
    assert not Translation.objects.exists()
