"""The rules of an event: what a change of them shows, ends and keeps, and what pages say."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from events.models import Edition, Registration
from matchmaking.models import BarredPair, ClusterGroup, Meeting, MeetingRequest
from matchmaking.queries.names import names
from matchmaking.queries.remedy_changes import changes
from matchmaking.records import Remedy
from matchmaking.runs.built import meeting_id
from matchmaking.runs.problem import build
from matchmaking.services import requests, rules
from matchmaking.words.other_times import MOVING
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.matchmaking.ways import NOW, Event, gone, leaves_all, said

pytestmark = pytest.mark.django_db
State = MeetingRequest.State


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
    assert gone(event, "ask", leaves_all) == "yes"
    buyers, sellers = ClusterGroup.objects.order_by("pk")
    sent = {"groups": [buyers.pk, sellers.pk], "pairs": [f"{buyers.pk}-{buyers.pk}"]}
    assert said(event.organiser.post(event.page("organise-rules-table"), sent)) == "yes"
    assert gone(event, "ask", leaves_all) == "no"
    assert said(event.organiser.post(event.page("organise-group-remove", buyers.pk), {})) == "yes"
    assert gone(event, "ask", leaves_all) == "yes"


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
