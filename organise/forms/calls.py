"""A call as its organiser enters it, and what is decided on it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Call, Criterion, Edition, Series, Verdict
from events.models.applications import FEWEST_POINTS, LONGEST_NOTE, MOST_POINTS
from events.models.calls import LONGEST_CALL, MOST_PLACES, MOST_WEIGHT
from interface.forms import IdempotentForm, VersionForm, time_zones
from interface.rows import Rows, RowsForm
from organise.forms.dates import IN_BOUNDS
from organise.forms.languages import (
    chosen_languages,
    few,
    leading_field,
    offer_languages,
    others_field,
)
from organise.forms.local_times import NoSuchTime, instant
from translations.queries import text_of

USUAL_END = time(17)
MOST_CRITERIA = 20


def _criterion() -> dict[str, forms.Field]:
    weight = forms.IntegerField(
        label=_lazy("Weight"), min_value=1, max_value=MOST_WEIGHT, required=False
    )
    text = forms.CharField(label=_lazy("Criterion"), max_length=200, required=False)
    return {"text": text, "weight": weight}


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CallForm(RowsForm, forms.Form):
    """What is asked for, until when, for how many, and by what it is judged."""

    title = forms.CharField(label=_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=_lazy("What you ask for"),
        max_length=LONGEST_CALL,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_lazy("Who may apply, what you expect, and what those who are selected get."),
    )
    places = forms.IntegerField(
        label=_lazy("How many you will select"), min_value=1, max_value=MOST_PLACES
    )
    opens_on = forms.DateField(
        label=_lazy("First day to apply"),
        required=False,
        validators=IN_BOUNDS,
        widget=_date(),
        help_text=_lazy("Leave empty to take applications as soon as you open the call."),
    )
    closes_on = forms.DateField(
        label=_lazy("Last day to apply"), validators=IN_BOUNDS, widget=_date()
    )
    closes_clock = forms.TimeField(
        label=_lazy("Until"),
        initial=USUAL_END,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(
        label=_lazy("Time zone"), choices=time_zones, initial="Europe/Madrid"
    )

    def __init__(self, *args: Any, criteria: Sequence[tuple[str, int]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [{"text": text, "weight": weight} for text, weight in criteria]
        self.criteria = Rows(
            self, "criterion", _criterion, initial=given, blank=3, titled_by="text"
        )
        self.fields["time_zone"].widget.attrs["translate"] = "no"

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for index, row in self.criteria.filled():
            if not row["text"]:
                name = self.criteria.field_name(index, "text")
                self.add_error(name, _("Say what this weight is for."))
        if not 1 <= len(self.criteria.filled()) <= MOST_CRITERIA:
            self.add_error(None, _("Enter what reviewers look at: from 1 to 20 criteria."))
        self._to_instants(clean)
        return clean

    def _to_instants(self, clean: dict[str, Any]) -> None:
        zone = ZoneInfo(self._zone(clean))
        if clean.get("closes_on") and clean.get("closes_clock"):
            try:
                clean["closes_at"] = instant(clean["closes_on"], clean["closes_clock"], zone)
            except NoSuchTime:
                words = _("The clocks go forward over this time. Enter another one.")
                self.add_error("closes_clock", words)
        if clean.get("opens_on"):
            opens = datetime.combine(clean["opens_on"], time(), tzinfo=zone)
            clean["opens_at"] = opens
            if "closes_at" in clean and opens >= clean["closes_at"]:
                words = _("Enter a day no later than the last day to apply.")
                self.add_error("opens_on", words)

    def _zone(self, clean: dict[str, Any]) -> str:
        return clean.get("time_zone") or "Europe/Madrid"

    def weighted(self) -> list[tuple[str, int]]:
        """Criteria with their weights, 1 where none is said; once the form is valid."""
        return [(row["text"], row["weight"] or 1) for _index, row in self.criteria.filled()]

    def fill(self, call: Call) -> Call:
        """Give the call what was entered, once the form is valid."""
        clean = self.cleaned_data
        call.title, call.text, call.places = clean["title"], clean["text"], clean["places"]
        call.opens_at, call.closes_at = clean.get("opens_at"), clean["closes_at"]
        call.time_zone = self._zone(clean)
        return call


class CallCreateForm(CallForm, IdempotentForm):
    """A new call: for places at an event, or for the host of a series' next one."""

    subject = forms.ChoiceField(label=_lazy("What for"))

    def __init__(
        self, *args: Any, editions: Sequence[Edition], series: Sequence[Series], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Edition | Series] = {
            **{f"edition-{row.pk}": row for row in editions},
            **{f"series-{row.pk}": row for row in series},
        }
        groups = (
            (_("Places at an event"), [(f"edition-{row.pk}", str(row)) for row in editions]),
            (
                _("The host of a series’ next event"),
                [(f"series-{row.pk}", str(row)) for row in series],
            ),
        )
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)  # noqa: S101 (declared above)
        subject.choices = [(name, choices) for name, choices in groups if choices]
        self.fields["time_zone"].help_text = _(
            "Of a call to host; a call for an event has the event’s."
        )
        self.order_fields(["subject"])

    def _zone(self, clean: dict[str, Any]) -> str:
        found = self.known.get(clean.get("subject", ""))
        return found.time_zone if isinstance(found, Edition) else super()._zone(clean)

    def draft(self) -> Call:
        """The call, not stored, once the form is valid."""
        found = self.known[self.cleaned_data["subject"]]
        if isinstance(found, Edition):
            made = Call(edition=found, body=found.owner, languages=found.languages)
            return self.fill(made)
        return self.fill(Call(series=found, body=found.organiser))


class CallEditForm(CallForm, VersionForm):
    """A change; of a call for an event the zone is the event's."""

    leading_language = leading_field()
    other_languages = others_field(
        _lazy("You translate the texts on the page of the call. Readers see their own.")
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        closes_at = call.closes_at.astimezone(call.zone)
        there = {
            "title": call.title,
            "text": call.text,
            "places": call.places,
            "opens_on": call.opens_at and call.opens_at.astimezone(call.zone).date(),
            "closes_on": closes_at.date(),
            "closes_clock": closes_at.time(),
            "time_zone": call.time_zone,
            "version": call.version,
        }
        criteria = list(call.criteria.values_list("text", "weight"))
        super().__init__(*args, criteria=criteria, initial=there, **kwargs)
        self.call = call
        offer_languages(self, call.languages)
        if call.edition:
            del self.fields["time_zone"]

    def clean_other_languages(self) -> list[str]:
        return few(self.cleaned_data["other_languages"])

    def fill(self, call: Call) -> Call:
        call.languages = chosen_languages(self.cleaned_data, call.languages)
        return super().fill(call)

    def _zone(self, clean: dict[str, Any]) -> str:
        return self.call.time_zone if self.call.edition else super()._zone(clean)


class CallStepForm(VersionForm):
    """A step of a call to another state."""

    to = forms.ChoiceField(
        choices=[("open", "open"), ("reviewing", "reviewing"), ("draft", "draft")],
        widget=forms.HiddenInput,
    )


class ReturnForm(VersionForm):
    """What the applicant is asked to complete."""

    to_complete = forms.CharField(
        label=_lazy("What to complete"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("Goes into the mail to the applicant."),
    )


class ProposeForm(VersionForm):
    """How many reserves follow on those that are selected by their points."""

    reserves = forms.IntegerField(
        label=_lazy("Reserves"), min_value=0, max_value=MOST_PLACES, initial=3
    )


class PrepareForm(VersionForm):
    """What is decided on the applications that were ticked, or which reserve moves up."""

    outcome = forms.ChoiceField(choices=Verdict.Outcome.choices, required=False)
    up = forms.IntegerField(min_value=1, required=False)
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, ids: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)  # noqa: S101 (declared above)
        chosen.choices = [(pk, pk) for pk in ids]


class ReviewerForm(IdempotentForm):
    """Whom to ask to review."""

    email = forms.EmailField(label=_lazy("E-mail address"))


class ReviewForm(VersionForm):
    """Points for each criterion, in the language in which it was brought, and a note."""

    note = forms.CharField(
        label=_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("For the owners of the call; other reviewers read it after the decision."),
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        choices = [(points, str(points)) for points in range(FEWEST_POINTS, MOST_POINTS + 1)]
        for row in self.criteria:
            self.fields[f"points-{row.pk}"] = forms.TypedChoiceField(
                label=text_of(row, "text").text,
                choices=choices,
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(f"points-{row.pk}" for row in self.criteria), "note"])

    def points(self) -> dict[int, int]:
        """By criterion, once the form is valid."""
        return {row.pk: self.cleaned_data[f"points-{row.pk}"] for row in self.criteria}
