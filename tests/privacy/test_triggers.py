"""Every write leaves a row in the log, however it is made, and says who made it."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models, transaction
from django.db.migrations.state import ProjectState
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from clusters.models import Invitation, Membership, Organisation, Sector
from events.models import Delegate, Registration
from matchmaking.models import ScheduleRun
from notifications.models import OutboxMessage
from privacy.log import declared, triggers
from privacy.log.actors import acting_as
from privacy.log.operations import LogTable, UnlogTable
from privacy.models import LogEntry
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, SectorFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import ScheduleRunFactory
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db


def entries(model: type[models.Model], operation: str = "") -> list[LogEntry]:
    found = LogEntry.objects.filter(table_name=model._meta.db_table).order_by("pk")
    return list(found.filter(operation=operation) if operation else found)


def last(model: type[models.Model]) -> LogEntry:
    return entries(model)[-1]


def test_every_model_is_logged_or_says_why_not() -> None:
    """Nothing is forgotten: the triggers of the database are those that the models declare."""
    assert [model._meta.label for model in triggers.outdated()] == []
    assert [model._meta.label for model in triggers.superfluous()] == []
    reasons = [declared.why_not_logged(model) for model in declared.tables()]
    assert all(len(reason.split()) >= 3 for reason in reasons if reason)


def test_a_row_is_logged_when_it_is_added_changed_and_removed() -> None:
    cluster = ClusterFactory(name="Alpine Energy")
    cluster.name = "Alpine Energies"
    cluster.save()
    key = cluster.pk
    cluster.delete()
    added, changed, removed = entries(Organisation)[-3:]
    assert [entry.operation for entry in (added, changed, removed)] == ["I", "U", "D"]
    assert {entry.row_id for entry in (added, changed, removed)} == {str(key)}
    assert added.before is None
    assert added.after is not None
    assert added.after["name"] == "Alpine Energy"
    assert (changed.before or {})["name"] == "Alpine Energy"
    assert (changed.after or {})["name"] == "Alpine Energies"
    assert removed.after is None
    assert (removed.before or {})["name"] == "Alpine Energies"


def test_bulk_and_raw_writes_are_logged_row_by_row() -> None:
    registration = RegistrationFactory()
    Delegate.objects.bulk_create(
        Delegate(registration=registration, name=name) for name in ("Ana", "Eva", "Ivo")
    )
    Delegate.objects.update(job_title="Manager")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM events_delegate WHERE name = 'Ivo'")
    assert [len(entries(Delegate, kind)) for kind in "IUD"] == [3, 3, 1]


def test_many_to_many_is_logged() -> None:
    cluster, sector = ClusterFactory(), SectorFactory()
    cluster.sectors.add(sector)
    entry = last(Organisation.sectors.through)
    assert f"organisation:{cluster.pk}" in entry.subjects
    assert (entry.after or {})["sector_id"] == sector.pk


def test_a_write_that_changes_nothing_is_not_logged() -> None:
    sector = SectorFactory()
    before = len(entries(Sector))
    Sector.objects.filter(pk=sector.pk).update(name=sector.name)
    assert len(entries(Sector)) == before


def test_what_is_left_out_is_neither_kept_nor_a_change() -> None:
    user = UserFactory()
    before = len(entries(User))
    user.set_password("another secret")
    user.save(update_fields=["password"])
    assert len(entries(User)) == before
    assert not {"password", "last_login", "sort_name"} & set(last(User).after or {})
    run = ScheduleRunFactory()
    ScheduleRun.objects.filter(pk=run.pk).update(progress={"seconds": 1})
    assert entries(ScheduleRun, "U") == []


def test_a_row_says_what_it_is_about() -> None:
    registration = RegistrationFactory()
    Delegate.objects.create(registration=registration, name="Ana")
    about = {f"edition:{registration.edition_id}", f"organisation:{registration.cluster_id}"}
    assert set(last(Registration).subjects) == set(last(Delegate).subjects) == about
    own = entries(Organisation)
    assert all(f"organisation:{entry.row_id}" in entry.subjects for entry in own)


def test_a_row_that_moves_is_about_both() -> None:
    delegate = Delegate.objects.create(registration=RegistrationFactory(), name="Ana")
    former, other = delegate.registration, RegistrationFactory()
    Delegate.objects.update(registration=other)
    about = {f"edition:{former.edition_id}", f"edition:{other.edition_id}"}
    assert about <= set(last(Delegate).subjects)


def test_the_instant_and_the_transaction_are_the_databases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), pg_current_xact_id()::text::bigint")
        earliest, transaction_id = cursor.fetchone()
    SectorFactory()
    entry = last(Sector)
    assert entry.happened_at >= earliest
    assert entry.transaction_id == transaction_id


def test_a_column_added_later_is_logged_and_a_new_table_by_one_operation() -> None:
    class Wish(models.Model):
        cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE)
        text = models.TextField()

        class Meta:
            app_label = "clusters"
            db_table = "wish_of_a_test"

        def __str__(self) -> str:
            return self.text

    state = ProjectState.from_apps(apps)
    try:
        with connection.schema_editor() as editor:
            editor.create_model(Wish)
            LogTable("clusters.Wish").database_forwards("clusters", editor, state, state)
        assert Wish not in triggers.outdated()
        cluster = ClusterFactory()
        Wish._default_manager.create(cluster=cluster, text="Partners")
        with connection.cursor() as cursor:
            # The foreign key's own check waits for the end of the transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE wish_of_a_test ADD COLUMN weight integer DEFAULT 7")
        Wish._default_manager.create(cluster=cluster, text="Partners abroad")
        assert (last(Wish).after or {})["weight"] == 7
        assert last(Wish).subjects == [f"organisation:{cluster.pk}"]
        count = len(entries(Wish))
        with connection.schema_editor() as editor:
            UnlogTable("clusters.Wish").database_forwards("clusters", editor, state, state)
        assert Wish in triggers.outdated()
        Wish._default_manager.update(text="Nothing")
        assert len(entries(Wish)) == count
    finally:
        apps.all_models["clusters"].pop("wish")
        apps.clear_cache()


@pytest.mark.parametrize(
    "broken",
    [
        "ALTER TABLE events_delegate DISABLE TRIGGER log_changed",
        "DROP TRIGGER log_removed ON events_delegate",
        """CREATE OR REPLACE FUNCTION public.log_events_delegate() RETURNS trigger
        LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'""",
    ],
)
def test_the_check_finds_a_trigger_that_is_not_as_declared(broken: str) -> None:
    assert run_checks(tags=["database"], databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute(broken)
    (error,) = run_checks(tags=["database"], databases=["default"])
    assert (error.id, error.obj) == ("privacy.E001", Delegate)
    assert 'LogTable("events.Delegate")' in (error.hint or "")


def test_the_check_finds_a_trigger_where_none_is_wanted() -> None:
    with connection.cursor() as cursor:
        for statement in triggers.install(OutboxMessage, ()):
            cursor.execute(statement)
    (error,) = run_checks(tags=["database"], databases=["default"])
    assert (error.id, error.obj) == ("privacy.E002", OutboxMessage)


@pytest.mark.parametrize("write", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_the_log_is_append_only(write: str) -> None:
    SectorFactory()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        connection.cursor().execute(write.format(LogEntry._meta.db_table))


# Who acts.


def invites(browser: Client, organisation: Organisation) -> None:
    typed = {"email": "colleague@example.org", "role": "planner", "idempotency_key": str(uuid4())}
    page = reverse("member-list", args=[organisation.slug])
    assert browser.post(page, typed).status_code == 302


def test_a_person_who_is_signed_in_stands_in_the_log(stage: Stage) -> None:
    invites(stage.manager, stage.cluster)
    assert last(Invitation).actor == f"user:{stage.manager_user.pk}"
    assert "token_hash" not in (last(Invitation).after or {})


def test_nobody_is_said_outside_and_the_next_in_one_transaction_is_another() -> None:
    SectorFactory()
    with acting_as("command:first"):
        SectorFactory()
        with acting_as("command:second"):
            SectorFactory()
        SectorFactory()
    SectorFactory()
    actors = [entry.actor for entry in entries(Sector)][-5:]
    assert actors == ["", "command:first", "command:second", "command:first", ""]


def test_a_savepoint_that_is_rolled_back_forgets_nobody() -> None:
    with acting_as("command:first"):
        with transaction.atomic():
            SectorFactory()
            transaction.set_rollback(True)
        SectorFactory()
    assert last(Sector).actor == "command:first"


def test_reading_tells_the_database_nothing() -> None:
    with acting_as("command:reads"), CaptureQueriesContext(connection) as captured:
        list(Sector.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(current_setting('clustermeet.actor', true), '')")
            assert cursor.fetchone() == ("",)
    assert len(captured) == 2


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real transactions, so that a connection goes from one to the next."""


def test_a_single_write_without_a_transaction_says_who(committed: None) -> None:
    with acting_as("command:single"):
        sector = Sector(slug="single", name="Single", position=1)
        sector.save()
        Sector.objects.filter(pk=sector.pk).update(name="One")
    Sector.objects.filter(pk=sector.pk).update(name="Two")
    assert [entry.actor for entry in entries(Sector)][-3:] == ["command:single"] * 2 + [""]


def test_the_next_transaction_of_a_connection_says_nothing_of_the_last(committed: None) -> None:
    with acting_as("user:7"), transaction.atomic():
        SectorFactory()
    with transaction.atomic():
        list(Sector.objects.all())
        SectorFactory()
    assert [entry.actor for entry in entries(Sector)][-2:] == ["user:7", ""]


def test_one_connection_serves_two_people(committed: None) -> None:
    """Requests that share the connection of a pool are told apart, a visitor's too."""
    members = [MembershipFactory() for _ in range(2)]
    for member in members:
        browser = Client()
        browser.force_login(member.user)
        invites(browser, member.organisation)
    found = entries(Invitation)
    assert [entry.actor for entry in found] == [f"user:{member.user_id}" for member in members]
    assert entries(Membership)[-1].actor == ""
