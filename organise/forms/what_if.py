"""What an organiser wants to know."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext
from django_stubs_ext import StrOrPromise

from events.models import Edition
from interface.plain_text import isolated
from matchmaking.models import MeetingWindow
from organise.forms.runs import StartRunForm

Wishes = list[dict[str, Any]]


def _number(
    label: StrOrPromise, most: int, help_text: StrOrPromise, least: int = 1
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        help_text=help_text,
        error_messages={
            "invalid": _lazy("Enter a whole number, or nothing."),
            "min_value": _lazy("Enter at least %(limit_value)s, or nothing."),
            "max_value": _lazy("Enter at most %(limit_value)s, or nothing."),
        },
    )


class WhatIfForm(StartRunForm):
    """Each field that is filled in is one alternative."""

    tables = _number(_lazy("More tables"), 50, _lazy("How many more than now."))
    session = forms.ChoiceField(
        label=_lazy("One more session"),
        required=False,
        help_text=_lazy("As long as this one and with as many tables; everybody is available."),
    )
    minutes = _number(
        _lazy("Minutes of a meeting"),
        240,
        _lazy("In the same windows, with the same change-over."),
        least=5,
    )
    limits = _number(
        _lazy("More meetings for clusters with a limit"),
        20,
        _lazy("How many more than each of them wants."),
    )
    fairness = forms.BooleanField(label=_lazy("Without the rule of fairness"), required=False)
    together = forms.BooleanField(label=_lazy("All of these together as well"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = MeetingWindow.objects.filter(edition=edition)
        self.windows = {str(pk): name for pk, name in windows.values_list("pk", "name")}
        field = self.fields["session"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        like = [
            (pk, _("Like %(session)s") % {"session": isolated(name)})
            for pk, name in self.windows.items()
        ]
        field.choices = [("", pgettext("session", "None")), *like]
        if edition.fairness is None:
            del self.fields["fairness"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self._wishes(values):
            raise forms.ValidationError(_("Fill in at least one thing that could be different."))
        return values

    def question(self) -> list[Wishes]:
        """The alternatives: one for each wish, and all together if that was ticked."""
        wishes = self._wishes(self.cleaned_data)
        alone = [[wish] for wish in wishes]
        together = self.cleaned_data.get("together") and len(wishes) > 1
        return [*alone, wishes] if together else alone

    def _wishes(self, values: dict[str, Any]) -> Wishes:
        wishes: Wishes = [
            {"kind": kind, "number": values[kind]}
            for kind in ("tables", "minutes", "limits")
            if values.get(kind)
        ]
        if window := values.get("session"):
            name = self.windows[window]
            wishes.insert(bool(values.get("tables")), _session(window, name))
        if values.get("fairness"):
            wishes.append({"kind": "fairness"})
        return wishes


def _session(window: str, name: str) -> dict[str, Any]:
    return {"kind": "session", "window": int(window), "name": name}
