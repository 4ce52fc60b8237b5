"""Each rule of an event, by each way to a request or a place: refused in words or kept."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import (
    BarredPair,
    ClusterGroup,
    GroupMember,
    Meeting,
    MeetingRequest,
    Placement,
    ScheduleVersion,
)
from matchmaking.queries.names import names
from matchmaking.queries.remedy_changes import changes
from matchmaking.records import Reason, Remedy
from matchmaking.runs.built import BuiltProblem, meeting_id
from matchmaking.runs.problem import build, build_replan
from matchmaking.runs.what_if import alternatives
from matchmaking.services import placing, requests, rules
from matchmaking.services.requests.changes import make_meeting
from matchmaking.words.other_times import MOVING
from matchmaking.words.reasons import reason
from notifications.models import OutboxMessage
from scheduling.control import Limits
from scheduling.pipeline import solve
from scheduling.what_if import compare
from tests.factories.clusters import ClusterFactory, MembershipFactory, RegionFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = MeetingRequest.State
LIMITS = Limits(seconds=5, workers=1, seed=1)


class Event:
    """Rock and Sand are of one region, Tide of another; Rock's request to Tide is a must.

    Rock meets Tide at the first time, Sand meets Tide at the second.
    """

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(state="requests_open")
        self.slots, self.tables = window_with_slots(self.edition, slots=4), tables(self.edition, 2)
        regions = [RegionFactory(code=code) for code in ("ES51", "ES511", "ITC4")]
        self.rock, self.sand, self.tide = (
            RegistrationFactory(
                edition=self.edition,
                cluster=ClusterFactory(name=name, short_name="", region=region),
            )
            for name, region in zip(("Rock", "Sand", "Tide"), regions, strict=True)
        )
        self.user: User = MembershipFactory(organisation=self.edition.owner).user
        self.organiser, self.manager = Client(), Client()
        self.organiser.force_login(self.user)
        self.manager.force_login(MembershipFactory(organisation=self.rock.cluster).user)
        self.version = ScheduleVersionFactory(edition=self.edition, number=1)
        self.others = [self.agreed(self.rock, self.tide, 10), self.agreed(self.sand, self.tide)]
        for meeting, slot in zip(self.others, self.slots, strict=False):
            placed(self.version, meeting, slot, self.tables[0])

    def asked(self, by: Registration, to: Registration, **values: Any) -> MeetingRequest:
        values = {"waits_since": NOW - timedelta(days=2), **values}
        return MeetingRequestFactory(edition=self.edition, requester=by, invitee=to, **values)

    def agreed(self, by: Registration, to: Registration, priority: int = 1) -> Meeting:
        request = self.asked(by, to, priority=priority, state=State.ACCEPTED)
        make_meeting(request)
        return request.meeting

    def set(self, change: rules.Change, *, calls_off: bool = False) -> None:
        with pytest.raises(rules.Touches) as touches:
            rules.set_rules(
                edition=self.edition, change=change, answer=rules.Answer(), by=self.user, now=NOW
            )
        answer = rules.Answer(touches.value.found.seen, calls_off)
        rules.set_rules(edition=self.edition, change=change, answer=answer, by=self.user, now=NOW)

    def publish(self) -> None:
        published = ScheduleVersion.State.PUBLISHED
        ScheduleVersion.objects.update(state=published, published_at=NOW)
        Edition.objects.update(state="published")
        self.edition.refresh_from_db()

    def page(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.edition.slug, *more])


def said(answer: Any) -> str:
    if answer.status_code == 409:
        # On a page of its own, or in the form that keeps what was chosen.
        assert re.search(r'<p role="alert">|class="error-summary" role="alert"', answer.text)
        return "no"
    assert answer.status_code == 302, answer.text
    return "yes"


def with_key(**values: object) -> dict[str, object]:
    return {**values, "idempotency_key": str(uuid.uuid4())}


def ask(event: Event) -> str:
    at = event.page("meet-partner", event.rock.cluster.slug, event.sand.cluster.slug)
    return said(event.manager.post(at, with_key(priority=10)))


def ask_for(event: Event) -> str:
    sent = with_key(first=event.rock.pk, second=event.sand.pk, priority=10)
    return said(event.organiser.post(event.page("organise-ask"), sent))


def accept(event: Event) -> str:
    request = event.asked(event.sand, event.rock)
    at = event.page("meet-accept", event.rock.cluster.slug, request.pk)
    return said(event.manager.post(at, {"version": 1, "priority": 10}))


def on_behalf(event: Event) -> str:
    request = event.asked(event.sand, event.rock)
    return said(event.organiser.post(event.page("organise-accept", request.pk), {"version": 1}))


def enter(event: Event) -> str:
    event.publish()
    sent = with_key(first=event.rock.pk, second=event.sand.pk, priority=10)
    return said(event.organiser.post(event.page("organise-replan-meeting"), sent))


def answered(event: Event, built: BuiltProblem, meeting: Meeting) -> str:
    """Whether the schedule of all wanted meetings has it, and else in words why not."""
    solution = solve(built.problem, limits=LIMITS)
    if meeting_id(meeting.pk) in {placed.meeting for placed in solution.placements}:
        return "yes"
    [left] = [row for row in solution.unplaced if row.meeting == meeting_id(meeting.pk)]
    registrations = [int(name[1:]) for name in left.reason.participants]
    words = reason(names(event.edition), Reason(left.reason.code, tuple(registrations)))
    assert "the most that the event’s rules give a cluster" in words
    return "out"


def run(event: Event) -> str:
    meeting = event.agreed(event.sand, event.rock)
    return answered(event, build(event.edition), meeting)


def replan(event: Event) -> str:
    meeting = event.agreed(event.sand, event.rock)
    event.publish()
    return answered(event, build_replan(event.edition, now=NOW), meeting)


def what_if(event: Event) -> str:
    meeting = event.agreed(event.sand, event.rock)
    built = build(event.edition)
    asked = alternatives([[{"kind": "tables", "number": 1}]], event.edition, built)
    found = compare(built.problem, asked, limits=LIMITS).alternatives[0].solution.placements
    return "yes" if meeting_id(meeting.pk) in {row.meeting for row in found} else "out"


def by_hand(event: Event) -> str:
    meeting = event.agreed(event.sand, event.rock)
    at = event.page("organise-place", event.version.number)
    place = f"{event.slots[3].pk}-{event.tables[1].pk}"
    return said(event.organiser.post(at, with_key(meeting=meeting.pk, place=place)))


def swap(event: Event) -> str:
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[3], event.tables[1])
    placing.swap(
        version=event.version,
        meeting=meeting.pk,
        other=event.others[0].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    return "yes"


WAYS: tuple[Callable[[Event], str], ...] = (
    ask, ask_for, accept, on_behalf, enter, run, by_hand, swap, replan, what_if,
)  # fmt: skip


def named(event: Event) -> None:
    pair = sorted((event.rock.pk, event.sand.pk))
    BarredPair.objects.create(edition=event.edition, first_id=pair[0], second_id=pair[1])


def grouped(event: Event) -> None:
    for name, member in (("Buyers", event.rock), ("Sellers", event.sand)):
        group = ClusterGroup.objects.create(edition=event.edition, name=name)
        GroupMember.objects.create(group=group, registration=member)


def numbers(**values: object) -> Callable[[Event], None]:
    def set_up(event: Event) -> None:
        Edition.objects.filter(pk=event.edition.pk).update(**values)

    return set_up


# What Rock and Sand are answered: yes, no in words, or left out of the schedule with a reason. What
# was agreed before a rule of pairs came stays; numbers of requests bind clusters alone.
TABLE: dict[str, tuple[Callable[[Event], None], str]] = {
    #                                            ask for acc beh ent run han swa rep wha
    "no rule": (numbers(),                      "yes yes yes yes yes yes yes yes yes yes"),
    "other regions": (numbers(other_regions_only=True),
                                                "no  no  no  no  no  yes yes yes yes yes"),
    "groups": (grouped,                         "no  no  no  no  no  yes yes yes yes yes"),
    "never": (named,                            "no  no  no  no  no  yes yes yes yes yes"),
    "most requests": (numbers(most_requests=1), "no  no  yes yes yes yes yes yes yes yes"),
    "most musts": (numbers(most_musts=1),       "no  no  no  yes yes yes yes yes yes yes"),
    "most meetings": (numbers(most_meetings=1), "yes yes yes yes yes out no  yes out out"),
    "fewest": (numbers(fewest_meetings=1),      "yes yes yes yes yes yes yes yes yes yes"),
    "days": (numbers(answer_days=1),            "yes yes no  yes yes yes yes yes yes yes"),
}  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("rule", TABLE)
def test_a_rule_holds_by_every_way(rule: str) -> None:
    with time_machine.travel(NOW, tick=False):
        event = Event()
        set_up, expected = TABLE[rule]
        set_up(event)
        event.edition.refresh_from_db()
        if rule == "most meetings":
            # One meeting each is more than Tide may have: the rule looks at Rock and Sand.
            Placement.objects.filter(meeting=event.others[1]).delete()
        found = []
        for way in WAYS:
            with taken_back():
                found.append(way(event))
            event.edition.refresh_from_db()
    assert " ".join(found).split() == expected.split()


@pytest.fixture
def event() -> Iterator[Event]:
    with time_machine.travel(NOW, tick=False):
        yield Event()


def test_what_was_typed_stays_where_somebody_else_changed_the_event(event: Event) -> None:
    at, seen = event.page("organise-rules"), event.edition.version
    Edition.objects.update(most_requests=7, version=seen + 1)
    sent = {"most_meetings": "9", "who_moves": "sides", "version": seen}
    stale = event.organiser.post(at, sent)
    assert stale.status_code == 409
    assert "Somebody else saved this meanwhile." in stale.text
    assert 'name="most_meetings" value="9"' in stale.text
    assert f'name="version" value="{seen + 1}"' in stale.text
    event.edition.refresh_from_db()
    assert (event.edition.most_requests, event.edition.most_meetings) == (7, None)


def test_a_change_shows_what_it_touches_and_keeps_what_was_agreed(event: Event) -> None:
    waits, meeting = event.asked(event.rock, event.sand), event.others[0]
    at = event.page("organise-rules")
    sent = {"other_regions_only": "on", "who_moves": "sides", "version": event.edition.version}
    shown = event.organiser.post(at, sent)
    assert shown.status_code == 200
    assert "Rock × Sand (same region)" in shown.text
    event.edition.refresh_from_db()
    assert not event.edition.other_regions_only
    again = {**sent, "seen": shown.context["seen"], "answer": "keep"}
    assert said(event.organiser.post(at, again)) == "yes"
    event.edition.refresh_from_db()
    assert event.edition.other_regions_only
    waits.refresh_from_db()
    assert waits.state == State.PENDING
    assert not Meeting.objects.get(pk=meeting.pk).is_cancelled


def test_what_breaks_a_rule_is_called_off_on_request_and_both_are_told(event: Event) -> None:
    told = [
        MembershipFactory(organisation=row.cluster).user.email for row in (event.sand, event.tide)
    ]
    agreed, waits = event.others[1], event.asked(event.tide, event.sand, state=State.EXPIRED)
    event.set(rules.BarPair(event.tide.pk, event.sand.pk), calls_off=True)
    agreed.refresh_from_db()
    states = MeetingRequest.objects.order_by("pk").values_list("state", flat=True)
    assert agreed.is_cancelled
    assert list(states) == [State.ACCEPTED, State.WITHDRAWN, State.EXPIRED]
    assert {
        mail.recipient for mail in OutboxMessage.objects.filter(kind="request-withdrawn")
    } >= set(told)
    assert meeting_id(agreed.pk) not in {row.id for row in build(event.edition).problem.meetings}
    with pytest.raises(requests.NeverMeet):
        requests.accept(request=waits, version=1, by=event.user, now=NOW, by_organiser=True)


def test_a_published_meeting_that_breaks_a_rule_is_cancelled_unless_it_has_begun(
    event: Event,
) -> None:
    event.publish()
    begun = event.slots[0].period.lower + timedelta(minutes=5)
    pairs = [rules.BarPair(row.pk, event.tide.pk) for row in (event.rock, event.sand)]
    with time_machine.travel(begun, tick=False):
        for change in pairs:
            with pytest.raises(rules.Touches) as touches:
                rules.set_rules(
                    edition=event.edition,
                    change=change,
                    answer=rules.Answer(),
                    by=event.user,
                    now=begun,
                )
            rules.set_rules(
                edition=event.edition,
                change=change,
                answer=rules.Answer(touches.value.found.seen, calls_off=True),
                by=event.user,
                now=begun,
            )
    first, second = (Meeting.objects.get(pk=meeting.pk) for meeting in event.others)
    assert (first.is_cancelled, second.is_cancelled) == (False, True)
    assert second.cancelled_by == event.user
    with pytest.raises(requests.NeverMeet):
        requests.take_up(meeting=second, now=NOW)


def test_what_was_agreed_meanwhile_is_shown_before_the_change_is_done(event: Event) -> None:
    at = event.page("organise-rules-pairs")
    sent = {"first": event.rock.pk, "second": event.tide.pk}
    shown = event.organiser.post(at, sent)
    MeetingRequest.objects.filter(meeting=event.others[0]).update(state=State.PENDING)
    again = event.organiser.post(at, {**sent, "seen": shown.context["seen"], "answer": "keep"})
    assert again.status_code == 200
    assert again.context["seen"] != shown.context["seen"]
    assert not BarredPair.objects.exists()


def test_a_new_group_changes_nothing_until_its_line_is_unticked(event: Event) -> None:
    for name, member in (("Buyers", event.rock), ("Sellers", event.sand)):
        assert said(event.organiser.post(event.page("organise-rules-groups"), {"name": name})) == (
            "yes"
        )
        group = ClusterGroup.objects.get(name=name)
        at = event.page("organise-group", group.pk)
        assert said(event.organiser.post(at, {"name": name, "members": [member.pk]})) == "yes"
    with taken_back():
        assert ask(event) == "yes"
    buyers, sellers = ClusterGroup.objects.order_by("pk")
    sent = {"groups": [buyers.pk, sellers.pk], "pairs": [f"{buyers.pk}-{buyers.pk}"]}
    assert said(event.organiser.post(event.page("organise-rules-table"), sent)) == "yes"
    with taken_back():
        assert ask(event) == "no"
    assert said(event.organiser.post(event.page("organise-group-remove", buyers.pk), {})) == "yes"
    assert ask(event) == "yes"


def test_days_to_answer_are_seen_by_both_and_end_a_request(event: Event) -> None:
    request = event.asked(event.sand, event.rock, waits_since=NOW - timedelta(hours=1))
    Edition.objects.update(answer_days=2)
    page = event.manager.get(event.page("meet-requests", event.rock.cluster.slug))
    assert "After that it expires." in page.text
    late = NOW + timedelta(days=2)
    assert requests.expire_everywhere(now=NOW) == 0
    with pytest.raises(requests.AnswerTooLate):
        requests.decline(request=request, version=1, by=event.user, now=late)
    assert requests.expire_everywhere(now=late) == 1
    request.refresh_from_db()
    assert request.state == State.EXPIRED


def test_a_limit_of_the_event_is_raised_by_no_remedy(event: Event) -> None:
    Registration.objects.filter(pk=event.rock.pk).update(max_meetings=1)
    raised = Remedy("raise_limit", participant=event.rock.pk)
    assert changes(names(event.edition), raised)
    Edition.objects.update(most_meetings=1)
    event.edition.refresh_from_db()
    assert changes(names(event.edition), raised) == ()


def test_the_pages_name_what_stands_between_two(event: Event) -> None:
    Edition.objects.update(other_regions_only=True, most_requests=1)
    ours = event.rock.cluster.slug
    partner = event.manager.get(event.page("meet-partner", ours, event.sand.cluster.slug))
    assert "these two are of one region" in partner.text
    partners = event.manager.get(event.page("meet-partners", ours))
    assert "The rules of this event do not let you meet." in partners.text
    assert "1 of 1 request sent" in event.manager.get(event.page("meet-requests", ours)).text
    event.asked(event.sand, event.rock)
    inbox = event.manager.get(event.page("meet-requests", ours)).text
    assert "do not let the two of you meet" in inbox
    assert "Accept as a must" not in inbox


@pytest.mark.parametrize(("who", "words"), MOVING.items())
def test_who_moves_a_meeting_is_set_and_said_among_the_rules(
    event: Event, who: str, words: str
) -> None:
    at = event.page("organise-rules")
    sent = {"who_moves": who, "version": event.edition.version}
    assert said(event.organiser.post(at, sent)) == "yes"
    assert Edition.objects.get().who_moves == who
    assert event.organiser.post(at, {**sent, "who_moves": "nobody"}).status_code == 422
    Edition.objects.update(state="finished")
    assert str(words) in event.organiser.get(at).text


@pytest.mark.parametrize(("typed", "minutes"), [("45", 45), ("", 30), ("0", 0)])
def test_minutes_of_notice_stand_beside_who_moves(event: Event, typed: str, minutes: int) -> None:
    at = event.page("organise-rules")
    assert "notice_minutes" not in event.organiser.get(event.page("organise-edit")).text
    sent = {"who_moves": "sides", "notice_minutes": typed, "version": event.edition.version}
    assert said(event.organiser.post(at, sent)) == "yes"
    assert Edition.objects.get().notice_minutes == minutes
    assert event.organiser.post(at, {**sent, "notice_minutes": "-1"}).status_code == 422
    Edition.objects.update(state="finished")
    assert "Minutes of notice" in event.organiser.get(at).text


def test_somebody_elses_change_is_not_written_over(event: Event) -> None:
    at = event.page("organise-rules")
    sent = {"answer_days": 5, "who_moves": "sides", "version": event.edition.version}
    Edition.objects.update(version=7)
    assert said(event.organiser.post(at, sent)) == "no"
    Edition.objects.update(state="finished")
    assert "Set the rules" not in event.organiser.get(at).text
