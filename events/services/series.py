"""Series: beginning one, and the numbers of its editions."""

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from clusters.models import Organisation
from events.models import Edition, Series
from interface.addresses import address_of


class OrdinalTaken(Exception):
    """The series has an edition with this number."""


class SeriesTaken(Exception):
    """There is a series with the name of the one to begin."""


def series_named(name: str, organiser: Organisation) -> Series:
    slug = address_of(name, longest=100, otherwise="series")
    if Series.objects.filter(Q(name__iexact=name) | Q(slug=slug)).exists():
        raise SeriesTaken
    try:
        with transaction.atomic():
            return Series.objects.create(slug=slug, name=name, organiser=organiser)
    except IntegrityError as error:
        raise SeriesTaken from error


def ordinal_in_series(edition: Edition) -> int | None:
    """The number asked for, or the next one of the series, which is locked meanwhile."""
    if edition.series_id is None:
        return None
    series = Series.objects.select_for_update(no_key=True).get(pk=edition.series_id)
    others = series.editions.exclude(pk=edition.pk)
    if edition.ordinal is None:
        highest = others.aggregate(highest=Max("ordinal"))["highest"]
        return (highest or 0) + 1
    if others.filter(ordinal=edition.ordinal).exists():
        raise OrdinalTaken
    return edition.ordinal
