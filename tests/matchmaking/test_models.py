"""What the database refuses, whatever the code does."""

import pytest
from django.db import IntegrityError, transaction

from events.models import Registration
from matchmaking.models import PlacementParticipant, Slot
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db


def test_a_participant_cannot_be_in_two_meetings_of_one_slot() -> None:
    edition = EditionFactory()
    one, two, three = RegistrationFactory.create_batch(3, edition=edition)
    slot = window_with_slots(edition)[0]
    first, second = tables(edition, 2)
    version = ScheduleVersionFactory(edition=edition)
    placed(version, meeting_between(one, two), slot, first)
    with pytest.raises(IntegrityError, match="placement_registration_once"), transaction.atomic():
        placed(version, meeting_between(three, one), slot, second)


def test_a_delegation_sits_on_no_more_seats_than_it_has() -> None:
    edition = EditionFactory()
    one, two = RegistrationFactory.create_batch(2, edition=edition, seats=1)
    placement = placed(
        ScheduleVersionFactory(edition=edition),
        meeting_between(one, two),
        window_with_slots(edition)[0],
        tables(edition, 1)[0],
    )
    seat = PlacementParticipant.objects.filter(placement=placement, registration=two)
    with pytest.raises(IntegrityError, match="placement_seat_exists"), transaction.atomic():
        seat.update(seat=2)
    Registration.objects.filter(pk=two.pk).update(seats=2)
    seat.update(seat=2)
    assert seat.get().seats == 2


def test_a_table_holds_one_meeting_at_a_time() -> None:
    edition = EditionFactory()
    one, two, three, four = RegistrationFactory.create_batch(4, edition=edition)
    slot = window_with_slots(edition)[0]
    table = tables(edition, 1)[0]
    version = ScheduleVersionFactory(edition=edition)
    placed(version, meeting_between(one, two), slot, table)
    with pytest.raises(IntegrityError, match="placement_table_once"), transaction.atomic():
        placed(version, meeting_between(three, four), slot, table)


def test_a_placement_takes_its_participants_along_when_it_moves() -> None:
    edition = EditionFactory()
    one, two = RegistrationFactory.create_batch(2, edition=edition)
    early, late = window_with_slots(edition)[:2]
    placement = placed(
        ScheduleVersionFactory(edition=edition),
        meeting_between(one, two),
        early,
        tables(edition, 1)[0],
    )
    placement.slot = late
    placement.save()
    assert set(placement.participants.values_list("slot", flat=True)) == {late.pk}


@pytest.mark.django_db(transaction=True)
def test_a_copied_column_cannot_differ_from_its_origin() -> None:
    edition, other = EditionFactory(), EditionFactory()
    one, two = RegistrationFactory.create_batch(2, edition=edition)
    with pytest.raises(IntegrityError, match=r"(requester|invitee)_of_edition"):
        MeetingRequestFactory(edition=other, requester=one, invitee=two)


def test_a_pair_has_one_live_request_whoever_asked() -> None:
    request = MeetingRequestFactory()
    with pytest.raises(IntegrityError, match="request_live_once_per_pair"), transaction.atomic():
        MeetingRequestFactory(
            edition=request.edition, requester=request.invitee, invitee=request.requester
        )
    request.state = "declined"
    request.save()
    MeetingRequestFactory(
        edition=request.edition, requester=request.invitee, invitee=request.requester
    )


def test_an_edition_has_one_active_run() -> None:
    run = ScheduleRunFactory()
    with pytest.raises(IntegrityError, match="run_active_once"), transaction.atomic():
        ScheduleRunFactory(edition=run.edition)


def test_slots_of_an_edition_may_touch_but_not_overlap() -> None:
    edition = EditionFactory()
    slots = window_with_slots(edition, slots=2)
    with pytest.raises(IntegrityError, match="slots_do_not_overlap"), transaction.atomic():
        Slot.objects.create(edition=edition, window=slots[0].window, period=slots[0].period)
