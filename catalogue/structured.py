"""An edition as schema.org JSON-LD, for search engines and other machines.

https://schema.org/BusinessEvent. Only what the register knows is said; a date known to the month
or year is cut to it ("2013"), and times carry the offset of the edition's zone.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalogue.calendars import description
from clusters.models import Organisation
from clusters.models.projects import DatePrecision
from events.models import Edition
from events.queries.programme import ProgrammeDay

CUT = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}
# What would end the script element, as JSON escapes.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(data: dict[str, object]) -> SafeString:
    """The data block; browsers do not run it, so the content security policy lets it be."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 (escaped above, where HTML escapes would break the JSON)
    )


def business_event(
    edition: Edition,
    *,
    days: Sequence[ProgrammeDay],
    organisers: Iterable[Organisation],
    url: str,
    series_url: str,
) -> dict[str, object]:
    """The edition as a BusinessEvent; addresses are absolute, `series_url` may be empty."""
    cancelled = edition.state == Edition.State.CANCELLED
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "name": edition.name,
        "url": url,
        "description": description(edition, edition.summary),
        "startDate": _start(edition, days),
        "endDate": _end(edition, days),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _location(edition),
        "organizer": [{"@type": "Organization", "name": body.name} for body in organisers],
        "superEvent": _series(edition, series_url),
        "inLanguage": list(edition.languages),
    }
    return {key: value for key, value in data.items() if value}


def _start(edition: Edition, days: Sequence[ProgrammeDay]) -> str:
    starts: list[datetime] = [
        session.period.lower for day in days for session in day.sessions if session.period
    ]
    if starts:
        return min(starts).astimezone(edition.zone).isoformat()
    return _cut(edition.starts_on, edition.date_precision)


def _end(edition: Edition, days: Sequence[ProgrammeDay]) -> str:
    ends: list[datetime] = [
        session.period.upper for day in days for session in day.sessions if session.period
    ]
    if ends:
        return max(ends).astimezone(edition.zone).isoformat()
    return _cut(edition.ends_on, edition.date_precision)


def _cut(day: date | None, precision: str) -> str:
    return day.isoformat()[: CUT.get(DatePrecision(precision), 10)] if day else ""


def _location(edition: Edition) -> dict[str, object] | None:
    if not edition.city and not edition.venue:
        return None
    address = {
        "@type": "PostalAddress",
        "addressLocality": edition.city,
        "addressCountry": edition.country_code,
    }
    return {
        "@type": "Place",
        "name": edition.venue or edition.city,
        "address": {key: value for key, value in address.items() if value},
    }


def _series(edition: Edition, url: str) -> dict[str, object] | None:
    if edition.series is None:
        return None
    return {"@type": "EventSeries", "name": edition.series.name, "url": url}
