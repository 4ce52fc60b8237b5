"""The mails about remedies; they leave after the quiet interval, and say the last word only."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from clusters.queries import people_of
from events.models import Registration
from events.queries.about import about, called
from matchmaking.models import AppliedRemedy, AvailabilityAsk
from matchmaking.queries.names import Names
from matchmaking.queries.remedy_changes import RemedyChange
from matchmaking.rules import notice
from notifications.recipients import Recipient
from notifications.services import settled_at, still_to_tell, tell, withdraw

RAISED = {
    "raise_limit": "max_meetings_raised",
    "raise_capacity": "seats_raised",
    "lift_apart": "colleague_noted",
}
ANSWERED = {AvailabilityAsk.State.FREED: "slot_freed", AvailabilityAsk.State.KEPT: "slot_kept"}
# What both clusters know of a meeting before it is dropped, and after.
DROPPED = ("meeting-wanted-again", "meeting-dropped")


def tell_of_ask(ask: AvailabilityAsk, names: Names, now: datetime) -> None:
    """The cluster's members learn that the organiser asks for a time."""
    parties = names.meeting_parties(ask.meeting_id)
    _tell(
        ask.registration,
        kind="slot-asked",
        object_key=_key_of(ask),
        template="slot_asked",
        values={
            "starts_at": names.local(ask.period.lower),
            "others": [
                party.name for party in parties if party.registration != ask.registration_id
            ],
        },
        now=now,
        begins=ask.period.lower,
    )


def take_back_ask(ask: AvailabilityAsk) -> None:
    """Nobody asks any more, or somebody has answered: a mail that waits is not sent."""
    withdraw(kind="slot-asked", object_key=_key_of(ask))


def tell_of_answer(ask: AvailabilityAsk, names: Names, now: datetime) -> None:
    """Whoever asked learns of the answer; nobody is asked any more."""
    take_back_ask(ask)
    if not ask.asked_by.is_active:
        return
    edition = ask.registration.edition
    tell(
        kind="slot-answered",
        object_key=_key_of(ask),
        version=1,
        recipients=[Recipient(ask.asked_by.email, ask.asked_by.language)],
        template=f"matchmaking/mail/{ANSWERED[AvailabilityAsk.State(ask.state)]}",
        context={
            "edition_slug": edition.slug,
            "cluster": ask.registration.cluster.called,
            "starts_at": names.local(ask.period.lower),
            "meeting": names.meeting(ask.meeting_id),
        },
        now=now,
        due_at=settled_at(now, begins=ask.period.lower, notice=notice(edition)),
        about=about(edition),
    )


def tell_of_limit(
    remedy: AppliedRemedy, registration: Registration, change: RemedyChange, now: datetime
) -> None:
    """The cluster's members learn that the organiser raised a limit of theirs, or noted that a
    colleague comes. Raised twice while the mail waits, it tells of both at once.
    """
    key = f"registration:{registration.pk}:{change.code}"
    before, after = _state(change.before, "alone"), _state(change.after, "with a colleague")
    known = still_to_tell(object_key=key, before=before, after=after)
    if known is None:
        return
    _tell(
        registration,
        kind="limit-raised",
        object_key=key,
        version=remedy.pk,
        template=RAISED[change.code],
        values={"before": int(known) if known.isdecimal() else None, "after": change.after},
        now=now,
        known=known,
    )


def tell_of_drop(
    remedy: AppliedRemedy,
    meeting: int,
    registrations: Iterable[Registration],
    names: Names,
    now: datetime,
) -> None:
    """Both clusters learn that their meeting is dropped, or wanted again."""
    before, after = DROPPED if remedy.undone_at is None else reversed(DROPPED)
    key = f"meeting:{meeting}:wanted"
    known = still_to_tell(object_key=key, before=before, after=after)
    if known is None:
        return
    for registration in registrations:
        _tell(
            registration,
            kind=after,
            object_key=key,
            version=remedy.pk,
            template=after.replace("-", "_"),
            values={"meeting": names.meeting(meeting)},
            now=now,
            known=known,
        )


def _state(figure: int | None, otherwise: str) -> str:
    """What a cluster knows of a limit; of a colleague who is noted there is no figure."""
    return otherwise if figure is None else str(figure)


def _key_of(ask: AvailabilityAsk) -> str:
    return f"ask:{ask.pk}"


def _tell(
    registration: Registration,
    *,
    kind: str,
    object_key: str,
    template: str,
    values: dict[str, Any],
    now: datetime,
    version: int = 1,
    known: str = "",
    begins: datetime | None = None,
) -> None:
    """Tell a cluster's members; the registration comes with its edition and cluster."""
    edition, cluster = registration.edition, registration.cluster
    tell(
        kind=kind,
        object_key=object_key,
        version=version,
        recipients=people_of(registration.cluster_id),
        template=f"matchmaking/mail/{template}",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "cluster": cluster.called,
            "cluster_slug": cluster.slug,
            "registration": registration.pk,
            **values,
        },
        now=now,
        due_at=settled_at(now, begins=begins, notice=notice(edition)),
        known=known,
        about=about(edition),
    )
