"""What is sealed cannot be edited, deleted, swapped, put in or re-timed without being found."""

import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from clusters.models import Sector
from events.models import Delegate
from privacy.log import sealing
from privacy.log.blanking import blank
from privacy.models import LogEntry, LogSeal
from privacy.tasks import seal
from tests.factories.clusters import SectorFactory
from tests.factories.events import RegistrationFactory
from tests.faults.conftest import violations

pytestmark = pytest.mark.django_db


def tamper(statement: str, *values: str | int) -> None:
    """As somebody does who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_logentry DISABLE TRIGGER log_guard")
        cursor.execute(statement, values or None)
        cursor.execute("ALTER TABLE privacy_logentry ENABLE TRIGGER log_guard")


def verify(*options: str) -> str:
    out = StringIO()
    call_command("verify_log", *options, stdout=out)
    return out.getvalue()


def kept_end() -> str:
    last = sealing.end()
    return f"{last.place}:{last.hash}"


@pytest.fixture
def chain() -> list[int]:
    """Six entries in two batches; their places."""
    for _ in range(3):
        SectorFactory()
    sealing.seal(now=timezone.now())
    for _ in range(3):
        SectorFactory()
    sealing.seal(now=timezone.now())
    places = LogEntry.objects.order_by("place").values_list("place", flat=True)
    return [place for place in places if place]


def test_a_chain_is_whole(chain: list[int]) -> None:
    assert chain == list(range(1, len(chain) + 1))
    assert len(chain) >= 6
    said = verify("--end", kept_end())
    assert "0 entries wait for their place." in said
    assert f"The log is whole. It ends at {kept_end()}" in said


EDITS = {
    "value": """UPDATE privacy_logentry SET after = after || '{"name": "Other"}' WHERE place = 2""",
    "value dropped": "UPDATE privacy_logentry SET after = after - 'name' WHERE place = 2",
    "who": "UPDATE privacy_logentry SET actor = 'user:1' WHERE place = 2",
    "which row": "UPDATE privacy_logentry SET row_id = '0' WHERE place = 2",
    "subject": "UPDATE privacy_logentry SET subjects = '{edition:1}' WHERE place = 2",
    "time": """UPDATE privacy_logentry SET happened_at = happened_at - interval '1 microsecond'
               WHERE place = 2""",
    "transaction": "UPDATE privacy_logentry SET transaction_id = 1 WHERE place = 2",
    "salt": "UPDATE privacy_logentry SET salt = gen_random_uuid() WHERE place = 2",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_or_retimed_entry_is_found_where_it_stands(chain: list[int], edit: str) -> None:
    tamper(edit)
    (fault,) = sealing.faults()
    assert (fault.rule, fault.place) == ("log: not as it was sealed", 2)
    with pytest.raises(CommandError):
        verify()
    assert [rule for rule, _ in violations()] == ["log: not as it was sealed"]


def test_an_edit_with_its_own_hash_made_new_is_found_by_the_next(chain: list[int]) -> None:
    tamper(EDITS["who"])
    tamper(
        "UPDATE privacy_logentry e SET hash = public.log_link(f.hash, e.place, "
        "public.log_content(e)) FROM privacy_logentry f WHERE e.place = 2 AND f.place = 1"
    )
    assert [(fault.rule, fault.place) for fault in sealing.faults()] == [
        ("log: not as it was sealed", 3)
    ]


def test_a_deleted_entry_is_found(chain: list[int]) -> None:
    tamper("DELETE FROM privacy_logentry WHERE place = 2")
    assert [(fault.rule, fault.place) for fault in sealing.faults()] == [
        ("log: missing", 2),
        ("log: not as it was sealed", 3),
    ]


def test_a_deleted_end_is_found_and_without_its_seal_by_a_kept_end(chain: list[int]) -> None:
    end = kept_end()
    tamper("DELETE FROM privacy_logentry WHERE place > %s", len(chain) - 3)
    assert [fault.rule for fault in sealing.faults()] == ["log: end is missing"]
    LogSeal.objects.order_by("-last_place")[0].delete()
    assert sealing.faults() == []
    with pytest.raises(CommandError):
        verify("--end", end)


def test_swapped_entries_are_found(chain: list[int]) -> None:
    tamper("UPDATE privacy_logentry SET place = 100 WHERE place = 2")
    tamper("UPDATE privacy_logentry SET place = 2 WHERE place = 4")
    tamper("UPDATE privacy_logentry SET place = 4 WHERE place = 100")
    found = {fault.place for fault in sealing.faults()}
    assert {2, 4} <= found


def test_an_entry_put_in_is_found(chain: list[int]) -> None:
    tamper("UPDATE privacy_logentry SET place = place + 1000 WHERE place > 2")
    tamper(
        "INSERT INTO privacy_logentry (transaction_id, happened_at, actor, table_name, row_id, "
        "operation, subjects, salt, place, hash) SELECT transaction_id, happened_at, actor, "
        "table_name, '0', 'I', '{}', gen_random_uuid(), 3, hash FROM privacy_logentry "
        "WHERE place = 2"
    )
    tamper("UPDATE privacy_logentry SET place = place - 999 WHERE place > 1000")
    found = sealing.faults()
    assert ("log: not as it was sealed", 3) in [(fault.rule, fault.place) for fault in found]


def test_what_waits_is_counted_since_when() -> None:
    SectorFactory()
    oldest = LogEntry.objects.earliest("pk").happened_at
    assert sealing.waiting().since == oldest
    said = verify()
    assert f"the oldest since {oldest:%Y-%m-%d %H:%M:%S} UTC" in said
    seal()
    assert sealing.waiting() == sealing.Waiting(0, None)


def test_batches_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    for _ in range(5):
        SectorFactory()
    count = LogEntry.objects.count()
    assert sealing.seal(now=timezone.now()) == count
    assert LogSeal.objects.count() == -(-count // 2)
    assert sealing.faults() == []


# Erasure.


@pytest.mark.parametrize("is_sealed", [True, False])
def test_blanked_values_are_gone_and_the_chain_is_whole(is_sealed: bool) -> None:
    delegate = Delegate.objects.create(registration=RegistrationFactory(), name="Ana Prat")
    Delegate.objects.filter(pk=delegate.pk).update(job_title="Head of Ana's office")
    other = Delegate.objects.create(registration=delegate.registration, name="Ivo")
    if is_sealed:
        seal()
    assert blank(model=Delegate, rows=[delegate.pk], columns=["job_title"]) == 2
    assert blank(model=Delegate, rows=[delegate.pk], columns=["name", "job_title"]) == 2
    assert blank(model=Delegate, rows=[delegate.pk], columns=["name"]) == 0
    seal()
    assert sealing.faults() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM privacy_logentry e WHERE e::text LIKE '%%Ana%%'")
        assert cursor.fetchall() == []
    entry = LogEntry.objects.filter(table_name="events_delegate", row_id=str(delegate.pk))
    assert [found.operation for found in entry.order_by("pk")] == ["I", "U", "B", "B"]
    first = entry.earliest("pk")
    assert first.salt is None
    assert (first.after or {})["registration_id"] == delegate.registration_id
    # A value that is gone has no salt left, so that its digest cannot be guessed.
    assert {"after.name", "after.job_title"} & set(first.salts or {}) == set()
    kept = LogEntry.objects.get(table_name="events_delegate", row_id=str(other.pk), operation="I")
    assert (kept.after or {})["name"] == "Ivo"


def test_a_blanked_entry_is_still_guarded() -> None:
    delegate = Delegate.objects.create(registration=RegistrationFactory(), name="Ana Prat")
    seal()
    blank(model=Delegate, rows=[delegate.pk], columns=["name"])
    forged = (
        "UPDATE privacy_logentry SET after = after || %s::jsonb WHERE row_id = %s "
        "AND table_name = 'events_delegate' AND operation = 'I'"
    )
    tamper(forged, '{"name": "Eva"}', str(delegate.pk))
    assert [fault.rule for fault in sealing.faults()] == ["log: blanked value is back"]
    tamper(forged, '{"name": null, "job_title": "Head"}', str(delegate.pk))
    assert {fault.rule for fault in sealing.faults()} == {"log: not as it was sealed"}


# More than one at once.


def in_thread(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_what_is_committed_late_is_sealed_in_the_next_batch(transactional_db: None) -> None:
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Sector.objects.create(slug="slow", name="Slow", position=1)
            written.set()
            may_end.wait(60)

    thread = in_thread(slow)
    assert written.wait(60)
    SectorFactory(slug="quick")
    seal()
    (quick,) = LogEntry.objects.filter(place__isnull=False, after__slug="quick")
    may_end.set()
    thread.join()
    late = LogEntry.objects.get(after__slug="slow")
    assert late.place is None
    assert late.transaction_id < quick.transaction_id
    seal()
    late.refresh_from_db()
    assert [entry.place for entry in LogEntry.objects.order_by("place")][-1] == late.place
    assert sealing.faults() == []


def test_two_who_seal_at_once_make_one_chain(transactional_db: None) -> None:
    for _ in range(20):
        SectorFactory()
    start = threading.Barrier(4)

    def act() -> None:
        start.wait(60)
        seal()

    for thread in [in_thread(act) for _ in range(4)]:
        thread.join()
    seal()
    assert sealing.faults() == []
    assert sealing.waiting().count == 0
