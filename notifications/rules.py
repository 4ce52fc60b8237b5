"""When may a mail leave, as its reader wishes? By the wall clock of the reader's own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from notifications.models import MailWishes, OutboxMessage

Hold = OutboxMessage.Hold
# What concerns something that is nearer than this is held back for nothing.
NEAR = timedelta(hours=12)
DIGEST_AT = time(7)


def is_near(begins: datetime | None, now: datetime, notice: timedelta = NEAR) -> bool:
    """Whether something begins so soon, or has begun, that nobody who is concerned may wait: within
    `NEAR`, or within the event's `notice` where that is longer.
    """
    return begins is not None and begins <= now + max(NEAR, notice)


@dataclass(frozen=True, slots=True)
class Leaving:
    """When a mail leaves, and for what it is held back until then."""

    at: datetime
    hold: str = ""


def leaving(
    wishes: MailWishes, how: MailWishes.How, concerns_at: datetime | None, now: datetime
) -> Leaving:
    """When a mail that could leave now does."""
    if how == MailWishes.How.DIGEST:
        wished = Leaving(next_digest(wishes, now), Hold.DIGEST)
    else:
        awake = awake_from(wishes, now)
        wished = Leaving(awake, Hold.QUIET if awake > now else "")
    if concerns_at is None or wished.at <= concerns_at - NEAR:
        return wished
    near = max(now, concerns_at - NEAR)
    return Leaving(near, Hold.NEAR if near > now else "")


def next_digest(wishes: MailWishes, now: datetime) -> datetime:
    """The next morning at which the digest is written, after the quiet hours."""
    today = now.astimezone(wishes.clock).date()
    for day in (today, today + timedelta(days=1)):
        at = awake_from(wishes, _on(day, DIGEST_AT, wishes))
        if at > now:
            return at
    return awake_from(wishes, _on(today + timedelta(days=2), DIGEST_AT, wishes))


def awake_from(wishes: MailWishes, instant: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in."""
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None:
        return instant
    local = instant.astimezone(wishes.clock)
    here = local.time()
    is_quiet = begins <= here < ends if begins < ends else here >= begins or here < ends
    if not is_quiet:
        return instant
    day = local.date() if here < ends else local.date() + timedelta(days=1)
    end = _on(day, ends, wishes)
    # In the night that an hour is turned back the clock shows the end twice.
    return end if end > instant else _on(day, ends, wishes, fold=1)


def digest_day(wishes: MailWishes, now: datetime) -> date:
    """The day of its reader that a digest written now belongs to."""
    return now.astimezone(wishes.clock).date()


def _on(day: date, clock: time, wishes: MailWishes, fold: int = 0) -> datetime:
    local = datetime.combine(day, clock.replace(fold=fold), tzinfo=wishes.clock)
    # By way of UTC, so that two instants compare by when they are, not by what clocks show.
    return local.astimezone(UTC)
