"""Whom an organiser writes to at once, and what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from events.models import Edition, Registration
from events.models.messages import LONGEST
from events.models.registrations import TAKING_PART
from events.queries.programme import days_of
from events.services.circulars import Addressed, filled
from interface.forms import IdempotentForm
from interface.marks import mark_of
from interface.moments import day
from organise.queries.audience import regions_of, rooms_of, sectors_of

LACKING = (
    ("answers", _("Requests to answer")),
    ("requests", _("No request sent yet")),
    ("delegates", _("No delegate named")),
)


class NarrowingForm(forms.Form):
    """Whom an organiser writes to; what is left open narrows nothing."""

    # Fields that are said also where they are left open.
    ALWAYS: tuple[str, ...] = ()

    @staticmethod
    def _choices(field: forms.Field) -> Any:
        return getattr(field, "choices", ())

    def _offer(self, name: str, every: StrOrPromise, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared as one)
        field.choices = [("", every), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and is on offer, by the names of the fields."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words(self) -> list[tuple[str, str]]:
        """Each choice with its label, also one that is no longer on offer."""
        said = []
        for name, field in self.fields.items():
            value = str(self.data.get(name, ""))
            if value or name in self.ALWAYS:
                known = dict(_flat(self._choices(field)))
                said.append((str(field.label), known.get(value, value)))
        return said


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    """The choices by code, those in groups too."""
    for code, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield str(code), str(words)


class ChoiceForm(NarrowingForm):
    """Which of the clusters that registered."""

    ALWAYS = ("state",)

    state = forms.ChoiceField(label=_("Registration"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    lacking = forms.ChoiceField(
        label=_("Still to do"), required=False, choices=[("", _("Anything or nothing")), *LACKING]
    )
    day = forms.ChoiceField(label=_("With a meeting on"), required=False)
    room = forms.ChoiceField(label=_("With a meeting in"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [
            (state.value, state.label) for state in Registration.State if state in TAKING_PART
        ]
        everybody = pgettext_lazy("registrations", "Approved, waiting and waitlisted")
        self._offer("state", everybody, states)
        self._offer("region", _("All regions"), regions_of(edition).values_list("code", "name"))
        self._offer("sector", _("All sectors"), sectors_of(edition).values_list("slug", "name"))
        days = [(on.isoformat(), day(on)) for on in days_of(edition)]
        self._offer("day", _("Any day, or none"), days)
        self._offer("room", _("Any room, or none"), [(room, room) for room in rooms_of(edition)])


class CircularForm(IdempotentForm):
    """The text, and what becomes of it: keep it, look at it, try it on oneself, send it."""

    CHOOSE, LOOK, TRY, SEND = "choose", "look", "try", "send"

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("{cluster} and {event} become the name of each cluster and that of the event."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        readers: Sequence[Addressed],
        chosen: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        self.chosen = chosen

    @property
    def mark(self) -> str:
        """Of what would be sent, and to whom."""
        text, readers = (
            self.cleaned_data.get("text"),
            [reader.cluster_id for reader in self.readers],
        )
        return mark_of(text, sorted(self.chosen.items()), readers)

    @property
    def was_looked_at(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.mark)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if any(len(filled(text, reader)) > LONGEST for reader in self.readers):
            raise forms.ValidationError(
                _("With the names filled in, the message is longer than %(most)s characters."),
                params={"most": LONGEST},
            )
        return text
