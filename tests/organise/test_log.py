"""An event's log: in sentences, found by a person or a cluster, and without private words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from clusters.models import Organisation, Sector
from events.models import Delegate, DelegateAccess, Registration, RegistrationMessage
from events.services.circulars import write_to_several
from matchmaking.models import MeetingRequest
from matchmaking.queries.log import OF_ALL, tables
from matchmaking.words.happenings import SENTENCES
from privacy.log.actors import acting_as
from privacy.log.blanking import blank
from privacy.models import LogEntry
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import SectorFactory
from tests.factories.delegates import asked
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory, window_with_slots
from tests.factories.stage import Stage, page
from tests.support.browsers import signed_in
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db

PRIVATE = "zzyx private words"


def read(stage: Stage, **typed: str) -> str:
    answer = stage.organiser.get(page("organise-log", stage.edition), typed)
    assert answer.status_code == 200
    return answer.text


def registered(stage: Stage) -> Registration:
    """The stage's cluster, by its manager, whose name is Ana Prat."""
    stage.manager_user.name = "Ana Prat"
    stage.manager_user.save()
    with acting_as(f"user:{stage.manager_user.pk}"):
        registration: Registration = RegistrationFactory(
            edition=stage.edition, cluster=stage.cluster, message=PRIVATE, state="waiting"
        )
    return registration


def test_what_was_done_stands_in_sentences_with_who_did_it(stage: Stage) -> None:
    registration = registered(stage)
    with acting_as(f"user:{stage.manager_user.pk}"):
        Registration.objects.filter(pk=registration.pk).update(state="approved")
    with acting_as("task:events.tasks.keep_states"):
        Registration.objects.filter(pk=registration.pk).update(state="withdrawn")
    Registration.objects.filter(pk=registration.pk).update(seats=2)
    said = read(stage)
    name = escape(str(stage.cluster))
    for sentence in (
        f"Ana Prat registered {name}.",
        f"Ana Prat approved the registration of {name}.",
        f"The site withdrew the registration of {name}.",
        f"Somebody with access to the database changed the registration of {name}.",
    ):
        assert sentence in said


def test_the_account_of_a_delegate_is_told_from_invitation_to_end(stage: Stage) -> None:
    registration = registered(stage)
    ana = f"user:{stage.manager_user.pk}"
    ada, bo = (Delegate.objects.create(registration=registration, name=name) for name in ("A", "B"))
    person = UserFactory(name="Ada Roure")
    with acting_as(ana):
        access, waiting = (asked(delegate, stage.manager_user) for delegate in (ada, bo))
    with acting_as(f"user:{person.pk}"):
        DelegateAccess.objects.filter(pk=access.pk).update(user=person, accepted_at=timezone.now())
    with acting_as(ana):
        DelegateAccess.objects.filter(pk=access.pk).update(may_act=True)
        waiting.delete()
        access.delete()
    said = read(stage)
    name = escape(str(stage.cluster))
    for sentence in (
        f"Ana Prat invited a delegate of {name} to an account.",
        f"Ada Roure took up an account as a delegate of {name}.",
        f"Ana Prat changed what a delegate of {name} may do with the account.",
        f"Ana Prat took back the invitation of a delegate of {name}.",
        f"Ana Prat ended the account of a delegate of {name}.",
    ):
        assert sentence in said


def test_private_words_are_not_shown(stage: Stage) -> None:
    registration = registered(stage)
    other = RegistrationFactory(edition=stage.edition)
    request: MeetingRequest = MeetingRequestFactory(
        edition=stage.edition, requester=registration, invitee=other, message=PRIVATE
    )
    MeetingRequest.objects.filter(pk=request.pk).update(reply=PRIVATE, state="accepted")
    assert any(PRIVATE in str(entry.after) for entry in LogEntry.objects.all())
    said = read(stage)
    pair = f"{stage.cluster} × {other.cluster}"
    assert f"accepted this request: {escape(pair)}." in said
    assert PRIVATE not in said


def test_the_log_is_found_by_a_person_and_by_a_cluster_without_accents(stage: Stage) -> None:
    Organisation.objects.filter(pk=stage.cluster.pk).update(name="Rhône Hydrogen", short_name="")
    registered(stage)
    other = RegistrationFactory(edition=stage.edition, cluster__name="Baltic Timber")
    for words in ("prat", "rhone"):
        said = read(stage, q=words)
        assert "registered Rhône Hydrogen." in said
        assert str(other.cluster) not in said
    assert "Nothing in the log is like that." in read(stage, q="nobody")


def test_nobody_is_lost_among_many_of_the_same_name(stage: Stage) -> None:
    registration = registered(stage)
    namesakes = [User(email=f"ana-{n}@example.org", name=f"Ana Prat {n}") for n in range(700)]
    last = User.objects.bulk_create(namesakes)[-1]
    Organisation.objects.bulk_create(
        Organisation(
            slug=f"basket-{n}", name=f"Basket {n}", kind="cluster", region=stage.cluster.region
        )
        for n in range(700)
    )
    late = Organisation.objects.get(slug="basket-699")
    with acting_as(f"mail:user:{last.pk}"):
        Registration.objects.filter(pk=registration.pk).update(state="approved")
    RegistrationFactory(edition=stage.edition, cluster=late)
    for typed in ({"person": "Ana Prat"}, {"q": "Ana Prat"}):
        assert "Ana Prat 699" in read(stage, **typed), typed
        assert escape(str(stage.cluster)) in read(stage, **typed)
    assert "Basket 699" in read(stage, q="Basket")


def test_the_log_is_narrowed_by_who_did_it_by_kind_and_by_days(stage: Stage) -> None:
    """A day is one where the event is; what cannot be read is said and narrows nothing."""
    registration = registered(stage)
    happened = LogEntry.objects.filter(
        table_name="events_registration", row_id=str(registration.pk)
    ).latest("pk")
    day = happened.happened_at.astimezone(stage.edition.zone).date()
    sentence = f"Ana Prat registered {escape(str(stage.cluster))}."
    next_day = (day + timedelta(days=1)).isoformat()
    for typed, finds in (
        ({"who": "ana"}, True),
        ({"who": str(stage.cluster)}, False),
        ({"kind": "registrations"}, True),
        ({"kind": "times"}, False),
        ({"since": day.isoformat(), "until": day.isoformat()}, True),
        ({"since": next_day}, False),
        ({"until": (day - timedelta(days=1)).isoformat()}, False),
        ({"until": "9999-12-31"}, True),
        ({"since": "never", "kind": "nonsense"}, True),
    ):
        assert (sentence in read(stage, **typed)) is finds, typed
    assert "Enter a valid date." in read(stage, since="never")


def test_the_log_is_for_organisers_and_administrators(stage: Stage) -> None:
    address = page("organise-log", stage.edition)
    overview = page("organise-overview", stage.edition)
    for browser, status in (
        (stage.organiser, 200),
        (signed_in(AdministratorFactory()), 200),
        (stage.staff, 403),
        (stage.manager, 404),
    ):
        assert browser.get(address).status_code == status
        if status != 404:
            assert (address in browser.get(overview).text) is (status == 200)


def test_administrators_read_all_with_what_has_no_sentence_of_its_own(stage: Stage) -> None:
    registered(stage)
    sector = SectorFactory(name="Deep sea")
    address = reverse("staff-log")
    administrator = signed_in(AdministratorFactory())
    said = administrator.get(address).text
    assert "added to the table “sector”: Deep sea." in said
    assert f"Ana Prat registered {escape(str(stage.cluster))}." in said
    assert escape(str(stage.edition)) in said
    assert PRIVATE not in said
    window_with_slots(stage.edition, slots=1)
    assert "“slot”" not in administrator.get(address).text
    assert "“slot”" in administrator.get(address, {"kind": "rest"}).text
    assert "Deep sea" in administrator.get(address, {"q": "deep"}).text
    assert "Deep sea" not in administrator.get(address, {"q": "ana prat"}).text
    blank(model=Sector, rows=[sector.pk], columns=["name"])
    assert f"erased from the log what it said of number {sector.pk}" in (
        administrator.get(address).text
    )
    assert queries_of(administrator, address) <= 15
    assert address in administrator.get(reverse("my-home")).text
    assert stage.organiser.get(address).status_code == stage.staff.get(address).status_code == 404


def test_a_message_to_several_clusters_is_one_line(stage: Stage) -> None:
    """Each of them stands in its cluster's log, and a message to one alone in the event's too."""
    rows: list[Registration] = [registered(stage), RegistrationFactory(edition=stage.edition)]
    write_to_several(
        edition=stage.edition,
        registrations=rows,
        choice={},
        by=stage.manager_user,
        text=PRIVATE,
        key=uuid4(),
        now=timezone.now(),
    )
    each = "wrote a message about the registration of"
    administrator = signed_in(AdministratorFactory())
    for page_read in (read(stage), administrator.get(reverse("staff-log")).text):
        assert page_read.count("wrote to several clusters.") == 1
        assert each not in page_read
    assert administrator.get(reverse("staff-log"), {"kind": "rest"}).text.count(each) == 2
    own = stage.manager.get(reverse("member-log", args=[stage.cluster.slug])).text
    assert own.count(each) == 1
    RegistrationMessage.objects.create(
        registration=rows[1],
        author=stage.manager_user,
        by_organiser=False,
        text=PRIVATE,
        sent_at=timezone.now(),
        idempotency_key=uuid4(),
    )
    assert read(stage).count(each) == 1


def test_another_event_has_its_own_log(stage: Stage) -> None:
    registration = RegistrationFactory(edition=EditionFactory(), cluster__name="Elsewhere")
    assert str(registration.cluster) not in read(stage)


def test_a_row_that_is_gone_is_still_told(stage: Stage) -> None:
    registration = registered(stage)
    registration.delete()
    assert f"removed the registration of {escape(str(stage.cluster))}." in read(stage)


def test_a_long_log_needs_no_more_queries(stage: Stage) -> None:
    registered(stage)
    address = page("organise-log", stage.edition)
    few = queries_of(stage.organiser, address)
    for _ in range(60):
        RegistrationFactory(edition=stage.edition)
    assert queries_of(stage.organiser, address) <= few
    assert few <= 15
    assert "?page=2" in read(stage)


def test_every_table_of_a_kind_has_its_sentences() -> None:
    told = tables(OF_ALL)
    assert set(SENTENCES) == set(told)
    assert len(told) == len(set(told))
    assert set(told) <= set(connection.introspection.table_names())
