"""Other times for a meeting: which are offered, and the answer to an offer."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from interface import moments
from interface.forms import IdempotentForm
from matchmaking.models import Slot

GONE = _("A time that you chose is no longer free. Choose among those that are free now.")


def time_choices(slots: Iterable[Slot], zone: ZoneInfo) -> list[tuple[int, str]]:
    """Slots by primary key, as a person reads when they begin."""
    return [(slot.pk, moments.day_and_clock(slot.period.lower, zone)) for slot in slots]


class OtherTimesForm(IdempotentForm):
    """The times that a side offers, of those that are free (slots by primary key)."""

    slots = forms.TypedMultipleChoiceField(
        label=_("Times at which you can both meet"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one time."),
            "invalid_choice": GONE,
        },
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"].choices = list(choices)  # type: ignore[attr-defined]


class OfferAnswerForm(forms.Form):
    """What is done with an offer; to accept it takes one of its times."""

    answer = forms.ChoiceField(choices=[(name, name) for name in ("accept", "decline", "withdraw")])
    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("answer") == "accept" and not clean.get("slot"):
            self.add_error("slot", _("Choose one of the times."))
        return clean
