"""In whose name mails about an edition are written, and for which place and clock."""

from datetime import date, datetime, time, timedelta

from events.models import Edition
from notifications.recipients import About

KEY = "edition:"


def key_of(edition: Edition) -> str:
    """What mails about an edition are known by."""
    return f"{KEY}{edition.pk}"


def about(edition: Edition) -> About:
    """What every mail about an edition says of it; the edition comes with its owner."""
    return About(
        key=key_of(edition),
        sender=edition.owner.called if edition.owner else "",
        reply_to=edition.reply_to,
        place=", ".join(part for part in (edition.venue, edition.city) if part),
        zone=edition.time_zone,
        begins=_midnight(edition, edition.starts_on),
        ends=_midnight(edition, edition.ends_on and edition.ends_on + timedelta(days=1)),
    )


def _midnight(edition: Edition, day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=edition.zone) if day else None
