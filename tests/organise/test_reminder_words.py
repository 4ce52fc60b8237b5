"""Before a reminder goes its organiser sees whom it reaches and the mail, and adds to it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from events.models import Edition, Registration
from interface.marks import mark_of
from matchmaking.models import PlannedReminder
from matchmaking.services.reminders import (
    ReminderReworded,
    add_reminder,
    copy_reminders,
    send_due_reminders,
    word_reminder,
)
from notifications.models import OutboxMessage
from notifications.texts import worded as worded_in
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.matchmaking import MeetingRequestFactory
from tests.support.browsers import signed_in
from translations.models import Translation
from translations.queries import made_of, wording

pytestmark = pytest.mark.django_db
Kind = PlannedReminder.Kind
LONG_BEFORE = datetime(2094, 3, 1, tzinfo=UTC)
# The event begins on 3 June 2094.
EVE = datetime(2094, 6, 2, 9, tzinfo=ZoneInfo("Europe/Madrid"))
WORDS = "Dear {cluster}, the hall of {event} opens at eight.\n\nBring <coats>."


@pytest.fixture(autouse=True)
def spring() -> Iterator[None]:
    with time_machine.travel(LONG_BEFORE, tick=False):
        yield


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(name="Spring", slug="spring")
    return edition


@pytest.fixture
def water(edition: Edition) -> Registration:
    registration: Registration = RegistrationFactory(
        edition=edition, cluster__name="Water", cluster__short_name=""
    )
    MembershipFactory(organisation=registration.cluster, user__email="ana@example.org")
    return registration


@pytest.fixture
def organiser(edition: Edition) -> Client:
    return signed_in(MembershipFactory(organisation=edition.owner).user)


def planned(edition: Edition, kind: str = Kind.TOMORROW, days: int = 1) -> PlannedReminder:
    return add_reminder(edition=edition, kind=kind, days_before=days, now=LONG_BEFORE)


def worded(reminder: PlannedReminder, words: str = WORDS) -> None:
    edition, shown = reminder.edition, mark_of(reminder.words)
    word_reminder(edition=edition, pk=reminder.pk, words=words, shown=shown, now=LONG_BEFORE)


def into_spanish(reminder: PlannedReminder, words: str, text: str) -> None:
    Translation.objects.create(
        model="matchmaking.plannedreminder",
        record=reminder.pk,
        field="words",
        language="es",
        text=text,
        made_of=made_of(words),
        about=f"edition:{reminder.edition_id}",
    )


def page_of(reminder: PlannedReminder) -> str:
    return reverse("organise-reminder", args=["spring", reminder.pk])


def read(reader: Client, address: str, **query: int) -> str:
    answer = reader.get(address, query)
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode().replace("<br>", " ")).split())


def post(writer: Client, reminder: PlannedReminder, **form: str) -> tuple[int, str]:
    answer = writer.post(page_of(reminder), {"act": "words", **form}, follow=True)
    return answer.status_code, " ".join(
        strip_tags(answer.content.decode().replace("<br>", " ")).split()
    )


class TestPage:
    def test_it_names_whom_it_reaches_and_shows_the_mail(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        [ada] = delegates(water, 1)
        with_account(ada)
        reminder = planned(edition)
        plan = read(organiser, reverse("organise-reminders", args=["spring"]))
        assert "Whom it reaches, and the mail" in plan
        shown = read(organiser, page_of(reminder))
        assert "1 cluster Water" in shown
        assert f"1 delegate with an account {ada.name}, Water" in shown
        assert "To Water, for example" in shown
        assert "Spring begins tomorrow, on Thursday 3 June 2094." in shown

    def test_the_mail_about_requests_says_how_many_wait(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        Edition.objects.update(state="requests_open")
        MeetingRequestFactory(edition=edition, invitee=water)
        reminder = planned(edition, Kind.ANSWER, 10)
        worded(reminder)
        shown = read(organiser, page_of(reminder))
        assert "Water has 1 request to answer at Spring." in shown
        assert "The organiser writes: Dear Water, the hall of Spring opens at eight." in shown

    def test_many_are_shown_part_by_part(self, edition: Edition, organiser: Client) -> None:
        for number in range(51):
            name = f"Cluster {number:02}"
            RegistrationFactory(edition=edition, cluster__name=name, cluster__short_name="")
        reminder = planned(edition)
        shown = read(organiser, page_of(reminder))
        assert "51 clusters" in shown
        assert "Cluster 49" in shown
        assert "Cluster 50" not in shown
        assert "Cluster 50" in read(organiser, page_of(reminder), clusters=2)

    def test_whom_it_reaches_nobody_reads_why_there_is_no_mail(
        self, edition: Edition, organiser: Client
    ) -> None:
        shown = read(organiser, page_of(planned(edition, Kind.AGENDA, 5)))
        assert "As things are now it reaches nobody." in shown

    def test_who_only_reads_the_event_is_refused(self, edition: Edition) -> None:
        assert signed_in(StaffFactory()).get(page_of(planned(edition))).status_code == 403


class TestWords:
    def test_they_stand_in_the_preview_and_in_the_mail_as_text_and_html(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        reminder = planned(edition)
        status, shown = post(organiser, reminder, words=WORDS, shown=mark_of(""))
        assert status == 200
        assert "The organiser writes: Dear Water, the hall of Spring opens at eight." in shown
        send_due_reminders(now=EVE)
        mail = OutboxMessage.objects.get(kind="reminder-tomorrow")
        assert "The organiser writes:\n\nDear Water, the hall of Spring" in mail.body
        assert "\n\nBring <coats>.\n\n" in mail.body
        assert re.search(r"<p>Bring &lt;coats&gt;\.</p>", mail.html)

    def test_those_of_every_kind_are_sent_to_clusters_and_delegates(
        self, edition: Edition, water: Registration
    ) -> None:
        [ada] = delegates(water, 1)
        with_account(ada)
        worded(planned(edition))
        send_due_reminders(now=EVE)
        bodies = OutboxMessage.objects.values_list("body", flat=True)
        assert ["Dear Water, the hall of Spring" in body for body in bodies] == [True, True]

    def test_without_words_nothing_is_said_of_the_organiser(
        self, edition: Edition, water: Registration
    ) -> None:
        planned(edition)
        send_due_reminders(now=EVE)
        assert "organiser writes" not in OutboxMessage.objects.get().body

    def test_more_than_a_thousand_characters_are_refused_and_kept(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        reminder = planned(edition)
        status, shown = post(organiser, reminder, words="x" * 1001, shown=mark_of(""))
        assert status == 422
        assert "x" * 1001 in shown
        reminder.refresh_from_db()
        assert reminder.words == ""

    def test_what_somebody_else_wrote_meanwhile_is_not_lost_unseen(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        reminder = planned(edition)
        worded(reminder, "Bring coats.")
        status, shown = post(organiser, reminder, words="Bring hats.", shown=mark_of(""))
        assert status == 409
        assert "Bring coats." in shown
        assert "Bring hats." in shown
        with pytest.raises(ReminderReworded):
            worded(reminder, "Bring hats.")
        status, _shown = post(
            organiser, reminder, words="Bring hats.", shown=mark_of("Bring coats.")
        )
        reminder.refresh_from_db()
        assert (status, reminder.words) == (200, "Bring hats.")

    def test_what_was_sent_keeps_its_words_and_takes_no_others(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        reminder = planned(edition)
        worded(reminder, "Bring coats.")
        send_due_reminders(now=EVE)
        status, shown = post(organiser, reminder, words="", shown=mark_of("Bring coats."))
        assert status == 409
        assert "This reminder was sent." in shown
        shown = read(organiser, page_of(reminder))
        assert "What you added Bring coats." in shown
        assert "Whom it reaches" not in shown

    def test_they_are_translated_with_the_event_s_other_texts_and_read_in_ones_own(
        self, edition: Edition, water: Registration, organiser: Client
    ) -> None:
        Edition.objects.update(languages=["en", "es"])
        user = MembershipFactory(organisation=water.cluster, user__email="luz@example.org").user
        User.objects.filter(pk=user.pk).update(language="es")
        reminder = planned(edition)
        worded(reminder)
        assert "Translate it" in read(organiser, page_of(reminder))
        at = reverse("organise-language", args=["spring", "es"])
        shown = organiser.get(at).text
        assert "Reminder: The event is tomorrow (1 day before)" in shown
        name = f"matchmaking.plannedreminder-{reminder.pk}-words"
        [seen] = re.findall(rf'name="seen-{re.escape(name)}" value="(\w+)"', shown)
        sent = {f"text-{name}": "{cluster}: la sala de {event} abre a las ocho."}
        assert organiser.post(at, {**sent, f"seen-{name}": seen}).status_code == 302
        send_due_reminders(now=EVE)
        bodies = dict(OutboxMessage.objects.values_list("recipient", "body"))
        assert "Dear Water, the hall of Spring opens" in bodies["ana@example.org"]
        assert "Water: la sala de Spring abre a las ocho." in bodies["luz@example.org"]

    @pytest.mark.parametrize("kind", [Kind.TOMORROW, Kind.ANSWER])
    def test_a_translation_of_other_words_is_not_sent(
        self, edition: Edition, water: Registration, kind: str
    ) -> None:
        Edition.objects.update(languages=["en", "es"], state="requests_open")
        MeetingRequestFactory(edition=edition, invitee=water)
        User.objects.filter(email="ana@example.org").update(language="es")
        reminder = planned(Edition.objects.get(pk=edition.pk), kind)
        worded(reminder, "Bring coats.")
        into_spanish(reminder, "Bring coats.", "Traiga abrigo.")
        worded(PlannedReminder.objects.get(pk=reminder.pk), "Bring hats.")
        send_due_reminders(now=EVE)
        assert "Bring hats." in OutboxMessage.objects.get(kind__contains="reminder").body

    def test_a_copy_of_the_event_has_them_in_its_languages(self, edition: Edition) -> None:
        Edition.objects.update(languages=["en", "es"])
        reminder = planned(edition)
        worded(reminder, "Bring coats.")
        into_spanish(reminder, "Bring coats.", "Traiga abrigo.")
        copy = EditionFactory(languages=["en", "es"])
        copy_reminders(edition=edition, copy=copy)
        made = PlannedReminder.objects.get(edition=copy)
        assert worded_in(wording(made, "words"), "es") == "Traiga abrigo."

    def test_a_copy_of_the_event_has_them(self, edition: Edition) -> None:
        worded(planned(edition))
        copy_reminders(edition=edition, copy=EditionFactory())
        assert list(PlannedReminder.objects.values_list("words", flat=True)) == [WORDS, WORDS]
