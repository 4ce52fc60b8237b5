"""May this person do this with a call or an application, and is it the time for it?"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from clusters.models import ACTING, Membership, Organisation, Role
from events.models import Application, Call, EventRole, Reviewer
from events.rules import ENDED, phase

State = Call.State


def stage(call: Call, now: datetime) -> Call.State:
    """The state that holds now, which the stored one follows: the clock ends applying."""
    if call.state == State.OPEN and now >= call.closes_at:
        return State.REVIEWING
    return State(call.state)


def is_alive(call: Call, now: datetime) -> bool:
    """Whether the event that clusters apply for still lies ahead; a call for hosts has none."""
    return call.edition is None or phase(call.edition, now) not in ENDED


def is_published(call: Call) -> bool:
    """Whether its event is, where it has one."""
    return call.edition is None or call.edition.is_public


def can_manage_call(user: User | AnonymousUser, call: Call) -> bool:
    """Owners and planners of the body whose call it is, and who plans its event alone."""
    return _has_role(user, call, *ACTING) or _plans_event(user, call)


def can_decide_call(user: User | AnonymousUser, call: Call) -> bool:
    """Its owners: who reviews, what reviewers say, who is selected."""
    return _has_role(user, call, Role.OWNER)


def _has_role(user: User | AnonymousUser, call: Call, *roles: Role) -> bool:
    if not user.is_authenticated:
        return False
    places = Membership.objects.filter(organisation=call.body_id, user=user, role__in=roles)
    return places.exists()


def _plans_event(user: User | AnonymousUser, call: Call) -> bool:
    if not user.is_authenticated or call.edition_id is None:
        return False
    alone = EventRole.objects.filter(edition=call.edition_id, user=user, role__in=ACTING)
    return alone.exists()


def has_conflict(user: User, application: Application) -> bool:
    """Whether this person belongs to the body that applies."""
    places = Membership.objects.filter(organisation=application.organisation_id, user=user)
    return places.exists()


def is_reviewer(user: User, call: Call) -> bool:
    return Reviewer.objects.filter(call=call, user=user).exists()


def can_open_call(call: Call, now: datetime) -> bool:
    """A draft, or one that was closed by hand, before its closing instant, of a public event."""
    is_closed = call.state in (State.DRAFT, State.REVIEWING)
    return is_closed and now < call.closes_at and is_alive(call, now) and is_published(call)


def can_close_call(call: Call, now: datetime) -> bool:
    return stage(call, now) == State.OPEN


def can_return_call_to_draft(call: Call, now: datetime) -> bool:
    """As long as nobody has applied, those who withdrew included."""
    return stage(call, now) == State.OPEN and not call.applications.exists()


def can_delete_call(call: Call) -> bool:
    """A draft that nobody has applied to."""
    return call.state == State.DRAFT and not call.applications.exists()


def is_changeable_call(call: Call, now: datetime) -> bool:
    """Whether its text and times may change: until it is decided."""
    return call.state != State.DECIDED and is_alive(call, now)


def are_criteria_changeable(call: Call, now: datetime) -> bool:
    """Until the first reviewer has given points."""
    has_reviews = call.applications.filter(reviews__isnull=False).exists()
    return is_changeable_call(call, now) and not has_reviews


def is_open_for_applications(call: Call, now: datetime) -> bool:
    """From its opening instant to its closing one, while its event lies ahead."""
    has_begun = call.opens_at is None or now >= call.opens_at
    return stage(call, now) == State.OPEN and has_begun and is_alive(call, now)


def may_apply(call: Call, organisation: Organisation) -> bool:
    """A cluster for a place at an event; to host, another body that may hold events."""
    if call.is_for_host:
        return organisation.holds_events and organisation.pk != call.body_id
    return organisation.kind == Organisation.Kind.CLUSTER


def is_open_for_reviewers(call: Call, now: datetime) -> bool:
    """Whether somebody may be asked to review it, and say yes: until it is decided."""
    return call.state != State.DECIDED and is_alive(call, now)


def is_changeable_application(call: Call, application: Application, now: datetime) -> bool:
    """While the call takes applications; what was returned, until the decision."""
    if application.state == Application.State.RETURNED:
        return is_open_for_review(call, now) or is_open_for_applications(call, now)
    return application.state == Application.State.SUBMITTED and is_open_for_applications(call, now)


def is_withdrawable_application(call: Call, application: Application) -> bool:
    """Until the decision is published."""
    return call.state != State.DECIDED and application.state in Application.TO_DECIDE


def is_returnable(call: Call, application: Application, now: datetime) -> bool:
    """Whether the applicant may be asked to complete it: until the decision is published."""
    is_open = stage(call, now) in (State.OPEN, State.REVIEWING) and is_alive(call, now)
    return is_open and application.state == Application.State.SUBMITTED


def is_open_for_review(call: Call, now: datetime) -> bool:
    """Whether reviewers score, and owners decide: once it is closed, until it is decided."""
    return stage(call, now) == State.REVIEWING and is_alive(call, now)


def sees_all_reviews(call: Call) -> bool:
    """Whether reviewers read each other's: once the decision is published, so that each scores
    alone.
    """
    return call.state == State.DECIDED
