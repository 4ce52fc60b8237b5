"""A session of the programme."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from clusters.models import Organisation
from events.models import Edition, Session
from events.queries.programme import days_of
from interface.forms import IdempotentForm
from interface.rows import Rows
from organise.forms.local_times import NoSuchTime, period_of

Choices = list[tuple[str, str]]


def _organisation_choices() -> Choices:
    """Read once for all rows."""
    rows = Organisation.objects.order_by("name").values_list("pk", "name")
    return [("", "–"), *((str(pk), name) for pk, name in rows)]


def _organisation_field(label: str, choices: Choices) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False
    )


class SessionForm(IdempotentForm):
    """A session in the edition's own time zone; `period` in the clean data is in instants."""

    kind = forms.ChoiceField(choices=Session.Kind.choices, initial=Session.Kind.TALK)
    title = forms.CharField(max_length=200)
    day = forms.TypedChoiceField(coerce=date.fromisoformat)
    start = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(max_length=200, required=False)
    description = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        speakers = kwargs.pop("speakers", ())
        visited = kwargs.pop("visited", ())
        super().__init__(*args, **kwargs)
        self.edition = edition
        day = self.fields["day"]
        assert isinstance(day, forms.TypedChoiceField)  # noqa: S101 (declared above)
        day.choices = [(str(on), f"{on:%A} {on.day} {on:%B}") for on in days_of(edition)]
        zone = f"In the time of {edition.time_zone}."
        self.fields["start"].help_text = self.fields["end"].help_text = zone
        choices = _organisation_choices()
        self.speakers = Rows(
            self, "speaker", lambda: self._speaker_fields(choices), initial=speakers
        )
        self.visited = Rows(
            self,
            "visited",
            lambda: {"organisation": _organisation_field("Organisation", choices)},
            initial=visited,
            blank=1,
        )

    @staticmethod
    def _speaker_fields(choices: Choices) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label="Name", max_length=150, required=False),
            "role": forms.CharField(label="Role", max_length=150, required=False),
            "organisation": _organisation_field("Organisation", choices),
            "topic": forms.CharField(label="Topic", max_length=300, required=False),
        }

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        self._clean_period(clean)
        for index, row in self.speakers.filled():
            if not row["name"] and not row["organisation"]:
                name = self.speakers.field_name(index, "name")
                self.add_error(name, "Enter a name or choose an organisation.")
        return clean

    def _clean_period(self, clean: dict[str, Any]) -> None:
        if not {"day", "start", "end"} <= clean.keys():
            return
        try:
            starts_at, ends_at = period_of(
                clean["day"], clean["start"], clean["end"], self.edition.zone
            )
        except NoSuchTime:
            self.add_error("start", "Clocks go forward over this time. Enter another one.")
            return
        if ends_at <= starts_at:
            self.add_error("end", f"Enter an end after {clean['start']:%H:%M}.")
        clean["period"] = (starts_at, ends_at)


def initial_of(session: Session, edition: Edition) -> Mapping[str, Any]:
    """The keyword arguments of a `SessionForm` that shows this session."""
    initial: dict[str, Any] = {
        "kind": session.kind,
        "title": session.title,
        "day": str(session.day_on),
        "place": session.place,
        "description": session.description,
    }
    if session.period:
        initial["start"] = session.period.lower.astimezone(edition.zone).time()
        initial["end"] = session.period.upper.astimezone(edition.zone).time()
    fields = ("name", "role", "organisation_id", "topic")
    speakers = [
        dict(zip(("name", "role", "organisation", "topic"), row, strict=True))
        for row in session.speakers.values_list(*fields)
    ]
    visited = [{"organisation": pk} for pk in session.visited.values_list("pk", flat=True)]
    return {"initial": initial, "speakers": speakers, "visited": visited}
