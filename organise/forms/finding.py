"""Clusters of an event as an organiser chooses them: each is looked for by its name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from clusters.likeness import all_as_looked_for, is_exact
from events.models import Edition, Registration
from interface.finding import MOST, Choice, Directory, FindField, FindingForm, FindManyField, Sought
from organise.queries.finding import registrations_called


def _shown(row: Model) -> Choice:
    """The name that people know, and beside it the long one and where it is."""
    assert isinstance(row, Registration)  # noqa: S101 (what the directory holds)
    cluster = row.cluster
    notes = (cluster.long_name, cluster.region.name if cluster.region else "")
    note = " · ".join(note for note in notes if note)
    return Choice(row.pk, cluster.called, note, cluster.name_language)


def registrations(rows: QuerySet[Registration], typed: Iterable[str] = ()) -> Directory:
    """These registrations, by their clusters' names; each is asked for once in all of a form, in
    which this was `typed`.
    """
    whole = rows.select_related("cluster__region")
    read: dict[int, Model | None] = {}
    looked: dict[str, str] = {}
    told: dict[str, Sequence[Model]] = {}

    def known(wanted: Iterable[int]) -> Mapping[int, Model]:
        asked = list(wanted)
        if new := [key for key in asked if key not in read]:
            there = whole.in_bulk(new)
            read.update((key, there.get(key)) for key in new)
        return {key: row for key in asked if (row := read[key])}

    def find(words: str) -> Sequence[Model]:
        if words not in looked:
            looked.update(all_as_looked_for([*typed, words]))
        if words not in told:
            told[words] = registrations_called(whole, looked[words], MOST + 1)
        return told[words]

    return Directory(known, find, _shown, is_exact)


class ClusterField(FindField):
    """One of the clusters of an event, by its registration.

    What is done with it concerns others: part of a name finds it, and does not choose it.
    """

    is_part_enough = False

    def __init__(self, label: StrOrPromise) -> None:
        nobody = registrations(Registration.objects.none())
        super().__init__(nobody, label=label, error_messages={"required": _("Choose a cluster.")})


class ManyClustersField(FindManyField):
    """Any of the clusters of an event, by their registrations."""

    is_part_enough = False

    def __init__(self, label: StrOrPromise) -> None:
        nobody = registrations(Registration.objects.none())
        super().__init__(nobody, label=label, required=False)


class ClustersForm(FindingForm):
    """A form with fields for clusters of an event."""

    def look_among(self, rows: QuerySet[Registration]) -> None:
        """Offer these in every such field."""
        fields = {
            name: field
            for name, field in self.fields.items()
            if isinstance(field, ClusterField | ManyClustersField)
        }
        sent = [
            field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in fields.items()
        ]
        directory = registrations(rows, [one.words for one in sent if isinstance(one, Sought)])
        for field in fields.values():
            field.choose_among(directory)


class TwoClustersForm(ClustersForm, forms.Form):
    """Two approved clusters."""

    first = ClusterField(_("Cluster"))
    second = ClusterField(_("Meets"))

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look_among(Registration.objects.filter(edition=edition).approved())

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("first") and clean.get("first") == clean.get("second"):
            self.add_error("second", _("Choose another cluster: nobody meets itself."))
        return clean
