"""What is kept of the people at an event ends two years after it, or earlier, with notice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from events.models import Delegate, Edition, Registration, RegistrationMessage
from events.queries.same_people import same_people
from events.services.retention import erase_due, erased_on, tell_of_erasures
from files.models import StoredFile
from matchmaking.models import MeetingRequest
from privacy.log import sealing
from privacy.models import LogEntry
from privacy.services.ledger import carry_out
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.lists import handed_over, looked_at
from tests.factories.matchmaking import MeetingRequestFactory
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db

LAST_DAY = date(2024, 5, 31)
DUE = datetime(2026, 5, 31, 12, tzinfo=UTC)
SECRET = "zzyxsecret"


@pytest.fixture(autouse=True)
def own_list(settings: Settings, tmp_path: Path) -> Path:
    settings.ERASURES_DIR = str(tmp_path)
    return tmp_path / "erasures.txt"


@pytest.fixture
def edition() -> Edition:
    """Two clusters, one delegate of both, messages of every kind."""
    edition: Edition = EditionFactory(starts_on=LAST_DAY, ends_on=LAST_DAY, state="finished")
    MembershipFactory(organisation=edition.owner, user__email="organiser@example.org")
    first, second = (RegistrationFactory(edition=edition, message=SECRET) for _ in range(2))
    for registration, name in ((first, "Ada Zzyx"), (second, "ada  zzyx"), (second, "Bo Zzyx")):
        Delegate.objects.create(registration=registration, name=name, job_title=SECRET)
    MeetingRequestFactory(
        edition=edition, requester=first, invitee=second, message=SECRET, reply=SECRET
    )
    RegistrationMessage.objects.create(
        registration=first,
        author=first.registered_by,
        by_organiser=False,
        text=SECRET,
        sent_at=DUE,
        idempotency_key=uuid4(),
    )
    return edition


def names() -> list[str]:
    return list(Delegate.objects.order_by("pk").values_list("name", flat=True))


def notice(at: datetime = DUE - timedelta(days=29)) -> int:
    return tell_of_erasures(now=at)


@pytest.mark.parametrize(
    ("last_day", "months", "erased"),
    [
        (date(2024, 5, 31), 24, date(2026, 5, 31)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
    ],
)
def test_the_day_is_so_many_months_after_the_last_one(
    last_day: date, months: int, erased: date
) -> None:
    assert erased_on(Edition(ends_on=last_day, people_kept_months=months)) == erased


def test_organisers_are_told_a_month_before_and_once(edition: Edition) -> None:
    assert notice(DUE - timedelta(days=32)) == 0
    assert notice() == 1
    assert notice() == 0
    assert told("people-erased") == ["organiser@example.org"]
    assert "31 May" in mail_to("organiser@example.org", "people-erased").body


def test_nothing_is_erased_before_its_day_or_without_notice(edition: Edition) -> None:
    assert erase_due(now=DUE) == 0
    notice()
    assert erase_due(now=DUE - timedelta(days=1)) == 0
    assert SECRET in {request.message for request in MeetingRequest.objects.all()}


def test_names_become_pseudonyms_and_messages_go(edition: Edition) -> None:
    before = same_people(edition.pk).pairs()
    notice()
    assert erase_due(now=DUE) == 1
    assert names() == ["Delegate 1", "Delegate 1", "Delegate 2"]
    assert set(Delegate.objects.values_list("job_title", flat=True)) == {""}
    assert set(Registration.objects.values_list("message", flat=True)) == {""}
    assert MeetingRequest.objects.values_list("message", "reply").get() == ("", "")
    assert RegistrationMessage.objects.get().text == ""
    assert before
    assert same_people(edition.pk).pairs() == before


def test_the_log_loses_the_names_and_words_too_and_stays_whole(edition: Edition) -> None:
    Delegate.objects.filter(registration__edition=edition).order_by("pk")[0].delete()
    sealing.seal(now=DUE)
    notice()
    assert any(SECRET in f"{entry.before} {entry.after}" for entry in LogEntry.objects.all())
    erase_due(now=DUE)
    erase_due(now=DUE + timedelta(days=1))
    kept = [f"{entry.before} {entry.after}" for entry in LogEntry.objects.all()]
    assert [values for values in kept if SECRET in values] == []
    assert [
        entry.pk
        for entry in LogEntry.objects.filter(table_name=Delegate._meta.db_table)
        if (entry.before or entry.after or {}).get("name")
    ] == []
    sealing.seal(now=DUE)
    assert sealing.faults() == []


def test_another_event_keeps_its_own(edition: Edition) -> None:
    other = RegistrationFactory(message=SECRET)
    Delegate.objects.create(registration=other, name="Ada Zzyx")
    notice()
    erase_due(now=DUE)
    other.refresh_from_db()
    assert other.message == SECRET
    assert names()[-1] == "Ada Zzyx"


def test_lists_that_name_people_go_once(edition: Edition) -> None:
    organiser, other = (
        User.objects.get(email="organiser@example.org"),
        RegistrationFactory().edition,
    )
    stays = handed_over(other, organiser)
    for made in (handed_over, looked_at):
        made(edition, organiser)
    notice()
    erase_due(now=DUE)
    assert list(StoredFile.objects.all()) == [stays.file]
    later = handed_over(edition, organiser)
    erase_due(now=DUE + timedelta(days=1))
    later.refresh_from_db()
    assert later.file is not None


def test_figures_stay(edition: Edition, client: Client) -> None:
    client.force_login(User.objects.get(email="organiser@example.org"))
    address = reverse("organise-registrations", args=[edition.slug])
    before = client.get(address).text.count("<tr")
    notice()
    erase_due(now=DUE)
    assert client.get(address).text.count("<tr") == before


def test_what_is_written_later_is_erased_as_well(edition: Edition, own_list: Path) -> None:
    notice()
    erase_due(now=DUE)
    RegistrationMessage.objects.update(text=SECRET)
    assert erase_due(now=DUE + timedelta(days=1)) == 0
    assert RegistrationMessage.objects.get().text == ""
    assert own_list.read_text() == f"edition {edition.pk} .\n"


def test_who_shortens_the_time_late_has_two_weeks(edition: Edition) -> None:
    Edition.objects.update(people_kept_months=1)
    now = datetime(2024, 12, 1, 12, tzinfo=UTC)
    assert notice(now) == 1
    assert erase_due(now=now + timedelta(days=13)) == 0
    assert erase_due(now=now + timedelta(days=14)) == 1


def test_a_restored_backup_loses_it_again(edition: Edition) -> None:
    notice()
    erase_due(now=DUE)
    Edition.objects.update(people_erased_at=None, people_told_at=None)
    Delegate.objects.update(name="Ada Zzyx")
    carry_out(now=DUE)
    assert set(names()) == {"Delegate 1"}
    assert Edition.objects.get(pk=edition.pk).people_erased_at == DUE


def test_the_organiser_chooses_a_shorter_time(client: Client) -> None:
    edition = EditionFactory()
    client.force_login(MembershipFactory(organisation=edition.owner).user)
    page = client.get(reverse("organise-edit", args=[edition.slug]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    address = reverse("organise-edit", args=[edition.slug])
    longer = client.post(address, sent | {"people_kept_months": 25, "version": edition.version})
    assert "people_kept_months" in longer.context["form"].errors
    client.post(address, sent | {"people_kept_months": 6, "version": edition.version})
    assert Edition.objects.get(pk=edition.pk).people_kept_months == 6
