"""In whose name mails about an edition are written, and for which place and clock."""

from datetime import date, datetime, time, timedelta
from functools import partial

from events.models import Edition
from notifications.recipients import About
from notifications.texts import Wording, changed
from translations.queries import wording

KEY = "edition:"


def key_of(edition: Edition) -> str:
    """What mails about an edition are known by."""
    return f"{KEY}{edition.pk}"


def called(edition: Edition, *, is_exact: bool = False) -> Wording:
    """Its name, as each reader of a mail reads it; one query where it has several languages.

    One that `is_exact` is no translation of an earlier name.
    """
    return wording(edition, "name", is_exact=is_exact)


def about(edition: Edition) -> About:
    """What every mail about an edition says of it; the edition comes with its owner."""
    return About(
        key=key_of(edition),
        sender=edition.owner.called if edition.owner else "",
        reply_to=edition.reply_to,
        place=house(wording(edition, "venue"), edition.city),
        zone=edition.time_zone,
        begins=_midnight(edition, edition.starts_on),
        ends=_midnight(edition, edition.ends_on and edition.ends_on + timedelta(days=1)),
    )


def house(venue: Wording, city: str) -> Wording:
    """Where an event is."""
    return changed(venue, partial(_in_city, city))


def _in_city(city: str, venue: str) -> str:
    return ", ".join(part for part in (venue, city) if part)


def _midnight(edition: Edition, day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=edition.zone) if day else None
