"""An organiser writes to several clusters at once: whom, what they read, once, and undone."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from clusters.models import Membership
from events.models import Circular, Delegate, Edition, Registration, RegistrationMessage
from events.services.circulars import (
    AlreadyLeft,
    NobodyChosen,
    can_be_taken_back,
    take_back,
    write_to_several,
)
from events.services.messages import write
from interface.keys import KeyTaken
from matchmaking.models import Meeting
from notifications.models import OutboxMessage
from organise.queries.audience import audience
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory, RegionFactory, SectorFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MORNING, MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed
from tests.factories.stage import Stage, page
from tests.support.mails import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(stage: Stage) -> list[Registration]:
    """Two approved clusters and one that waits, each with a member; one more has withdrawn."""
    names = {"Alpine Rail": "approved", "Baltic Wood": "approved", "Celtic Wind": "waiting"}
    rows: list[Registration] = [
        RegistrationFactory(
            edition=stage.edition, cluster__name=name, cluster__short_name="", state=state
        )
        for name, state in names.items()
    ]
    for row in rows:
        slug = row.cluster.name.split()[0].lower()
        MembershipFactory(organisation=row.cluster, user__email=f"{slug}@example.org")
    RegistrationFactory(edition=stage.edition, cluster__name="Danube Gone", state="withdrawn")
    return rows


def new(stage: Stage, query: str = "") -> str:
    return page("organise-circular-new", stage.edition) + query


def organiser_of(stage: Stage) -> User:
    assert stage.edition.owner
    return stage.edition.owner.memberships.get().user


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


def looked_at(stage: Stage, text: str, **choice: str) -> dict[str, str]:
    """What the form has once it was looked at."""
    sent = {"text": text, "act": "look", "idempotency_key": str(uuid.uuid4()), **choice}
    answer = stage.organiser.post(new(stage), sent)
    assert answer.status_code == 200
    return {**sent, "act": "send", "seen": hidden(answer.text, "seen")}


def test_each_reads_its_own_name_by_mail_and_among_its_messages(
    stage: Stage, invited: list[Registration]
) -> None:
    first = stage.organiser.get(new(stage, "?state=approved")).text
    assert "2 clusters" in first
    assert "Alpine Rail" in first
    assert "Celtic Wind" not in first
    form = looked_at(stage, "Dear {cluster}, {event} begins at nine.", state="approved")
    assert not OutboxMessage.objects.exists()

    answer = stage.organiser.post(new(stage), form, follow=True)
    assert "No mail has left yet." in answer.text
    assert told("message-to-cluster") == ["alpine@example.org", "baltic@example.org"]
    texts = [row.text for row in RegistrationMessage.objects.order_by("registration")]
    assert texts == [
        f"Dear {name}, {stage.edition.name} begins at nine."
        for name in ("Alpine Rail", "Baltic Wood")
    ]
    mail = OutboxMessage.objects.get(recipient="alpine@example.org")
    assert "Dear Alpine Rail," in mail.body
    assert mail.due_at > timezone.now() + timedelta(minutes=1)
    thread = page("organise-thread", stage.edition, invited[0].pk)
    assert "Dear Alpine Rail," in stage.organiser.get(thread).text


def test_it_is_looked_at_before_it_is_sent_and_what_is_sent_was_looked_at(
    stage: Stage, invited: list[Registration]
) -> None:
    form = looked_at(stage, "Welcome, {cluster}.")
    assert "Send to 3 clusters" in stage.organiser.post(new(stage), {**form, "act": "look"}).text
    Registration.objects.filter(pk=invited[1].pk).update(state="withdrawn")
    stale = stage.organiser.post(new(stage), form)
    assert stale.status_code == 409
    assert "The message or the clusters are not those that you looked at." in stale.text
    assert "Welcome, {cluster}." in stale.text
    assert "Send to 2 clusters" in stale.text
    assert not Circular.objects.exists()


def test_what_was_typed_stays_when_others_are_chosen(
    stage: Stage, invited: list[Registration]
) -> None:
    sent = {"text": "", "act": "choose", "idempotency_key": uuid.uuid4(), "state": "waiting"}
    for text in ("", "Dear {cluster}, half a sentence"):
        answer = stage.organiser.post(new(stage), {**sent, "text": text})
        assert answer.status_code == 200
        assert ("Celtic Wind" in answer.text, "Alpine Rail" in answer.text) == (True, False)
        assert text in answer.text
        assert "There is a problem" not in answer.text


def test_sent_twice_it_is_one(stage: Stage, invited: list[Registration]) -> None:
    form = looked_at(stage, "Welcome.")
    answers = [stage.organiser.post(new(stage), form) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert (Circular.objects.count(), OutboxMessage.objects.count()) == (1, len(invited))
    key = Circular.objects.get().idempotency_key
    with pytest.raises(KeyTaken):
        write_to_several(
            edition=stage.edition,
            registrations=invited,
            choice={},
            by=UserFactory(),
            text="Another's",
            key=key,
            now=timezone.now(),
        )


@pytest.mark.parametrize("changed", [{"text": "Wellcome."}, {"state": "approved"}])
def test_what_was_changed_since_is_looked_at_again(
    stage: Stage, invited: list[Registration], changed: dict[str, str]
) -> None:
    form = {**looked_at(stage, "Welcome, {cluster}."), **changed}
    stale = stage.organiser.post(new(stage), form)
    assert (stale.status_code, Circular.objects.exists()) == (409, False)
    again = {**form, "seen": hidden(stale.text, "seen")}
    assert stage.organiser.post(new(stage), again).status_code == 302


def test_other_words_under_the_key_of_what_was_sent_are_refused(
    stage: Stage, invited: list[Registration]
) -> None:
    form = looked_at(stage, "Welcome.")
    stage.organiser.post(new(stage), form)
    corrected = stage.organiser.post(new(stage), {**form, "act": "look", "text": "Welcome!"})
    seen = {"seen": hidden(corrected.text, "seen"), "text": "Welcome!"}
    refused = stage.organiser.post(new(stage), {**form, **seen})
    assert refused.status_code == 409
    assert "This form was sent before." in refused.text
    assert "Welcome!" in refused.text
    assert Circular.objects.get().text == "Welcome."


def test_clusters_that_nobody_speaks_for_are_named_before(
    stage: Stage, invited: list[Registration]
) -> None:
    invited[1].cluster.memberships.all().delete()
    first = stage.organiser.get(new(stage)).text
    assert "Nobody speaks for 1 of them yet" in first
    assert first.count("No mail") == 1
    form = looked_at(stage, "Welcome.")
    stage.organiser.post(new(stage), form)
    assert told("message-to-cluster") == ["alpine@example.org", "celtic@example.org"]
    assert RegistrationMessage.objects.count() == len(invited)


def test_where_no_mail_goes_it_is_taken_back_within_the_quiet_minutes(
    stage: Stage, invited: list[Registration]
) -> None:
    Membership.objects.filter(organisation__registrations__in=invited).delete()
    stage.organiser.post(new(stage), looked_at(stage, "Welcome."))
    circular = Circular.objects.get()
    later = circular.sent_at + timedelta(days=30)
    assert can_be_taken_back(circular, circular.sent_at)
    with pytest.raises(AlreadyLeft):
        take_back(circular=circular, now=later)
    assert RegistrationMessage.objects.count() == len(invited)


def test_what_waits_for_a_server_that_is_away_is_taken_back(
    stage: Stage, invited: list[Registration]
) -> None:
    stage.organiser.post(new(stage), looked_at(stage, "Welcome."))
    circular = Circular.objects.get()
    take_back(circular=circular, now=circular.sent_at + timedelta(days=2))
    assert not OutboxMessage.objects.exists()


def test_a_message_whose_words_are_erased_is_still_found(
    stage: Stage, invited: list[Registration]
) -> None:
    stage.organiser.post(new(stage), looked_at(stage, "Welcome."))
    Circular.objects.update(text="")
    own = page("organise-circular", stage.edition, Circular.objects.get().pk)
    assert "What it said is erased." in stage.organiser.get(own).text
    threads = stage.organiser.get(page("organise-messages", stage.edition)).text
    assert "A message whose words are erased" in threads


def test_to_oneself_first(stage: Stage, invited: list[Registration]) -> None:
    sent = {"text": "Dear {cluster}", "act": "try", "idempotency_key": uuid.uuid4()}
    answer = stage.organiser.post(new(stage), sent)
    assert "Dear {cluster}" in answer.text
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.recipient) == ("message-tried", organiser_of(stage).email)
    assert "Dear Alpine Rail" in mail.body
    assert not RegistrationMessage.objects.exists()


def test_it_is_taken_back_until_the_first_mail_has_left(
    stage: Stage, invited: list[Registration]
) -> None:
    for is_too_late in (False, True):
        stage.organiser.post(new(stage), looked_at(stage, "Welcome."))
        circular = Circular.objects.get()
        own, back = (
            page(name, stage.edition, circular.pk)
            for name in ("organise-circular", "organise-circular-take-back")
        )
        assert "Take it back" in stage.organiser.get(own).text
        if is_too_late:
            OutboxMessage.objects.filter(recipient="baltic@example.org").update(
                state="sent", sent_at=timezone.now(), secret=""
            )
        answer = stage.organiser.post(back)
        left = (answer.status_code, Circular.objects.count(), OutboxMessage.objects.count())
        assert left == ((409, 1, 3) if is_too_late else (302, 0, 0))
    assert RegistrationMessage.objects.count() == len(invited)


def test_nobody_is_no_choice(stage: Stage) -> None:
    sent = {"text": "Welcome.", "act": "send", "seen": "", "idempotency_key": uuid.uuid4()}
    assert stage.organiser.post(new(stage), sent).status_code == 422
    with pytest.raises(NobodyChosen):
        write_to_several(
            edition=stage.edition,
            registrations=[],
            choice={},
            by=organiser_of(stage),
            text="Welcome.",
            key=uuid.uuid4(),
            now=timezone.now(),
        )
    unknown = stage.organiser.get(new(stage, "?state=nonsense"))
    assert (unknown.status_code, "Select a valid choice" in unknown.text) == (422, True)


def test_names_that_make_it_too_long_are_told_before(
    stage: Stage, invited: list[Registration]
) -> None:
    sent = {"text": "{cluster}" * 220, "act": "look", "idempotency_key": uuid.uuid4()}
    answer = stage.organiser.post(new(stage), sent)
    assert answer.status_code == 422
    assert "longer than 2000 characters" in answer.text


def test_a_question_still_waits_for_its_answer(stage: Stage, invited: list[Registration]) -> None:
    write(
        registration=invited[0],
        by=stage.manager_user,
        by_organiser=False,
        text="May we come later?",
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    stage.organiser.post(new(stage), looked_at(stage, "Welcome."))
    threads = stage.organiser.get(page("organise-messages", stage.edition)).text
    assert "To answer" in threads
    assert "To several clusters" in threads
    assert "Baltic Wood" not in threads


def names(edition: Edition, **chosen: Any) -> set[str]:
    return {row.cluster.name for row in audience(edition, chosen)}


def test_whom_each_choice_means() -> None:
    edition: Edition = EditionFactory(state="published")
    event = Scheduled.of(
        four_managed(edition),
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (1, 1)],
        slots=2,
        state="published",
        published_at=MORNING,
    )
    a, b, c, d = (row.cluster.name for row in event.registrations)
    event.tables[1].room = "Annex"
    event.tables[1].save()
    event.registrations[3].state = "waitlisted"
    event.registrations[3].save()
    Delegate.objects.create(registration=event.registrations[0], name="Ada", position=1)
    MeetingRequestFactory(
        edition=edition, requester=event.registrations[0], invitee=event.registrations[2]
    )
    region, sector = RegionFactory(code="XX9"), SectorFactory()
    own = event.registrations[1].cluster
    own.region = region
    own.save()
    own.sectors.add(sector)
    assert names(edition) == {a, b, c, d}
    assert names(edition, state="waitlisted") == {d}
    assert names(edition, region=region.code) == {b}
    assert names(edition, region="XX8") == set()
    assert names(edition, region=region.name.upper()) == {b}
    assert names(edition, sector=sector.slug) == {b}
    assert names(edition, lacking="answers") == {c}
    assert names(edition, lacking="requests") == {b, c, d}
    assert names(edition, lacking="delegates") == {b, c, d}
    assert names(edition, room="Annex") == {c, d}
    assert edition.starts_on
    first, next_day = edition.starts_on, edition.starts_on + timedelta(days=1)
    assert names(edition, day=first.isoformat()) == {a, b, c, d}
    assert names(edition, day=next_day.isoformat()) == set()
    assert names(edition, day=first.isoformat(), room="Annex", state="approved") == {c}
    Meeting.objects.filter(pk=event.meetings[1].pk).update(is_cancelled=True)
    assert names(edition, room="Annex") == set()
    assert names(edition, day=first.isoformat()) == {a, b}
