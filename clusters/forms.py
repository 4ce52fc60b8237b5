"""Fields for what the register has many of."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from clusters.models import Region


class ByCountry(ModelChoiceIterator):
    """The regions under their countries, the country itself first."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        nations = {region.code: region for region in Region.objects.filter(level=0)}
        rows = sorted(self.queryset, key=lambda region: _place(region, nations))
        for code, regions in groupby(rows, key=lambda region: region.country_code):
            title = nations[code].name if code in nations else code
            yield title, [self.choice(region) for region in regions]


def _place(region: Region, nations: dict[str, Region]) -> tuple[str, str, bool, str]:
    code = region.country_code
    country = nations[code].sort_name if code in nations else code
    return country, code, region.level > 0, region.sort_name


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of all regions, under its country."""

    iterator = ByCountry

    def __init__(self, **options: Any) -> None:
        super().__init__(Region.objects.to_choose(), **options)


class RegionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any of all regions, under their countries."""

    iterator = ByCountry

    def __init__(self, **options: Any) -> None:
        super().__init__(Region.objects.to_choose(), **options)
