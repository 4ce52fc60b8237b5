"""Which table is whose own, and which is out of use: each is looked for by number, room or name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from events.models import Edition, Registration
from interface.finding import MOST, Choice, Directory, FindField, FindingForm
from interface.folding import folded_person
from matchmaking.models import Table
from organise.forms.finding import ClusterField, ClustersForm


def _called(table: Table) -> str:
    """A table, with its room and whose own it is."""
    said = {
        "table": table.number,
        "room": table.room,
        "cluster": table.owner.cluster.called if table.owner else "",
    }
    if table.room and table.owner:
        return gettext("Table %(table)s, %(room)s (of %(cluster)s)") % said
    if table.owner:
        return gettext("Table %(table)s (of %(cluster)s)") % said
    if table.room:
        return gettext("Table %(table)s, %(room)s") % said
    return gettext("Table %(table)s") % said


class _Tables:
    """The tables of an edition that are in use, by number; read once, unless they are given."""

    def __init__(self, edition: Edition | None = None) -> None:
        self.edition = edition

    @cached_property
    def rows(self) -> list[Table]:
        rows = Table.objects.filter(edition=self.edition, is_closed=False)
        return list(rows.select_related("owner__cluster").order_by("number"))

    def known(self, numbers: Iterable[int]) -> Mapping[int, Model]:
        there = {table.number: table for table in self.rows}
        return {number: there[number] for number in numbers if number in there}

    def find(self, words: str) -> Sequence[Model]:
        """The one with the number that was typed, then those whose number begins so or whose room
        or owner has the words.
        """
        number, looked = _number_in(words), folded_person(words)
        found = [
            table
            for table in self.rows
            if (number and str(table.number).startswith(number)) or looked in _folded(table)
        ]
        for table in found:
            vars(table)["is_exact"] = str(table.number) == number
        found.sort(key=lambda table: not vars(table)["is_exact"])
        return found[: MOST + 1]

    def directory(self) -> Directory:
        return Directory(self.known, self.find, _shown, lambda row: vars(row)["is_exact"])


def _number_in(words: str) -> str:
    """The only number in the words, as "12" in "Table 12"; empty where there is none or more."""
    numbers = re.findall(r"[0-9]+", words)
    return numbers[0].lstrip("0") if len(numbers) == 1 else ""


def _folded(table: Table) -> str:
    return folded_person(f"{table.room} {table.owner.cluster.called if table.owner else ''}")


def _shown(row: Model) -> Choice:
    assert isinstance(row, Table)  # noqa: S101 (what the directory holds)
    return Choice(row.number, _called(row))


class TableField(FindField):
    """One of the tables in use; its whole number is enough, and part of a room is not."""

    is_part_enough = False

    def __init__(self, *, not_in_use: StrPromise) -> None:
        super().__init__(
            _Tables().directory(),
            label=_("Table"),
            help_text=_("Its number; or look for its room or for whose own it is."),
            error_messages={"required": _("Choose a table."), "invalid_choice": not_in_use},
        )

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as refused:
            if refused.code == "invalid_choice":
                raise ValidationError(self.error_messages["invalid_choice"]) from refused
            raise


class OneOfTablesForm(FindingForm, forms.Form):
    """A form with a field for one of the tables in use."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tables = _Tables(edition)
        for field in self.fields.values():
            if isinstance(field, TableField):
                field.choose_among(self._tables.directory())

    def offer(self, tables: Iterable[Table]) -> None:
        """Let one choose among those in use of these tables, read with their owners."""
        self._tables.rows = [table for table in tables if not table.is_closed]

    @property
    def has_tables(self) -> bool:
        """Whether there is one in use."""
        return bool(self._tables.rows)


class CloseTableForm(OneOfTablesForm):
    """A table in use that is to be out of use."""

    number = TableField(not_in_use=_("Choose a table."))


class OwnTableForm(ClustersForm, OneOfTablesForm):
    """A cluster and the table it is to have, or none when it is taken `back`."""

    registration = ClusterField(_("Cluster"))
    table = TableField(not_in_use=_("Choose a table that is in use."))
    back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        self._rows = Registration.objects.filter(edition=edition)
        is_back = self.is_bound and bool(self.data.get("back"))
        self.look_among(self._rows if is_back else self._rows.approved())
        self.fields["table"].required = not is_back

    def offer(self, tables: Iterable[Table]) -> None:
        super().offer(tables)
        # Whether there is a table in use, and a cluster that it could be given to.
        self.has_choices = self.has_tables and self._rows.approved().exists()

    @property
    def number(self) -> int | None:
        """The number of the table that was chosen, once the form is valid."""
        table = self.cleaned_data["table"]
        return None if self.cleaned_data["back"] else table.number
