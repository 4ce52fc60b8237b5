"""The days and the time zone of an event, as they are entered."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events import bounds
from interface import moments

YEARS = _lazy("Enter a year from 2000 to 2100, in four digits.")
IN_BOUNDS = (
    MinValueValidator(bounds.FIRST_DAY, message=YEARS),
    MaxValueValidator(bounds.LAST_DAY, message=YEARS),
)


def check_days(form: forms.Form | forms.ModelForm, clean: dict[str, Any]) -> None:  # type: ignore[type-arg]
    """The last day comes after the first, but not too long after it."""
    first, last = clean.get("starts_on"), clean.get("ends_on")
    if first and last and last < first:
        words = _("Enter %(day)s or a later day.") % {"day": moments.date_words(first)}
        form.add_error("ends_on", words)
    elif first and last and last - first > bounds.LONGEST:
        latest = moments.date_words(first + bounds.LONGEST)
        words = _("An event has at most 14 days. Enter %(day)s or an earlier day.")
        form.add_error("ends_on", words % {"day": latest})
