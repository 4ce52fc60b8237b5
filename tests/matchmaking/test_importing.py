"""A list is imported once, whatever becomes of the worker, and only for who may still do so."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Membership
from events.models import Edition, Registration
from files.models import StoredFile
from matchmaking.models import Import
from matchmaking.services import import_leases, importing
from matchmaking.services.listed_clusters import register_named
from matchmaking.tasks import carry_out_import, reconcile_imports
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.lists import waiting_list

pytestmark = pytest.mark.django_db
AtRow = dict[int, Callable[[], object]]
NAMES = ("Water", "Wood", "Wind")


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory(state="registration_open")
    return edition


@pytest.fixture
def organiser(edition: Edition) -> User:
    organiser: User = MembershipFactory(organisation=edition.owner).user
    return organiser


@pytest.fixture
def listed(edition: Edition, organiser: User) -> Import:
    """A list of three clusters that the register does not have, to be imported."""
    return waiting_list(edition, organiser, NAMES)


def lose(listed: Import) -> None:
    """The lease ends, as if nobody had kept it."""
    Import.objects.filter(pk=listed.pk).update(held_until=Now() - timedelta(seconds=1))


def state(listed: Import) -> tuple[str, str]:
    return Import.objects.values_list("state", "failure").get(pk=listed.pk)


def page(organiser: User, listed: Import) -> str:
    client = Client()
    client.force_login(organiser)
    where = reverse("organise-import-list", args=[listed.edition.slug, listed.pk])
    return client.get(where).text


def there() -> list[str]:
    return sorted(Registration.objects.values_list("cluster__name", flat=True))


class Killed(BaseException):
    """Ends a worker without a word, as SIGKILL does: nothing of ours hears it."""


def killed() -> None:
    raise Killed


@pytest.fixture
def at_row(monkeypatch: pytest.MonkeyPatch) -> AtRow:
    """What happens when the worker comes to a row, from 0; it beats before each."""
    meanwhile: AtRow = {}
    numbers, whole = count(), register_named

    def register(**named: Any) -> Any:
        meanwhile.get(next(numbers), lambda: None)()
        return whole(**named)

    monkeypatch.setattr(importing, "register_named", register)
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    monkeypatch.setattr(importing, "BEAT_SECONDS", 0.0)
    return meanwhile


def test_a_list_whose_worker_was_killed_is_taken_up_when_the_lease_is_over(
    listed: Import, organiser: User, at_row: AtRow
) -> None:
    at_row[1] = killed
    with pytest.raises(Killed):
        carry_out_import(listed.pk)
    assert len(there()) == 1
    assert import_leases.to_wake() == []
    carry_out_import(listed.pk)
    assert len(there()) == 1
    lose(listed)
    assert import_leases.to_wake() == [listed.pk]
    carry_out_import(listed.pk)
    assert state(listed) == ("done", "")
    assert there() == sorted(NAMES)
    said = page(organiser, listed)
    assert "3 clusters registered." in said
    assert "The import broke off and was taken up again" in said


def test_a_lease_is_kept_while_rows_are_stored(listed: Import, at_row: AtRow) -> None:
    at_row[1] = lambda: lose(listed)
    taken: list[object] = []
    at_row[2] = lambda: taken.append(import_leases.claim(listed.pk))
    carry_out_import(listed.pk)
    assert taken == [None]
    assert (state(listed), there()) == (("done", ""), sorted(NAMES))


def test_a_worker_that_froze_stops_when_another_has_the_list(listed: Import, at_row: AtRow) -> None:
    def claimed_by_another() -> None:
        lose(listed)
        assert import_leases.claim(listed.pk)

    at_row[0] = claimed_by_another
    carry_out_import(listed.pk)
    assert len(there()) == 1
    assert state(listed) == ("waiting", "")


def test_who_lost_a_list_writes_nothing_to_it(listed: Import) -> None:
    frozen = import_leases.claim(listed.pk)
    lose(listed)
    second = import_leases.claim(listed.pk)
    assert frozen
    assert second
    acts: list[Callable[[], None]] = [
        lambda: import_leases.extend(frozen, {}),
        lambda: import_leases.finish(frozen, {}),
        lambda: import_leases.fail(frozen, Import.Failure.CRASHED, {}),
    ]
    for act in acts:
        with pytest.raises(import_leases.LeaseLost):
            act()
    assert state(listed) == ("waiting", "")
    import_leases.finish(second, {})
    assert state(listed) == ("done", "")


def test_a_list_that_kills_each_worker_fails_in_words(
    listed: Import, organiser: User, at_row: AtRow
) -> None:
    at_row |= dict.fromkeys(range(Import.MOST_ATTEMPTS), killed)
    for _ in range(Import.MOST_ATTEMPTS):
        with pytest.raises(Killed):
            carry_out_import(listed.pk)
        assert "being imported" in page(organiser, listed)
        lose(listed)
    reconcile_imports()
    assert state(listed) == ("failed", "broke_off")
    assert "The import broke off again and again." in page(organiser, listed)
    carry_out_import(listed.pk)
    assert there() == []


def test_a_database_that_is_away_leaves_the_list_to_the_next_worker(
    listed: Import, at_row: AtRow
) -> None:
    def away() -> None:
        raise OperationalError

    at_row[1] = away
    with pytest.raises(OperationalError):
        carry_out_import(listed.pk)
    assert state(listed) == ("waiting", "")
    lose(listed)
    carry_out_import(listed.pk)
    assert (state(listed), there()) == (("done", ""), sorted(NAMES))


def test_what_nobody_foresaw_fails_in_words_that_say_what_is_there(
    listed: Import, organiser: User, at_row: AtRow
) -> None:
    def unforeseen() -> None:
        raise ZeroDivisionError

    at_row[1] = unforeseen
    with pytest.raises(ZeroDivisionError):
        carry_out_import(listed.pk)
    assert state(listed) == ("failed", "crashed")
    said = page(organiser, listed)
    assert "Something went wrong while the list was imported." in said
    assert "1 cluster registered." in said


def leave(organiser: User) -> None:
    Membership.objects.filter(user=organiser).delete()


def test_who_may_no_longer_organise_the_event_imports_nothing(
    listed: Import, organiser: User
) -> None:
    leave(organiser)
    carry_out_import(listed.pk)
    assert there() == []
    assert state(listed) == ("failed", "not_organiser")
    MembershipFactory(organisation=listed.edition.owner, user=organiser)
    assert "You did not organise this event any more" in page(organiser, listed)


def test_who_may_no_longer_do_so_while_it_is_imported_imports_no_more(
    listed: Import, organiser: User, at_row: AtRow
) -> None:
    at_row[0] = lambda: leave(organiser)
    carry_out_import(listed.pk)
    assert len(there()) == 1
    assert state(listed) == ("failed", "not_organiser")
    listed.refresh_from_db()
    assert listed.outcome["stored"] == {"participants": 1}


def test_a_list_that_went_before_its_turn_fails_in_words(listed: Import, organiser: User) -> None:
    StoredFile.objects.all().delete()
    carry_out_import(listed.pk)
    assert state(listed) == ("failed", "no_list")
    assert "What was stored before stays. Upload it again" in page(organiser, listed)
