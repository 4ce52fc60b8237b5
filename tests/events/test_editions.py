"""Creating, changing and cancelling an edition."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connections
from psycopg.types.range import TimestamptzRange

from clusters.models import Organisation
from events.models import Edition, EditionOrganiser, Registration, Series
from events.services.editions import (
    CapacityTooSmall,
    DatesInUse,
    EditionEnded,
    OrdinalTaken,
    Relations,
    SeriesTaken,
    cancel,
    change,
    create,
)
from events.services.states import EditionChanged, StepNotAllowed
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from tests.factories.clusters import (
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
)
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import MeetingWindowFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)


def draft(**fields: object) -> Edition:
    days = {"starts_on": date(2094, 6, 3), "ends_on": date(2094, 6, 4)}
    return Edition(**{"name": "Sicily meets Catalonia", **days, **fields})


def created(
    edition: Edition | None = None,
    *,
    owner: Organisation | None = None,
    key: uuid.UUID | None = None,
    new_series: str = "",
) -> Edition:
    return create(
        draft=edition or draft(),
        owner=owner or OrganisationFactory(),
        relations=Relations(),
        key=key or uuid.uuid4(),
        now=NOW,
        new_series=new_series,
    )


def test_an_edition_begins_as_a_draft_under_its_name_and_year() -> None:
    owner, partner = OrganisationFactory.create_batch(2)
    guest, sector = RegionFactory(code="ITG1"), SectorFactory()
    edition = create(
        draft=draft(host_region=RegionFactory(code="EL30"), state=Edition.State.RUNNING),
        owner=owner,
        relations=Relations([guest], [sector], [partner, owner]),
        key=uuid.uuid4(),
        now=NOW,
    )
    assert (edition.slug, edition.state) == ("sicily-meets-catalonia-2094", Edition.State.DRAFT)
    assert edition.country_code == "GR"
    assert (list(edition.guest_regions.all()), list(edition.sectors.all())) == ([guest], [sector])
    roles = EditionOrganiser.Role
    assert list(edition.organisers.values_list("organisation", "role")) == [
        (owner.pk, roles.ORGANISER),
        (partner.pk, roles.CO_ORGANISER),
    ]


def test_addresses_are_never_shared() -> None:
    slugs = [created().slug for _ in range(3)]
    assert slugs == [f"sicily-meets-catalonia-2094{end}" for end in ("", "-2", "-3")]
    assert created(draft(name="Forum 2094")).slug == "forum-2094"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Συνάντηση στην Αθήνα", "sunantese-sten-athena-2094"),
        ("Встреча кластеров", "vstrecha-klasterov-2094"),
        ("クラスター", "kurasuta-2094"),
        ("Łódź spotyka Århus", "lodz-spotyka-arhus-2094"),
        ("😀", "event-2094"),
    ],
)
def test_a_title_in_any_script_has_an_address_that_can_be_read(name: str, address: str) -> None:
    assert created(draft(name=name)).slug == address


def test_a_series_in_greek_has_an_address_that_can_be_read() -> None:
    edition = created(new_series="Συναντήσεις")
    assert edition.series
    assert edition.series.slug == "sunanteseis"


def test_without_a_number_it_becomes_the_next_of_its_series() -> None:
    owner = OrganisationFactory()
    series = SeriesFactory(organiser=owner)
    EditionFactory(series=series, ordinal=4)
    assert created(draft(series=series), owner=owner).ordinal == 5
    assert created(draft(series=series, ordinal=9), owner=owner).ordinal == 9
    with pytest.raises(OrdinalTaken):
        created(draft(series=series, ordinal=9), owner=owner)
    assert created(draft()).ordinal is None


def test_a_new_series_begins_with_number_one() -> None:
    edition = created(new_series="Islands meet")
    assert edition.series == Series.objects.get(slug="islands-meet")
    assert edition.ordinal == 1
    with pytest.raises(SeriesTaken):
        created(new_series="islands Meet")


def test_the_same_key_gives_the_same_edition() -> None:
    owner, key = OrganisationFactory(), uuid.uuid4()
    first = created(owner=owner, key=key)
    assert created(owner=owner, key=key) == first
    with pytest.raises(KeyTaken):
        created(key=key)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Sicily meets Brittany"},
        {"summary": "Other words"},
        {"venue": "Palace"},
        {"starts_on": date(2094, 6, 2)},
        {"capacity": 7},
        {"reply_to": "event@example.org"},
    ],
    ids=str,
)
def test_another_event_under_the_key_of_one_is_refused(other: dict[str, object]) -> None:
    owner, key = OrganisationFactory(), uuid.uuid4()
    created(owner=owner, key=key)
    with pytest.raises(KeyTaken):
        created(draft(**other), owner=owner, key=key)
    assert Edition.objects.count() == 1


def test_other_relations_under_the_key_of_an_event_are_refused() -> None:
    owner, partner, key = OrganisationFactory(), OrganisationFactory(), uuid.uuid4()
    guest, sector = RegionFactory(), SectorFactory()
    said = Relations([guest], [sector], [partner])

    def send(relations: Relations, **fields: object) -> Edition:
        return create(draft=draft(**fields), owner=owner, relations=relations, key=key, now=NOW)

    first = send(said)
    assert send(said) == first
    for other in (
        Relations([], [sector], [partner]),
        Relations([guest], [], [partner]),
        Relations([guest], [sector], []),
    ):
        with pytest.raises(KeyTaken):
            send(other)
    with pytest.raises(KeyTaken):
        send(said, series=SeriesFactory(organiser=owner))


def test_the_series_counts_as_it_was_asked_for() -> None:
    owner, key, others = OrganisationFactory(), uuid.uuid4(), SeriesFactory()
    first = created(draft(series=others, ordinal=4), owner=owner, key=key)
    assert first.series is None, "its body is asked first"
    assert created(draft(series=others, ordinal=4), owner=owner, key=key) == first
    with pytest.raises(KeyTaken):
        created(draft(series=others, ordinal=5), owner=owner, key=key)
    with pytest.raises(KeyTaken):
        created(owner=owner, key=key)
    begun, second = uuid.uuid4(), OrganisationFactory()
    made = created(owner=second, key=begun, new_series="Islands meet")
    assert created(owner=second, key=begun, new_series="Islands meet") == made
    with pytest.raises(KeyTaken):
        created(owner=second, key=begun, new_series="Hills meet")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_twenty_equal_submissions_make_one_edition() -> None:
    owner, key = OrganisationFactory(), uuid.uuid4()

    def submit(_: int) -> int:
        try:
            return created(owner=owner, key=key).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(submit, range(20)))
    assert answers == {Edition.objects.get().pk}


def changed(edition: Edition, *, version: int = 1, **fields: object) -> None:
    wished = Edition.objects.get(pk=edition.pk)
    for name, value in fields.items():
        setattr(wished, name, value)
    change(wished=wished, relations=Relations(), version=version, now=NOW)


def test_details_change_and_the_address_and_state_stay() -> None:
    edition = EditionFactory()
    changed(edition, name="Another name", state=Edition.State.DRAFT)
    stored = Edition.objects.get(pk=edition.pk)
    assert (stored.name, stored.slug, stored.version) == ("Another name", edition.slug, 2)
    assert stored.state == edition.state


def test_a_raised_capacity_promotes_as_many_from_the_waiting_list() -> None:
    edition = EditionFactory(capacity=1)
    RegistrationFactory(edition=edition)
    RegistrationFactory.create_batch(3, edition=edition, state=Registration.State.WAITLISTED)
    changed(edition, capacity=3)
    assert edition.registrations.approved().count() == 3
    changed(edition, version=2, capacity=None)
    assert edition.registrations.approved().count() == 4


def test_a_capacity_below_those_approved_is_refused() -> None:
    edition = EditionFactory(capacity=5)
    RegistrationFactory.create_batch(2, edition=edition)
    with pytest.raises(CapacityTooSmall) as refusal:
        changed(edition, capacity=1)
    assert refusal.value.approved == 2


def test_dates_and_time_zone_stay_once_a_session_or_a_window_depends_on_them() -> None:
    start = datetime(2094, 6, 4, 7, 0, tzinfo=UTC)
    session = SessionFactory(
        day_on=date(2094, 6, 4), period=TimestamptzRange(start, start.replace(hour=8))
    )
    for edition in (session.edition, MeetingWindowFactory().edition):
        for wished in (
            {"ends_on": date(2094, 6, 5)},
            {"starts_on": date(2094, 6, 2)},
            {"time_zone": "Europe/Lisbon"},
        ):
            with pytest.raises(DatesInUse):
                changed(edition, **wished)
    free = EditionFactory()
    changed(free, ends_on=date(2094, 6, 5), time_zone="Europe/Lisbon")
    free.refresh_from_db()
    assert (free.ends_on, free.time_zone) == (date(2094, 6, 5), "Europe/Lisbon")


def test_a_change_from_an_outdated_page_or_after_the_end_is_refused() -> None:
    with pytest.raises(EditionChanged):
        changed(EditionFactory(version=2), name="Late")
    with pytest.raises(EditionEnded):
        changed(EditionFactory(state=Edition.State.FINISHED), name="Late")


def test_cancelling_tells_all_who_take_part_or_wait() -> None:
    edition = EditionFactory()
    for state in Registration.State.values:
        registration = RegistrationFactory(edition=edition, state=state)
        MembershipFactory(organisation=registration.cluster, user__email=f"{state}@example.org")
    assert cancel(edition=edition, version=1, now=NOW, message="The hall burnt down") == 3
    told = OutboxMessage.objects.filter(kind="edition-cancelled")
    assert {mail.recipient for mail in told} == {
        "waiting@example.org",
        "approved@example.org",
        "waitlisted@example.org",
    }
    assert all("The hall burnt down" in mail.body for mail in told)


def test_an_event_that_is_over_is_not_cancelled() -> None:
    for state in (Edition.State.FINISHED, Edition.State.CANCELLED):
        with pytest.raises(StepNotAllowed):
            cancel(edition=EditionFactory(state=state), version=1, now=NOW)
    assert not OutboxMessage.objects.exists()
