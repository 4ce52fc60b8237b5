"""Whether a form for a new event was sent before as it is sent now."""

from events.models import Edition, EditionOrganiser, SeriesAsk
from events.services.relating import Relations

# What the form says of the event itself.
SAID = (
    "name",
    "summary",
    "kind",
    "languages",
    "host_region_id",
    "starts_on",
    "ends_on",
    "time_zone",
    "venue",
    "city",
    "reply_to",
    "registration_closes_at",
    "requests_open_at",
    "requests_close_at",
    "capacity",
    "fairness",
    "meets_online",
    "online_pattern",
    "people_kept_months",
)


def is_as_made(given: Edition, draft: Edition, relations: Relations, new_series: str) -> bool:
    """Whether an event, made under the key of a form, is what the form asks for now."""
    return (
        all(getattr(given, name) == getattr(draft, name) for name in SAID)
        and _is_in_series(given, draft, new_series)
        and _relates(given, relations)
    )


def _is_in_series(given: Edition, draft: Edition, new_series: str) -> bool:
    """A series of another body stands in the question to it; without a number it has the next."""
    if new_series:
        return given.series is not None and given.series.name == new_series
    found = SeriesAsk.objects.filter(edition=given).first() or given
    has_number = draft.ordinal is None or found.ordinal == draft.ordinal
    return found.series_id == draft.series_id and has_number


def _relates(given: Edition, relations: Relations) -> bool:
    beside = given.organisers.filter(role=EditionOrganiser.Role.CO_ORGANISER)
    bodies = {body.pk for body in relations.co_organisers} - {given.owner_id}
    return (
        set(beside.values_list("organisation_id", flat=True)) == bodies
        and set(given.guest_regions.values_list("pk", flat=True))
        == {region.pk for region in relations.guest_regions}
        and set(given.sectors.values_list("pk", flat=True))
        == {sector.pk for sector in relations.sectors}
    )
