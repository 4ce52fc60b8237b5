"""Each rule of an event, by each way to a request or a place: refused in words or kept."""

# A row of the table is one line.
# ruff: noqa: E501

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db.models import Model

from events.models import Delegate, Edition, Question, Registration
from events.models.rules import MeetingRules
from matchmaking.models import BarredPair, ClusterGroup, GroupMember, GroupPair, Placement
from matchmaking.models import rules as tables_of_rules
from matchmaking.services.opening import open_schedule
from tests.factories.interpreting import interpreter
from tests.matchmaking.paths import paths
from tests.matchmaking.ways import ACTS, NOW, WAYS, Event, gone, leaves_all
from tests.support.shares import SHARE, WHOLE, share_of

pytestmark = pytest.mark.django_db
SetUp = Callable[[Event], None]
CHANGES = "matchmaking.services.requests.changes"
# What the rules cannot change: it takes meetings out, and gives times by the acts below.
NO_WAY = {"services.remedies.applying.apply"}


def numbers(**values: object) -> SetUp:
    def set_up(event: Event) -> None:
        Edition.objects.filter(pk=event.edition.pk).update(**values)

    return set_up


def from_start(event: Event) -> None:
    numbers(instant_from_start=True)(event)
    event.edition.refresh_from_db()
    open_schedule(edition=event.edition, now=NOW)


def online(event: Event) -> None:
    numbers(meets_online=True, online_pattern="https://meet.example/{secret}")(event)
    Registration.objects.filter(pk=event.rock.pk).update(takes_part="online")


def named(event: Event) -> None:
    pair = sorted((event.rock.pk, event.sand.pk))
    BarredPair.objects.create(edition=event.edition, first_id=pair[0], second_id=pair[1])


def grouped(event: Event) -> None:
    for name, member in (("Buyers", event.rock), ("Sellers", event.sand)):
        group = ClusterGroup.objects.create(edition=event.edition, name=name)
        GroupMember.objects.create(group=group, registration=member)


def permitted(event: Event) -> None:
    grouped(event)
    first, second = ClusterGroup.objects.filter(edition=event.edition).order_by("pk")
    GroupPair.objects.create(first=first, second=second)


def full(event: Event) -> None:
    """One meeting each is more than Tide may have: the rule looks at Rock and Sand."""
    numbers(most_meetings=1)(event)
    Placement.objects.filter(meeting=event.others[1]).delete()


def own_limit(event: Event) -> None:
    """Rock, which meets Tide, wants one meeting."""
    Registration.objects.filter(pk=event.rock.pk).update(max_meetings=1)


def not_yet(event: Event) -> None:
    """The first instant of requests has not come; a schedule that is published stays."""
    numbers(requests_open_at=NOW + timedelta(days=1))(event)
    Edition.objects.filter(pk=event.edition.pk, state="requests_open").update(
        state="registration_open"
    )


def apart(event: Event) -> None:
    """Rock and Sand have no language in common, and nobody interprets."""
    numbers(common_language=True)(event)
    for registration, language in ((event.rock, "es"), (event.sand, "de")):
        registration.cluster.languages = [language]
        registration.cluster.save(update_fields=["languages"])


def interpreted(event: Event) -> None:
    apart(event)
    interpreter(event.edition, "Ada", "es", "de")


def interpreted_early(event: Event) -> None:
    apart(event)
    interpreter(event.edition, "Ada", "es", "de", slots=event.slots[:1])


def leaves_early(people: int) -> SetUp:
    """So many delegates of Rock are there at the first time, and nobody after it."""

    def set_up(event: Event) -> None:
        period = event.slots[0].period
        for number in range(people):
            name = f"Delegate {number}"
            Delegate.objects.create(
                registration=event.rock, name=name, position=number, presence=[period]
            )

    return set_up


def required(event: Event) -> None:
    """Nobody answered it: who is registered meets all the same, and is asked on its home."""
    Question.objects.create(
        edition=event.edition,
        kind="text",
        words="Why do you come?",
        is_required=True,
        idempotency_key=uuid.uuid4(),
    )


@dataclass(frozen=True)
class Rule:
    """How it comes, what Rock and Sand are answered by each way, and what a run says of it."""

    set_up: SetUp
    answers: str
    says: str = ""
    now: datetime = NOW


MOST = "the most that the event’s rules give a cluster"
OWN = "Rock has reached its limit of 1 meeting."
# What Rock and Sand are answered: yes, no in words, out of the schedule with a reason, wait for the
# organiser, or ended. What was agreed before a rule of pairs came stays; numbers of requests bind
# clusters alone.
#  ask for imp acc mai beh ent ret bak fst ins tim run rep wha han liv swa und red oth fir tak kee pub
# fmt: off
ALL = (
"yes yes yes yes yes yes yes yes yes no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes"
)
NONE_MEET = (
"no  no  no  no  no  no  no  end no  no  no  no  yes yes yes yes yes yes yes yes yes yes no  yes yes"
)
TABLE: dict[str, Rule] = {
    "no rule": Rule(leaves_all, ALL),
    "other regions": Rule(numbers(other_regions_only=True), NONE_MEET),
    "groups": Rule(grouped, NONE_MEET),
    "groups permitted": Rule(permitted, ALL),
    "never": Rule(named, NONE_MEET),
    "most requests": Rule(numbers(most_requests=1),
"no  no  no  yes yes yes yes yes no  no  no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "most musts": Rule(numbers(most_musts=1),
"no  no  no  no  no  yes yes yes no  no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "most meetings": Rule(full,
"yes yes yes yes yes yes yes yes yes no  no  no  out out out no  no  yes no  no  yes no  no  out yes",
        MOST),
    "own most meetings": Rule(own_limit,
"yes yes yes yes yes yes yes yes yes no  no  no  out out out no  no  yes no  no  yes no  no  out yes",
        OWN),
    "requests not open yet": Rule(not_yet,
"no  no  no  no  no  no  yes yes no  no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes no"),
    "requests closed": Rule(numbers(requests_close_at=NOW - timedelta(hours=1)),
"no  no  no  yes yes yes yes yes yes no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "fewest": Rule(numbers(fewest_meetings=1), ALL),
    "days": Rule(numbers(answer_days=1),
"yes yes yes no  no  yes yes yes yes no  yes no  yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "notice": Rule(numbers(notice_minutes=7 * 24 * 60),
"yes yes yes yes yes yes yes yes yes no  no  no  yes yes yes yes yes yes yes yes no  no  yes yes yes",
        now=datetime.fromisoformat("2094-05-31T09:00:00Z")),
    "I move": Rule(numbers(who_moves="organiser"),
"yes yes yes yes yes yes yes yes yes no  yes yes yes yes yes yes yes yes yes yes no  no  yes yes yes"),
    "I agree": Rule(numbers(who_moves="agreed"),
"yes yes yes yes yes yes yes yes yes no  yes yes yes yes yes yes yes yes yes yes wai wai yes yes yes"),
    "no instant": Rule(numbers(instant_meetings=False),
"yes yes yes yes yes yes yes yes yes no  no  yes yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "from start": Rule(from_start,
"yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes yes"),
    "online": Rule(online,
"yes yes yes yes yes yes yes yes yes no  yes yes yes yes yes no  no  no  no  no  yes yes no  yes yes"),
    "language": Rule(apart,
"yes yes yes yes yes yes yes yes yes no  no  no  out out out no  no  no  no  no  no  no  no  out yes",
        "interpret"),
    "language, interpreted": Rule(interpreted, ALL),
    "language, interpreted early": Rule(interpreted_early,
"yes yes yes yes yes yes yes yes yes no  no  no  yes yes yes no  no  yes no  no  no  no  no  out yes"),
    "delegates": Rule(leaves_early(1),
"yes yes yes yes yes yes yes yes yes no  no  no  out out out no  no  no  no  no  no  no  no  out yes"),
    "two delegates": Rule(leaves_early(2),
"yes yes yes yes yes yes yes yes yes no  no  no  yes yes yes no  no  no  no  no  no  no  no  out yes"),
    "required question": Rule(required, ALL),
}
# fmt: on


@pytest.mark.parametrize("whole", [SHARE, WHOLE])
@pytest.mark.parametrize("name", TABLE)
def test_a_rule_holds_by_every_way(name: str, *, whole: bool) -> None:
    """`make test` goes half of the ways to each answer, others by each rule."""
    rule = TABLE[name]
    answers = rule.answers.split()
    expected = dict(zip(WAYS, answers, strict=True))
    gone_by = share_of(answers, list(TABLE).index(name), one_in=1 if whole else 2)
    ways = [way for place, way in enumerate(WAYS) if place in gone_by]
    with time_machine.travel(rule.now, tick=False):
        event = Event()
        event.says = rule.says
        found = {way: gone(event, way, rule.set_up) for way in ways}
    assert found == {way: expected[way] for way in ways}


# When requests are open, and what a cluster says itself, are no fields of the rules.
WINDOW, LIMIT = ("requests_open_at", "requests_close_at"), "max_meetings"
BESIDE = (*WINDOW, LIMIT)


def touched(set_up: SetUp) -> set[str]:
    """The fields of the rules and the tables beside them that a set-up writes."""
    event = Event()
    before = {name: getattr(event.edition, name) for name in (*fields_of_rules(), *WINDOW)}
    rows = {model: model._default_manager.count() for model in models_of_rules()}
    set_up(event)
    event.edition.refresh_from_db()
    limited = {LIMIT} if Registration.objects.exclude(max_meetings=None).exists() else set()
    found = {name for name, value in before.items() if getattr(event.edition, name) != value}
    event.edition.registrations.update(max_meetings=None)
    return (
        found
        | limited
        | {
            model.__name__
            for model, count in rows.items()
            if model._default_manager.count() != count
        }
    )


def fields_of_rules() -> list[str]:
    return [field.name for field in MeetingRules._meta.local_fields]


def models_of_rules() -> list[type[Model]]:
    return [
        model
        for model in vars(tables_of_rules).values()
        if isinstance(model, type)
        and issubclass(model, Model)
        and model.__module__ == tables_of_rules.__name__
    ]


def test_every_rule_has_a_row() -> None:
    every = {*fields_of_rules(), *BESIDE, *(model.__name__ for model in models_of_rules())}
    found: set[str] = set()
    for rule in TABLE.values():
        found |= touched(rule.set_up)
    assert every - found == set()


def test_every_way_to_a_request_or_a_place_has_a_column() -> None:
    agreed = paths((CHANGES, "create"), (CHANGES, "make_meeting"))
    assert paths() | agreed == {act for acts in ACTS.values() for act in acts} | NO_WAY
