"""The mails about delegates' own accounts."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from clusters.queries import people_of
from events.models import Delegate, DelegateAccess, Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.about import about, called
from events.rules import has_begun
from interface.marks import mark_of
from notifications.recipients import Recipient
from notifications.services import (
    Mail,
    Turn,
    settled_at,
    still_to_tell,
    still_to_tell_each,
    tell,
    tell_each,
    withdraw,
    withdraw_each,
)

INVITATION = "delegate-invitation"
Delegates = Collection[Delegate]


def _key(access: DelegateAccess) -> str:
    return f"{DelegateAccess.KEY}{access.pk}"


def _said(access: DelegateAccess) -> dict[str, object]:
    registration = access.registration
    return {
        "name": access.delegate.name,
        "cluster": registration.cluster.called,
        "edition": called(registration.edition),
        "edition_slug": registration.edition.slug,
        "registration": registration.pk,
    }


def tell_invited(access: DelegateAccess, by: User, link: str, days: int, now: datetime) -> None:
    """The invitation, in the language of the account with this address, if there is one."""
    person = User.objects.filter(email=access.email).first()
    tell(
        kind=INVITATION,
        object_key=_key(access),
        version=1,
        recipients=[Recipient(access.email, person.language if person else "")],
        template="events/mail/delegate_invitation",
        context={**_said(access), "person": str(by), "days": days},
        secret=link,
        now=now,
        about=about(access.registration.edition),
    )


def take_back(access: DelegateAccess) -> None:
    """Its invitation is not sent any more where it waits."""
    take_back_each([access])


def take_back_each(accesses: Iterable[DelegateAccess]) -> None:
    """The same of several."""
    withdraw_each(kind=INVITATION, object_keys=[_key(access) for access in accesses])


def tell_joined(access: DelegateAccess, now: datetime) -> None:
    _tell_cluster(access, "joined", now)


def tell_left(access: DelegateAccess, now: datetime) -> None:
    _tell_cluster(access, "left", now)


def tell_said(access: DelegateAccess, registration: Registration, now: datetime) -> None:
    """Those who speak for the cluster hear, once in the quiet interval, what the delegate says of
    the own presence, languages and topics.
    """
    kind, key = "delegate-said", f"{_key(access)}:said"
    withdraw(kind=kind, object_key=key)
    tell(
        kind=kind,
        object_key=key,
        version=registration.version,
        recipients=people_of(registration.cluster_id),
        template="events/mail/delegate_said",
        context=_said(access),
        now=now,
        due_at=settled_at(now),
        about=about(access.registration.edition),
    )


def tell_replaced(
    registration: Registration, delegate: Delegate, *, before: str, now: datetime
) -> None:
    """Those who speak for the cluster hear, after the quiet interval, who comes in whose place."""
    key = f"delegate:{delegate.pk}:replaced"
    marks = {name: mark_of(name) for name in (before, delegate.name)}
    known = still_to_tell(object_key=key, before=marks[before], after=marks[delegate.name])
    if known is None:
        return
    tell(
        kind="delegate-replaced",
        object_key=key,
        version=registration.version,
        recipients=people_of(registration.cluster_id),
        template="events/mail/delegate_replaced",
        context={
            "name": delegate.name,
            "before": before,
            "cluster": registration.cluster.called,
            "edition": called(registration.edition),
            "registration": registration.pk,
        },
        now=now,
        due_at=settled_at(now),
        known=known,
        about=about(registration.edition),
    )


def _tell_cluster(access: DelegateAccess, what: str, now: datetime) -> None:
    """Those who speak for the cluster hear what the delegate did with the account."""
    tell(
        kind=f"delegate-{what}",
        object_key=_key(access),
        version=1,
        recipients=people_of(access.registration.cluster_id),
        template=f"events/mail/delegate_{what}",
        context={**_said(access), "address": access.email},
        now=now,
        about=about(access.registration.edition),
    )


def tell_ended(access: DelegateAccess, now: datetime) -> None:
    """The delegate hears that the agenda is closed to the account."""
    _tell_delegate(access, "ended", now)


def tell_of_coming(changed: Collection[tuple[Registration, str]], now: datetime) -> None:
    """Clusters do not come, or come again, each beside the state that it had: their delegates with
    accounts hear of it, after the quiet interval, unless they speak for theirs.
    """
    words = {True: "back", False: "gone"}
    turned = {
        row.pk: row
        for row, before in changed
        if (before in TAKING_PART) != (row.state in TAKING_PART)
    }
    rows = DelegateAccess.objects.apart().filter(registration__in=turned, user__is_active=True)
    turns = dict[DelegateAccess, Turn]()
    for access in rows.select_related("user", "delegate"):
        access.registration = turned[access.registration_id]
        is_coming = access.registration.state in TAKING_PART
        turns[access] = Turn(f"{_key(access)}:coming", words[not is_coming], words[is_coming])
    known = still_to_tell_each(turns.values())
    tell_each(
        [
            replace(
                _mail_to_delegate(access, turn.after),
                object_key=turn.object_key,
                version=access.registration.version,
                due_at=settled_at(now),
                known=before,
            )
            for access, turn in turns.items()
            if (before := known[turn.object_key]) is not None
        ],
        now,
    )


def mails_of_cancellation(
    edition: Edition, known: Collection[str], message: str, now: datetime
) -> list[Mail]:
    """To the delegates with accounts, but those who are told by a mail about one of these keys:
    their calendars have nothing yet, as those of clusters that wait.
    """
    accesses = DelegateAccess.objects.told_apart().filter(edition=edition)
    related = ("user", "delegate", "registration__cluster")
    told = []
    for access in accesses.select_related(*related).order_by("pk"):
        if _key(access) in known:
            continue
        access.registration.edition = edition
        person = access.user
        to = (Recipient(person.email, person.language),) if person else ()
        mail = Mail(
            kind="edition-cancelled",
            object_key=_key(access),
            version=edition.version,
            recipients=to,
            template="events/mail/delegate_event_cancelled",
            context={
                **_said(access),
                "message": message,
                "had_begun": has_begun(edition, now),
            },
            about=about(edition),
        )
        told.append(mail)
    return told


def tell_of_acting(access: DelegateAccess, now: datetime) -> None:
    """The delegate hears, after the quiet interval, whether to ask and answer for the cluster."""
    after = "acts" if access.may_act else "reads"
    before = "reads" if access.may_act else "acts"
    key = f"{_key(access)}:acting"
    known = still_to_tell(object_key=key, before=before, after=after)
    if known is not None:
        _tell_delegate(access, after, now, known=known, key=key)


def _tell_delegate(
    access: DelegateAccess,
    what: str,
    now: datetime,
    *,
    known: str = "",
    key: str = "",
) -> None:
    if access.user is None or not access.user.is_active:
        return
    mail = _mail_to_delegate(access, what)
    if known:
        mail = replace(mail, due_at=settled_at(now), known=known)
    tell_each([replace(mail, object_key=key or mail.object_key)], now)


def _mail_to_delegate(access: DelegateAccess, what: str) -> Mail:
    """To the account of a delegate who has one."""
    person = access.user
    return Mail(
        kind=f"delegate-{what}",
        object_key=_key(access),
        version=access.version,
        recipients=(Recipient(person.email, person.language),) if person else (),
        template=f"events/mail/delegate_{what}",
        context={**_said(access), "cluster_slug": access.registration.cluster.slug},
        about=about(access.registration.edition),
    )
