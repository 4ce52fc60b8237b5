"""Windows, slots, tables, requests, meetings, runs and versions."""

import uuid
from datetime import UTC, datetime, timedelta

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    MeetingWindow,
    OnlineRoom,
    Placement,
    PlacementParticipant,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Table,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory

MORNING = datetime(2094, 6, 3, 7, 0, tzinfo=UTC)


class MeetingWindowFactory(factory.django.DjangoModelFactory[MeetingWindow]):
    class Meta:
        model = MeetingWindow

    edition = factory.SubFactory(EditionFactory)
    name = "Morning"
    period = DateTimeTZRange(MORNING, MORNING + timedelta(hours=4))
    slot_minutes = 25
    changeover_minutes = 5
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class TableFactory(factory.django.DjangoModelFactory[Table]):
    class Meta:
        model = Table

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)


class MeetingRequestFactory(factory.django.DjangoModelFactory[MeetingRequest]):
    class Meta:
        model = MeetingRequest

    edition = factory.SubFactory(EditionFactory)
    requester = factory.SubFactory(RegistrationFactory, edition=factory.SelfAttribute("..edition"))
    invitee = factory.SubFactory(RegistrationFactory, edition=factory.SelfAttribute("..edition"))
    requested_by = factory.SubFactory(UserFactory)
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class ScheduleRunFactory(factory.django.DjangoModelFactory[ScheduleRun]):
    class Meta:
        model = ScheduleRun

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    requested_by = factory.SubFactory(UserFactory)
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class ScheduleVersionFactory(factory.django.DjangoModelFactory[ScheduleVersion]):
    class Meta:
        model = ScheduleVersion

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)


def window_with_slots(edition: Edition, *, slots: int = 4) -> list[Slot]:
    """A morning of `slots` half hours, in order."""
    end = MORNING + timedelta(minutes=30 * slots)
    window = MeetingWindowFactory(edition=edition, period=DateTimeTZRange(MORNING, end))
    starts = [MORNING + timedelta(minutes=30 * index) for index in range(slots)]
    return [
        Slot.objects.create(
            edition=edition,
            window=window,
            period=DateTimeTZRange(start, start + timedelta(minutes=25)),
        )
        for start in starts
    ]


def tables(edition: Edition, count: int) -> list[Table]:
    return [TableFactory(edition=edition, number=number) for number in range(1, count + 1)]


def meeting_between(*registrations: Registration, priority: int = 1) -> Meeting:
    """A meeting of registrations of one edition, without a request."""
    edition = registrations[0].edition
    meeting = Meeting.objects.create(edition=edition, priority=priority)
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(edition=edition, meeting=meeting, registration=registration)
        for registration in registrations
    )
    return meeting


def placed(
    version: ScheduleVersion,
    meeting: Meeting,
    slot: Slot,
    table: Table | None,
    seat: int = 1,
    **fields: bool,
) -> Placement:
    """A placement with a row per participant; the first has this seat. Online without a table."""
    kind = Placement.Kind.ON_SITE if table else Placement.Kind.ONLINE
    placement = Placement.objects.create(
        edition=version.edition,
        version=version,
        meeting=meeting,
        slot=slot,
        kind=kind,
        table=table,
        **fields,
    )
    if table is None:
        OnlineRoom.objects.get_or_create(meeting=meeting)
    for number, participant in enumerate(meeting.participants.select_related("registration")):
        PlacementParticipant.objects.create(
            placement=placement,
            version=version,
            meeting=meeting,
            slot=slot,
            registration=participant.registration,
            seat=1 if number else seat,
            seats=participant.registration.seats,
        )
    return placement
