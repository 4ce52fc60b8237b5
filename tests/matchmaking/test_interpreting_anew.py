"""Who interprets is said anew when a cluster or its people speak otherwise, and at once."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Organisation
from events.models import Delegate
from events.services.decisions import decline
from events.services.delegates import Particulars, add_delegates, change_delegate
from events.services.registrations import change
from events.services.wishes import Wishes
from matchmaking.models import Placement
from matchmaking.queries.interpreters import lacking
from matchmaking.queries.profile import stored_profile
from matchmaking.services.placing import PlacementRefused
from matchmaking.services.placing.interpreters import seat_interpreters_anew
from matchmaking.services.profile import ProfileChanged, save_profile
from tests.factories.clusters import MembershipFactory
from tests.factories.interpreting import interpreter, of_two_languages
from tests.factories.matchmaking import MeetingRequestFactory, placed
from tests.factories.schedules import Scheduled
from tests.faults.conftest import violations
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
AC, BD, AB = range(3)
A, B, C, D = range(4)


@pytest.fixture
def event(db: None) -> Scheduled:
    return published()


def published(**edition: Any) -> Scheduled:
    """Ada interprets where A meets C, and B meets D in the next slot, in what is published."""
    event = of_two_languages(state="published", **edition)
    interpreter(event.edition, "Ada", "es", "de")
    event.version.state, event.version.published_at = "published", NOW
    event.version.published_revision = 0
    event.version.save()
    event.put_at(AC, 0, 0, NOW, is_live=True)
    return event


def who(event: Scheduled, meeting: int) -> str:
    row = Placement.objects.get(version=event.version, meeting=event.meetings[meeting])
    return str(row.interpreter) if row.interpreter else ""


def speak(event: Scheduled, side: int, *languages: str) -> None:
    cluster = Organisation.objects.get(pk=event.registrations[side].cluster_id)
    profile = replace(stored_profile(cluster), languages=frozenset(languages))
    save_profile(cluster=cluster, version=cluster.version, profile=profile, now=NOW)


def task(event: Scheduled) -> str:
    """What the organiser finds among the tasks."""
    return organiser(event).get(at(event, "overview")).text


def organiser(event: Scheduled, role: str = "owner") -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner, role=role).user)
    return client


def at(event: Scheduled, name: str) -> str:
    return reverse(f"organise-{name}", args=[event.edition.slug])


def test_who_interpreted_for_a_cluster_that_left_is_free_for_others(event: Scheduled) -> None:
    ours, theirs = (row.registration for row in event.meetings[AC].participants.order_by("pk"))
    event.meetings[AC].request = MeetingRequestFactory(
        edition=event.edition, requester=ours, invitee=theirs, state="accepted"
    )
    event.meetings[AC].save()
    placed(event.version, event.meetings[BD], event.slots[0], event.tables[1])
    assert who(event, BD) == ""
    decline(edition=event.edition, chosen=[event.registrations[A].pk], now=NOW)
    assert [who(event, meeting) for meeting in (AC, BD)] == ["", "Ada"]


def test_a_profile_with_a_common_language_needs_nobody_any_more(event: Scheduled) -> None:
    speak(event, A, "de")
    assert who(event, AC) == ""
    assert not lacking(event.edition, NOW)


def test_a_profile_that_speaks_otherwise_gets_whoever_fits(event: Scheduled) -> None:
    interpreter(event.edition, "Ben", "fr", "de")
    speak(event, A, "fr")
    assert who(event, AC) == "Ben"
    speak(event, A, "es")
    assert who(event, AC) == "Ada"


def test_who_is_free_again_interprets_for_others_at_that_time(event: Scheduled) -> None:
    speak(event, B, "de")
    event.put_at(BD, 0, 1, NOW, is_live=True)
    speak(event, B, "es")
    assert (who(event, AC), who(event, BD)) == ("Ada", "")
    speak(event, A, "de")
    assert (who(event, AC), who(event, BD)) == ("", "Ada")


def test_other_words_leave_who_interprets_alone(event: Scheduled) -> None:
    Placement.objects.update(interpreter=None)
    cluster = Organisation.objects.get(pk=event.registrations[A].cluster_id)
    profile = replace(stored_profile(cluster), summary="Other words")
    save_profile(cluster=cluster, version=cluster.version, profile=profile, now=NOW)
    assert who(event, AC) == ""


def test_what_has_begun_stays_as_it_was(event: Scheduled) -> None:
    cluster = Organisation.objects.get(pk=event.registrations[A].cluster_id)
    profile = replace(stored_profile(cluster), languages=frozenset({"de"}))
    begun = event.slots[0].period.lower
    save_profile(cluster=cluster, version=cluster.version, profile=profile, now=begun)
    assert who(event, AC) == "Ada"


def test_the_page_of_the_profile_says_who_interprets_anew(event: Scheduled) -> None:
    cluster = event.registrations[A].cluster
    client = Client()
    client.force_login(MembershipFactory(organisation=cluster).user)
    page = reverse("cluster-profile-edit", args=[cluster.slug])
    version = Organisation.objects.get(pk=cluster.pk).version
    assert (
        client.post(page, {"version": version, "summary": "Heat", "languages": ["de"]}).status_code
        == 302
    )
    assert who(event, AC) == ""


def test_what_nobody_can_serve_is_a_task_with_its_remedy(event: Scheduled) -> None:
    assert "Find somebody who interprets" not in task(event)
    speak(event, A, "fr")
    assert "Find somebody who interprets" in task(event)
    assert "1 published meeting has nobody" in task(event)
    page = organiser(event).get(at(event, "interpreters")).text
    assert "Published meetings that nobody interprets" in page
    assert "Nobody speaks a language of each. Add somebody who does" in page


def test_the_remedy_says_who_is_elsewhere_or_not_there_then(event: Scheduled) -> None:
    speak(event, B, "de")
    event.put_at(BD, 0, 1, NOW, is_live=True)
    speak(event, B, "es")
    page = organiser(event).get(at(event, "interpreters")).text
    assert "All who can interpret are in other meetings then: Ada." in page
    assert "Ada" not in organiser(event, "viewer").get(at(event, "interpreters")).text
    Placement.objects.filter(meeting=event.meetings[AC].pk).delete()
    [ada] = event.edition.interpreters.all()
    ada.presence = []
    ada.save()
    page = organiser(event).get(at(event, "interpreters")).text
    assert "Who can interpret is not there then: Ada." in page


def test_what_has_begun_is_no_task(event: Scheduled) -> None:
    speak(event, A, "fr")
    assert lacking(event.edition, NOW)
    assert not lacking(event.edition, event.slots[0].period.lower)


# At once -----------------------------------------------------------------------------------------

Act = Callable[[], Any]


def settled(event: Scheduled) -> bool:
    """Whether who interprets is what follows from the rows as they are now."""
    before = dict(Placement.objects.values_list("pk", "interpreter"))
    seat_interpreters_anew(event.edition, NOW)
    return before == dict(Placement.objects.values_list("pk", "interpreter"))


def said_by_ann(event: Scheduled) -> None:
    """The delegate of A speaks Spanish after all."""
    ann = Delegate.objects.select_related("registration").get(name="Ann")
    said = Particulars("Ann", languages="Spanish")
    change_delegate(delegate=ann, said=said, version=ann.registration.version, now=NOW)


def added_to(event: Scheduled) -> Act:
    """The organiser adds somebody to A, who speaks what its profile says."""
    return lambda: add_delegates(registration=event.registrations[A], people=[("Eva", "")], now=NOW)


def named_anew(event: Scheduled) -> Act:
    """The form of A's delegation leaves nobody but Eva, of whom no languages are known."""
    row = event.registrations[A]
    return lambda: change(
        registration=row, wishes=Wishes(delegates=[("Eva", "")]), version=row.version, now=NOW
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("other", ["profile", "delegate", "added", "named"])
def test_who_speaks_otherwise_while_meetings_are_placed(other: str, turn: int) -> None:
    event = published()
    speaks_german = other in ("delegate", "named")
    if speaks_german:
        Delegate.objects.create(registration=event.registrations[A], name="Ann", languages="German")
        seat_interpreters_anew(event.edition, NOW)
    acts: dict[str, Act] = {
        "profile": lambda: speak(event, A, "de"),
        "delegate": lambda: said_by_ann(event),
        "added": added_to(event),
        "named": named_anew(event),
    }
    placing: list[Act] = [
        lambda: event.put_at(BD, 0, 1, NOW, is_live=True),
        lambda: event.put_at(AB, 1, 0, NOW, is_live=True),
    ]
    order = [acts[other], *placing]
    random.Random(turn).shuffle(order)
    answers = raced(order)
    assert not [one for one in answers if isinstance(one, Exception) and not _may_be(one)]
    assert settled(event)
    assert violations() == []


def _may_be(error: Exception) -> bool:
    return isinstance(error, PlacementRefused | ProfileChanged)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("half", [10, pytest.param(100, marks=pytest.mark.drill)])
def test_many_say_what_they_speak_while_meetings_are_placed(half: int) -> None:
    """Whoever comes last has the last word, and who interprets follows from it."""
    event = published()
    spoken = ["es", "de", "fr"]
    acts: list[Act] = [partial(speak, event, at % 4, spoken[at % 3]) for at in range(half)]
    acts += [partial(event.put_at, BD, at % 2, 1, NOW, is_live=True) for at in range(half)]
    random.Random(1).shuffle(acts)
    answers = raced(acts)
    assert not [one for one in answers if isinstance(one, Exception) and not _may_be(one)]
    assert settled(event)
    assert violations() == []
