"""A delegate with an account is told what changes in the own meetings and the event, no more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from clusters.models import Role
from events.models import Delegate, DelegateAccess, Edition
from events.services.editions import cancel
from matchmaking.models import (
    AgendaEntry,
    Meeting,
    MeetingParticipant,
    PlacementParticipant,
    ScheduleVersion,
    ToldEntry,
)
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import Publication, publication
from matchmaking.queries.told import differences, waiting, waiting_readers
from matchmaking.services.placing import remove, start_draft
from matchmaking.services.publishing import publish
from matchmaking.telling.acts import Told, tell_waiting
from matchmaking.telling.entries import refresh_marked, up_to_date
from notifications.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import asked
from tests.factories.events import SessionFactory
from tests.factories.sitting import ADA, BO, NOW, Sent, sent
from tests.support.mails import mail_to, told
from tests.support.telling import everything_told

HOUR = timedelta(hours=1)
MANAGERS = [f"{name}@example.org" for name in "abcd"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Sent:
    event = sent(state="published", published_at=NOW)
    everything_told(event.edition)
    return event


def settled() -> datetime:
    return timezone.now() + HOUR


def entries_of(mail: OutboxMessage) -> list[Any]:
    return list(Calendar.from_ical(mail.calendar).walk("VEVENT"))


def own(access: DelegateAccess, meeting: Meeting) -> AgendaEntry:
    return AgendaEntry.objects.get(access=access, key=meeting.pk)


def test_who_takes_an_account_up_knows_all_as_it_is(event: Sent) -> None:
    SessionFactory(edition=event.edition, period=event.slots[2].period)
    everything_told(event.edition)
    cleo = Delegate.objects.create(registration=event.registrations[1], name="Cleo", position=0)
    PlacementParticipant.objects.filter(registration=event.registrations[1]).update(delegate=cleo)
    access = asked(cleo, event.user)
    refresh_marked()
    assert not AgendaEntry.objects.filter(access=access).exists(), "nobody has accepted"
    DelegateAccess.objects.filter(pk=access.pk).update(user=UserFactory(), accepted_at=NOW)
    refresh_marked()
    assert differences(event.edition) == []
    known = ToldEntry.objects.filter(access=access).values_list("entry__about", flat=True)
    assert sorted(known) == ["edition", "meeting", "session"]


def test_a_move_is_told_to_who_sits_there_by_the_press_that_tells_the_clusters(event: Sent) -> None:
    event.move()
    tell_waiting(settled())
    assert told() == []
    assert event.tell() == Told(clusters=4, delegates=1)
    assert told("event-changes") == sorted([*MANAGERS, ADA])
    mail = mail_to(ADA)
    assert "Moved: Cluster B, from Thursday 3 June, 09:00 to Friday 4 June, 09:00" in mail.body
    assert "Cluster D" not in mail.body
    assert f"/my/events/{event.edition.slug}/" in mail.body
    [entry] = entries_of(mail)
    assert entry["UID"] == entries_of(mail_to("a@example.org"))[0]["UID"]
    assert event.tell() == Told(0, 0)


def test_who_has_a_seat_now_and_who_had_it_read_in_which_room(event: Sent) -> None:
    event.edition.tables.filter(number=1).update(room="Blue")
    event.tell()
    OutboxMessage.objects.all().delete()
    event.sit(0, event.bo)
    tell_waiting(timezone.now())
    tell_waiting(settled())
    for reader in (ADA, BO):
        assert "table 1 (Blue)." in mail_to(reader, "agenda-changed").body


def test_a_seat_that_goes_to_another_is_told_to_both_by_itself(event: Sent) -> None:
    event.sit(0, event.bo)
    refresh_marked()
    assert waiting(event.edition) == [], "it waits for no organiser"
    tell_waiting(timezone.now())
    assert told() == [], "not before it has settled"
    tell_waiting(settled())
    assert told() == [ADA, BO]
    lost, given = mail_to(ADA, "agenda-changed"), mail_to(BO, "agenda-changed")
    assert lost.subject == "No longer yours: the meeting with Cluster B"
    assert given.subject == "Yours now: the meeting with Cluster B"
    assert "You no longer sit in the meeting of Cluster A with Cluster B" in " ".join(
        lost.body.split()
    )
    assert "You now sit in the meeting of Cluster A with Cluster B" in " ".join(given.body.split())
    [gone], [new] = entries_of(lost), entries_of(given)
    assert (gone["STATUS"], new["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert gone["UID"] == new["UID"]
    tell_waiting(settled() + HOUR)
    assert told() == [ADA, BO]


def test_a_seat_that_comes_back_before_it_settled_is_told_to_nobody(event: Sent) -> None:
    event.sit(0, event.bo)
    refresh_marked()
    event.sit(0, event.ada)
    refresh_marked()
    tell_waiting(settled())
    assert told() == []


def test_the_sequence_of_an_own_entry_grows_with_each_word(event: Sent) -> None:
    refresh_marked()
    first = own(event.ada, event.meetings[0])
    for holder, is_cancelled in ((event.bo, True), (event.ada, False), (None, True)):
        event.sit(0, holder)
        refresh_marked()
        now = own(event.ada, event.meetings[0])
        assert (now.is_cancelled, now.sequence) == (is_cancelled, first.sequence + 1)
        assert now.uid == first.uid
        first = now


def test_an_own_entry_begins_above_what_the_side_was_told(event: Sent) -> None:
    for _ in range(2):
        event.move()
        refresh_marked()
    event.sit(0, event.bo)
    refresh_marked()
    side = AgendaEntry.objects.get(registration=event.registrations[0], key=event.meetings[0].pk)
    assert own(event.bo, event.meetings[0]).sequence > side.sequence
    assert own(event.ada, event.meetings[0]).sequence > side.sequence


def test_a_seat_in_a_meeting_that_the_cluster_waits_to_hear_of_waits_too(event: Sent) -> None:
    event.move()
    event.sit(0, event.bo)
    refresh_marked()
    tell_waiting(settled())
    assert told() == []
    assert [news.code for news in waiting(event.edition)] == ["meeting_moved"]
    assert event.tell() == Told(4, 2)


def test_a_cancelled_meeting_is_told_with_its_reason(event: Sent) -> None:
    meeting = event.meetings[0]
    Meeting.objects.filter(pk=meeting.pk).update(
        is_cancelled=True,
        cancelled_at=NOW,
        cancelled_by=event.user,
        cancelled_side=event.registrations[0],
        cancel_reason="Nobody of us can come.",
    )
    refresh_marked()
    tell_waiting(settled())
    assert told("agenda-changed") == ["a@example.org", ADA, "b@example.org"]
    mail = mail_to(ADA)
    assert mail.subject == "Cancelled: your meeting with Cluster B"
    assert "The reason: Nobody of us can come." in " ".join(mail.body.split())


def test_who_speaks_for_the_cluster_too_gets_one_mail(event: Sent) -> None:
    user = event.ada.user
    assert user
    MembershipFactory(organisation=event.registrations[0].cluster, user=user)
    event.move()
    Edition.objects.update(venue="Hall")
    assert event.tell() == Told(clusters=4, delegates=1)
    assert told("event-changes").count(ADA) == 1
    assert mail_to(ADA).object_key == f"registration:{event.registrations[0].pk}"
    event.sit(0, event.bo)
    refresh_marked()
    tell_waiting(settled())
    assert told("agenda-changed") == [ADA, BO], "of the own seat no mail to the cluster says"


def test_who_no_longer_speaks_for_the_cluster_is_told_nothing_twice(event: Sent) -> None:
    user = event.ada.user
    assert user
    place = MembershipFactory(organisation=event.registrations[0].cluster, user=user)
    event.move()
    Edition.objects.update(venue="Hall")
    event.tell()
    place.delete()
    refresh_marked()
    assert differences(event.edition) == []


def test_a_viewer_of_the_cluster_is_told_as_a_delegate(event: Sent) -> None:
    MembershipFactory(
        organisation=event.registrations[0].cluster, user=event.ada.user, role=Role.VIEWER
    )
    event.move()
    assert event.tell().delegates == 1
    assert mail_to(ADA).object_key == f"delegate-access:{event.ada.pk}"


@pytest.mark.parametrize("how", ["closed", "ended", "not taken up"])
def test_nobody_is_told_whose_access_is_over(event: Sent, how: str) -> None:
    if how == "closed":
        User.objects.filter(email=ADA).update(is_active=False)
    elif how == "ended":
        DelegateAccess.objects.filter(pk=event.ada.pk).delete()
    else:
        DelegateAccess.objects.filter(pk=event.ada.pk).update(user=None, accepted_at=None)
    event.move()
    assert event.tell() == Told(4, 0)
    assert ADA not in told()
    assert AgendaEntry.objects.filter(access=event.ada.pk).exists() is (how != "ended")


def test_name_dates_and_place_of_the_event_are_told(event: Sent) -> None:
    Edition.objects.update(venue="Hall")
    assert event.tell() == Told(clusters=4, delegates=2)
    for email in (ADA, BO):
        assert "The event takes place here: Hall" in mail_to(email).body
        assert mail_to(email).subject == "What has changed at Spring"


def test_publishing_sends_each_the_own_meetings() -> None:
    event = sent()
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    assert told("agenda") == sorted([*MANAGERS, ADA, BO])
    body = mail_to(ADA, "agenda").body
    assert ("Cluster B" in body, "Cluster C" in body) == (True, False)
    assert [str(entry["SUMMARY"]) for entry in entries_of(mail_to(ADA))] == ["Meeting: Cluster B"]
    tell_waiting(settled())
    assert len(told()) == 6


def test_at_the_first_publication_who_has_no_meeting_learns_that() -> None:
    event = sent()
    event.sit(0, None)
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    assert "No meeting has been placed for you." in mail_to(ADA, "agenda").body


def test_a_cancelled_event_is_told_with_the_whole_own_calendar(event: Sent) -> None:
    event.edition.refresh_from_db()
    assert cancel(edition=event.edition, version=event.edition.version, now=NOW) == 6
    mail = mail_to(ADA, "edition-cancelled")
    assert {str(entry["STATUS"]) for entry in entries_of(mail)} == {"CANCELLED"}
    assert len(entries_of(mail)) == 2
    assert "registration" not in mail.body


def test_the_preview_has_delegates_and_names_them_to_who_may_know(event: Sent) -> None:
    event.move()
    body = event.edition.owner
    pages = {}
    for role in (Role.OWNER, Role.VIEWER):
        browser = Client()
        browser.force_login(MembershipFactory(organisation=body, role=role).user)
        pages[role] = browser.get(f"/organise/{event.edition.slug}/tell/").text
    assert "for Ada" in pages[Role.OWNER]
    assert "1 delegate with an account is told as well." in " ".join(pages[Role.OWNER].split())
    assert "Ada" not in pages[Role.VIEWER]
    assert "for a delegate" in pages[Role.VIEWER]


def publication_of(event: Sent, version: ScheduleVersion) -> Publication:
    up_to_date(event.edition, timezone.now())
    return publication(Plan(event.edition, version), NOW)


def publish_draft(event: Sent, version: ScheduleVersion) -> list[str]:
    """Those who are told, once the draft was published as it is."""
    OutboxMessage.objects.all().delete()
    version.refresh_from_db()
    publish(version=version, revision=version.revision, user=event.user, now=NOW)
    return told("agenda")


def sit_in(event: Sent, version: ScheduleVersion, meeting: int, who: Delegate | None) -> None:
    seats = PlacementParticipant.objects.filter(
        version=version,
        registration=event.registrations[0],
        meeting=event.meetings[meeting],
    )
    seats.update(delegate=who)


@pytest.mark.parametrize("is_manager", [False, True])
def test_the_preview_of_publishing_counts_the_delegates_who_are_told(
    event: Sent, is_manager: bool
) -> None:
    if is_manager:
        MembershipFactory(organisation=event.registrations[0].cluster, user=event.ada.user)
        everything_told(event.edition)
    MeetingParticipant.objects.filter(
        meeting=event.meetings[1], registration=event.registrations[0]
    ).update(delegate=event.bo.delegate)
    draft = start_draft(edition=event.edition, now=NOW)
    assert publication_of(event, draft).delegates == 0
    remove(version=draft, meeting=event.meetings[0].pk, user=event.user, key=uuid4(), now=NOW)
    found = publication_of(event, draft)
    assert (len(found.told), found.delegates) == (2, 0 if is_manager else 1)
    body = event.edition.owner
    browser = Client()
    browser.force_login(MembershipFactory(organisation=body, role=Role.OWNER).user)
    page = browser.get(f"/organise/{event.edition.slug}/schedule/{draft.number}/publish/").text
    words = "1 delegate with an account is told what is new in the own agenda."
    assert (words in " ".join(page.split())) is not is_manager
    sit_in(event, draft, 1, event.ada.delegate)
    found = publication_of(event, draft)
    assert found.delegates == 2
    got = publish_draft(event, draft)
    assert sorted(set(got)) == sorted([ADA, BO, "a@example.org", "b@example.org"])


def test_what_waits_for_the_press_counts_in_the_preview_of_publishing(event: Sent) -> None:
    draft = start_draft(edition=event.edition, now=NOW)
    assert publication_of(event, draft).delegates == 2, "Ada is to sit where Bo sits"
    sit_in(event, draft, 1, event.bo.delegate)
    assert publication_of(event, draft).delegates == 0
    Edition.objects.update(venue="Hall")
    assert publication_of(event, draft).delegates == 2
    assert {ADA, BO} <= set(publish_draft(event, draft))


def test_at_the_first_publication_all_of_approved_clusters_count() -> None:
    event = sent()
    event.sit(0, None)
    assert publication_of(event, event.version).delegates == 2
    assert {ADA, BO} <= set(publish_draft(event, event.version))


def test_what_waits_is_asked_in_one_query(event: Sent, django_assert_num_queries: Any) -> None:
    event.move()
    up_to_date(event.edition, NOW)
    with django_assert_num_queries(1):
        readers = waiting_readers(event.edition)
    assert (event.registrations[0].pk, event.ada.pk) in readers
    assert (event.registrations[0].pk, event.bo.pk) not in readers
