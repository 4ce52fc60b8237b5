"""Publishing replaces what clusters see and tells those concerned, once."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Edition
from matchmaking.models import Meeting, ScheduleVersion, UnplacedMeeting
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import publication
from matchmaking.queries.told import waiting
from matchmaking.services import placing, publishing
from matchmaking.services.letters import requests as letters
from matchmaking.services.publishing import publish
from matchmaking.telling.entries import refresh_marked
from notifications.models import OutboxMessage
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING, MeetingRequestFactory, meeting_between
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Draft(Scheduled):
    """`a` meets `b`, `c` meets `d`; each cluster has one manager."""

    def publish(self) -> ScheduleVersion:
        self.version.refresh_from_db()
        revision = self.version.revision
        return publish(version=self.version, revision=revision, user=self.user, now=MORNING)


@pytest.fixture
def draft() -> Draft:
    registrations = four_managed(EditionFactory(name="Lombardy meets Catalonia", venue="Fira"))
    return Draft.of(registrations, pairs=[(0, 1), (2, 3)], places=[(0, 0), (0, 1)], slots=3)


def recipients(version: int) -> list[str]:
    rows = OutboxMessage.objects.filter(kind="agenda", version=version)
    return sorted(rows.values_list("recipient", flat=True))


def test_first_publication_tells_everybody_approved(draft: Draft) -> None:
    published = draft.publish()
    assert (published.state, published.published_at) == ("published", MORNING)
    assert published.published_by == draft.user
    assert recipients(1) == [f"{name}@example.org" for name in "abcd"]
    draft.edition.refresh_from_db()
    assert draft.edition.state == "published"


def test_telling_more_clusters_takes_no_more_queries(draft: Draft) -> None:
    with CaptureQueriesContext(connection) as captured:
        draft.publish()
    asked = [query for query in captured if 'FROM "clusters_membership"' in query["sql"]]
    # Twice for who shares a person, once for their addresses, once for delegates who speak for no
    # cluster: rehearsed, and done.
    assert len(asked) == 2 * 4
    written = [query for query in captured if 'INTO "notifications_outbox' in query["sql"]]
    assert len(written) == 1


def test_mail_has_the_agenda_in_words_and_as_calendar(draft: Draft) -> None:
    draft.publish()
    mail = OutboxMessage.objects.get(recipient="a@example.org")
    assert mail.subject == "Your meetings at Lombardy meets Catalonia"
    assert "Thursday 3 June 2094\n09:00–09:25 Cluster B, table 1" in mail.body
    assert "Cluster C" not in mail.body
    assert "DTSTART;TZID=Europe/Madrid:20940603T090000" in mail.calendar
    assert "SUMMARY:Meeting: Cluster B" in mail.calendar
    assert "STATUS:CONFIRMED" in mail.calendar
    assert "LOCATION:Table 1\\, Fira" in mail.calendar
    assert mail.calendar.count("BEGIN:VEVENT") == 1


def unplaced(draft: Draft, side: int, other: int, **reason: Any) -> Meeting:
    """One more meeting that was agreed on and has no place in the draft."""
    first, second = draft.registrations[side], draft.registrations[other]
    request = MeetingRequestFactory(
        edition=draft.edition, requester=first, invitee=second, state="accepted"
    )
    meeting: Meeting = meeting_between(first, second)
    meeting.request = request
    meeting.save()
    if reason:
        UnplacedMeeting.objects.create(version=draft.version, meeting=meeting, reason=reason)
    return meeting


def test_agenda_says_what_was_agreed_and_has_no_place_and_why(draft: Draft) -> None:
    full = [draft.registrations[2].pk]
    unplaced(draft, 0, 2, code="participant_full", participants=full)
    unplaced(draft, 0, 3, code="tables_full")
    draft.publish()
    mail = OutboxMessage.objects.get(recipient="a@example.org")
    said = (
        "Agreed, no place yet:\n"
        "Cluster C: Cluster C has no time left for another meeting.\n"
        "Cluster D: All tables are taken whenever you are both free.\n"
    )
    assert said in mail.body
    assert said.strip().replace("\n", "<br>\n") in mail.html
    theirs = OutboxMessage.objects.get(recipient="c@example.org").body
    assert "Cluster A: You have no time left, or as many meetings as you wished." in theirs
    assert "no place yet" not in OutboxMessage.objects.get(recipient="b@example.org").body


def test_meetings_without_a_place_take_the_same_queries_however_many_they_are(
    draft: Draft,
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert publishing._rehearsed(publishing._Act(draft.version, 0, draft.user, MORNING))
        return len(captured)

    unplaced(draft, 0, 2)
    one = asked()
    for other in (1, 3):
        unplaced(draft, 2, other)
    assert asked() == one


def test_what_loses_its_place_is_not_called_cancelled(draft: Draft) -> None:
    draft.publish()
    draft.version = placing.start_draft(edition=draft.edition, now=NOW)
    placing.remove(
        version=draft.version,
        meeting=draft.meetings[0].pk,
        user=draft.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    draft.publish()
    mail = OutboxMessage.objects.get(recipient="a@example.org", version=2)
    assert "No place any more: Cluster B, Thursday 3 June, 09:00." in mail.body
    assert "Cancelled" not in mail.body
    assert "Cluster B: The organiser took it out of the schedule." in mail.body
    assert "STATUS:CANCELLED" in mail.calendar


def test_names_add_no_line_to_mail_headers_or_calendar(draft: Draft) -> None:
    cluster = draft.registrations[1].cluster
    cluster.name = "Water\r\nATTENDEE:mailto:stranger@example.org"
    cluster.save()
    Edition.objects.update(name="Event\r\nBcc: stranger@example.org")
    draft.publish()
    mail = OutboxMessage.objects.get(recipient="a@example.org")
    assert "\n" not in mail.subject
    lines = mail.calendar.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith(("ATTENDEE", "Bcc"))]
    assert not [line for line in lines if "\n" in line or "\r" in line]


def test_news_of_the_event_stands_in_the_first_agenda(draft: Draft) -> None:
    """What clusters knew when they were approved has changed, and nobody pressed *Tell them*."""
    refresh_marked()
    Edition.objects.update(venue="Palau", ends_on=date(2094, 6, 5))
    draft.publish()
    [mail] = OutboxMessage.objects.filter(recipient="a@example.org")
    assert mail.subject == "Your meetings at Lombardy meets Catalonia"
    assert "The event takes place here: Palau" in mail.body
    assert "The last day of the event is Saturday 5 June 2094." in mail.body
    assert "New:" not in mail.body, "the agenda has all meetings"
    assert waiting(draft.edition) == []


def test_publishing_twice_is_once(draft: Draft) -> None:
    draft.publish()
    draft.publish()
    assert len(recipients(1)) == 4


def test_later_publication_replaces_and_tells_only_those_affected(draft: Draft) -> None:
    draft.publish()
    former, draft.version = draft.version, placing.start_draft(edition=draft.edition, now=NOW)
    placing.put(
        version=draft.version,
        meeting=draft.meetings[0].pk,
        slot=draft.slots[2].pk,
        table=draft.tables[0].pk,
        user=draft.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    draft.publish()
    former.refresh_from_db()
    assert former.state == "replaced"
    assert recipients(2) == ["a@example.org", "b@example.org"]
    mail = OutboxMessage.objects.get(recipient="a@example.org", version=2)
    assert mail.subject.endswith("have changed")
    moved = "Moved: Cluster B, from Thursday 3 June, 09:00 to Thursday 3 June, 10:00, table 1."
    assert moved in mail.body


def test_changes_are_those_against_the_published_version(draft: Draft) -> None:
    draft.publish()
    draft.version = placing.start_draft(edition=draft.edition, now=NOW)
    placing.remove(
        version=draft.version,
        meeting=draft.meetings[1].pk,
        user=draft.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    found = publication(Plan(draft.edition, draft.version), NOW)
    assert [change.kind for change in found.changes] == ["removed"]
    assert [party.name for party in found.told] == ["Cluster C", "Cluster D"]
    assert found.people == 2
    draft.publish()
    mail = OutboxMessage.objects.get(recipient="c@example.org", version=draft.version.number)
    assert "STATUS:CANCELLED" in mail.calendar
    first = OutboxMessage.objects.get(recipient="c@example.org", version=1).calendar
    [uid] = [line for line in first.splitlines() if line.startswith("UID:meeting-")]
    assert uid in mail.calendar.splitlines()


def test_draft_that_was_changed_since_it_was_looked_at_is_not_published(draft: Draft) -> None:
    with pytest.raises(publishing.ScheduleChanged):
        publish(version=draft.version, revision=7, user=draft.user, now=MORNING)
    assert not OutboxMessage.objects.exists()
    draft.version.refresh_from_db()
    assert draft.version.state == "draft"


def test_replaced_version_is_not_published_again(draft: Draft) -> None:
    ScheduleVersion.objects.update(state="replaced", published_at=MORNING)
    with pytest.raises(publishing.ScheduleChanged):
        draft.publish()


@pytest.mark.parametrize("state", ["draft", "registration_open", "finished", "cancelled"])
def test_edition_in_another_state_publishes_nothing(draft: Draft, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(publishing.EditionClosed):
        draft.publish()


def test_meeting_that_is_no_longer_wanted_is_not_published(draft: Draft) -> None:
    Meeting.objects.filter(pk=draft.meetings[0].pk).update(is_cancelled=True)
    with pytest.raises(publishing.UnwantedMeetings):
        draft.publish()
    assert not OutboxMessage.objects.exists()


def test_no_mail_says_that_an_agenda_comes_which_has_come(draft: Draft) -> None:
    first, second = draft.registrations[:2]
    request = MeetingRequestFactory(
        edition=draft.edition, requester=first, invitee=second, state="accepted"
    )
    Meeting.objects.filter(pk=draft.meetings[0].pk).update(request=request)
    letters.tell_of_answer(request, NOW, before="pending")
    accepted = OutboxMessage.objects.filter(kind="request-accepted")
    assert [mail.recipient for mail in accepted] == ["a@example.org"]
    draft.publish()
    assert not accepted.all()
