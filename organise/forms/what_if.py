"""What an organiser wants to know."""

from typing import Any

from django import forms

from events.models import Edition
from matchmaking.models import MeetingWindow
from organise.forms.runs import StartRunForm

Wishes = list[dict[str, Any]]


def _number(label: str, most: int, help_text: str = "", least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        help_text=help_text,
        error_messages={
            "invalid": "Enter a whole number, or nothing.",
            "min_value": f"Enter at least {least}, or nothing.",
            "max_value": f"Enter at most {most}, or nothing.",
        },
    )


class WhatIfForm(StartRunForm):
    """Each field that is filled in is one alternative."""

    tables = _number("More tables", 50, "How many more than now.")
    session = forms.ChoiceField(
        label="One more session",
        required=False,
        help_text="As long as this one and with as many tables; everybody is available.",
    )
    minutes = _number(
        "Minutes of a meeting", 240, "In the same windows, with the same change-over.", least=5
    )
    limits = _number(
        "More meetings for clusters with a limit", 20, "How many more than each of them wants."
    )
    fairness = forms.BooleanField(label="Without the rule of fairness", required=False)
    together = forms.BooleanField(label="All of these together as well", required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = MeetingWindow.objects.filter(edition=edition)
        self.windows = {str(pk): name for pk, name in windows.values_list("pk", "name")}
        field = self.fields["session"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [("", "None"), *((pk, f"Like {name}") for pk, name in self.windows.items())]
        if edition.fairness is None:
            del self.fields["fairness"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self._wishes(values):
            raise forms.ValidationError("Fill in at least one thing that could be different.")
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
