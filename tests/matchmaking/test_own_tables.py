"""A table that is a cluster's own: who gives it, and what the scheduler makes of it."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import Placement, ScheduleRun, ScheduleVersion, Table
from matchmaking.queries.grid import fingerprint, grid_plan
from matchmaking.runs.problem import build
from matchmaking.services.grid import GridClosed, RunUnderWay
from matchmaking.services.runs import request_run
from matchmaking.services.tables import TableOwned, set_own_table
from matchmaking.tasks import run_schedule
from scheduling.model.formats import read_problem, write_problem
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
)
from tests.factories.schedules import WaterEnergyAero
from tests.support.counting import queries_of

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Event(WaterEnergyAero):
    @property
    def page(self) -> str:
        return reverse("organise-times", args=["event"])

    @property
    def address(self) -> str:
        return reverse("organise-own-table", args=["event"])

    def give(self, registration: Registration, number: int | None) -> Table | None:
        return set_own_table(
            edition=self.edition, registration=registration, number=number, now=NOW
        )

    def owners(self) -> dict[int, int]:
        rows = Table.objects.filter(edition=self.edition, owner__isnull=False)
        return dict(rows.values_list("number", "owner_id"))

    def own(self) -> dict[str, int | None]:
        """The own table of each participant in the problem, by its cluster's name."""
        names = {f"r{r.pk}": r.cluster.name for r in (self.water, self.energy, self.aero)}
        return {names[one.id]: one.table for one in build(self.edition).problem.participants}


@pytest.fixture
def event() -> Event:
    return Event(slots=3, desks=3)


@pytest.fixture
def organiser(event: Event, client: Client) -> Client:
    client.force_login(event.organiser)
    return client


class TestGiving:
    def test_cluster_gets_a_table_then_another_then_none(self, event: Event) -> None:
        event.give(event.water, 2)
        assert event.owners() == {2: event.water.pk}
        event.give(event.water, 3)
        assert event.owners() == {3: event.water.pk}
        assert event.give(event.water, 3) == event.tables[2]
        event.give(event.water, None)
        assert event.owners() == {}

    def test_two_clusters_do_not_own_one_table(self, event: Event) -> None:
        event.give(event.water, 2)
        with pytest.raises(TableOwned) as refused:
            event.give(event.energy, 2)
        assert refused.value.table.owner == event.water
        assert event.owners() == {2: event.water.pk}

    def test_table_that_is_not_there_is_not_given(self, event: Event) -> None:
        with pytest.raises(Table.DoesNotExist):
            event.give(event.water, 9)

    def test_nothing_changes_during_a_run_nor_after_the_event(self, event: Event) -> None:
        run = ScheduleRunFactory(edition=event.edition, state="queued")
        with pytest.raises(RunUnderWay):
            event.give(event.water, 2)
        run.delete()
        Edition.objects.filter(pk=event.edition.pk).update(state="finished")
        with pytest.raises(GridClosed):
            event.give(event.water, 2)

    def test_owner_of_another_edition_is_refused_by_the_database(self, event: Event) -> None:
        stranger = RegistrationFactory()
        with pytest.raises(Registration.DoesNotExist):
            event.give(stranger, 2)

        @transaction.atomic
        def give() -> None:
            Table.objects.filter(pk=event.tables[1].pk).update(owner=stranger)
            connection.check_constraints()

        with pytest.raises(IntegrityError, match="owner_of_edition"):
            give()

    def test_what_has_left_meanwhile_is_neither_given_nor_given_to(self, event: Event) -> None:
        Table.objects.filter(pk=event.tables[1].pk).update(is_closed=True)
        with pytest.raises(Table.DoesNotExist):
            event.give(event.water, 2)
        Registration.objects.filter(pk=event.water.pk).update(state="withdrawn")
        with pytest.raises(Registration.DoesNotExist):
            event.give(event.water, 3)
        assert event.owners() == {}


class TestPage:
    def form(self, cluster: Registration, **changes: str) -> dict[str, str]:
        return {"registration": str(cluster.pk), "table": "2", **changes}

    def test_organiser_gives_a_table_and_takes_it_back(
        self, event: Event, organiser: Client
    ) -> None:
        page = organiser.post(event.address, self.form(event.water), follow=True).content.decode()
        assert "Water has table 2 as its own now." in page
        found = organiser.post(
            event.page, {"find": "table", "registration": "", "table": "", "table-words": "water"}
        )
        assert "Table 2 (of Water)" in found.content.decode()
        back = {"registration": str(event.water.pk), "back": "on"}
        page = organiser.post(event.address, back, follow=True).content.decode()
        assert "Water has no table of its own now." in page
        assert event.owners() == {}

    def test_nothing_is_offered_before_there_are_tables(
        self, event: Event, organiser: Client
    ) -> None:
        assert "Give this table" in organiser.get(event.page).content.decode()
        Table.objects.filter(edition=event.edition).delete()
        assert "Own tables" not in organiser.get(event.page).content.decode()

    def test_removing_an_own_table_is_refused_in_words(
        self, event: Event, organiser: Client
    ) -> None:
        event.give(event.water, 3)
        event.give(event.energy, 1)
        answer = self.with_two_tables(event, organiser)
        assert answer.status_code == 409
        assert "Clusters own table 3. Take this back below first." in answer.content.decode()
        assert event.owners() == {1: event.energy.pk, 3: event.water.pk}

    def test_tables_go_that_nobody_owns(self, event: Event, organiser: Client) -> None:
        event.give(event.energy, 1)
        assert self.with_two_tables(event, organiser).status_code == 302
        assert event.owners() == {1: event.energy.pk}
        assert Table.objects.filter(edition=event.edition).count() == 2

    def with_two_tables(self, event: Event, organiser: Client) -> Any:
        page = organiser.get(event.page)
        sent = {**page.context["form"].initial, "room-0-room": "", "room-0-tables": "2"}
        return organiser.post(event.page, sent | {"seen": fingerprint(grid_plan(event.edition))})

    def test_table_of_another_is_refused_in_words(self, event: Event, organiser: Client) -> None:
        event.give(event.water, 2)
        answer = organiser.post(event.address, self.form(event.energy))
        assert answer.status_code == 409
        assert "Table 2 is the own table of Water." in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"table": ""}, "Choose a table."),
            ({"table": "9"}, "Choose a table that is in use."),
            ({"table": "1"}, "Choose a table that is in use."),
            ({"registration": ""}, "Choose a cluster."),
        ],
    )
    def test_what_is_missing_or_closed_is_said_at_the_field(
        self, event: Event, organiser: Client, changes: dict[str, str], words: str
    ) -> None:
        Table.objects.filter(number=1).update(is_closed=True)
        answer = organiser.post(event.address, self.form(event.water, **changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_cluster_that_withdrew_can_lose_its_table(
        self, event: Event, organiser: Client
    ) -> None:
        event.give(event.water, 2)
        Registration.objects.filter(pk=event.water.pk).update(state="withdrawn")
        organiser.post(event.address, {"registration": str(event.water.pk), "back": "on"})
        assert event.owners() == {}

    def test_staff_gives_nothing_and_a_stranger_finds_nothing(self, event: Event) -> None:
        for user, status in ((StaffFactory(), 403), (UserFactory(), 404)):
            client = Client()
            client.force_login(user)
            assert client.post(event.address, self.form(event.water)).status_code == status
        assert event.owners() == {}

    def test_number_of_queries_does_not_grow_with_the_tables(
        self, event: Event, organiser: Client
    ) -> None:
        event.give(event.water, 1)
        one = queries_of(organiser, event.page)
        event.give(event.energy, 2)
        event.give(event.aero, 3)
        assert queries_of(organiser, event.page) == one

    def test_grid_replan_and_agenda_say_whose_table_it_is(
        self, event: Event, organiser: Client
    ) -> None:
        event.give(event.water, 2)
        version = ScheduleVersionFactory(
            edition=event.edition, state="published", published_at=event.edition.created_at
        )
        Edition.objects.filter(pk=event.edition.pk).update(state="published")
        meeting = meeting_between(event.water, event.energy)
        placed(version, meeting, event.slots[0], event.tables[1])
        for name in ("organise-schedule", "organise-replan"):
            page = organiser.get(reverse(name, args=["event"])).content.decode()
            assert "own table of Water" in page
        manager = Client()
        manager.force_login(MembershipFactory(organisation=event.water.cluster).user)
        agenda = manager.get(reverse("meet-agenda", args=["event", "water"])).content.decode()
        assert "Table 2, your own" in " ".join(agenda.split())


class TestProblem:
    def test_own_table_is_in_the_problem_file(self, event: Event) -> None:
        event.give(event.water, 2)
        assert event.own() == {"Water": 1, "Energy": None, "Aero": None}
        problem = build(event.edition).problem
        assert read_problem(write_problem(problem)).participants == problem.participants

    def test_closed_table_is_nobodys(self, event: Event) -> None:
        event.give(event.water, 2)
        event.give(event.energy, 3)
        Table.objects.filter(number=2).update(is_closed=True)
        assert event.own() == {"Water": None, "Energy": 1, "Aero": None}

    @pytest.mark.parametrize("locked_at", [1, 2, 3])
    def test_own_tables_stay_though_a_lock_comes_before_them(
        self, event: Event, locked_at: int
    ) -> None:
        """Water owns table 1, Energy 2, Aero 3; Water and Aero are locked somewhere."""
        for number, registration in enumerate((event.water, event.energy, event.aero), 1):
            event.give(registration, number)
        version = ScheduleVersionFactory(edition=event.edition)
        meeting = meeting_between(event.water, event.aero)
        placed(version, meeting, event.slots[0], event.tables[locked_at - 1], is_locked=True)
        assert event.own() == {"Water": 0, "Energy": 1, "Aero": 2}
        assert [one.table for one in build(event.edition).problem.meetings] == [locked_at - 1]


@pytest.mark.django_db(transaction=True)
class TestRun:
    def drafted(self, event: Event) -> ScheduleVersion:
        run = request_run(
            edition=event.edition, user=event.organiser, limit_seconds=3, key=uuid.uuid4(), now=NOW
        )
        run_schedule(run.pk)
        run = ScheduleRun.objects.get(pk=run.pk)
        assert (run.state, run.failure) == ("done", "")
        return ScheduleVersion.objects.get(run=run)

    def test_run_seats_a_cluster_at_its_own_table(self, event: Event) -> None:
        event.give(event.water, 3)
        meetings = [meeting_between(event.water, one) for one in (event.energy, event.aero)]
        meeting_between(event.energy, event.aero)
        version = self.drafted(event)
        own = Placement.objects.filter(version=version, meeting__in=meetings)
        assert set(own.values_list("table__number", flat=True)) == {3}

    def test_locked_meeting_keeps_its_table_though_another_owns_it(self, event: Event) -> None:
        event.give(event.water, 1)
        locked, other = (
            meeting_between(event.energy, event.aero),
            meeting_between(event.water, RegistrationFactory(edition=event.edition)),
        )
        before = ScheduleVersionFactory(edition=event.edition)
        placed(before, locked, event.slots[0], event.tables[0], is_locked=True)
        version = self.drafted(event)
        assert version.placements.get(meeting=locked).table == event.tables[0]
        assert version.placements.filter(meeting=other).exists()
