"""At the event another person comes in the place of a delegate, with the same seats, and back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from events.models import Delegate, DelegateAccess, Edition, Registration
from events.services.delegates import Particulars, change_delegate, remove_delegate
from events.services.registrations import NotChangeable, RegistrationChanged
from events.services.replacing import AlreadyThere, Replaced, put_back, replace_delegate
from matchmaking.models import MeetingParticipant, PlacementParticipant
from tests.factories.matchmaking import MORNING
from tests.factories.sitting import ADA, NOW, Sent, sent
from tests.support.mails import all_sent, mail_to, told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
# Of A's meetings the first has begun then, the second has not.
DURING = MORNING + timedelta(minutes=10)
MANAGER = "a@example.org"


@pytest.fixture
def event() -> Sent:
    return sent(state="published", published_at=NOW)


def replaced(event: Sent, now: datetime = NOW, **said: object) -> Replaced:
    """Eva comes instead of Ada."""
    values = {"delegate": event.ada.delegate, "name": "Eva", "job_title": "", "version": 1}
    return replace_delegate(**{**values, **said}, now=now)  # type: ignore[arg-type]


def sits(event: Sent, meeting: int) -> str:
    """By name, who of A sits in a meeting."""
    seat = PlacementParticipant.objects.select_related("delegate").get(
        registration=event.registrations[0], meeting=event.meetings[meeting]
    )
    return seat.delegate.name if seat.delegate else ""


def people(event: Sent) -> list[str]:
    return list(event.registrations[0].delegates.values_list("name", flat=True))


def test_whoever_comes_has_the_seats_and_times_of_who_does_not(event: Sent) -> None:
    there = [DateTimeTZRange(MORNING, MORNING + timedelta(hours=2))]
    Delegate.objects.filter(pk=event.ada.delegate_id).update(
        presence=there, languages="English", topics="Wind"
    )
    replaced(event, job_title="Director")
    eva = Delegate.objects.get(name="Eva")
    assert (sits(event, 0), sits(event, 1)) == ("Eva", "Bo")
    assert people(event) == ["Eva", "Bo"]
    assert (eva.job_title, eva.languages, eva.topics) == ("Director", "", "")
    assert eva.presence == there


def test_what_has_begun_stays_with_who_sat_there(event: Sent) -> None:
    event.sit(1, event.ada)
    choices = MeetingParticipant.objects.filter(registration=event.registrations[0])
    choices.update(delegate=event.ada.delegate)
    replaced(event, DURING)
    assert (sits(event, 0), sits(event, 1)) == ("Ada", "Eva")
    assert people(event) == ["Eva", "Bo", "Ada"]
    assert set(choices.values_list("meeting", "delegate__name")) == {
        (event.meetings[0].pk, "Ada"),
        (event.meetings[1].pk, "Eva"),
    }
    [ada] = Delegate.objects.filter(name="Ada")
    assert [period.upper for period in ada.presence or ()] == [DURING]


def test_who_was_there_for_some_hours_was_there_until_now(event: Sent) -> None:
    hour = timedelta(hours=1)
    Delegate.objects.filter(pk=event.ada.delegate_id).update(
        presence=[
            DateTimeTZRange(MORNING - hour, MORNING + hour),
            DateTimeTZRange(MORNING + 2 * hour, MORNING + 3 * hour),
        ]
    )
    replaced(event, DURING)
    there = Delegate.objects.get(name="Ada").presence or []
    assert [(one.lower, one.upper) for one in there] == [(MORNING - hour, DURING)]


def test_who_came_by_mistake_has_nothing_left_once_it_is_undone(event: Sent) -> None:
    Delegate.objects.filter(pk=event.ada.delegate_id).update(languages="English", topics="Wind")
    done = replaced(event, DURING)
    put_back(replaced=done, now=DURING)
    ada = Delegate.objects.get(name="Ada")
    assert people(event) == ["Ada", "Bo"]
    assert sits(event, 0) == "Ada"
    assert (ada.pk, ada.presence) == (event.ada.delegate_id, None)
    assert (ada.languages, ada.topics) == ("English", "Wind")


def test_the_cluster_is_told_in_words_after_the_quiet_interval(event: Sent) -> None:
    replaced(event)
    mail = mail_to(MANAGER, "delegate-replaced")
    assert "Eva comes for Cluster A in the place of Ada" in " ".join(mail.body.split())
    assert mail.due_at > NOW
    assert told("delegate-replaced") == [MANAGER]


def test_what_is_undone_before_it_is_told_is_told_to_nobody(event: Sent) -> None:
    put_back(replaced=replaced(event), now=NOW)
    assert told("delegate-replaced") == []


def test_what_is_undone_after_it_was_told_is_told_too(event: Sent) -> None:
    done = replaced(event)
    all_sent(NOW)
    put_back(replaced=done, now=NOW)
    mail = mail_to(MANAGER, "delegate-replaced", state="queued")
    assert "Ada comes for Cluster A in the place of Eva" in " ".join(mail.body.split())


def test_the_account_of_who_does_not_come_ends(event: Sent) -> None:
    person = event.ada.user
    assert person
    done = replaced(event)
    assert told("delegate-ended") == [ADA]
    assert not DelegateAccess.objects.of(person).exists()
    put_back(replaced=done, now=NOW)
    assert not DelegateAccess.objects.of(person).exists(), "the cluster invites anew"
    assert DelegateAccess.objects.filter(delegate__name="Bo").exists()


@pytest.mark.parametrize("name", ["Bo", "bó", "Ada"])
def test_nobody_is_in_a_delegation_twice(event: Sent, name: str) -> None:
    with pytest.raises(AlreadyThere):
        replaced(event, name=name)
    assert people(event) == ["Ada", "Bo"]


def renamed(event: Sent) -> None:
    said = Particulars(name="Bob")
    change_delegate(delegate=event.bo.delegate, said=said, version=1, now=NOW)


def removed(event: Sent) -> None:
    remove_delegate(delegate=event.ada.delegate, version=1, now=NOW)


@pytest.mark.parametrize("change", [renamed, removed])
def test_a_page_that_was_opened_before_a_change_replaces_nobody(
    event: Sent, change: Callable[[Sent], None]
) -> None:
    change(event)
    before = people(event)
    with pytest.raises(RegistrationChanged):
        replaced(event)
    assert people(event) == before


def test_who_was_removed_is_replaced_by_nobody(event: Sent) -> None:
    removed(event)
    with pytest.raises(RegistrationChanged):
        replaced(event, version=2)


def test_once_the_delegation_is_another_one_nothing_is_undone(event: Sent) -> None:
    done = replaced(event)
    said = Particulars(name="Bob")
    change_delegate(delegate=event.bo.delegate, said=said, version=2, now=NOW)
    with pytest.raises(RegistrationChanged):
        put_back(replaced=done, now=NOW)
    assert people(event) == ["Eva", "Bob"]


@pytest.mark.parametrize(
    ("state", "of", "now"),
    [
        ("scheduling", "approved", NOW),
        ("finished", "approved", DURING),
        ("cancelled", "approved", DURING),
        ("published", "waiting", NOW),
        ("published", "withdrawn", NOW),
        ("published", "approved", MORNING + timedelta(days=10)),
    ],
)
def test_delegates_are_replaced_at_the_event_alone(
    event: Sent, state: str, of: str, now: datetime
) -> None:
    Edition.objects.update(state=state)
    Registration.objects.update(state=of)
    with pytest.raises(NotChangeable):
        replaced(event, now)


def test_on_the_day_nothing_need_be_published(event: Sent) -> None:
    Edition.objects.update(state="scheduling", starts_on=MORNING.date())
    with pytest.raises(NotChangeable):
        replaced(event, MORNING - timedelta(days=2))
    Edition.objects.update(state="requests_open", requests_close_at=None)
    replaced(event, MORNING)


@pytest.mark.usefixtures("patient")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_replace_one_delegate_at_once_one_is_told_of_the_other() -> None:
    event = sent(state="published", published_at=NOW)
    names = ["Eva", "Ida", "Ugo"]
    acts: list[Callable[[], object]] = [partial(replaced, event, DURING, name=one) for one in names]
    answers = raced(acts)
    done = [one for one in answers if isinstance(one, Replaced)]
    assert len(done) == 1
    assert [type(one) for one in answers if one not in done] == [RegistrationChanged] * 2
    first, *rest = people(event)
    assert first in names
    assert rest == ["Bo", "Ada"]
    assert told("delegate-replaced") == [MANAGER]


@pytest.mark.usefixtures("patient")
@pytest.mark.django_db(transaction=True)
def test_one_who_is_replaced_and_removed_at_once_is_one_of_both() -> None:
    event = sent(state="published", published_at=NOW)
    acts: list[Callable[[], object]] = [partial(replaced, event), partial(removed, event)]
    answers = raced(acts)
    assert sum(isinstance(one, RegistrationChanged) for one in answers) == 1
    assert people(event) in (["Eva", "Bo"], ["Bo"])
    assert User.objects.filter(email=ADA).exists()
