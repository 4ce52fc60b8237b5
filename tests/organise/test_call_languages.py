"""A call is translated as an event is, and read in the language of who reads it."""

import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.models import Application, Call, Criterion
from events.services.calls.letters import tell_received, tell_reviewers
from events.services.translating import TextsClosed, translate_call
from organise.queries.tables import translations
from privacy.models import LogEntry
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    HostCallFactory,
    ReviewerFactory,
    reviewed,
)
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.texts import translated
from tests.organise.test_calls import CLOSED, OPEN, form, member, page
from tests.support.browsers import signed_in
from tests.support.counting import queries_of
from tests.support.mails import mail_to
from translations.models import Translation
from translations.queries import pair_of

pytestmark = pytest.mark.django_db
SPANISH = {"accept-language": "es"}


def call_in_two(**fields: Any) -> Call:
    call: Call = CallFactory(
        title="Health partners",
        text="Clusters in health.",
        languages=["en", "es"],
        edition__name="Spring",
        edition__languages=["en", "es"],
        **fields,
    )
    criterion = CriterionFactory(call=call, text="Reach", position=0)
    translated(call, "es", title="Socios de salud", text="Clústeres de salud.")
    translated(criterion, "es", text="Alcance")
    translated(call.edition, "es", name="Primavera")
    return call


@time_machine.travel(OPEN, tick=False)
def test_the_public_page_is_in_the_readers_language_and_offers_the_others() -> None:
    call = call_in_two()
    answer = Client().get(call.get_absolute_url(), headers=SPANISH)
    shown = answer.text
    for words in ("Socios de salud", "Clústeres de salud.", "Alcance", "Primavera"):
        assert words in shown
    assert '<span lang="es">Socios de salud</span>' in shown
    assert '<a href="?texts=en" lang="en"' in shown
    assert "Accept-Language" in answer["Vary"]
    english = Client().get(call.get_absolute_url(), headers={"accept-language": "en"}).text
    assert "<h1>Health partners</h1>" in english


@time_machine.travel(OPEN, tick=False)
@pytest.mark.parametrize("where", ["event", "home", "start page", "applying", "applications"])
def test_pages_name_a_call_in_the_readers_language(where: str) -> None:
    call = call_in_two(edition__state="registration_open")
    cluster = ClusterFactory()
    browser = signed_in(MembershipFactory(organisation=cluster).user)
    if where == "applications":
        ApplicationFactory(call=call, organisation=cluster)
    address = {
        "event": call.subject.get_absolute_url(),
        "home": reverse("home"),
        "start page": reverse("my-home"),
        "applying": page("call-apply", call),
        "applications": reverse("application-list"),
    }[where]
    assert "Socios de salud" in browser.get(address, headers=SPANISH).text
    assert "Health partners" in browser.get(address, headers={"accept-language": "en"}).text


@time_machine.travel(OPEN, tick=False)
def test_many_open_calls_take_no_query_more() -> None:
    browser = signed_in(MembershipFactory(organisation=ClusterFactory()).user)
    counts = []
    for _ in range(2):
        for _ in range(2):
            call_in_two(edition__state="registration_open")
        counts.append([queries_of(browser, reverse(name)) for name in ("my-home", "home")])
    assert counts[0] == counts[1]


@time_machine.travel(OPEN, tick=False)
def test_a_host_call_is_named_so_on_the_page_of_its_series() -> None:
    call = HostCallFactory(title="Host", languages=["en", "es"])
    translated(call, "es", title="Sede")
    assert "Sede" in Client().get(call.subject.get_absolute_url(), headers=SPANISH).text
    assert "Sede" in Client().get(call.get_absolute_url(), headers=SPANISH).text


@time_machine.travel(CLOSED, tick=False)
def test_reviewers_read_criteria_in_their_language() -> None:
    call = call_in_two(state=Call.State.REVIEWING)
    application = ApplicationFactory(call=call)
    reviewer = ReviewerFactory(call=call)
    browser = signed_in(reviewer.user)
    address = page("review-application", call, application.pk)
    assert "Alcance" in browser.get(address, headers=SPANISH).text
    for name in ("review-list", "review-call"):
        there = reverse(name, args=[call.slug] if name == "review-call" else [])
        assert "Socios de salud" in browser.get(there, headers=SPANISH).text
    reviewed(application, reviewer, {call.criteria.get(): 4})
    own = member(call).get(page("organise-call-application", call, application.pk), headers=SPANISH)
    assert "Alcance" in own.text


@time_machine.travel(CLOSED, tick=False)
def test_reviews_with_many_points_take_no_query_more() -> None:
    call = call_in_two(state=Call.State.REVIEWING)
    application = ApplicationFactory(call=call)
    address, browser = page("organise-call-application", call, application.pk), member(call)
    counts = []
    for _ in range(2):
        criteria = [*CriterionFactory.create_batch(3, call=call), *call.criteria.all()]
        reviewed(application, ReviewerFactory(call=call), dict.fromkeys(criteria, 3))
        counts.append(queries_of(browser, address))
    assert counts[0] == counts[1]


@time_machine.travel(OPEN, tick=False)
def test_mails_about_a_call_are_in_their_readers_language() -> None:
    call = call_in_two()
    reads = {"spanish@example.org": "es", "none@example.org": ""}
    application = ApplicationFactory(call=call)
    for email, language in reads.items():
        user = UserFactory(email=email, language=language)
        MembershipFactory(organisation=application.organisation, user=user)
        ReviewerFactory(call=call, user=user)
    fresh = Application.objects.select_related("call__edition__owner", "organisation").get()
    tell_received(fresh, OPEN)
    tell_reviewers(fresh.call, OPEN)
    for kind in ("application-received", "reviewing-begun"):
        assert "Socios de salud" in mail_to("spanish@example.org", kind).subject
        assert "Health partners" in mail_to("none@example.org", kind).subject


@time_machine.travel(OPEN, tick=False)
@pytest.mark.parametrize(("language", "title"), [("es", "Socios de salud"), ("", "Health")])
def test_who_is_asked_to_review_reads_of_it_in_the_accounts_language(
    language: str, title: str
) -> None:
    call = call_in_two()
    UserFactory(email="rita@example.org", language=language)
    sent = {"email": "rita@example.org", "idempotency_key": str(uuid.uuid4())}
    member(call).post(page("organise-call-reviewers", call), sent)
    assert title in mail_to("rita@example.org", "reviewer-invited").subject


@time_machine.travel(OPEN, tick=False)
def test_it_has_the_languages_of_its_event_at_first_and_others_by_its_form() -> None:
    call = call_in_two()
    assert call.edition
    owner = member(call)
    owner.post(reverse("organise-call-create"), form(subject=f"edition-{call.edition.pk}"))
    assert Call.objects.exclude(pk=call.pk).get().languages == ["en", "es"]
    edit = page("organise-call-edit", call)
    assert "Other languages of its texts" in owner.get(edit).text
    sent = form(version=call.version, leading_language="es", other_languages=["ca", "en"])
    owner.post(edit, sent)
    call.refresh_from_db()
    assert call.languages == ["es", "en", "ca"]
    assert pair_of(call, "title", "ca").original.language == "en"
    many = ["ca", "es", "fr", "it", "de", "pt", "eu", "gl"]
    wrong = form(version=call.version, leading_language="en", other_languages=many)
    assert owner.post(edit, wrong).status_code == 422


@time_machine.travel(OPEN, tick=False)
def test_its_texts_are_translated_beside_their_originals() -> None:
    call = call_in_two()
    owner = member(call)
    shown = owner.get(page("organise-call", call)).text
    assert page("organise-call-language", call, "es") in shown
    assert "Everything is translated." in shown
    address = page("organise-call-language", call, "es")
    there = owner.get(address).text
    assert "Health partners" in there
    assert "Alcance" in there
    pair = pair_of(call, "title", "es")
    sent = {f"text-{pair.name}": "Socios", f"seen-{pair.name}": pair.seen}
    assert owner.post(address, sent).status_code == 302
    assert pair_of(call, "title", "es").text == "Socios"
    assert owner.post(address, sent | {f"text-{pair.name}": "Otros"}).status_code == 409
    assert owner.get(page("organise-call-language", call, "fi")).status_code == 404


def test_who_translates_stands_in_the_log_of_the_event() -> None:
    call = call_in_two()
    assert call.edition
    rows = LogEntry.objects.filter(table_name="translations_translation")
    assert {subject for row in rows for subject in row.subjects} == {f"edition:{call.edition.pk}"}
    host = HostCallFactory(languages=["en", "es"])
    translated(host, "es", title="Sede")
    assert Translation.objects.get(text="Sede").about == f"organisation:{host.body.pk}"


@time_machine.travel(OPEN, tick=False)
def test_texts_of_a_decided_call_stay() -> None:
    call = call_in_two(state=Call.State.DECIDED, decided_at=OPEN)
    answer = member(call).get(page("organise-call-language", call, "es"))
    assert answer.status_code == 409
    assert "This call is decided" in answer.text
    with pytest.raises(TextsClosed):
        translate_call(call=call, language="es", entries=[], written_in={}, now=OPEN)


@time_machine.travel(OPEN, tick=False)
def test_criteria_that_stay_keep_their_translations_and_new_words_show_no_old_ones() -> None:
    call = call_in_two()
    second = CriterionFactory(call=call, text="Fit", position=1)
    translated(second, "es", text="Encaje")
    owner = member(call)
    sent = form(version=call.version, leading_language="en", other_languages=["es"])
    sent |= {"criterion-0-text": "Fit", "criterion-1-text": "Reach of the members"}
    assert owner.post(page("organise-call-edit", call), sent).status_code == 302
    shown = Client().get(call.get_absolute_url(), headers=SPANISH).text
    assert "Encaje" in shown
    assert "Alcance" not in shown
    assert "Reach of the members" in shown
    assert [row.text for row in call.criteria.all()] == ["Fit", "Reach of the members"]


@time_machine.travel(OPEN, tick=False)
def test_a_criterion_in_other_words_is_to_be_translated_anew() -> None:
    call = call_in_two()
    owner = member(call)
    sent = form(version=call.version, leading_language="en", other_languages=["es"])
    sent |= {"criterion-0-text": "Reach of members", "criterion-1-text": ""}
    owner.post(page("organise-call-edit", call), sent)
    assert "Alcance" not in Client().get(call.get_absolute_url(), headers=SPANISH).text
    stale = owner.get(page("organise-call-language", call, "es") + "?show=stale").text
    assert "Reach of members" in stale
    assert "Alcance" in stale


def test_a_call_that_is_deleted_takes_its_translations_along() -> None:
    call = call_in_two(state=Call.State.DRAFT)
    Criterion.objects.all().delete()
    assert not Translation.objects.filter(model="events.criterion").exists()
    member(call).post(page("organise-call-delete", call), {"version": 1})
    assert not Translation.objects.filter(model="events.call").exists()


def test_the_table_of_translations_has_those_of_the_calls() -> None:
    call = call_in_two()
    assert call.edition
    found = [(pair.field, pair.text) for pair in translations(call.edition)]
    assert ("title", "Socios de salud") in found
    assert ("text", "Alcance") in found
