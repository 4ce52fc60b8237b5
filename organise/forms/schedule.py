"""Changes by hand to a schedule, and publishing it."""

from typing import Any

from django import forms

from interface.forms import IdempotentForm
from organise.queries.board import ONLINE


class EditForm(IdempotentForm):
    """A change to one meeting; `revision` is the version's when the grid was shown, without which
    nobody can tell what somebody else changed since.

    `live` comes from the grid of the published version, which is changed in place.
    """

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    live = forms.BooleanField(required=False, widget=forms.HiddenInput)
    meeting = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class PlaceForm(EditForm):
    """A place for one meeting: the primary keys of slot and table, joined by a dash.

    Online it is the slot and that word.
    """

    place = forms.RegexField(r"^\d{1,18}-(\d{1,18}|online)$")

    def clean_place(self) -> tuple[int, int | None]:
        slot, table = self.cleaned_data["place"].split("-")
        return int(slot), None if table == ONLINE else int(table)


class SwapForm(EditForm):
    """Two meetings that exchange their places."""

    other = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class UndoForm(forms.Form):
    """The number of the change to undo."""

    live = forms.BooleanField(required=False, widget=forms.HiddenInput)
    edit = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class PublishForm(forms.Form):
    """The number of changes the draft had when it was looked at."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


def place_of(form: forms.Form) -> dict[str, Any]:
    """The meeting, slot and table of a valid `PlaceForm`, by name."""
    slot, table = form.cleaned_data["place"]
    return {"meeting": form.cleaned_data["meeting"], "slot": slot, "table": table}
