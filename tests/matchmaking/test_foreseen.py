"""The mails that publishing would send, looked at before, are those that it sends."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import DelegateAccess, Edition, Registration
from matchmaking.models import AgendaEntry, Meeting, OnlineRoom, ScheduleVersion, Table, ToldEntry
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import publication
from matchmaking.services.placing import put, remove, start_draft
from matchmaking.services.publishing import publish
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.letters import OWN_KEY, key_of
from matchmaking.telling.preview import publication_drafts
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import MeetingRequestFactory, meeting_between
from tests.factories.sitting import NOW, Sent, sent
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
Mails = list[tuple[str, str, str]]
HOUR = timedelta(hours=1)


def first() -> tuple[Sent, ScheduleVersion]:
    """Nothing is published yet."""
    event = sent()
    Edition.objects.filter(pk=event.edition.pk).update(state="requests_open")
    event.edition.refresh_from_db()
    return event, event.version


def later() -> tuple[Sent, ScheduleVersion]:
    """A draft of what is published and told."""
    event = sent(state="published", published_at=NOW)
    everything_told(event.edition)
    return event, start_draft(edition=event.edition, now=NOW)


def nothing(event: Sent, draft: ScheduleVersion) -> None:
    pass


def agreed_without_place(event: Sent, draft: ScheduleVersion) -> None:
    one, other = event.registrations[1], event.registrations[3]
    request = MeetingRequestFactory(
        edition=event.edition, requester=one, invitee=other, state="accepted"
    )
    Meeting.objects.filter(pk=meeting_between(one, other).pk).update(request=request)


def moved(event: Sent, draft: ScheduleVersion) -> None:
    put(
        version=draft,
        meeting=event.meetings[0].pk,
        slot=event.slots[2].pk,
        table=event.tables[1].pk,
        user=event.user,
        key=uuid4(),
        now=NOW,
    )


def removed(event: Sent, draft: ScheduleVersion) -> None:
    remove(version=draft, meeting=event.meetings[1].pk, user=event.user, key=uuid4(), now=NOW)


def removed_and_still_agreed(event: Sent, draft: ScheduleVersion) -> None:
    meeting = event.meetings[0]
    one, other = event.registrations[:2]
    request = MeetingRequestFactory(
        edition=event.edition, requester=one, invitee=other, state="accepted"
    )
    Meeting.objects.filter(pk=meeting.pk).update(request=request)
    remove(version=draft, meeting=meeting.pk, user=event.user, key=uuid4(), now=NOW)


def event_and_programme_changed(event: Sent, draft: ScheduleVersion) -> None:
    session = SessionFactory(edition=event.edition, title="Opening", period=event.slots[2].period)
    up_to_date(event.edition, NOW)
    session.title = "Opening and coffee"
    session.save()
    Edition.objects.filter(pk=event.edition.pk).update(venue="Port", name="Summer")
    Table.objects.filter(edition=event.edition, number=1).update(room="Hall")


def another_sits_there(event: Sent, draft: ScheduleVersion) -> None:
    seats = draft.placements.get(meeting=event.meetings[0]).participants
    seats.filter(registration=event.registrations[0]).update(delegate=event.bo.delegate)


def a_delegate_manages(event: Sent, draft: ScheduleVersion) -> None:
    MembershipFactory(organisation=event.registrations[0].cluster, user=event.ada.user)
    moved(event, draft)


def somebody_interprets(event: Sent, draft: ScheduleVersion) -> None:
    who = interpreter(event.edition, "Eve", "es", "de")
    draft.placements.filter(meeting=event.meetings[2]).update(interpreter=who)


def a_delegate_manages_and_somebody_interprets(event: Sent, draft: ScheduleVersion) -> None:
    MembershipFactory(organisation=event.registrations[0].cluster, user=event.ada.user)
    who = interpreter(event.edition, "Eve", "es", "de")
    draft.placements.filter(meeting=event.meetings[0]).update(interpreter=who)


def a_cluster_waits(event: Sent, draft: ScheduleVersion) -> None:
    Registration.objects.filter(pk=event.registrations[3].pk).update(state="waiting")
    Meeting.objects.filter(pk=event.meetings[2].pk).update(is_cancelled=True)
    draft.placements.filter(meeting=event.meetings[2]).delete()


def foreseen(draft: ScheduleVersion) -> Mails:
    """To which cluster or delegate, subject and text."""
    draft.refresh_from_db()
    draft.edition = Edition.objects.get(pk=draft.edition_id)
    up_to_date(draft.edition, NOW)
    rows = Registration.objects.filter(edition=draft.edition).approved()
    accesses = dict(DelegateAccess.objects.values_list("delegate", "pk"))
    return sorted(
        (
            key_of(row.pk, accesses[mail.delegate.pk] if mail.delegate else None),
            mail.subject,
            mail.body,
        )
        for row in rows.select_related("cluster")
        for mail in publication_drafts(draft, row, NOW)
    )


def told(event: Sent, draft: ScheduleVersion) -> Mails:
    OutboxMessage.objects.all().delete()
    draft.refresh_from_db()
    publish(version=draft, revision=draft.revision, user=event.user, now=NOW)
    rows = OutboxMessage.objects.filter(kind="agenda")
    return sorted({(row.object_key, row.subject, row.body) for row in rows})


@pytest.mark.parametrize("begins", [first, later])
@pytest.mark.parametrize(
    "changed",
    [
        nothing,
        agreed_without_place,
        moved,
        removed,
        removed_and_still_agreed,
        event_and_programme_changed,
        another_sits_there,
        a_delegate_manages,
        somebody_interprets,
        a_delegate_manages_and_somebody_interprets,
        a_cluster_waits,
    ],
)
def test_what_is_shown_before_is_what_is_sent(
    begins: Callable[[], tuple[Sent, ScheduleVersion]], changed: Callable[..., None]
) -> None:
    event, draft = begins()
    changed(event, draft)
    before = foreseen(draft)
    counted = publication(Plan(draft.edition, draft), NOW)
    delegates = sum(key.startswith(OWN_KEY) for key, _, _ in before)
    assert (len(counted.told), counted.delegates) == (len(before) - delegates, delegates)
    assert before == told(event, draft)


def test_looking_writes_nothing_and_asks_the_same_however_much_there_is() -> None:
    event, draft = later()
    moved(event, draft)
    rows = list(AgendaEntry.objects.order_by("pk").values())
    known = list(ToldEntry.objects.order_by("pk").values())

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            row = event.registrations[0]
            assert publication_drafts(draft, row, NOW)
        return len(captured)

    few = asked()
    assert few <= 9
    for other in event.registrations[1:]:
        agreed = meeting_between(event.registrations[0], other)
        request = MeetingRequestFactory(
            edition=event.edition, requester=RegistrationFactory(edition=event.edition)
        )
        Meeting.objects.filter(pk=agreed.pk).update(request=request)
    assert asked() == few
    assert list(AgendaEntry.objects.order_by("pk").values()) == rows
    assert list(ToldEntry.objects.order_by("pk").values()) == known
    assert not OutboxMessage.objects.filter(kind="agenda").exists()


def test_the_address_of_an_online_meeting_is_left_to_its_sides() -> None:
    event, draft = first()
    pattern = "https://meet.example.org/{secret}"
    Edition.objects.filter(pk=event.edition.pk).update(online_pattern=pattern)
    meeting = event.meetings[0]
    OnlineRoom.objects.create(meeting=meeting, secret="Zx81spectrum")
    Registration.objects.filter(pk=event.registrations[0].pk).update(takes_part="online")
    draft.placements.filter(meeting=meeting).update(kind="online", table=None)
    shown = next(
        body for key, _, body in foreseen(draft) if key == key_of(event.registrations[0].pk)
    )
    assert "Cluster B, online: (the address, which only its two sides see)" in shown
    assert "Zx81" not in shown
    whole = next(
        body for key, _, body in told(event, draft) if key == key_of(event.registrations[0].pk)
    )
    assert whole == shown.replace(
        "(the address, which only its two sides see)", "https://meet.example.org/Zx81spectrum"
    )
