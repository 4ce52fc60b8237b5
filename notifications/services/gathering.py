"""The daily digest: what waited for it in one mail, once for each person and day in their zone."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notifications.kinds import DIGEST, subject_of
from notifications.models import MailWishes, OutboxMessage
from notifications.queries import wishes_at
from notifications.rendering import digest
from notifications.rules import digest_day, next_digest
from notifications.sealing import SealBroken, sealed, unsealed
from notifications.services.holding import emptied, is_over, leave

State, Hold = OutboxMessage.State, OutboxMessage.Hold
# People whose digest one call writes at most.
MOST = 200


def gather_digests(*, now: datetime) -> int:
    """Write each digest that is due; how many those were."""
    due = OutboxMessage.objects.filter(state=State.QUEUED, hold=Hold.DIGEST, due_at__lte=now)
    people = due.order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(_gather(recipient, now) for recipient in people[:MOST])


@transaction.atomic
def _gather(recipient: str, now: datetime) -> bool:
    """Whether a digest was written; the person's wishes are locked, so that it is one a day."""
    locked = MailWishes.objects.select_for_update(of=("self",))
    wishes = locked.filter(user__email=recipient, user__is_active=True).first()
    held = OutboxMessage.objects.filter(recipient=recipient, state=State.QUEUED, hold=Hold.DIGEST)
    due = held.filter(due_at__lte=now).order_by("created_at", "pk")
    if wishes is None:
        _let_go(due, recipient)
        return False
    day = digest_day(wishes, now)
    key = f"user:{wishes.user_id}"
    known = OutboxMessage.objects.filter(kind=DIGEST, object_key=key, version=day.toordinal())
    if known.exists():
        due.update(due_at=next_digest(wishes, now))
        return False
    parts = _wished(due.select_for_update(of=("self",)), wishes)
    if not parts:
        return False
    _write(parts, wishes, now)
    for part in parts:
        emptied(part, State.GATHERED)
    return True


def _let_go(due: QuerySet[OutboxMessage], recipient: str) -> None:
    """Nobody has a digest there: of nobody's account the mails end, else they leave singly."""
    if wishes_at(recipient) is not None:
        due.update(hold="")
        return
    for row in due.select_for_update(of=("self",)):
        leave(row)


def _wished(due: QuerySet[OutboxMessage], wishes: MailWishes) -> list[OutboxMessage]:
    """Those still to come in the digest; the others are looked at anew.

    They were held back while the wish was changed. What is over for its reader ends.
    """
    digested = set(wishes.digested)
    parts, others = list[OutboxMessage](), list[int]()
    for row in due:
        if is_over(row):
            leave(row)
        elif subject_of(row.kind) in digested:
            parts.append(row)
        else:
            others.append(row.pk)
    OutboxMessage.objects.filter(pk__in=others).update(hold="")
    return parts


def _write(parts: list[OutboxMessage], wishes: MailWishes, now: datetime) -> None:
    day = digest_day(wishes, now)
    said = digest(parts, day)
    concerned = [part.concerns_at for part in parts if part.concerns_at]
    abouts = {part.about for part in parts}
    OutboxMessage.objects.create(
        kind=DIGEST,
        object_key=f"user:{wishes.user_id}",
        version=day.toordinal(),
        recipient=parts[0].recipient,
        language=parts[-1].language,
        subject=said.subject,
        body=said.body,
        html=said.html,
        secret=_secrets(parts),
        # Where all is about one thing, whoever looks after it sees a digest that fails.
        about=abouts.pop() if len(abouts) == 1 else "",
        concerns_at=min(concerned, default=None),
        due_at=now,
    )


def _secrets(parts: list[OutboxMessage]) -> str:
    """The links of all parts, a line each, sealed together."""
    links = [_link(part) for part in parts]
    return sealed("\n".join(links)) if any(links) else ""


def _link(part: OutboxMessage) -> str:
    try:
        return unsealed(part.secret)
    except SealBroken:
        return ""
