"""Is it the time for this, with requests, meetings, runs and schedules? Who may: `events.rules`."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.rules import (
    MOVABLE,
    TAKING_REGISTRATIONS,
    day_at,
    is_open_for_publishing,
    phase,
)
from matchmaking.models import MeetingRequest, PlannedReminder, ScheduleRun, ScheduleVersion

SCHEDULABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING, Edition.State.PUBLISHED)


def is_ready_to_schedule(edition: Edition, now: datetime) -> bool:
    """Runs start once requests are open, and until the event begins."""
    return phase(edition, now) in SCHEDULABLE


def is_ready_to_publish(version: ScheduleVersion, edition: Edition, now: datetime) -> bool:
    """Only the draft is published, and only while the event's state allows it."""
    is_draft = version.state == ScheduleVersion.State.DRAFT
    return is_draft and is_open_for_publishing(edition, now)


def is_ready_to_discard(version: ScheduleVersion, edition: Edition, now: datetime) -> bool:
    """Only the draft is discarded, and only until the edition is over."""
    is_draft = version.state == ScheduleVersion.State.DRAFT
    return is_draft and is_open_for_planning(edition, now)


def can_be_replayed(run: ScheduleRun) -> bool:
    """A run that has ended is replayed from its problem; a what-if makes no schedule."""
    return bool(run.problem) and not run.is_active and run.kind == ScheduleRun.Kind.SCHEDULE


OVER = (Edition.State.FINISHED, Edition.State.CANCELLED)
REPLANNABLE = (Edition.State.PUBLISHED, Edition.State.RUNNING)
ANSWERABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING)


def is_open_for_planning(edition: Edition, now: datetime) -> bool:
    """Windows, tables, availability and drafts change until the edition is over."""
    return not edition.is_recorded and phase(edition, now) not in OVER


def is_open_for_requests(edition: Edition, now: datetime) -> bool:
    """Clusters ask each other while requests are open and their last instant has not come."""
    return phase(edition, now) == Edition.State.REQUESTS_OPEN


def is_open_for_answers(edition: Edition, now: datetime) -> bool:
    """Requests are answered, and answers taken back, until the schedule is published."""
    return phase(edition, now) in ANSWERABLE


def is_open_for_late_answers(edition: Edition, now: datetime) -> bool:
    """The organiser accepts for a cluster until the event ends, after its time to answer too."""
    return phase(edition, now) in (*ANSWERABLE, *REPLANNABLE)


def are_answers_over(edition: Edition, now: datetime) -> bool:
    """What was not answered by publication, the end or the cancelling of the event expires."""
    return not edition.is_recorded and phase(edition, now) in (*REPLANNABLE, *OVER)


def is_open_for_withdrawal(edition: Edition, now: datetime) -> bool:
    """A request is withdrawn until the event begins; what is published stays as it is."""
    return phase(edition, now) in (*ANSWERABLE, Edition.State.PUBLISHED)


def is_live_from_start(edition: Edition, now: datetime) -> bool:
    """Before publication clusters agree on times where the event's rules say so."""
    return edition.instant_from_start and phase(edition, now) in ANSWERABLE


def allows_instant(edition: Edition, now: datetime) -> bool:
    """Clusters ask for free times while requests are open, and from publication to the end, each
    where the event's rules say so.
    """
    if is_open_for_requests(edition, now):
        return edition.instant_from_start
    return edition.instant_meetings and phase(edition, now) in REPLANNABLE


def recommends_partners(registration: Registration, now: datetime) -> bool:
    """Whether a cluster is shown partners: as long as it may come to ask one, the rules apart.

    From the opening of registration until requests close, a cluster that still waits too, and from
    publication on where clusters ask for free times.
    """
    edition = registration.edition
    is_time = phase(edition, now) in TAKING_REGISTRATIONS or allows_instant(edition, now)
    return is_time and registration.state in TAKING_PART


def is_asking_over(edition: Edition, now: datetime) -> bool:
    """Nobody can be asked for a meeting any more."""
    return are_answers_over(edition, now) and not allows_instant(edition, now)


def can_be_answered(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """One for free times while meetings are changed in place, any other until publication."""
    if request.is_instant:
        return is_open_for_live_edits(edition, now)
    return is_open_for_answers(edition, now)


def can_be_withdrawn(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """Until the event begins; what was agreed, or asked for free times, until it is over. What has
    a published place is cancelled instead.
    """
    is_agreed = MeetingRequest.State.ACCEPTED in (request.state, request.ended_from)
    return is_open_for_withdrawal(edition, now) or (
        (request.is_instant or is_agreed) and is_open_for_live_edits(edition, now)
    )


def can_be_brought_back(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """What the organiser withdrew in the place of a side, as long as it could be withdrawn."""
    is_withdrawn = request.state == MeetingRequest.State.WITHDRAWN
    is_kept = is_withdrawn and request.withdrawn_for_id is not None
    return is_kept and can_be_withdrawn(request, edition, now)


def notice(edition: Edition) -> timedelta:
    """How long before its time a meeting is left alone by the two sides."""
    return timedelta(minutes=edition.notice_minutes)


def is_open_for_other_times(edition: Edition, now: datetime) -> bool:
    """The two sides move their meeting as long as it is changed in place."""
    return is_open_for_live_edits(edition, now)


def can_meet(registration: Registration) -> bool:
    """Only approved clusters ask and are asked."""
    return registration.state == Registration.State.APPROVED


WITH_SCHEDULE = (Edition.State.PUBLISHED, Edition.State.RUNNING, Edition.State.FINISHED)


# Who was there still knows, and by then a report has its figures: they change no more.
HELD_DAYS = 30


def is_open_for_words(edition: Edition, now: datetime) -> bool:
    """Whether a meeting that has begun was held is said until so many days after the event."""
    ends_on, is_kept = edition.ends_on, edition.people_erased_at is None
    is_time = ends_on and day_at(edition, now) <= ends_on + timedelta(days=HELD_DAYS)
    return bool(is_time) and is_kept and phase(edition, now) in WITH_SCHEDULE


def was_held(words: Mapping[int | None, bool]) -> bool | None:
    """What is recorded by the words of the organiser (None), which counts, and of the sides (by
    id): where these say different things nothing is.
    """
    said = {words[None]} if None in words else set(words.values())
    return said.pop() if len(said) == 1 else None


def can_have_fairness_shown(edition: Edition) -> bool:
    """The organiser may decide before publication already; it counts from then on."""
    return not edition.is_recorded and edition.state != Edition.State.CANCELLED


def is_fairness_shown(edition: Edition, now: datetime) -> bool:
    """Everybody reads the fairness page once a schedule is published, if the organiser wishes."""
    return edition.is_fairness_public and phase(edition, now) in WITH_SCHEDULE


def is_ready_to_replan(edition: Edition, now: datetime) -> bool:
    """From publication to the end: on the day itself what has begun stays as it is."""
    return phase(edition, now) in REPLANNABLE


def is_open_for_live_edits(edition: Edition, now: datetime) -> bool:
    """The published schedule is changed in place until the event is over; what clusters agree on
    before publication too.
    """
    return phase(edition, now) in REPLANNABLE or is_live_from_start(edition, now)


def is_open_for_cancelling(edition: Edition, now: datetime) -> bool:
    """Single meetings that have a time are cancelled until the event is over."""
    return is_open_for_live_edits(edition, now)


def is_open_for_what_ifs(edition: Edition, now: datetime) -> bool:
    """One may ask as long as the answer can still change something."""
    return is_ready_to_schedule(edition, now)


def is_open_for_entering(edition: Edition, now: datetime) -> bool:
    """Once requests are closed by publication, the organiser enters what clusters agree on."""
    return phase(edition, now) in REPLANNABLE


def most_meetings(own: int | None, edition: Edition) -> int | None:
    """The lower of a registration's own limit and the event's; None where there is neither."""
    return min((most for most in (own, edition.most_meetings) if most is not None), default=None)


def is_online(ways: Iterable[str]) -> bool:
    """Whether clusters that take part in these ways meet online: one of them is not on site."""
    return Registration.TakesPart.ONLINE in ways


def answer_by(request: MeetingRequest, edition: Edition) -> datetime | None:
    """When a request that waits expires, by the event's rule or with the last time it names."""
    if request.state != MeetingRequest.State.PENDING:
        return None
    ends = [until] if (until := last_answer(request, edition)) else []
    if edition.answer_days is not None:
        ends.append(request.waits_since + timedelta(days=edition.answer_days))
    return min(ends, default=None)


def last_answer(request: MeetingRequest, edition: Edition) -> datetime | None:
    """Until when a time that a request names can be had; None for one without times."""
    if not request.is_instant:
        return None
    # All that it named may be gone from the grid.
    return max(request.begins, default=request.waits_since) - notice(edition)


def is_overdue(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """Whether the days to answer are over, whether or not a worker has ended it yet."""
    until = answer_by(request, edition)
    return until is not None and until <= now


def is_unanswered(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """Whether it waits while none of its kind is answered any more: it has expired, whether or not
    a worker has ended it yet.
    """
    is_pending = request.state == MeetingRequest.State.PENDING
    is_live = request.is_instant and is_open_for_live_edits(edition, now)
    return is_pending and are_answers_over(edition, now) and not is_live


def state_at(request: MeetingRequest, edition: Edition, now: datetime) -> MeetingRequest.State:
    """How a request stands by the clock."""
    is_late = is_unanswered(request, edition, now) or is_overdue(request, edition, now)
    return MeetingRequest.State.EXPIRED if is_late else MeetingRequest.State(request.state)


def can_set_rules(edition: Edition, now: datetime) -> bool:
    """Until the event is over; what is recorded from sources has no rules."""
    return is_open_for_planning(edition, now)


# By the clock of the event, so that nobody is woken.
REMINDED_AT = time(9)


def reminder_goes_at(edition: Edition, days_before: int) -> datetime | None:
    """When a planned reminder goes; None where the event has no first day."""
    if edition.starts_on is None:
        return None
    day = edition.starts_on - timedelta(days=days_before)
    return datetime.combine(day, REMINDED_AT, tzinfo=edition.zone)


def is_reminder_due(reminder: PlannedReminder, edition: Edition, now: datetime) -> bool:
    """On its own day alone: what was missed is not made up for, for it would say what is untrue.

    Nothing goes from the first day of the event on, nor twice for one first day.
    """
    may_go = reminder.is_on and not is_reminder_sent(reminder, edition)
    return may_go and goes_at_once(edition, reminder.days_before, now)


def is_reminder_sent(reminder: PlannedReminder, edition: Edition) -> bool:
    """For the first day that the event has now."""
    return reminder.sent_for is not None and reminder.sent_for == edition.starts_on


def goes_at_once(edition: Edition, days_before: int, now: datetime) -> bool:
    """Whether a reminder that was planned so many days before goes with the next beat."""
    at = reminder_goes_at(edition, days_before)
    return at is not None and at <= now and day_at(edition, now) == at.date()


def can_plan_reminders(edition: Edition, now: datetime) -> bool:
    """Until the event begins: later none goes."""
    first = edition.starts_on
    is_coming = first is not None and day_at(edition, now) < first
    return is_coming and not edition.is_recorded and phase(edition, now) in MOVABLE
