"""An organiser chooses the languages of an event and translates its texts beside the originals."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from events.models import Edition, Session
from events.services.copying import copy_edition
from events.services.translating import LanguageGone, TextsClosed, translate
from matchmaking.models import AgendaEntry
from matchmaking.telling.entries import refresh_marked
from tests.acts.published import Typed
from tests.factories.events import SessionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.stage import Stage, page
from translations.models import Translation
from translations.queries import bring, pair_of, text_of
from translations.services import Entry

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def talk(stage: Stage) -> Session:
    """A talk of an event in English, which is to be read in Catalan too."""
    Edition.objects.filter(pk=stage.edition.pk).update(languages=["en", "ca"], name="Spring")
    stage.edition.refresh_from_db()
    session: Session = SessionFactory(
        edition=stage.edition,
        title="Good practice",
        description="Lessons <of> a year.",
        day_on=MORNING.date(),
        period=DateTimeTZRange(MORNING, MORNING + timedelta(hours=1)),
    )
    return session


def filled(browser: Client, address: str) -> dict[str, Any]:
    """What the longest form of a page holds."""
    found = Typed()
    found.feed(browser.get(address).text)
    return max((fields for _, fields in found.found), key=len)


def typed(session: Session, field: str, text: str) -> dict[str, str]:
    return {f"text-events.session-{session.pk}-{field}": text}


def catalan(session: Session, field: str = "title") -> str:
    fresh = Session.objects.select_related("edition").get(pk=session.pk)
    bring([fresh], ["ca"])
    return text_of(fresh, field).text


def translated(session: Session, text: str, field: str = "title", language: str = "ca") -> None:
    seen = pair_of(session, field, language).seen
    entries = [Entry(session, field, text, seen)]
    translate(edition=session.edition, language=language, entries=entries, written_in={}, now=NOW)


def test_languages_are_chosen_with_the_event(stage: Stage) -> None:
    address = page("organise-edit", stage.edition)
    sent = filled(stage.organiser, address) | {
        "leading_language": "es",
        "other_languages": ["ca", "en"],
    }
    assert stage.organiser.post(address, sent).status_code == 302
    stage.edition.refresh_from_db()
    assert stage.edition.languages == ["es", "en", "ca"]
    again = filled(stage.organiser, address)
    assert again["leading_language"] == "es"


def test_an_event_has_at_most_eight_languages(stage: Stage) -> None:
    address = page("organise-edit", stage.edition)
    many = ["ca", "es", "fr", "it", "de", "pt", "eu", "gl"]
    sent = filled(stage.organiser, address) | {"other_languages": many}
    assert stage.organiser.post(address, sent).status_code == 422


def test_who_writes_in_another_language_from_now_on_keeps_what_was_written(
    stage: Stage, talk: Session
) -> None:
    address = page("organise-edit", stage.edition)
    sent = filled(stage.organiser, address)
    sent |= {"leading_language": "ca", "other_languages": ["en"]}
    stage.organiser.post(address, sent)
    talk.refresh_from_db()
    assert pair_of(talk, "title", "ca").original.language == "en"


def test_a_language_that_takes_the_place_of_the_only_one_is_the_language_of_the_texts(
    stage: Stage, talk: Session
) -> None:
    Edition.objects.update(languages=["en"])
    address = page("organise-edit", stage.edition)
    sent = filled(stage.organiser, address) | {"leading_language": "es"}
    stage.organiser.post(address, sent)
    fresh = Session.objects.select_related("edition").get(pk=talk.pk)
    assert pair_of(fresh, "title", "ca").original.language == "es"
    assert not Translation.objects.exists()


def test_texts_are_translated_beside_their_originals(stage: Stage, talk: Session) -> None:
    address = page("organise-language", stage.edition, "ca")
    shown = stage.organiser.get(address).text
    assert "Good practice" in shown
    assert "Lessons &lt;of&gt; a year." in shown
    sent = filled(stage.organiser, address) | typed(talk, "title", "Bones pràctiques")
    assert stage.organiser.post(address, sent).status_code == 302
    assert catalan(talk) == "Bones pràctiques"
    assert catalan(talk, "description") == "Lessons <of> a year."
    listed = stage.organiser.get(page("organise-languages", stage.edition)).text
    assert "2 of 3 texts are not translated." in " ".join(listed.split())
    tabs = re.findall(r'class="count">(\d+)<', stage.organiser.get(address).text)
    assert tabs == ["3", "2", "0"]


def test_what_is_typed_stays_when_the_original_was_changed_meanwhile(
    stage: Stage, talk: Session
) -> None:
    address = page("organise-language", stage.edition, "ca")
    sent = filled(stage.organiser, address) | typed(talk, "title", "Bones pràctiques")
    Session.objects.update(title="Best practice")
    answer = stage.organiser.post(address, sent)
    assert answer.status_code == 409
    assert "Best practice" in answer.text
    assert "Bones pràctiques" in answer.text
    assert not Translation.objects.exists()
    again = Typed()
    again.feed(answer.text)
    second = max((fields for _, fields in again.found), key=len)
    assert stage.organiser.post(address, second).status_code == 302
    assert catalan(talk) == "Bones pràctiques"


def test_two_who_translate_one_text_do_not_overwrite_each_other(
    stage: Stage, talk: Session
) -> None:
    address = page("organise-language", stage.edition, "ca")
    sent = filled(stage.organiser, address)
    translated(talk, "Bones pràctiques")
    answer = stage.organiser.post(address, sent | typed(talk, "title", "Bona pràctica"))
    assert answer.status_code == 409
    assert catalan(talk) == "Bones pràctiques"
    # Who typed nothing there is not in the way of others.
    other = typed(talk, "description", "Lliçons") | typed(talk, "title", "Bones pràctiques")
    assert stage.organiser.post(address, sent | other).status_code == 302


def test_a_changed_original_is_shown_as_changed_until_it_is_said_to_hold(
    stage: Stage, talk: Session
) -> None:
    translated(talk, "Bones pràctiques")
    Session.objects.update(title="Good practices")
    address = page("organise-language", stage.edition, "ca") + "?show=stale"
    sent = filled(stage.organiser, address)
    stage.organiser.post(address, sent)
    assert pair_of(Session.objects.get(), "title", "ca").is_stale
    holds = {f"holds-events.session-{talk.pk}-title": "on"}
    stage.organiser.post(address, sent | holds)
    assert not pair_of(Session.objects.get(), "title", "ca").is_stale
    assert "No original was changed" in stage.organiser.get(address).text


def test_what_was_typed_for_a_session_that_is_gone_is_said_to_be_lost(
    stage: Stage, talk: Session
) -> None:
    address = page("organise-language", stage.edition, "ca")
    sent = filled(stage.organiser, address) | typed(talk, "title", "Bones pràctiques")
    talk.delete()
    answer = stage.organiser.post(address, sent, follow=True)
    assert "What you typed for it was not saved." in answer.text
    assert not Translation.objects.exists()


def test_a_text_is_said_to_be_written_in_another_language(stage: Stage, talk: Session) -> None:
    Edition.objects.update(languages=["en", "ca", "it"])
    address = page("organise-language", stage.edition, "ca")
    sent = filled(stage.organiser, address) | {f"in-events.session-{talk.pk}": "it"}
    assert stage.organiser.post(address, sent).status_code == 302
    talk.refresh_from_db()
    assert pair_of(talk, "title", "en").original.language == "it"
    translated(talk, "Bones pràctiques")
    sent = filled(stage.organiser, address) | {f"in-events.session-{talk.pk}": "ca"}
    answer = stage.organiser.post(address, sent)
    assert answer.status_code == 422
    assert "Empty that translation first." in " ".join(answer.text.split())


@pytest.mark.parametrize("state", [Edition.State.FINISHED, Edition.State.CANCELLED])
def test_the_texts_of_an_event_that_is_over_stay(stage: Stage, talk: Session, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(TextsClosed):
        translated(talk, "Bones pràctiques")
    assert stage.organiser.get(page("organise-language", stage.edition, "ca")).status_code == 409


def test_a_language_that_was_taken_away_meanwhile_is_refused(stage: Stage, talk: Session) -> None:
    Edition.objects.update(languages=["en"])
    with pytest.raises(LanguageGone):
        translated(talk, "Bones pràctiques")
    assert stage.organiser.get(page("organise-language", stage.edition, "ca")).status_code == 404


def test_a_session_that_is_brought_back_has_its_translations(stage: Stage, talk: Session) -> None:
    translated(talk, "Bones pràctiques")
    stage.organiser.post(page("organise-session-remove", stage.edition, talk.pk))
    assert not Translation.objects.exists()
    stage.organiser.post(page("organise-session-restore", stage.edition))
    assert catalan(Session.objects.get()) == "Bones pràctiques"


def test_an_event_made_like_this_one_has_its_translations(stage: Stage, talk: Session) -> None:
    translated(talk, "Bones pràctiques")
    Edition.objects.update(summary="Two days.")
    stage.edition.refresh_from_db()
    seen = pair_of(stage.edition, "name", "ca").seen
    named = [Entry(stage.edition, "name", "Primavera", seen)]
    translate(edition=stage.edition, language="ca", entries=named, written_in={}, now=NOW)
    assert stage.edition.owner
    copy = copy_edition(
        edition=stage.edition,
        name="Autumn",
        first_day=date(2095, 6, 2),
        owner=stage.edition.owner,
        key=uuid4(),
        now=NOW,
    )
    assert copy.languages == ["en", "ca"]
    assert catalan(copy.sessions.get()) == "Bones pràctiques"
    bring([copy], ["ca"])
    assert text_of(copy, "name").text == "Autumn"


def test_a_translation_alone_is_no_news_for_calendars(stage: Stage, talk: Session) -> None:
    refresh_marked()
    before = list(AgendaEntry.objects.order_by("uid").values_list("uid", "sequence"))
    translated(talk, "Bones pràctiques")
    refresh_marked()
    assert list(AgendaEntry.objects.order_by("uid").values_list("uid", "sequence")) == before


def test_the_log_says_who_translated(stage: Stage, talk: Session) -> None:
    address = page("organise-language", stage.edition, "ca")
    sent = filled(stage.organiser, address) | typed(talk, "title", "Bones pràctiques")
    stage.organiser.post(address, sent)
    shown = stage.organiser.get(page("organise-log", stage.edition)).text
    assert "translated a text: Catalan." in shown
