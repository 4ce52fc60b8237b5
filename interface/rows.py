"""Rows of like fields within one form: delegates, speakers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

MOST_ROWS = 20


class Rows:
    """A group of fields that repeats: those given, and some empty ones for more.

    The fields join the form as `<prefix>-<row>-<name>`, so that one error summary and one
    `is_valid` serve all. Without JavaScript, saving brings new empty rows.
    """

    def __init__(
        self,
        form: forms.Form,
        prefix: str,
        make: Callable[[], dict[str, forms.Field]],
        *,
        initial: Sequence[Mapping[str, Any]] = (),
        blank: int = 2,
    ) -> None:
        self.form = form
        self.prefix = prefix
        self.names = list(make())
        self.count = self._count(len(initial) + blank)
        for index in range(self.count):
            given = initial[index] if index < len(initial) else {}
            for name, field in make().items():
                field.initial = given.get(name)
                form.fields[self.field_name(index, name)] = field

    def _count(self, shown: int) -> int:
        if not self.form.is_bound:
            return min(shown, MOST_ROWS)
        first = self.names[0]
        sent = (self.form.add_prefix(self.field_name(n, first)) for n in range(MOST_ROWS))
        return sum(name in self.form.data for name in sent)

    def field_name(self, index: int, name: str) -> str:
        return f"{self.prefix}-{index}-{name}"

    def __iter__(self) -> Iterator[list[BoundField]]:
        for index in range(self.count):
            yield [self.form[self.field_name(index, name)] for name in self.names]

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """The rows in which something is entered, each with its index; call it while cleaning."""
        clean = self.form.cleaned_data
        rows = [
            {name: clean.get(self.field_name(index, name)) for name in self.names}
            for index in range(self.count)
        ]
        return [(index, row) for index, row in enumerate(rows) if any(row.values())]
