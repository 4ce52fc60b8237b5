"""Rows of like fields within one form: delegates, speakers, windows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.words import number

# As many rows as a form takes; more are refused in words, never left out in silence.
MOST_ROWS = 200
MOST_ADDED = 50
# The button that sends a form for more rows; its value is their prefix.
ADD = "add"


class RowsForm(forms.BaseForm):
    """A form with rows that may be sent to get more of them: nothing in it is called wrong then."""

    @property
    def is_adding(self) -> bool:
        return self.is_bound and ADD in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_adding:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        return not self.is_adding and super().is_valid()


class Rows:
    """A group of fields that repeats: those given, and some empty ones for more.

    The fields join the form as `<prefix>-<row>-<name>`, so that one error summary and one
    `is_valid` serve all. Saving brings new empty rows, and in a `RowsForm` the button *Add rows*
    (`interface/more_rows.html`) brings as many as somebody asks for. `titled_by` is the field that
    a row is called by in an error; `fresh` is what a row that is added begins with.
    """

    def __init__(
        self,
        form: forms.Form,
        prefix: str,
        make: Callable[[], dict[str, forms.Field]],
        *,
        initial: Sequence[Mapping[str, Any]] = (),
        blank: int = 2,
        titled_by: str = "",
        fresh: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        self.form = form
        self.prefix = prefix
        self.names = list(make())
        self.titled_by = titled_by
        self.count = self._sent() if form.is_bound else len(initial) + blank
        for index in range(self.count):
            self._make(index, make(), initial[index] if index < len(initial) else {})
        self._add(make, fresh)
        form.row_groups = [*getattr(form, "row_groups", ()), self]  # type: ignore[attr-defined]

    def _sent(self) -> int:
        """How many rows came back: up to the last one, whatever gaps there are."""
        pattern = re.compile(
            rf"{re.escape(self.form.add_prefix(self.prefix))}-(\d{{1,6}})-(\w+)", re.ASCII
        )
        found = (pattern.fullmatch(name) for name in self.form.data)
        rows = [int(match[1]) + 1 for match in found if match and match[2] in self.names]
        return min(max(rows, default=0), MOST_ROWS + 1)

    def _make(self, index: int, fields: dict[str, forms.Field], given: Mapping[str, Any]) -> None:
        for name, field in fields.items():
            field.initial = given.get(name)
            self.form.fields[self.field_name(index, name)] = field

    def _add(
        self,
        make: Callable[[], dict[str, forms.Field]],
        fresh: Callable[[], Mapping[str, Any]],
    ) -> None:
        """The rows that somebody asked for, filled with what a row begins with."""
        if not (self.form.is_bound and self.form.data.get(ADD) == self.prefix):
            return
        asked = self.form.data.get(f"{self.prefix}-more", "")
        more = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("1000") else 0
        for _row in range(min(more, MOST_ADDED, MOST_ROWS - self.count)):
            self.append(make, fresh())

    def append(self, make: Callable[[], dict[str, forms.Field]], given: Mapping[str, Any]) -> None:
        """One more row of a form that was sent, as if it had been sent with these values."""
        index = self.count
        self._make(index, make(), {})
        typed: Any = copy(self.form.data)
        for name, value in given.items():
            typed[self.form.add_prefix(self.field_name(index, name))] = str(value)
        self.form.data = typed
        self.count += 1

    def field_name(self, index: int, name: str) -> str:
        return f"{self.prefix}-{index}-{name}"

    def __iter__(self) -> Iterator[list[BoundField]]:
        for index in range(self.count):
            yield [self.form[self.field_name(index, name)] for name in self.names]

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """The rows in which something is entered, each with its index; call it while cleaning."""
        if self.count > MOST_ROWS:
            words = ngettext(
                "Enter at most %(count)s row.", "Enter at most %(count)s rows.", MOST_ROWS
            )
            self.form.add_error(None, words % {"count": number(MOST_ROWS)})
            return []
        clean = self.form.cleaned_data
        rows = [
            {name: clean.get(self.field_name(index, name)) for name in self.names}
            for index in range(self.count)
        ]
        return [(index, row) for index, row in enumerate(rows) if any(row.values())]

    def called(self, field: str) -> str:
        """What the row of a field is called, "Row 3, Friday afternoon"; empty for other fields."""
        match = re.fullmatch(rf"{re.escape(self.prefix)}-(\d+)-\w+", field)
        if match is None:
            return ""
        said = {"number": number(int(match[1]) + 1), "title": self._title(int(match[1]))}
        if not said["title"]:
            return _("Row %(number)s") % said
        return _("Row %(number)s, %(title)s") % said

    def _title(self, index: int) -> str:
        if not self.titled_by:
            return ""
        return str(self.form[self.field_name(index, self.titled_by)].value() or "")


def row_of(form: forms.BaseForm, field: str) -> str:
    """What the row of a field is called in an error; empty where the field is in no row."""
    groups: Sequence[Rows] = getattr(form, "row_groups", ())
    return next((said for rows in groups if (said := rows.called(field))), "")
