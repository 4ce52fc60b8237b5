"""What narrows the public lists; every choice stands in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.forms import AreaField
from clusters.likeness import LONGEST, as_looked_for, named, narrowed, saying
from clusters.models import (
    FundingProgramme,
    Organisation,
    Project,
    ProjectPartner,
    Region,
    Sector,
)
from clusters.models.regions import ISO_OF_NUTS, nuts_country
from clusters.queries import Area, regions_called
from events.models import Edition, Series
from matchmaking.queries.profile import cluster_says

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter in words, and the query string without it."""

    label: str
    words: str
    query: str


def chips(filterset: django_filters.FilterSet, query: QueryDict) -> list[Chip]:
    """One chip for each filter that narrows the list now, without those that cannot be read."""
    clean = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    return [
        Chip(
            str(filterset.form[name].label),
            _words(filterset.form[name], value),
            _without(query, name),
        )
        for name, value in clean.items()
        if value not in (None, "")
    ]


def _words(field: forms.BoundField, value: Any) -> str:
    choices: Iterable[tuple[Any, Any]] = getattr(field.field, "choices", ())
    known = {str(code): str(words) for code, words in choices}
    return known.get(str(field.value()), str(value))


def _without(query: QueryDict, name: str) -> str:
    rest = QueryDict(mutable=True)
    rest.update({key: str(value) for key, value in query.items() if value})
    rest.pop(name, None)
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def edition_years() -> list[tuple[int, str]]:
    years = Edition.objects.public().filter(starts_on__isnull=False).order_by()
    known = years.annotate(year=ExtractYear("starts_on")).values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in sorted(known, reverse=True)]


def countries() -> list[tuple[str, str]]:
    """The countries that took part, by ISO 3166-1 code."""
    rows = _taking_part().filter(level=0).values_list("code", "name")
    return [(ISO_OF_NUTS.get(code, code), name) for code, name in rows]


def _taking_part(request: object = None) -> QuerySet[Region]:
    """The regions that hosted or visited an edition, and their countries."""
    public = Edition.objects.public().order_by()
    hosts = public.filter(host_region__isnull=False).values_list("host_region__code", flat=True)
    guests = public.filter(guest_regions__isnull=False).values_list(
        "guest_regions__code", flat=True
    )
    return Region.objects.with_their_countries([*hosts, *guests])


def in_area(where: Area) -> Q:
    """Editions that one of these regions, or one inside them, hosts or visits."""
    guests = Edition.objects.filter(where.holds("guest_regions")).order_by()
    return where.holds("host_region") | Q(pk__in=guests.values("pk"))


def in_country(code: str) -> Q:
    """Editions that a region of the country hosts or visits."""
    guests = Edition.objects.filter(guest_regions__code__startswith=code).order_by()
    return Q(host_region__code__startswith=code) | Q(pk__in=guests.values("pk"))


class AreaFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Rows somewhere, by words that mean regions."""

    field_class = AreaField


def _by_words() -> django_filters.CharFilter:
    return django_filters.CharFilter(label=_("Words"), method="by_words")


def _by_sector() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=Sector.objects.all(),
        field_name="sectors",
        to_field_name="slug",
        label=_("Sector"),
        empty_label=_("Any sector"),
    )


def _by_region(label: Promise) -> AreaFilter:
    return AreaFilter(label=label, method="by_region")


class RegisterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """A list of the register, narrowed by words as the search over all of it finds them."""

    def by_words(self, rows: QuerySet[Row], name: str, words: str) -> QuerySet[Row]:
        looked = as_looked_for(words)
        return narrowed(rows, looked, self.said(looked)) if looked else rows.none()

    def said(self, words: str) -> Q:
        """What else has the words, beside a name of the row: nothing, unless a list says so."""
        return Q(pk__in=())


class EditionFilter(RegisterFilter):
    q = _by_words()
    year = django_filters.ChoiceFilter(
        field_name="starts_on",
        lookup_expr="year",
        label=_("Year"),
        choices=edition_years,
        empty_label=_("Any year"),
    )
    region = _by_region(_("Region"))
    country = django_filters.ChoiceFilter(
        choices=countries, method="by_country", label=_("Country"), empty_label=_("Any country")
    )
    sector = _by_sector()
    series = django_filters.CharFilter(
        label=_("Series"),
        method="by_series",
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Any series")}
        ),
    )

    class Meta:
        model = Edition
        fields = ()

    def said(self, words: str) -> Q:
        regions = regions_called(words).values("pk")
        guests = Edition.guest_regions.through.objects.filter(region__in=regions)
        return (
            Q(pk__in=saying(Edition.objects.order_by(), words, "summary", "venue").values("pk"))
            | Q(series__in=Series.objects.filter(named(words)).order_by().values("pk"))
            | Q(host_region__in=regions)
            | Q(pk__in=guests.values("edition"))
        )

    def by_series(self, rows: QuerySet[Edition], name: str, words: str) -> QuerySet[Edition]:
        """By the name of the series, a part of it or what is like it, or by its address."""
        looked = as_looked_for(words)
        called = narrowed(Series.objects.order_by(), looked) if looked else Series.objects.none()
        return rows.filter(Q(series__slug=words) | Q(series__in=called.values("pk")))

    def by_region(self, rows: QuerySet[Edition], name: str, where: Area) -> QuerySet[Edition]:
        return rows.filter(in_area(where))

    def by_country(self, rows: QuerySet[Edition], name: str, code: str) -> QuerySet[Edition]:
        """Held in the country, or with a region of it."""
        return rows.filter(Q(country_code=code) | in_country(nuts_country(code)))


class ClusterFilter(RegisterFilter):
    q = _by_words()
    sector = _by_sector()
    region = _by_region(_("Region"))

    class Meta:
        model = Organisation
        fields = ()

    def said(self, words: str) -> Q:
        texts = saying(Organisation.objects.order_by(), words, "summary", "description")
        return cluster_says(words) | Q(pk__in=texts.values("pk"))

    def by_region(
        self, rows: QuerySet[Organisation], name: str, where: Area
    ) -> QuerySet[Organisation]:
        return rows.filter(where.holds("region"))


class OrganisationFilter(RegisterFilter):
    q = _by_words()
    kind = django_filters.ChoiceFilter(
        choices=[choice for choice in Organisation.Kind.choices if choice[0] != "cluster"],
        label=_("Kind"),
        empty_label=_("Any kind"),
    )
    region = _by_region(_("Region"))

    class Meta:
        model = Organisation
        fields = ()

    def said(self, words: str) -> Q:
        texts = saying(Organisation.objects.order_by(), words, "summary", "description")
        return Q(pk__in=texts.values("pk")) | Q(region__in=regions_called(words).values("pk"))

    def by_region(
        self, rows: QuerySet[Organisation], name: str, where: Area
    ) -> QuerySet[Organisation]:
        return rows.filter(where.holds("region"))


class ProjectFilter(RegisterFilter):
    q = _by_words()
    sector = _by_sector()
    region = _by_region(_("Partner region"))

    class Meta:
        model = Project
        fields = ()

    def said(self, words: str) -> Q:
        partners = Organisation.objects.filter(named(words)).order_by()
        own = ProjectPartner.objects.filter(organisation__in=partners.values("pk")).order_by()
        programmes = FundingProgramme.objects.filter(named(words)).order_by()
        return (
            Q(pk__in=saying(Project.objects.order_by(), words, "summary").values("pk"))
            | Q(programme__in=programmes.values("pk"))
            | Q(pk__in=own.values("project"))
        )

    def by_region(self, rows: QuerySet[Project], name: str, where: Area) -> QuerySet[Project]:
        """A partner stands for the region, or lies in it where no region is named."""
        own = where.holds("organisation__region")
        partners = ProjectPartner.objects.filter(where.holds("region") | Q(region=None) & own)
        return rows.filter(pk__in=partners.order_by().values("project"))
