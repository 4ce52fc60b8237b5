"""May this person do this with an edition or a registration, and is it the time for it?"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q

from accounts.models import User
from accounts.rules import reads_unpublished
from clusters.models import Organisation, Role
from events.models import (
    Call,
    Edition,
    EventRole,
    EventRoleInvitation,
    Question,
    Registration,
    Series,
)
from events.models.registrations import TAKING_PART

State = Edition.State
TAKING_REGISTRATIONS = (State.REGISTRATION_OPEN, State.REQUESTS_OPEN)
ENDED = (State.FINISHED, State.CANCELLED)


class Act(StrEnum):
    """What a role allows at an event."""

    READ = "read"
    # The names of people who take part, beside those that are public.
    KNOW = "know"
    # On the day: who is there, what was held.
    RECEIVE = "receive"
    # Messages and mails to clusters, and to read theirs.
    WRITE = "write"
    EXPORT = "export"
    # All else about the event.
    PLAN = "plan"
    # To cancel the event, or to delete its draft.
    END = "end"
    # Who has which role.
    PEOPLE = "people"


# docs/roles.md says it in words, and a test that both say the same.
MAY: Mapping[Role, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.PLANNER: frozenset(Act) - {Act.END, Act.PEOPLE},
    Role.RECEPTION: frozenset({Act.READ, Act.KNOW, Act.RECEIVE}),
    Role.VIEWER: frozenset({Act.READ}),
}
# What staff and administrators may at every event.
STAFF_MAY = frozenset({Act.READ, Act.KNOW})


def role_in(user: User | AnonymousUser, edition: Edition) -> Role | None:
    """The role that may most, of those that this person has there; staff has none.

    An edition that was loaded by `asked_by` brings the answer along.
    """
    if not user.is_authenticated:
        return None
    if getattr(edition, "asked_by", None) == user.pk:
        role = getattr(edition, "asked_role", None)
    else:
        role = Edition.objects.filter(pk=edition.pk).roles_of(user).first()
    return Role(role) if role else None


def may(user: User | AnonymousUser, edition: Edition, act: Act) -> bool:
    """Whether this person may do such a thing at this event; when, other rules say."""
    role = role_in(user, edition)
    is_theirs = role is not None and act in MAY[role]
    return is_theirs or (act in STAFF_MAY and reads_unpublished(user) and not edition.is_recorded)


def can_organise(user: User | AnonymousUser, edition: Edition) -> bool:
    """Owners and planners of the event; nobody else, staff neither."""
    return may(user, edition, Act.PLAN)


def is_usable(offer: EventRoleInvitation, now: datetime) -> bool:
    """Whether it can be accepted: with whoever sent it, who may still say who does what."""
    is_unused = offer.accepted_at is None and offer.revoked_at is None and now < offer.expires_at
    host = offer.invited_by
    return is_unused and host.is_active and may(host, offer.edition, Act.PEOPLE)


def can_create_edition(user: User | AnonymousUser) -> bool:
    """Owners and planners of a body that may hold editions."""
    return Organisation.objects.acted_for_by(user).organising().exists()


def works_at_events(user: User | AnonymousUser) -> bool:
    """Everybody with a role in a body that may hold editions, or at one event alone."""
    if not user.is_authenticated:
        return False
    bodies = Organisation.objects.joined_by(user).organising()
    at_events = EventRole.objects.filter(user=user)
    works = Q(Exists(bodies.order_by())) | Q(Exists(at_events.order_by()))
    return User.objects.filter(works, pk=user.pk).exists()


def can_manage(user: User | AnonymousUser, registration: Registration) -> bool:
    """Members of the registered cluster.

    A registration that was loaded by `asked_by` brings the answer along.
    """
    if user.pk and getattr(registration, "asked_by", None) == user.pk:
        return bool(getattr(registration, "is_managed", False))
    return Registration.objects.managed_by(user).filter(pk=registration.pk).exists()


def reads_answers(user: User | AnonymousUser, edition: Edition, question: Question) -> bool:
    """Whether this person of the organiser's reads what clusters answer to the question."""
    is_for_all = question.readers == Question.Readers.RECEPTION
    return may(user, edition, Act.RECEIVE if is_for_all else Act.PLAN)


def can_act_for(user: User | AnonymousUser, registration: Registration) -> bool:
    """Who asks, answers and does all else at the event's meetings: members of the registered
    cluster, and delegates whom they let. The registration, its delegates and the profile are the
    members' alone: `can_manage`.

    A registration that was loaded by `asked_by` brings the answer along.
    """
    if user.pk and getattr(registration, "asked_by", None) == user.pk:
        return bool(getattr(registration, "is_acted_for", False))
    return Registration.objects.acted_for_by(user).filter(pk=registration.pk).exists()


def is_open_for_delegates(edition: Edition, registration: Registration, now: datetime) -> bool:
    """Whether delegates may be asked to take up their own accounts."""
    return is_editable_by_cluster(edition, registration, now) and not edition.people_erased_at


def day_at(edition: Edition, now: datetime) -> date:
    """The date where the edition takes place."""
    return now.astimezone(edition.zone).date()


def has_begun(edition: Edition, now: datetime) -> bool:
    """Whether its first day has come, whatever became of it."""
    return edition.starts_on is not None and day_at(edition, now) >= edition.starts_on


def is_past(edition: Edition, now: datetime) -> bool:
    """Whether the last day is over, in the edition's own time zone."""
    return edition.ends_on is not None and day_at(edition, now) > edition.ends_on


def is_under_way(edition: Edition, now: datetime) -> bool:
    """Whether today is one of the edition's days, in its own time zone."""
    starts_on, ends_on = edition.starts_on, edition.ends_on
    return (
        starts_on is not None
        and ends_on is not None
        and (starts_on <= day_at(edition, now) <= ends_on)
    )


def phase(edition: Edition, now: datetime) -> Edition.State:
    """The state that holds now, which the stored one follows: rules ask this alone.

    The clock opens requests at their first instant, if there is one, and closes them at their last,
    begins a published event on its first day and
    ends every event after its last. A draft, an event that was finished early and a cancelled one
    stay what they are.
    """
    state = State(edition.state)
    if edition.is_recorded or state in Edition.BY_HAND or edition.starts_on is None:
        return state
    if is_past(edition, now):
        return State.FINISHED
    if state in (State.PUBLISHED, State.RUNNING):
        return State.RUNNING if is_under_way(edition, now) else State.PUBLISHED
    opens_at, closes_at = edition.requests_open_at, edition.requests_close_at
    if state == State.REGISTRATION_OPEN and opens_at is not None and now >= opens_at:
        state = State.REQUESTS_OPEN
    if state == State.REQUESTS_OPEN and closes_at is not None and now >= closes_at:
        return State.SCHEDULING
    return state


def is_open_for_registration(edition: Edition, now: datetime) -> bool:
    """Whether a cluster may register now: a public edition run here, before its closing instant."""
    closes_at = edition.registration_closes_at
    return (
        not edition.is_recorded
        and phase(edition, now) in TAKING_REGISTRATIONS
        and (closes_at is None or now < closes_at)
    )


def is_open_for_invitations(edition: Edition, now: datetime) -> bool:
    """Whether clusters are invited and may answer: while they may register, until it begins."""
    return is_open_for_registration(edition, now) and not is_under_way(edition, now)


def is_open_for_late_clusters(edition: Edition, now: datetime) -> bool:
    """Whether the organiser may register a cluster: from opening to the end of the event."""
    return not edition.is_recorded and phase(edition, now) not in (State.DRAFT, *ENDED)


def is_open_for_changes(edition: Edition, now: datetime) -> bool:
    """Whether the organiser may still change the edition, its programme and its registrations."""
    return phase(edition, now) not in ENDED


MOVABLE = (
    State.DRAFT,
    State.REGISTRATION_OPEN,
    State.REQUESTS_OPEN,
    State.SCHEDULING,
    State.PUBLISHED,
)


def can_move(edition: Edition, now: datetime) -> bool:
    """Whether the event may get other dates or another time zone: until it begins."""
    return not edition.is_recorded and phase(edition, now) in MOVABLE


PUBLISHABLE = (State.REQUESTS_OPEN, State.SCHEDULING, State.PUBLISHED, State.RUNNING)


def is_open_for_publishing(edition: Edition, now: datetime) -> bool:
    """A schedule is published once requests are open, and until the event is over."""
    return phase(edition, now) in PUBLISHABLE


def promotes_from_waiting_list(edition: Edition, now: datetime) -> bool:
    """Whether a place that becomes free goes to the first on the waiting list."""
    return phase(edition, now) not in (*ENDED, State.RUNNING)


def is_editable_by_cluster(edition: Edition, registration: Registration, now: datetime) -> bool:
    """Whether the cluster may change its delegation."""
    return is_open_for_changes(edition, now) and registration.state in TAKING_PART


def is_follow_up_open(
    question: Question, edition: Edition, registration: Registration, now: datetime
) -> bool:
    """Whether an approved cluster may answer it now: sent, and its last day not over."""
    last_day = question.last_day
    is_asked = question.sent_at is not None and question.retired_at is None
    is_in_time = last_day is not None and day_at(edition, now) <= last_day
    is_approved = registration.state == Registration.State.APPROVED
    return is_asked and is_in_time and is_approved and is_open_for_changes(edition, now)


def is_withdrawable(edition: Edition, registration: Registration, now: datetime) -> bool:
    return is_open_for_changes(edition, now) and registration.state in TAKING_PART


def can_open_registration(edition: Edition, now: datetime) -> bool:
    """Nothing opens after the last day."""
    return not edition.is_recorded and not is_past(edition, now)


def can_open_requests(edition: Edition, now: datetime) -> bool:
    """Before the instant at which requests close by themselves."""
    closes_at = edition.requests_close_at
    return not edition.is_recorded and (closes_at is None or now < closes_at)


def can_return_to_draft(edition: Edition) -> bool:
    """As long as nobody has registered, those who withdrew included, and no call is public."""
    has_calls = edition.calls.exclude(state=Call.State.DRAFT).exists()
    return not edition.registrations.exists() and not has_calls


def can_reopen_registration(edition: Edition, now: datetime) -> bool:
    """Registration was closed by hand or by its date, while the event still takes clusters."""
    closes_at = edition.registration_closes_at
    is_closed = closes_at is not None and now >= closes_at
    return not edition.is_recorded and is_closed and phase(edition, now) in TAKING_REGISTRATIONS


def can_delete_draft(edition: Edition) -> bool:
    """A draft run here that nobody has registered for, and that has no call."""
    is_draft = not edition.is_recorded and edition.state == State.DRAFT
    return is_draft and can_return_to_draft(edition) and not edition.calls.exists()


def is_empty_series(series: Series) -> bool:
    """No event, no question about one, no call, and no fact of a source."""
    empty = Series.objects.filter(editions__isnull=True, asks__isnull=True, facts__isnull=True)
    return empty.filter(pk=series.pk, calls__isnull=True).exists()
