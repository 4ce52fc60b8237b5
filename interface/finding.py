"""A field for one of many: type, press Find, choose among at most twenty.

It takes the place of a select with thousands of options. Without JavaScript *Find* sends the whole
form, which comes back with what was found and all else as it was typed (`FindingForm`); with it the
list follows the typing. What was chosen before stays on top of the list, so nothing is lost by
looking for something else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from interface.words import listed

MOST = 20
FIND = "find"
# The database's keys are of 64 bits.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that may be chosen: what it is called, and what is said beside it."""

    pk: int
    name: str
    note: str = ""
    language: str = ""


def _never(row: Model) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the rows come from: by primary key, and by words, the nearest first.

    `is_exact` says of a row that was found whether it is called just so.
    """

    known: Callable[[Iterable[int]], Mapping[int, Model]]
    find: Callable[[str], Sequence[Model]]
    shown: Callable[[Model], Choice]
    is_exact: Callable[[Model], bool] = _never


@dataclass(frozen=True, slots=True)
class Sought:
    """What was sent: the keys that are chosen, and the words that were typed.

    Where something is chosen and *Find* was pressed for another field, nothing is looked for here.
    """

    chosen: tuple[str, ...] = ()
    words: str = ""
    is_other: bool = False


def keys_of(values: Iterable[object]) -> list[int]:
    """Primary keys among what was sent; what is none is left out."""
    texts = (str(value) for value in values)
    return [
        int(text)
        for text in texts
        if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    ]


class FindWidget(forms.Widget):
    """A search field, a button, and what is chosen or found as radios or ticks."""

    use_fieldset = True

    def __init__(self, directory: Directory, *, is_many: bool, is_required_choice: bool) -> None:
        super().__init__()
        self.directory = directory
        self.is_many = is_many
        self.is_required_choice = is_required_choice

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sought:
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        if not self.is_many:
            sent = sent[-1:]
        chosen = tuple(dict.fromkeys(str(value) for value in sent if value))
        words = str(data.get(f"{name}-words") or "").strip()
        return Sought(chosen, words, bool(chosen) and data.get(FIND, name) != name)

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        sought = _sought(value)
        chosen = self.directory.known(keys_of(sought.chosen))
        is_looked = bool(sought.words) and not sought.is_other
        found = list(self.directory.find(sought.words)) if is_looked else []
        others = [row for row in found if row.pk not in chosen]
        shown = self.directory.shown
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "words": sought.words,
            "is_looked": is_looked,
            "chosen": [shown(row) for row in chosen.values()],
            "found": [shown(row) for row in others[:MOST]],
            "more": len(others) > MOST,
            "is_many": self.is_many,
            "may_be_none": not (self.is_many or self.is_required_choice),
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "is_invalid": (attrs or {}).get("aria-invalid", ""),
        }
        return render_to_string("interface/find.html", context)


def _sought(value: Any) -> Sought:
    """What a form begins with, a row or rows or their keys, as if it had been sent."""
    if isinstance(value, Sought):
        return value
    values = value if isinstance(value, list | tuple) else [value]
    return Sought(tuple(str(getattr(chosen, "pk", chosen)) for chosen in values if chosen))


class FindField(forms.Field):
    """One row of a directory; the words alone are enough where they fit just one, or are the whole
    name of just one.
    """

    is_many = False
    # Whether part of a name, or what is like one, is enough where it fits just one.
    is_part_enough = True

    def __init__(self, directory: Directory, *, required: bool = True, **options: Any) -> None:
        self.directory = directory
        widget = FindWidget(
            directory, is_many=self.is_many, is_required_choice=required and not self.is_many
        )
        super().__init__(required=required, widget=widget, **options)

    def choose_among(self, directory: Directory) -> None:
        """Another directory, for this form alone."""
        self.directory = self.widget.directory = directory

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _sought(initial).chosen != _sought(data).chosen

    def said(self, value: Any) -> str:
        """What is chosen, by name; else the words that were typed."""
        sought = _sought(value)
        rows = self.directory.known(keys_of(sought.chosen)).values()
        return listed(self.directory.shown(row).name for row in rows) or sought.words

    def clean(self, value: Any) -> Any:
        rows = self._rows(_sought(value))
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows[0] if rows else None

    def _rows(self, sought: Sought) -> list[Model]:
        if not sought.chosen:
            return [self._only(sought.words)] if sought.words else []
        rows = self.directory.known(keys_of(sought.chosen))
        if len(rows) < len(sought.chosen):
            raise ValidationError(
                _("Select a valid choice. That choice is not one of the available choices."),
                code="invalid_choice",
            )
        return list(rows.values())

    def _only(self, words: str) -> Model:
        found = self.directory.find(words)
        exact = [row for row in found if self.directory.is_exact(row)]
        fitting = exact or found if self.is_part_enough else exact
        if len(fitting) == 1:
            return fitting[0]
        if found:
            said = _("Choose one of those found for “%(words)s”.")
        else:
            said = _("Nothing is called “%(words)s”. Look for another name.")
        raise ValidationError(said % {"words": words}, code="not_chosen")


class FindManyField(FindField):
    """Any rows of a directory."""

    is_many = True

    def clean(self, value: Any) -> list[Model]:
        rows = self._rows(_sought(value))
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows


class FindingForm(forms.BaseForm):
    """A form that may be sent to find something for one of its fields: it is not checked then."""

    @property
    def is_finding(self) -> bool:
        return self.is_bound and FIND in self.data

    def full_clean(self) -> None:
        if not self.is_finding:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        return not self.is_finding and super().is_valid()
