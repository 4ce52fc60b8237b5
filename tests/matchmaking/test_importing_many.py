"""A long list costs as much for each row as a short one."""

import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import Import
from matchmaking.services import importing
from matchmaking.services.requests import Wish, ask
from matchmaking.tasks import carry_out_import
from notifications.models import OutboxMessage
from tests.factories.accounts import AdministratorFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.lists import handed_in, list_of
from tests.support.measuring import NAME, Record

pytestmark = pytest.mark.django_db

Rows = list[list[str]]
# The largest event that is promised, and the longest list: 10,000 rows with the headings.
CLUSTERS, LONGEST = 400, 9_999
FEW = 40


def cluster(number: int) -> str:
    return f"Cluster {number}"


def participants(first: int, count: int) -> Rows:
    return [["cluster"], *([cluster(number)] for number in range(first, first + count))]


def delegates(first: int, count: int, among: int = FEW) -> Rows:
    numbers = range(first, first + count)
    named = ([cluster(number % among), f"Person {number}"] for number in numbers)
    return [["cluster", "name"], *named]


def wishes(first: int, count: int, among: int = FEW) -> Rows:
    """No two of them are of one pair, as long as there are less than half as many as pairs."""
    pairs = (divmod(number, among) for number in range(first, first + count))
    asked = ([cluster(of), cluster((of + 1 + by) % among)] for by, of in pairs)
    return [["cluster", "to"], *asked]


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    return edition


@pytest.fixture
def organiser(edition: Edition) -> User:
    organiser: User = MembershipFactory(organisation=edition.owner).user
    return organiser


Import_ = Callable[[str, Rows], Import]


@pytest.fixture
def imported(edition: Edition, organiser: User, monkeypatch: pytest.MonkeyPatch) -> Import_:
    """Imports a list of a layout; what is done once a second is done at its begin alone."""
    monkeypatch.setattr(importing, "BEAT_SECONDS", 1e6)

    def imported(layout: str, rows: Rows) -> Import:
        listed = handed_in(list_of(edition, organiser, Import.Layout(layout), rows))
        carry_out_import(listed.pk)
        listed.refresh_from_db()
        assert (listed.state, listed.outcome["all_refused"]) == ("done", 0)
        return listed

    return imported


def test_a_delegation_takes_as_many_statements_in_a_longer_list(imported: Import_) -> None:
    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            imported("delegates", delegates(first, count))
        return len(asked)

    imported("participants", participants(0, FEW))
    statements(50, 1)
    four, eight, twelve = statements(100, 4), statements(200, 8), statements(300, 12)
    assert twelve - eight == eight - four


def test_clusters_are_registered_in_as_many_statements_however_many_there_are(
    imported: Import_,
) -> None:
    """Also where administrators are asked for each."""

    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            imported("participants", participants(first, count))
        return len(asked)

    AdministratorFactory()
    statements(0, 1)
    assert statements(10, 80) == statements(100, 4)
    assert OutboxMessage.objects.filter(kind="consent-asked").count() == 85


@pytest.mark.parametrize("speaks", [False, True])
def test_requests_are_asked_in_as_many_statements_however_many_there_are(
    *, speaks: bool, imported: Import_
) -> None:
    """Also where both sides are told, each by a link of their own."""

    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            imported("requests", wishes(first, count))
        return len(asked)

    imported("participants", participants(0, FEW))
    for registration in Registration.objects.all() if speaks else ():
        MembershipFactory(organisation=registration.cluster)
    statements(0, 1)
    few, many = statements(10, 4), statements(20, 80)
    assert many == few
    told = OutboxMessage.objects.filter(kind="request-pending")
    assert told.count() == (2 * 85 if speaks else 0)


def test_requests_of_two_acts_ask_as_much_as_two_of_one(
    imported: Import_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)

    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            imported("requests", wishes(first, count))
        return len(asked)

    imported("participants", participants(0, FEW))
    statements(0, 1)
    ten, twenty, thirty = statements(10, 10), statements(20, 20), statements(40, 30)
    assert thirty - twenty == twenty - ten < 30


def of_one(first: int, count: int) -> Rows:
    return [["cluster", "name"], *([cluster(0), f"P {n}"] for n in range(first, first + count))]


def test_all_delegates_of_a_cluster_are_added_at_once(imported: Import_) -> None:
    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            imported("delegates", of_one(first, count))
        return len(asked)

    imported("participants", participants(0, 1))
    statements(0, 1)
    assert statements(100, 12) == statements(200, 4)


def test_of_delegates_that_are_refused_each_row_is_told(
    edition: Edition, organiser: User, imported: Import_
) -> None:
    imported("participants", participants(0, 2))
    rows = [["cluster", "name"], *([cluster(number), f"P {number}"] for number in (0, 1, 0))]
    rows[3][1] = "Somebody else"
    listed = handed_in(list_of(edition, organiser, Import.Layout.DELEGATES, rows))
    edition.registrations.update(state=Registration.State.DECLINED)
    carry_out_import(listed.pk)
    listed.refresh_from_db()
    assert listed.outcome["refused"] == [[row, 2, "NotChangeable"] for row in (2, 3, 4)]


def test_what_asking_reads_does_not_grow_with_the_event(imported: Import_) -> None:
    def read(row: int) -> int:
        """How many registrations a wish is asked with."""
        found: list[Registration] = []

        def note(instance: Registration, **_told: object) -> None:
            found.append(instance)

        ours, theirs = Registration.objects.order_by("pk")[row : row + 2]
        by, now = ours.registered_by, timezone.now()
        post_init.connect(note, sender=Registration)
        try:
            ask(requester=ours, invitee=theirs, wish=Wish(), by=by, key=uuid4(), now=now)
        finally:
            post_init.disconnect(note, sender=Registration)
        return len(found)

    imported("participants", participants(0, 3))
    few = read(0)
    imported("participants", participants(3, FEW))
    assert read(3) == few


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        ("participants", lambda first, count: participants(CLUSTERS + first, count)),
        ("delegates", partial(delegates, among=CLUSTERS)),
        ("requests", partial(wishes, among=CLUSTERS)),
    ],
)
def test_ten_thousand_rows_are_imported(
    layout: str,
    rows: Callable[[int, int], Rows],
    imported: Import_,
    record_property: Record,
) -> None:
    imported("participants", participants(0, CLUSTERS))
    begun = time.monotonic()
    short = LONGEST // 10
    imported(layout, rows(0, short))
    took_short, begun = time.monotonic() - begun, time.monotonic()
    stored = imported(layout, rows(0, LONGEST)).outcome["stored"]
    took = time.monotonic() - begun
    assert sum(stored.values()) == LONGEST - short
    slower = (took / (LONGEST - short)) / (took_short / short)
    told = (
        f"{took:.1f} s after {took_short:.1f} s for {short}; a row took {slower:.2f} times as long"
    )
    record_property(NAME, f"{LONGEST} rows of {layout} imported: {told}")
