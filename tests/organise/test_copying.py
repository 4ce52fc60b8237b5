"""An event is made like an earlier one."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Registration, Session, Speaker
from events.services.copying import copy_edition
from matchmaking.models import (
    BarredPair,
    ClusterGroup,
    GroupMember,
    GroupPair,
    MeetingRequest,
    MeetingWindow,
    Slot,
    Table,
)
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import MORNING, MeetingRequestFactory, tables, window_with_slots
from tests.factories.stage import Stage, page
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 1, 10, 12, tzinfo=UTC)
A_YEAR = timedelta(days=364)


def copied(stage: Stage, first_day: str = "2095-06-02", **more: str) -> Edition | None:
    """The event that the form made; None where it was refused."""
    known = set(Edition.objects.values_list("pk", flat=True))
    stage.organiser.post(page("organise-copy", stage.edition), entered(stage, first_day, **more))
    return Edition.objects.exclude(pk__in=known).first()


def entered(stage: Stage, first_day: str, **more: str) -> dict[str, str]:
    shown = stage.organiser.get(page("organise-copy", stage.edition)).context["form"]
    names = ("name", "owner", "idempotency_key")
    values = {name: str(shown[name].value()) for name in names}
    return values | {"starts_on": first_day} | more


@pytest.fixture
def filled(stage: Stage) -> Stage:
    """The event with a place, a talk, a window with two slots, two tables, and somebody in it."""
    edition = stage.edition
    edition.venue, edition.capacity = "Llotja", 40
    edition.series, edition.ordinal = SeriesFactory(organiser=edition.owner), 3
    edition.requests_close_at = datetime(2094, 5, 20, 22, tzinfo=UTC)
    edition.save()
    talk = DateTimeTZRange(MORNING - timedelta(hours=2), MORNING - timedelta(hours=1))
    session = SessionFactory(edition=edition, title="Opening", place="Hall", period=talk)
    Speaker.objects.create(session=session, name="Ada", organisation=OrganisationFactory())
    window_with_slots(edition, slots=2)
    first, second = tables(edition, 2)
    Table.objects.filter(pk=first.pk).update(room="Gothic room")
    Table.objects.filter(pk=second.pk).update(is_closed=True)
    pair = RegistrationFactory.create_batch(2, edition=edition)
    MeetingRequestFactory(edition=edition, requester=pair[0], invitee=pair[1])
    return stage


@pytest.fixture
def in_january(filled: Stage) -> Iterator[Stage]:
    """The same, five months before the event."""
    with time_machine.travel(NOW, tick=False):
        assert filled.edition.owner
        filled.organiser.force_login(filled.edition.owner.memberships.get().user)
        yield filled


def refused(stage: Stage, first_day: str) -> str:
    """The page that says why there is no such event."""
    known = Edition.objects.count()
    sent = entered(stage, first_day)
    answer = stage.organiser.post(page("organise-copy", stage.edition), sent)
    assert answer.status_code == 422
    assert Edition.objects.count() == known
    return answer.text


def test_everything_is_as_many_days_later_by_the_clock_on_the_wall(filled: Stage) -> None:
    copy = copied(filled, "2095-06-02")
    assert copy
    assert (copy.starts_on, copy.ends_on) == (date(2095, 6, 2), date(2095, 6, 3))
    assert (copy.state, copy.owner, copy.venue, copy.capacity) == (
        "draft",
        filled.edition.owner,
        "Llotja",
        40,
    )
    assert (copy.series, copy.ordinal) == (filled.edition.series, 4)
    assert copy.requests_close_at == datetime(2095, 5, 19, 22, tzinfo=UTC)
    for model in (Session, MeetingWindow, Slot):
        before = [row.period for row in model.objects.filter(edition=filled.edition)]
        after = [row.period for row in model.objects.filter(edition=copy)]
        assert before
        assert [(one.lower + A_YEAR, one.upper + A_YEAR) for one in before] == [
            (one.lower, one.upper) for one in after
        ]


def test_in_winter_the_clock_on_the_wall_says_the_same(filled: Stage) -> None:
    copy = copied(filled, "2095-01-12")
    assert copy
    before = Session.objects.get(edition=filled.edition).period.lower
    after = Session.objects.get(edition=copy).period.lower
    zone = filled.edition.zone
    assert before.astimezone(zone).time() == after.astimezone(zone).time()
    assert before.time() != after.time()


def test_tables_stand_in_their_rooms_and_are_all_in_use(filled: Stage) -> None:
    copy = copied(filled)
    rows = Table.objects.filter(edition=copy).values_list("number", "room", "is_closed")
    assert list(rows) == [(1, "Gothic room", False), (2, "", False)]


def test_rules_are_the_same_and_groups_have_nobody_in_them(filled: Stage) -> None:
    edition = filled.edition
    Edition.objects.filter(pk=edition.pk).update(most_requests=7, other_regions_only=True)
    buyers, sellers = (
        ClusterGroup.objects.create(edition=edition, name=name) for name in ("Buyers", "Sellers")
    )
    GroupPair.objects.create(first=buyers, second=sellers)
    GroupMember.objects.create(group=buyers, registration=edition.registrations.all()[0])
    copy = copied(filled)
    assert copy
    assert (copy.most_requests, copy.other_regions_only) == (7, True)
    [pair] = GroupPair.objects.filter(first__edition=copy)
    assert (pair.first.name, pair.second.name) == ("Buyers", "Sellers")
    assert pair.second.edition == copy
    assert not GroupMember.objects.filter(group__edition=copy).exists()


def test_named_pairs_are_not_copied_and_the_page_says_how_many_there_are(filled: Stage) -> None:
    edition = filled.edition
    address = page("organise-copy", edition)
    shown = " ".join(filled.organiser.get(address).text.split())
    assert "named pairs that never meet do not: who is meant registers for each event" in shown
    assert "Here it is" not in shown
    first, second = RegistrationFactory.create_batch(2, edition=edition)
    BarredPair.objects.create(edition=edition, first=first, second=second)
    shown = " ".join(filled.organiser.get(address).text.split())
    assert f'Here it is 1 pair, on <a href="{page("organise-rules", edition)}">Rules</a>.' in shown
    copy = copied(filled)
    assert not BarredPair.objects.filter(edition=copy).exists()


def test_addresses_of_a_body_come_along_only_where_it_organises_again(filled: Stage) -> None:
    pattern = "https://meet.example.org/{secret}"
    rows = Edition.objects.filter(pk=filled.edition.pk)
    rows.update(reply_to="office@example.org", online_pattern=pattern, meets_online=True)
    owner = filled.edition.owner
    assert owner
    another = MembershipFactory(
        organisation=OrganisationFactory(), user=owner.memberships.get().user
    ).organisation
    for body, addresses in ((owner, ("office@example.org", pattern)), (another, ("", ""))):
        copy = copied(filled, owner=str(body.pk), name=f"By {body}")
        assert copy
        assert copy.owner == body
        assert (copy.reply_to, copy.online_pattern) == addresses
        assert copy.meets_online


def test_nobody_comes_along(filled: Stage) -> None:
    copy = copied(filled)
    assert Session.objects.get(edition=copy).title == "Opening"
    for rows in (
        Speaker.objects.filter(session__edition=copy),
        Registration.objects.filter(edition=copy),
        MeetingRequest.objects.filter(edition=copy),
    ):
        assert not rows.exists()


def test_pressed_twice_it_is_one_event(filled: Stage) -> None:
    sent = entered(filled, "2095-06-02")
    for _ in range(2):
        answer = filled.organiser.post(page("organise-copy", filled.edition), sent)
        assert answer.status_code == 302
    assert Edition.objects.filter(starts_on=date(2095, 6, 2)).count() == 1
    assert Session.objects.filter(edition__starts_on=date(2095, 6, 2)).count() == 1


@pytest.mark.parametrize(
    ("first_day", "words"),
    [
        ("2094-01-05", "This event would be over already. Enter a later day."),
        ("2100-12-31", "Enter a year from 2000 to 2100, in four digits."),
        ("soon", "Enter a valid date."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    in_january: Stage, first_day: str, words: str
) -> None:
    assert words in refused(in_january, first_day)


def test_a_night_that_clocks_shorten_is_named(filled: Stage) -> None:
    night = datetime(2094, 6, 3, 0, 30, tzinfo=UTC)
    Session.objects.update(period=DateTimeTZRange(night, night + timedelta(minutes=20)))
    assert "Clocks change over “Opening”" in refused(filled, "2095-03-27")


def test_closing_dates_that_would_be_over_are_left_out(in_january: Stage) -> None:
    copy = copied(in_january, "2094-01-12")
    assert copy
    assert copy.requests_close_at is None


def test_the_overview_leads_to_it(stage: Stage) -> None:
    address = page("organise-copy", stage.edition)
    assert f'href="{address}"' in stage.organiser.get(page("organise-overview", stage.edition)).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_two_presses_at_once_make_one_event() -> None:
    edition = EditionFactory()
    SessionFactory(edition=edition)
    act = partial(
        copy_edition,
        edition=edition,
        name="Again",
        first_day=date(2095, 6, 2),
        owner=edition.owner,
        key=uuid.uuid4(),
        now=NOW,
    )
    made = raced([act, act])
    assert len({str(one) for one in made}) == 1
    assert Edition.objects.count() == 2
    assert Session.objects.count() == 2
