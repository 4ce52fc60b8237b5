"""Labels that a cluster states on its profile, as rows of the form."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _

from clusters.models import Label
from clusters.records import LabelText
from interface.rows import Rows

MOST_LABELS = 12
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
A_DAY = timedelta(days=1)


def stated_labels(form: forms.Form, stored: Iterable[LabelText]) -> Rows:
    """A row for each label, and an empty one."""
    choices = [("", "---------"), *Label.objects.values_list("pk", "name")]
    given = [
        {
            "label": row.label,
            "awarded_on": row.awarded_on,
            "last_day": row.valid_until and row.valid_until - A_DAY,
        }
        for row in stored
    ]
    return Rows(form, "label", lambda: _fields(choices), initial=given, blank=1)


def labels_written(form: forms.Form, rows: Rows) -> list[LabelText]:
    """The rows in which something is entered, each label of a day once; call it while cleaning."""
    labels: dict[tuple[int, date], LabelText] = {}
    for index, row in rows.filled():
        label, awarded_on, last_day = row["label"], row["awarded_on"], row["last_day"]
        if any(form.has_error(rows.field_name(index, name)) for name in rows.names):
            continue
        if not label:
            form.add_error(rows.field_name(index, "label"), _("Choose a label."))
        elif not awarded_on:
            form.add_error(rows.field_name(index, "awarded_on"), _("Enter since when."))
        elif last_day and last_day < awarded_on:
            form.add_error(rows.field_name(index, "last_day"), _("Enter a later day."))
        elif (label, awarded_on) in labels:
            form.add_error(rows.field_name(index, "label"), _("This label is there already."))
        else:
            until = last_day and last_day + A_DAY
            labels[label, awarded_on] = LabelText(label, awarded_on, until)
    if len(labels) > MOST_LABELS:
        form.add_error(None, _("Enter at most 12 labels."))
    return [labels[key] for key in sorted(labels, key=lambda key: (key[1], key[0]), reverse=True)]


def _fields(choices: list[tuple[object, str]]) -> dict[str, forms.Field]:
    return {
        "label": forms.TypedChoiceField(
            label=_("Label"), required=False, coerce=int, empty_value=None, choices=choices
        ),
        "awarded_on": _day(_("Held since")),
        "last_day": _day(_("Last day it is valid")),
    }


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=[_in_bounds],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _in_bounds(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("Enter years from 1990 to 2100."))
