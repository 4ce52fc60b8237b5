"""A message to several clusters begins with an earlier one, or with a text that is ready."""

import html
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Circular, CircularText, Edition
from organise.words.ready_texts import READY_TEXTS
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MORNING
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(slug="spring", name="Spring")
    RegistrationFactory(edition=edition, cluster__name="Water", cluster__short_name="")
    return edition


@pytest.fixture
def before(edition: Edition) -> Edition:
    """An earlier event of the same body."""
    event: Edition = EditionFactory(
        slug="autumn", name="Autumn", owner=edition.owner, state="finished"
    )
    return event


@pytest.fixture
def olga(edition: Edition) -> User:
    user: User = MembershipFactory(organisation=edition.owner).user
    return user


@pytest.fixture
def organiser(olga: User) -> Client:
    return signed_in(olga)


def written(
    edition: Edition, text: str, *, texts: dict[str, str] | None = None, **choice: str
) -> Circular:
    circular = Circular.objects.create(
        edition=edition,
        author=UserFactory(),
        text=text,
        choice=choice,
        sent_at=MORNING,
        idempotency_key=uuid.uuid4(),
    )
    for language, words in (texts or {}).items():
        CircularText.objects.create(circular=circular, language=language, text=words)
    return circular


def new(edition: Edition) -> str:
    return reverse("organise-circular-new", args=[edition.slug])


def fields(page: str) -> dict[str, str]:
    """What stands in the fields: the texts, and each choice that is made."""
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', page, re.DOTALL)
    selects = re.findall(r'<select name="([^"]+)".*?</select>', page, re.DOTALL)
    found = {name: html.unescape(words).strip() for name, words in areas}
    for name in selects:
        [whole] = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        if code := re.search(r'value="([^"]+)" selected', whole):
            found[name] = code[1]
    return found


def begun(reader: Client, edition: Edition, **query: str | int) -> dict[str, str]:
    answer = reader.get(new(edition), query)
    assert answer.status_code == 200
    return {name: value for name, value in fields(answer.text).items() if value}


class TestAgain:
    def test_it_fills_in_the_text_and_the_choice_for_the_same_event(
        self, edition: Edition, organiser: Client
    ) -> None:
        circular = written(edition, "Dear {cluster} & friends", state="approved")
        page = organiser.get(reverse("organise-circular", args=["spring", circular.pk])).text
        assert f"{new(edition)}?from={circular.pk}" in page
        found = begun(organiser, edition, **{"from": circular.pk})
        assert found == {"text": "Dear {cluster} & friends", "state": "approved"}

    def test_it_is_written_anew_and_stored_beside_the_earlier_one(
        self, edition: Edition, organiser: Client
    ) -> None:
        circular = written(edition, "Dear {cluster}", state="approved")
        address = f"{new(edition)}?from={circular.pk}"
        form = begun(organiser, edition, **{"from": circular.pk})
        form |= {"idempotency_key": str(uuid.uuid4()), "text": "Dear {cluster}, again"}
        looked = organiser.post(address, {**form, "act": "look"})
        seen = re.search(r'name="seen" value="([^"]+)"', looked.text)
        assert seen
        sent = organiser.post(address, {**form, "act": "send", "seen": seen[1]})
        assert sent.status_code == 302
        assert set(Circular.objects.values_list("text", flat=True)) == {
            "Dear {cluster}",
            "Dear {cluster}, again",
        }

    def test_languages_come_along_and_of_the_choice_what_is_on_offer(
        self, edition: Edition, before: Edition, organiser: Client
    ) -> None:
        Edition.objects.filter(pk=edition.pk).update(languages=["en", "es"])
        Edition.objects.filter(pk=before.pk).update(languages=["es", "en", "fr"])
        circular = written(
            before, "Hola", texts={"en": "Hello", "fr": "Salut"}, state="waiting", region="XX99"
        )
        found = begun(organiser, edition, **{"from": circular.pk})
        assert found == {"text": "Hello", "text-es": "Hola", "state": "waiting"}

    def test_the_form_offers_the_last_ones_of_the_body(
        self, edition: Edition, before: Edition, organiser: Client
    ) -> None:
        known = written(before, "Bring coats.")
        written(EditionFactory(), "A word of others.")
        written(before, "")
        page = organiser.get(new(edition)).text
        assert f"?from={known.pk}" in page
        assert "Bring coats." in page
        assert "A word of others." not in page
        assert len(re.findall(r"\?from=", page)) == 1

    def test_what_is_erased_cannot_be_written_again(
        self, edition: Edition, organiser: Client
    ) -> None:
        circular = written(edition, "")
        page = organiser.get(reverse("organise-circular", args=["spring", circular.pk])).text
        assert "Write this again" not in page
        assert begun(organiser, edition, **{"from": circular.pk}) == {}

    def test_what_others_wrote_fills_nothing_in(
        self, edition: Edition, olga: User, organiser: Client
    ) -> None:
        elsewhere = EditionFactory()
        MembershipFactory(organisation=elsewhere.owner, user=olga)
        found = [written(event, "Of others.").pk for event in (EditionFactory(), elsewhere)]
        others: list[str | int] = [*found, "x", "9" * 30, "٣"]
        for other in others:
            assert begun(organiser, edition, **{"from": other}) == {}

    def test_who_writes_at_one_event_alone_reads_nothing_of_others_of_the_body(
        self, edition: Edition, before: Edition
    ) -> None:
        partner = EditionFactory().owner
        edition.organisers.create(
            organisation=partner, role="co_organiser", state="accepted", position=1
        )
        guest = signed_in(MembershipFactory(organisation=partner).user)
        circular = written(before, "Bring coats.")
        assert "Bring coats." not in guest.get(new(edition)).text
        assert begun(guest, edition, **{"from": circular.pk}) == {}


class TestReady:
    @pytest.mark.parametrize("code", list(READY_TEXTS))
    def test_each_is_offered_and_fills_the_form_in(
        self, edition: Edition, organiser: Client, code: str
    ) -> None:
        page = organiser.get(new(edition)).text
        assert f"?ready={code}" in page
        ready = READY_TEXTS[code]
        found = begun(organiser, edition, ready=code)
        assert found["text"].replace("\r\n", "\n") == str(ready.text)
        assert {name: found[name] for name in ready.choice} == dict(ready.choice)
        assert "{cluster}" in found["text"]
        assert "{event}" in found["text"]

    def test_what_is_not_filled_in_yet_is_not_sent(
        self, edition: Edition, organiser: Client
    ) -> None:
        form = {"text": str(READY_TEXTS["practical"].text), "idempotency_key": str(uuid.uuid4())}
        refused = organiser.post(new(edition), {**form, "act": "look"})
        assert refused.status_code == 422
        assert "Fill in each […], or take it out." in refused.text
        form["text"] = form["text"].replace("[…]", "at the hall")
        assert organiser.post(new(edition), {**form, "act": "look"}).status_code == 200

    def test_an_unknown_one_is_an_empty_form(self, edition: Edition, organiser: Client) -> None:
        assert begun(organiser, edition, ready="x") == {}
