"""A form that replaces a whole, sent from an older state of it: what was typed stays.

The page shows the form again with 409, what is stored now wherever that differs, and the mark of
what is stored: who saves again has seen it.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from interface.finding import FindField
from interface.rows import row_of
from interface.words import labelled, listed

CONFLICT = 409
CHANGED = _lazy(
    "Somebody else saved this meanwhile. What you typed is still here, and nothing is saved yet. "
    "Save again to replace what is stored now."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose stored value is not what was typed, in words; empty text for nothing."""

    label: str
    stored: str


def mark_stale(form: forms.BaseForm, stored: forms.BaseForm, *marks: str) -> None:
    """Tell in `form`, as it was sent, what `stored`, made from what is there now, differs in.

    `marks` are the fields that say what a form was made from: they become those of now.
    """
    form.add_error(None, str(CHANGED))
    form.differences = _differences(form, stored)  # type: ignore[attr-defined]
    typed: Any = copy(form.data)
    for name in marks:
        typed[form.add_prefix(name)] = str(stored[name].value())
    form.data = typed


def typed_in(form: forms.BaseForm) -> str:
    """All that somebody entered, in words and field by field, where the form itself cannot be shown
    again: to be copied. Empty for a form that was not sent.
    """
    shown = [bound for bound in form if form.is_bound and not bound.is_hidden]
    entered = [(bound, _said(bound)) for bound in shown if bound.value() is not False]
    return "\n".join(labelled(_label(form, bound), said) for bound, said in entered if said)


def _differences(form: forms.BaseForm, stored: forms.BaseForm) -> list[Difference]:
    names = [*stored.fields, *(name for name in form.fields if name not in stored.fields)]
    found = []
    for name in names:
        typed = form[name] if name in form.fields else None
        there = stored[name] if name in stored.fields else None
        known = there or typed
        if known is None or known.is_hidden or not _differ(known.field, there, typed):
            continue
        found.append(Difference(_label(form, known), _said(there) if there else ""))
    return found


def _differ(field: forms.Field, there: BoundField | None, typed: BoundField | None) -> bool:
    initial: Any = there.value() if there else None
    data: Any = typed.value() if typed else None
    return field.has_changed(initial, data)


def _label(form: forms.BaseForm, bound: BoundField) -> str:
    row = row_of(form, bound.name)
    if not row:
        return str(bound.label)
    # Translators: a field of a row: "Row 3, Friday afternoon: From"
    return _("%(row)s: %(field)s") % {"row": row, "field": bound.label}


def _said(bound: BoundField) -> str:
    """A stored value as the reader knows it from the form."""
    value = bound.value()
    if isinstance(bound.field, FindField):
        return bound.field.said(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = dict(_flat(getattr(bound.field, "choices", ())))
    if isinstance(value, list | tuple | set):
        return listed(choices.get(str(part), str(part)) for part in value)
    if value in (None, ""):
        return ""
    shown = bound.field.widget.format_value(value) if not choices else None
    return choices.get(str(value), str(shown or value))


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]
