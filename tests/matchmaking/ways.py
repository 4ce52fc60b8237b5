"""Every way to a request or a place, taken at one small event by the pages that people use."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from events.models import Edition, Registration
from events.services.decisions import decline, undo
from matchmaking.answer_links import link_for
from matchmaking.models import (
    Import,
    Meeting,
    MeetingRequest,
    RequestTime,
    ScheduleEdit,
    ScheduleVersion,
    TimeOffer,
)
from matchmaking.queries.names import names
from matchmaking.queries.schedule import published_place
from matchmaking.records import Reason
from matchmaking.runs.built import BuiltProblem, meeting_id
from matchmaking.runs.problem import build, build_replan
from matchmaking.runs.what_if import alternatives
from matchmaking.services import importing, placing, rules
from matchmaking.services.requests import cancel_published
from matchmaking.services.requests.changes import make_meeting
from matchmaking.words.reasons import reason
from organise.words.imports import REFUSED
from scheduling.control import Limits
from scheduling.pipeline import solve
from scheduling.what_if import compare
from tests.factories.clusters import ClusterFactory, MembershipFactory, RegionFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.lists import handed_in, list_of
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    placed,
    tables,
    window_with_slots,
)

NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = MeetingRequest.State
LIMITS = Limits(seconds=5, workers=1, seed=1)


class Event:
    """Rock and Sand are of one region, Tide of another; Rock's request to Tide is a must.

    Rock meets Tide at the first time, Sand meets Tide at the second; two more times are free.
    Once the schedule is published clusters ask for free times.
    """

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(state="requests_open", instant_meetings=True)
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
        self.speaker: User = MembershipFactory(organisation=self.rock.cluster).user
        self.organiser, self.manager, self.partner = Client(), Client(), Client()
        self.organiser.force_login(self.user)
        self.manager.force_login(self.speaker)
        self.partner.force_login(MembershipFactory(organisation=self.sand.cluster).user)
        self.version = ScheduleVersionFactory(edition=self.edition, number=1)
        self.others = [self.agreed(self.rock, self.tide, 10), self.agreed(self.sand, self.tide)]
        for meeting, slot in zip(self.others, self.slots, strict=False):
            placed(self.version, meeting, slot, self.tables[0])
        # What a run is expected to say of a meeting that it leaves out.
        self.says = ""

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
        ScheduleVersion.objects.update(state=published, published_at=NOW, published_revision=0)
        self.version.refresh_from_db()
        Edition.objects.update(state="published")
        self.edition.refresh_from_db()

    def page(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.edition.slug, *more])


def said(answer: Any) -> str:
    if answer.status_code in (409, 422):
        # On a page of its own, in the form that keeps what was chosen, or beside the buttons.
        assert re.search(
            r'<p role="alert">|class="(error-summary|notice bad)" role="alert"', answer.text
        )
        return "no"
    assert answer.status_code == 302, answer.text
    assert not answer.url.startswith("/accounts/"), "nobody is signed in"
    return "yes"


def with_key(**values: object) -> dict[str, object]:
    return {**values, "idempotency_key": str(uuid.uuid4())}


# What a way is: it makes ready, the rule comes, then somebody goes it; it says what came of it.
Way = Callable[[Event], Iterator[str]]
ACTS: dict[str, set[str]] = {}
WAYS: dict[str, Way] = {}


def by(name: str, *acts: str) -> Callable[[Way], Way]:
    """A way, under this name in the table, which ends in these acts."""

    def kept(way: Way) -> Way:
        ACTS[name], WAYS[name] = set(acts), way
        return way

    return kept


@by("ask", "services.requests.asking.ask")
def ask(event: Event) -> Iterator[str]:
    yield ""
    at = event.page("meet-partner", event.rock.cluster.slug, event.sand.cluster.slug)
    yield said(event.manager.post(at, with_key(priority=10)))


@by("for", "services.requests.asking.ask")
def ask_for(event: Event) -> Iterator[str]:
    """The organiser asks in Rock's place."""
    yield ""
    sent = with_key(first=event.rock.pk, second=event.sand.pk, priority=10)
    yield said(event.organiser.post(event.page("organise-ask"), sent))


@by("imp", "services.importing.carry_out")
def imported(event: Event) -> Iterator[str]:
    """A row of a list; what is refused stands on its page with the reason."""
    yield ""
    rows = [["cluster", "to", "wish"], ["Rock", "Sand", "must"]]
    listed = handed_in(list_of(event.edition, event.user, Import.Layout.REQUESTS, rows))
    importing.carry_out(listed.pk, now=timezone.now())
    listed.refresh_from_db()
    assert listed.state == Import.State.DONE
    if listed.outcome["stored"].get("wishes"):
        yield "yes"
        return
    [(_row, _column, code)] = listed.outcome["refused"]
    page = event.organiser.get(event.page("organise-import-list", listed.pk)).text
    assert escape(str(REFUSED[code])) in page
    yield "no"


@by("acc", "services.requests.answers.accept")
def accept(event: Event) -> Iterator[str]:
    request = event.asked(event.sand, event.rock)
    yield ""
    at = event.page("meet-accept", event.rock.cluster.slug, request.pk)
    yield said(event.manager.post(at, {"version": 1, "priority": 10}))


@by("mai", "services.requests.answers.accept")
def by_mail(event: Event) -> Iterator[str]:
    """The link in the mail, without signing in."""
    request = event.asked(event.sand, event.rock)
    path = urlsplit(link_for(request, event.speaker.pk)).path
    yield ""
    yield said(Client().post(path, {"answer": "must"}))


@by("beh", "services.requests.answers.accept")
def on_behalf(event: Event) -> Iterator[str]:
    request = event.asked(event.sand, event.rock)
    yield ""
    yield said(event.organiser.post(event.page("organise-accept", request.pk), {"version": 1}))


@by("ent", "services.requests.entering.enter")
def enter(event: Event) -> Iterator[str]:
    """The organiser enters what the two agreed on after publication."""
    event.publish()
    yield ""
    sent = with_key(first=event.rock.pk, second=event.sand.pk, priority=10)
    yield said(event.organiser.post(event.page("organise-replan-meeting"), sent))


@by("ret", "services.requests.leaving.restore_requests")
def returned(event: Event) -> Iterator[str]:
    """A decision about Sand that ended the request is taken back."""
    request = event.asked(event.sand, event.rock)
    done = decline(edition=event.edition, chosen=[event.sand.pk], now=timezone.now())
    yield ""
    undo(edition=event.edition, changes=done.changes, now=timezone.now())
    request.refresh_from_db()
    yield "yes" if request.state == State.PENDING else "end"


@by("bak", "services.requests.answers.undo_withdrawal")
def brought_back(event: Event) -> Iterator[str]:
    """The organiser withdrew it for Rock, and takes that back."""
    request = event.asked(event.rock, event.sand, priority=10)
    withdraw = {"version": 1, "side_of": event.rock.pk}
    assert said(event.organiser.post(event.page("organise-withdraw", request.pk), withdraw))
    yield ""
    at = event.page("organise-withdraw-undo", request.pk)
    yield said(event.organiser.post(at, {"version": 2}))


def ask_at(event: Event) -> str:
    at = event.page("meet-partner-times", event.rock.cluster.slug, event.sand.cluster.slug)
    return said(event.manager.post(at, with_key(slots=[event.slots[3].pk])))


@by("fst", "services.requests.asking.ask_at")
def at_first(event: Event) -> Iterator[str]:
    """Asking for a free time while requests are open."""
    yield ""
    yield ask_at(event)


@by("ins", "services.requests.asking.ask_at")
def instant(event: Event) -> Iterator[str]:
    """Asking for a free time after publication."""
    event.publish()
    yield ""
    yield ask_at(event)


@by("tim", "services.requests.instant.accept_at")
def accept_at(event: Event) -> Iterator[str]:
    """Yes to a time that the published schedule leaves free."""
    event.publish()
    request = event.asked(event.sand, event.rock, is_instant=True)
    RequestTime.objects.create(request=request, slot=event.slots[3])
    yield ""
    at = event.page("meet-answer", event.rock.cluster.slug, request.pk)
    yield said(event.manager.post(at, {"version": 1, "slot": event.slots[3].pk}))


def answered(event: Event, built: BuiltProblem, meeting: Meeting) -> str:
    """Whether the schedule of all wanted meetings has it, and else in words why not."""
    solution = solve(built.problem, limits=LIMITS)
    if meeting_id(meeting.pk) in {placed.meeting for placed in solution.placements}:
        return "yes"
    [left] = [row for row in solution.unplaced if row.meeting == meeting_id(meeting.pk)]
    registrations = [int(name[1:]) for name in left.reason.participants]
    words = reason(names(event.edition), Reason(left.reason.code, tuple(registrations)))
    assert event.says in words, words
    return "out"


@by("run", "runs.execution.carry_out")
def run(event: Event) -> Iterator[str]:
    meeting = event.agreed(event.sand, event.rock)
    yield ""
    yield answered(event, build(event.edition), meeting)


@by("rep", "runs.execution.carry_out")
def replan(event: Event) -> Iterator[str]:
    meeting = event.agreed(event.sand, event.rock)
    event.publish()
    yield ""
    yield answered(event, build_replan(event.edition, now=timezone.now()), meeting)


@by("wha")
def what_if(event: Event) -> Iterator[str]:
    meeting = event.agreed(event.sand, event.rock)
    yield ""
    built = build(event.edition)
    asked = alternatives([[{"kind": "tables", "number": 1}]], event.edition, built)
    found = compare(built.problem, asked, limits=LIMITS).alternatives[0].solution.placements
    yield "yes" if meeting_id(meeting.pk) in {row.meeting for row in found} else "out"


def put(event: Event, meeting: Meeting, **more: object) -> str:
    at = event.page("organise-place", event.version.number)
    place = f"{event.slots[3].pk}-{event.tables[1].pk}"
    return said(
        event.organiser.post(at, with_key(meeting=meeting.pk, place=place, revision=0, **more))
    )


@by("han", "services.placing.by_hand.put")
def by_hand(event: Event) -> Iterator[str]:
    meeting = event.agreed(event.sand, event.rock)
    yield ""
    yield put(event, meeting)


@by("liv", "services.placing.by_hand.put")
def in_place(event: Event) -> Iterator[str]:
    """By hand in the published schedule."""
    meeting = event.agreed(event.sand, event.rock)
    event.publish()
    yield ""
    yield put(event, meeting, live="True")


@by("swa", "services.placing.by_hand.swap")
def swap(event: Event) -> Iterator[str]:
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[3], event.tables[1])
    yield ""
    sent = with_key(meeting=meeting.pk, other=event.others[0].pk, revision=0)
    yield said(event.organiser.post(event.page("organise-swap", event.version.number), sent))


def taken_out(event: Event) -> ScheduleEdit:
    """Placed, and taken out by hand again."""
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[3], event.tables[1])
    edit: ScheduleEdit = placing.remove(
        version=event.version,
        meeting=meeting.pk,
        user=event.user,
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    return edit


@by("und", "services.placing.undoing.undo")
def undone(event: Event) -> Iterator[str]:
    """That it was taken out is undone."""
    edit = taken_out(event)
    yield ""
    at = event.page("organise-undo", event.version.number)
    yield said(event.organiser.post(at, {"edit": edit.number}))


@by("red", "services.placing.undoing.redo")
def redone(event: Event) -> Iterator[str]:
    """That it was placed is done again."""
    meeting = event.agreed(event.sand, event.rock)
    put(event, meeting)
    edit = event.version.edits.get()
    placing.undo(version=event.version, number=edit.number, now=timezone.now())
    yield ""
    at = event.page("organise-redo", event.version.number)
    yield said(event.organiser.post(at, {"edit": edit.number}))


@by(
    "oth",
    "services.other_times.answering.accept_time",
    "services.other_times.answering.agree_time",
)
def other_time(event: Event) -> Iterator[str]:
    """One side offers another time and the other accepts it; perhaps the organiser has to agree."""
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[2], event.tables[1])
    event.publish()
    yield ""
    yield offered(event, meeting)


@by("fir", "services.other_times.answering.accept_time")
def first_time(event: Event) -> Iterator[str]:
    """The same of a meeting that the published schedule has no place for."""
    meeting = event.agreed(event.sand, event.rock)
    event.publish()
    yield ""
    yield offered(event, meeting)


def offered(event: Event, meeting: Meeting) -> str:
    at = event.page("meet-meeting-times", event.rock.cluster.slug, meeting.pk)
    sent = event.manager.post(at, with_key(slots=[event.slots[3].pk]))
    if said(sent) == "no":
        return "no"
    offer, chosen = TimeOffer.objects.get(), {"answer": "accept", "slot": event.slots[3].pk}
    at = event.page("meet-offer-answer", event.sand.cluster.slug, offer.pk)
    assert said(event.partner.post(at, chosen)) == "yes"
    is_there = meeting.placements.filter(slot=event.slots[3]).exists()
    return "yes" if is_there else "wai"


@by("tak", "services.requests.cancelling.take_up")
def take_up(event: Event) -> Iterator[str]:
    """A published meeting that was cancelled is taken up again."""
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[3], event.tables[1])
    event.publish()
    cancel_published(meeting=meeting, by=event.user, now=timezone.now())
    yield ""
    yield said(event.organiser.post(event.page("organise-meeting-take-up", meeting.pk)))


@by("kee", "services.placing.keeping.keep_agreed", "services.placing.whole.start_draft")
def keep(event: Event) -> Iterator[str]:
    """A draft takes over what was put into the published schedule meanwhile."""
    event.publish()
    draft = placing.start_draft(edition=event.edition, now=timezone.now())
    meeting = event.agreed(event.sand, event.rock)
    assert put(event, meeting, live="True") == "yes"
    yield ""
    answer = event.organiser.post(event.page("organise-keep", draft.number), with_key())
    assert said(answer) == "yes"
    yield "yes" if draft.placements.filter(meeting=meeting).exists() else "out"


@by("pub", "services.publishing.publish")
def published(event: Event) -> Iterator[str]:
    """A draft that has the meeting is published."""
    meeting = event.agreed(event.sand, event.rock)
    placed(event.version, meeting, event.slots[3], event.tables[1])
    yield ""
    at = event.page("organise-publish", event.version.number)
    answer = said(event.organiser.post(at, with_key(revision=0)))
    assert bool(published_place(meeting)) == (answer == "yes")
    yield answer


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leaves_all(event: Event) -> None:
    """No rule comes."""


def gone(event: Event, way: str, rule: Callable[[Event], None]) -> str:
    """What comes of a way where this rule came while it was made ready; then all is taken back."""
    with taken_back():
        going = WAYS[way](event)
        next(going)
        rule(event)
        event.edition.refresh_from_db()
        found = next(going)
    for row in (event.edition, event.version, event.rock, event.sand, event.tide):
        row.refresh_from_db()
    return found
