"""An organiser invites clusters of the register, takes that back, and reminds, once.

All acts lock the edition, as registering does: nobody is invited twice, or after having registered.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, EventInvitation, InvitationRound, InvitationText
from events.queries.filling import by_language
from events.queries.inviting import not_yet_invited, to_remind, unanswered
from events.rules import is_open_for_invitations
from events.services.circulars import NO_TEXTS, AlreadyLeft
from events.services.inviting.letters import MAIL, REMINDER, WITHDRAWN, key_of, stop, tell_invited
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import KeyTaken, made_once
from notifications.queries import mails_left
from notifications.services import has_left, settled_at, withdraw_whole

State = EventInvitation.State
# Mails that are written at once: more would keep others from the event for long.
MOST_AT_ONCE = 500


class InvitingClosed(Exception):
    """Clusters do not register any more, or not yet, or the event has begun."""


class NobodyLeft(Exception):
    """All of them were invited or registered meanwhile."""


class TooMany(Exception):
    """More than `MOST_AT_ONCE` clusters."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What was sent, to how many clusters; `known` were invited or registered before."""

    round: InvitationRound
    clusters: int
    known: int = 0


@retrying
def invite(
    *,
    edition: Edition,
    clusters: Sequence[Organisation],
    choice: Mapping[str, str],
    by: User,
    text: str,
    key: uuid.UUID,
    now: datetime,
    texts: Mapping[str, str] = NO_TEXTS,
) -> Invited:
    """Invite these clusters of the register, each once; whoever acts for them gets a mail, in the
    own language where `texts`, by language, have it, else as `text` is.

    The mails leave after the quiet minutes: until then it can be taken back. What was taken back is
    invited anew. The same key, the same round. Raises `InvitingClosed`, `TooMany`, `NobodyLeft`,
    `KeyTaken`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if not is_open_for_invitations(current, now):
        raise InvitingClosed
    if len(clusters) > MOST_AT_ONCE:
        raise TooMany
    whose = {"edition": current, "author": by}
    new = not_yet_invited(current, clusters)
    said = {"text": text, "choice": dict(choice)}
    round_, is_new = made_once(InvitationRound, key, whose, said, sent_at=now)
    if not is_new:
        if by_language(round_.texts.all()) != dict(texts):
            raise KeyTaken
        return Invited(round_, round_.invitations.count())
    if not new:
        raise NobodyLeft
    _keep_texts(round_, texts)
    current.invitation_rounds.filter(sent_at=None, choice=dict(choice)).delete()
    tell_invited(current, _stored(round_, new), MAIL, now, settled_at(now))
    return Invited(round_, len(new), known=len(clusters) - len(new))


def _keep_texts(round_: InvitationRound, texts: Mapping[str, str]) -> None:
    InvitationText.objects.bulk_create(
        InvitationText(round=round_, language=language, text=words)
        for language, words in texts.items()
    )


def _stored(round_: InvitationRound, clusters: Sequence[Organisation]) -> list[EventInvitation]:
    """A row for each; one that was taken back stands again, as of another version."""
    edition = round_.edition
    before = {row.cluster_id: row for row in edition.invitations.filter(cluster__in=clusters)}
    for row in before.values():
        row.round, row.state, row.reminded_at = round_, State.INVITED, None
        row.version += 1
    stop(before.values(), (WITHDRAWN,))
    EventInvitation.objects.bulk_update(
        before.values(), ["round", "state", "version", "reminded_at"], batch_size=500
    )
    new = EventInvitation.objects.bulk_create(
        EventInvitation(round=round_, edition=edition, cluster=cluster)
        for cluster in clusters
        if cluster.pk not in before
    )
    return [*before.values(), *new]


def can_be_taken_back(round_: InvitationRound, now: datetime) -> bool:
    """Until the first mail leaves; where there is none to leave, within the quiet minutes."""
    if round_.sent_at is None:
        return False
    left = mails_left(MAIL, [key_of(row) for row in round_.invitations.all()])
    return now < settled_at(round_.sent_at) if left is None else not left


@retrying
def take_round_back(*, round_: InvitationRound, now: datetime) -> None:
    """As if it had not been sent. Raises `AlreadyLeft` once a mail has left or one has answered."""
    locked_edition(round_.edition_id)
    rows = list(round_.invitations.all())
    is_answered = any(row.state != State.INVITED for row in rows)
    if is_answered or not can_be_taken_back(round_, now):
        raise AlreadyLeft
    if not withdraw_whole(kind=MAIL, object_keys=[key_of(row) for row in rows]):
        raise AlreadyLeft
    round_.delete()


@retrying
def withdraw_invitations(*, edition: Edition, chosen: Iterable[int], now: datetime) -> int:
    """Take back those of the invitations (ids) that nobody has answered; how many those were.

    Who has read of it is told. Raises `InvitingClosed`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if not is_open_for_invitations(current, now):
        raise InvitingClosed
    rows = unanswered(current).filter(pk__in=list(chosen))
    taken = list(rows.select_related("cluster", "round"))
    told = [row for row in taken if has_left(kind=MAIL, object_keys=[key_of(row)])]
    stop(taken)
    for row in taken:
        row.state, row.version = State.WITHDRAWN, row.version + 1
    EventInvitation.objects.bulk_update(taken, ["state", "version"], batch_size=500)
    tell_invited(current, told, WITHDRAWN, now, settled_at(now))
    return len(taken)


@retrying
def remind_invited(*, edition: Edition, now: datetime) -> int:
    """Remind the clusters that have not answered, each once; how many those were.

    Raises `InvitingClosed`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if not is_open_for_invitations(current, now):
        raise InvitingClosed
    rows = list(to_remind(current, now).select_related("cluster", "round")[:MOST_AT_ONCE])
    tell_invited(current, rows, REMINDER, now, now)
    for row in rows:
        row.reminded_at = now
    EventInvitation.objects.bulk_update(rows, ["reminded_at"], batch_size=500)
    return len(rows)


def copy_rounds(edition: Edition, copy: Edition) -> None:
    """What was sent for an earlier event of the same body, prepared for the new one."""
    kept: dict[str, InvitationRound] = {}
    rows = edition.invitation_rounds.exclude(text="").prefetch_related("texts")
    for row in rows.order_by("pk"):
        kept[str(sorted(row.choice.items()))] = row
    copies = InvitationRound.objects.bulk_create(
        InvitationRound(
            edition=copy,
            author_id=row.author_id,
            text=row.text,
            choice=row.choice,
            idempotency_key=uuid.uuid4(),
        )
        for row in kept.values()
    )
    for made, row in zip(copies, kept.values(), strict=True):
        _keep_texts(made, by_language(row.texts.all()))
