"""A cluster applies on the pages, completes what is returned, and reads what came of it."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clusters.models import Organisation
from events.models import Application, Call
from events.services.calls.publishing import publish_decision
from events.services.registrations import withdraw
from tests.factories.calls import (
    ApplicationFactory,
    CallFactory,
    HostApplicationFactory,
    HostCallFactory,
    prepared,
)
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db
OPEN = datetime(2094, 1, 20, 9, tzinfo=UTC)
CLOSED = datetime(2094, 2, 10, 9, tzinfo=UTC)


def manager(cluster: Organisation | None = None) -> Client:
    return signed_in(MembershipFactory(organisation=cluster or ClusterFactory()).user)


def key() -> str:
    return str(uuid.uuid4())


@time_machine.travel(OPEN, tick=False)
def test_everybody_reads_an_open_call_and_finds_it_where_it_belongs() -> None:
    call, host = CallFactory(title="Health partners"), HostCallFactory(title="Who hosts?")
    visitor = Client()
    shown = visitor.get(call.get_absolute_url()).text
    assert "Apply until" in shown
    assert "1 February 2094, 13:00" in shown
    assert "Health partners" in visitor.get(call.edition.get_absolute_url()).text
    assert "Who hosts?" in visitor.get(host.series.get_absolute_url()).text
    home = visitor.get(reverse("home")).text
    assert "Health partners" in home
    assert "Who hosts?" in home
    assert "Health partners" in manager().get(reverse("my-home")).text


@time_machine.travel(CLOSED, tick=False)
def test_a_closed_call_is_read_but_not_announced() -> None:
    call = CallFactory(title="Health partners")
    visitor = Client()
    assert "no applications are taken any more" in visitor.get(call.get_absolute_url()).text
    assert "Health partners" not in visitor.get(call.edition.get_absolute_url()).text
    assert "Health partners" not in visitor.get(reverse("home")).text
    answer = manager().get(reverse("call-apply", args=[call.slug]))
    assert answer.status_code == 409
    assert "This call takes no applications now." in answer.text


@time_machine.travel(OPEN, tick=False)
def test_a_cluster_applies_changes_withdraws_and_applies_again() -> None:
    call, cluster = CallFactory(), ClusterFactory(name="Water")
    client = manager(cluster)
    address = reverse("call-apply", args=[call.slug])
    assert "You apply for" in client.get(address).text
    sent = {"organisation": cluster.pk, "text": "Sensors.", "idempotency_key": key()}
    application_url = client.post(address, sent)["Location"]
    row = Application.objects.get()
    assert application_url == reverse("application-detail", args=[row.pk])
    assert client.post(address, sent)["Location"] == application_url
    assert "Water has applied." in client.get(address).text
    again = client.post(address, sent | {"idempotency_key": key()})
    assert again.status_code == 422
    assert "It has applied already." in again.text
    client.post(application_url, {"text": "Better words.", "version": 1})
    assert "Better words." in client.get(application_url).text
    stale = client.post(application_url, {"text": "Others.", "version": 1})
    assert stale.status_code == 409
    assert "Others." in stale.text
    withdraw = reverse("application-withdraw", args=[row.pk])
    assert client.get(withdraw).status_code == 200
    client.post(withdraw)
    assert "Apply again" in client.get(application_url).text
    assert client.post(address, sent | {"idempotency_key": key()})["Location"] == application_url
    assert "Water" in client.get(reverse("application-list")).text


@time_machine.travel(OPEN, tick=False)
def test_who_speaks_for_no_cluster_is_told_the_way() -> None:
    address = reverse("call-apply", args=[CallFactory().slug])
    answer = signed_in(MembershipFactory(organisation=OrganisationFactory()).user).get(address)
    assert "Only members of a cluster can apply for it." in answer.text


@time_machine.travel(OPEN, tick=False)
def test_a_body_applies_to_host_and_says_when_and_where() -> None:
    call, body, region = HostCallFactory(), OrganisationFactory(), RegionFactory()
    planner = signed_in(MembershipFactory(organisation=body, role="planner").user)
    address = reverse("call-apply", args=[call.slug])
    sent = {
        "organisation": body.pk,
        "text": "A hall by the sea.",
        "starts_on": "2095-05-10",
        "ends_on": "2095-05-09",
        "time_zone": "Europe/Rome",
        "city": "Genoa",
        "region": region.pk,
        "idempotency_key": key(),
    }
    refused = planner.post(address, sent)
    assert refused.status_code == 422
    assert "Enter 10 May 2095 or a later day." in refused.text
    planner.post(address, sent | {"ends_on": "2095-05-11"})
    row = Application.objects.get()
    assert (row.starts_on, row.city, row.region) == (date(2095, 5, 10), "Genoa", region)
    reception = signed_in(MembershipFactory(organisation=body, role="reception").user)
    assert reception.get(reverse("application-detail", args=[row.pk])).status_code == 404


@time_machine.travel(CLOSED, tick=False)
def test_what_is_returned_is_submitted_again() -> None:
    row = ApplicationFactory(
        call__state=Call.State.REVIEWING,
        state=Application.State.RETURNED,
        to_complete="Name two members.",
    )
    client = manager(row.organisation)
    address = reverse("application-detail", args=[row.pk])
    assert "Name two members." in client.get(address).text
    client.post(address, {"text": "Two members.", "version": 1})
    shown = client.get(address).text
    assert "It is reviewed now." in shown
    assert client.post(address, {"text": "More.", "version": 2}).status_code == 409


@time_machine.travel(CLOSED, tick=False)
def test_each_applicant_reads_what_came_of_it_and_only_after_the_decision() -> None:
    call = CallFactory(state=Call.State.REVIEWING)
    rows = ApplicationFactory.create_batch(3, call=call)
    for row, outcome in zip(rows, ("selected", "reserve", "rejected"), strict=True):
        prepared(row, outcome, 1 if outcome == "reserve" else None)
    clients = [manager(row.organisation) for row in rows]
    addresses = [reverse("application-detail", args=[row.pk]) for row in rows]
    before = [c.get(address).text for c, address in zip(clients, addresses, strict=True)]
    assert all("It is reviewed now." in text for text in before)
    assert not any("reserves" in text for text in before)
    publish_decision(call=call, version=1, now=CLOSED)
    after = [c.get(address).text for c, address in zip(clients, addresses, strict=True)]
    assert "You are selected, and approved for the event." in after[0]
    assert "You are number 1 among the reserves." in after[1]
    assert "You are not selected." in after[2]
    registration = reverse("registration-edit", args=[rows[1].organisation.registrations.get().pk])
    assert registration in after[1]
    assert clients[1].get(registration).status_code == 200


@time_machine.travel(CLOSED, tick=False)
@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_of_a_cancelled_event_nobody_waits_for_a_decision(state: str) -> None:
    row = ApplicationFactory(
        call__state=Call.State.REVIEWING, call__edition__state="cancelled", state=state
    )
    shown = manager(row.organisation).get(reverse("application-detail", args=[row.pk])).text
    assert "this call goes no further" in shown
    assert "It is reviewed now." not in shown
    assert "submit it again" not in shown


@time_machine.travel(CLOSED, tick=False)
def test_who_was_selected_and_left_is_not_said_to_be_approved() -> None:
    row = ApplicationFactory(call__state=Call.State.REVIEWING)
    prepared(row, "selected")
    publish_decision(call=row.call, version=1, now=CLOSED)
    registration = row.organisation.registrations.get()
    withdraw(registration=registration, now=CLOSED)
    shown = manager(row.organisation).get(reverse("application-detail", args=[row.pk])).text
    assert "approved for the event" not in shown
    assert "Your registration says where you stand now." in shown
    assert reverse("registration-edit", args=[registration.pk]) in shown


@time_machine.travel(CLOSED, tick=False)
def test_a_host_finds_its_draft() -> None:
    row = HostApplicationFactory(call__state=Call.State.REVIEWING)
    prepared(row, "selected")
    publish_decision(call=row.call, version=1, now=CLOSED)
    client = manager(row.organisation)
    shown = client.get(reverse("application-detail", args=[row.pk])).text
    row.refresh_from_db()
    assert row.edition_made
    overview = reverse("organise-overview", args=[row.edition_made.slug])
    assert overview in shown
    assert client.get(overview).status_code == 200


@time_machine.travel(OPEN, tick=False)
def test_an_application_that_is_refused_comes_back_whole() -> None:
    call, body, region = HostCallFactory(), OrganisationFactory(), RegionFactory()
    planner = signed_in(MembershipFactory(organisation=body, role="planner").user)
    sent = {
        "organisation": body.pk,
        "text": "A hall by the sea.",
        "starts_on": "2095-05-10",
        "ends_on": "2095-05-11",
        "time_zone": "Europe/Rome",
        "city": "Genoa",
        "region": region.pk,
    }
    planner.post(reverse("call-apply", args=[call.slug]), sent | {"idempotency_key": key()})
    row = Application.objects.get()
    Application.objects.update(version=2)
    other = sent | {"city": "Savona", "version": 1}
    answer = planner.post(reverse("application-detail", args=[row.pk]), other)
    assert answer.status_code == 409
    for typed in ("A hall by the sea.", "City: Savona", "2095-05-11"):
        assert typed in answer.text
    Call.objects.update(state="decided", decided_at=CLOSED)
    late = planner.post(reverse("application-detail", args=[row.pk]), other | {"version": 2})
    assert late.status_code == 409
    assert "City: Savona" in late.text
    new = sent | {"idempotency_key": key(), "city": "Nice"}
    closed = planner.post(reverse("call-apply", args=[call.slug]), new)
    assert closed.status_code == 409
    assert "City: Nice" in closed.text
