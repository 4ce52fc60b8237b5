"""The mails about calls, put into the outbox within the transaction they tell of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from clusters.queries import people_of
from events.models import Application, Call, Reviewer, ReviewerInvitation, Verdict
from events.queries.about import about, called
from notifications.recipients import About, Recipient
from notifications.services import Mail, tell, withdraw_each
from notifications.services import withdraw as take_back
from translations.queries import wording

TEMPLATES = "events/mail/"
DECIDED = "application-decided"
INVITED = "reviewer-invited"


def about_call(call: Call) -> About:
    """In whose name it is written; the call comes with its edition and its body."""
    if call.edition:
        return about(call.edition)
    return About(key=f"call:{call.pk}", sender=call.body.called, zone=call.time_zone)


def key_of(application: Application) -> str:
    """What the mails about an application are known by."""
    return f"application:{application.pk}"


def _said(application: Application) -> dict[str, Any]:
    """What every mail about an application says of it."""
    call = application.call
    return {
        "applicant": application.organisation.called,
        "call": wording(call, "title"),
        "for_what": called(call.edition) if call.edition else str(call.subject),
        "is_for_host": call.is_for_host,
        "application": application.pk,
    }


def _tell(application: Application, kind: str, now: datetime, **more: Any) -> None:
    tell(
        kind=f"application-{kind}",
        object_key=key_of(application),
        version=application.version,
        recipients=people_of(application.organisation_id),
        template=f"{TEMPLATES}application_{kind}",
        context={**_said(application), **more},
        now=now,
        about=about_call(application.call),
    )


def tell_received(application: Application, now: datetime) -> None:
    """The applicant's people learn that it has come, and until when they may change it."""
    closes_at = application.call.closes_at.astimezone(application.call.zone)
    _tell(application, "received", now, closes_at=closes_at)


def tell_withdrawn(application: Application, now: datetime) -> None:
    """The others of the applicant learn that it was withdrawn."""
    _tell(application, "withdrawn", now)


def tell_returned(application: Application, now: datetime) -> None:
    """The applicant's people learn what to complete."""
    _tell(application, "returned", now, message=application.to_complete)


def mail_of_decision(application: Application, verdict: Verdict) -> Mail:
    """What was decided, for the applicant's people; a reserve learns its place in the order."""
    return Mail(
        kind=DECIDED,
        object_key=key_of(application),
        version=application.version,
        recipients=tuple(people_of(application.organisation_id)),
        template=f"{TEMPLATES}application_{verdict.outcome}",
        context={**_said(application), "place": verdict.place},
        about=about_call(application.call),
    )


def _invitation_key(invitation: ReviewerInvitation) -> str:
    """What the mail of an invitation to review is about."""
    return f"reviewer-invitation:{invitation.pk}"


def take_back_invited(invitations: Iterable[ReviewerInvitation]) -> None:
    """Their mails do not leave where they wait."""
    keys = [_invitation_key(row) for row in invitations]
    withdraw_each(kind=INVITED, object_keys=keys)


def tell_invited(invitation: ReviewerInvitation, *, secret: str, days: int, now: datetime) -> None:
    """Ask somebody to review, in the language of the account with this address, if there is one:
    the link in it works once.
    """
    call, person = invitation.call, User.objects.filter(email=invitation.email).first()
    tell(
        kind=INVITED,
        object_key=_invitation_key(invitation),
        version=1,
        recipients=[Recipient(invitation.email, person.language if person else "")],
        template=f"{TEMPLATES}reviewer_invited",
        context={
            "person": str(invitation.invited_by),
            "body": call.body.called,
            "call": wording(call, "title"),
            "days": days,
        },
        secret=secret,
        now=now,
    )


def tell_reviewers(call: Call, now: datetime) -> None:
    """The call is closed: the reviewers learn that they can begin."""
    people = call.reviewers.filter(user__is_active=True).select_related("user")
    tell(
        kind="reviewing-begun",
        object_key=_reviewing(call),
        version=call.version,
        recipients=[Recipient(row.user.email, row.user.language) for row in people],
        template=f"{TEMPLATES}reviewing_begun",
        context={"call": wording(call, "title"), "slug": call.slug, "body": call.body.called},
        now=now,
        about=about_call(call),
    )


def _reviewing(call: Call) -> str:
    return f"call:{call.pk}:reviewing"


def withdraw_reviewing(call: Call) -> None:
    """It was opened again before the reviewers had heard."""
    take_back(kind="reviewing-begun", object_key=_reviewing(call))


def tell_removed(reviewer: Reviewer, now: datetime) -> None:
    """Somebody does not review the call any more."""
    person = reviewer.user
    tell(
        kind="reviewer-removed",
        object_key=f"reviewer:{reviewer.pk}",
        version=1,
        recipients=[Recipient(person.email, person.language)] if person.is_active else [],
        template=f"{TEMPLATES}reviewer_removed",
        context={"call": wording(reviewer.call, "title"), "body": reviewer.call.body.called},
        now=now,
    )
