"""Where an organiser chooses among all clusters of an event, each is looked for by its name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import BarredPair, MeetingRequest, Table
from matchmaking.telling.entries import refresh_marked
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import ScheduleVersionFactory, tables, window_with_slots
from tests.factories.stage import page
from tests.organise.test_finding import offered
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db
KINDS = ["enter", "ask", "bar", "own"]


def requested() -> set[int]:
    return {pk for row in MeetingRequest.objects.all() for pk in (row.requester_id, row.invitee_id)}


def barred() -> set[int]:
    return {pk for row in BarredPair.objects.all() for pk in (row.first_id, row.second_id)}


def owning() -> set[int]:
    return set(Table.objects.exclude(owner=None).values_list("owner_id", flat=True))


@dataclass
class Form:
    """A form of an organiser: the page it is on, where it is sent, and what it stores."""

    edition: Edition
    organiser: Client
    at: str
    to: str
    field: str
    rest: dict[str, Any]
    stored: Callable[[], set[int]]

    def comes(self, name: str, **fields: Any) -> Registration:
        row: Registration = RegistrationFactory(
            edition=self.edition, cluster=ClusterFactory(name=name), **fields
        )
        return row

    def _sent(self, words: str, chosen: object, **more: Any) -> dict[str, Any]:
        named = {self.field: chosen, f"{self.field}-words": words}
        return {**self.rest, **named, "idempotency_key": uuid4(), **more}

    def send(self, words: str, chosen: object = "", **more: Any) -> Any:
        return self.organiser.post(self.to, self._sent(words, chosen, **more))

    def find(self, words: str, chosen: object = "", at: str = "") -> Any:
        """Press *Find*: it goes to the page that is shown."""
        sent = self._sent(words, chosen, find=self.field)
        return self.organiser.post(at or self.at, sent)

    def offered(self, answer: Any) -> list[str]:
        return offered(answer.content.decode(), self.field)


@pytest.fixture(params=KINDS)
def form(request: pytest.FixtureRequest) -> Form:
    kind = request.param
    edition = EditionFactory(state="published" if kind == "enter" else "requests_open")
    window_with_slots(edition, slots=2)
    tables(edition, 2)
    if kind == "enter":
        ScheduleVersionFactory(edition=edition, state="published", published_at=timezone.now())
    organiser = signed_in(MembershipFactory(organisation=edition.owner).user)
    first = RegistrationFactory(edition=edition, cluster=ClusterFactory(name="Water"))
    names = {"enter": "replan", "ask": "ask", "bar": "rules-pairs", "own": "times"}
    at = to = page(f"organise-{names[kind]}", edition)
    pair = {"first": first.pk, "priority": 1}
    if kind == "enter":
        to = page("organise-replan-meeting", edition)
    if kind == "own":
        to = page("organise-own-table", edition)
        return Form(edition, organiser, at, to, "registration", {"table": 2}, owning)
    return Form(edition, organiser, at, to, "second", pair, barred if kind == "bar" else requested)


def test_no_page_lists_the_clusters(form: Form) -> None:
    form.comes("Solartys")
    shown = form.organiser.get(form.at).content.decode()
    assert f'name="{form.field}-words"' in shown
    assert "Solartys" not in shown


@pytest.mark.parametrize("words", ["Solartys", "sólartys", "Cluster for Solar Energy"])
def test_a_name_that_is_typed_is_taken(form: Form, words: str) -> None:
    cluster = ClusterFactory(name="Cluster for Solar Energy", short_name="Solartys")
    row = RegistrationFactory(edition=form.edition, cluster=cluster)
    form.comes("Solartys of the South")
    assert form.send(words).status_code == 302
    assert row.pk in form.stored()


@pytest.mark.parametrize("words", ["solar", "sòlár", "solat"])
def test_of_a_part_typed_candidates_are_offered_and_nothing_is_stored(
    form: Form, words: str
) -> None:
    rows = [form.comes("Solar One"), form.comes("Solar Two")]
    answer = form.send(words)
    assert answer.status_code == 422
    assert f"Choose one of those found for “{words}”." in answer.content.decode()
    assert form.offered(answer) == [str(row.pk) for row in rows]
    assert form.stored() == set()


def test_a_part_that_fits_just_one_is_offered_too(form: Form) -> None:
    row = form.comes("Solar One")
    answer = form.send("solar")
    assert (answer.status_code, form.offered(answer)) == (422, [str(row.pk)])
    assert form.stored() == set()
    assert form.send("solar", row.pk).status_code == 302
    assert row.pk in form.stored()


def test_where_nothing_is_called_so_the_page_says_it(form: Form) -> None:
    form.comes("Solar One")
    assert "Nothing is called “qqqq”." in form.send("qqqq").content.decode()
    assert "Nothing else is called “qqqq”." in form.find("qqqq").content.decode()
    assert "Choose a cluster." in form.send("").content.decode()
    assert form.stored() == set()


def test_find_offers_those_of_the_event_and_keeps_what_was_chosen(form: Form) -> None:
    row, other = form.comes("Solar One"), form.comes("Wind")
    form.comes("Solar Gone", state="declined")
    RegistrationFactory(cluster=ClusterFactory(name="Solar Abroad"))
    ClusterFactory(name="Solar Nowhere")
    for at in {form.at, form.to}:
        answer = form.find("solar", other.pk, at)
        assert answer.status_code == 200
        assert form.offered(answer) == [str(other.pk), str(row.pk)]
        assert re.search(rf'value="{other.pk}"\s+checked', answer.content.decode())
        assert f'name="{form.field}-words" value="solar"' in answer.content.decode()
        if form.field == "second":
            assert re.search(rf'value="{form.rest["first"]}"\s+checked', answer.content.decode())
    assert form.stored() == set()


def test_no_cluster_of_another_event_is_taken(form: Form) -> None:
    for row in (RegistrationFactory(), form.comes("Gone", state="declined")):
        assert form.send("", row.pk).status_code == 422
    assert form.stored() == set()


def test_a_choice_survives_a_refusal(form: Form) -> None:
    row = form.comes("Solar One")
    wrong = {"table": ""} if form.field == "registration" else {"first": ""}
    answer = form.send("", row.pk, **wrong)
    assert answer.status_code == 422
    assert re.search(rf'value="{row.pk}"\s+checked', answer.content.decode())


@pytest.mark.parametrize("form", ["enter", "ask"], indirect=True)
def test_both_that_were_chosen_survive_what_the_rules_refuse(form: Form) -> None:
    row = form.comes("Solar One")
    BarredPair.objects.create(edition=form.edition, first_id=form.rest["first"], second=row)
    answer = form.send("", row.pk, priority=10)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "The rules of this event say that these two clusters never meet." in shown
    assert form.stored() == set()
    for pk in (form.rest["first"], row.pk):
        assert re.search(rf'value="{pk}"\s+checked', shown)
    assert '<option value="10" selected' in shown
    BarredPair.objects.all().delete()
    assert form.send("", row.pk, priority=10).status_code == 302


@pytest.mark.parametrize("form", ["own"], indirect=True)
def test_a_cluster_and_a_table_survive_that_the_table_is_another_s(form: Form) -> None:
    row, other = form.comes("Solar One"), form.comes("Stone")
    Table.objects.filter(edition=form.edition, number=2).update(owner=other)
    answer = form.send("", row.pk)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Table 2 is the own table of Stone. Take it back first." in shown
    assert re.search(rf'value="{row.pk}"\s+checked', shown)
    assert re.search(r'name="table" value="2"\s+checked', shown)


def test_what_was_chosen_can_be_copied_where_the_event_ended_meanwhile(form: Form) -> None:
    row = form.comes("Solar One")
    Edition.objects.update(state="finished")
    answer = form.send("", row.pk)
    assert answer.status_code == 409
    assert "Solar One" in str(answer.context["typed"])


def test_find_asks_little_of_the_database_at_400_clusters(form: Form) -> None:
    made = Organisation.objects.bulk_create(
        Organisation(slug=f"many-{number}", kind="cluster", name=f"Cluster for Works {number}")
        for number in range(400)
    )
    by = MembershipFactory().user
    Registration.objects.bulk_create(
        Registration(
            edition=form.edition,
            cluster=row,
            registered_by=by,
            state="approved",
            idempotency_key=uuid4(),
        )
        for row in made
    )
    refresh_marked()
    chosen = form.edition.registrations.latest("pk").pk
    for first in (chosen, ""):
        if form.field == "second":
            form.rest |= {"first": first, "first-words": "works 7"}
        with CaptureQueriesContext(connection) as asked:
            answer = form.find("clusters for wroks", first)
        assert len(form.offered(answer)) == (21 if first else 20)
        assert len(answer.content) <= 100_000
        assert len(asked) <= 15


@pytest.mark.parametrize("form", ["enter", "ask", "bar"], indirect=True)
def test_enter_in_a_field_looks_also_where_it_presses_find_of_the_one_before(form: Form) -> None:
    """As browsers do without scripts."""
    row = form.comes("Solar One")
    answer = form.organiser.post(
        form.at, {**form.rest, "second": "", "second-words": "solar", "find": "first"}
    )
    assert form.offered(answer) == [str(row.pk)]


def test_who_does_not_plan_finds_nothing(form: Form) -> None:
    viewer = MembershipFactory(organisation=form.edition.owner, role="viewer").user
    form.organiser.force_login(viewer)
    assert form.find("solar").status_code == 403
