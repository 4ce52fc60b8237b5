"""A session of the programme."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.models import Organisation
from events.models import Edition, Session
from events.queries.programme import days_of, session_fingerprint
from interface import moments
from interface.forms import IdempotentForm
from interface.rows import Rows
from organise.forms.local_times import NoSuchTime, period_of

Choices = list[tuple[str, str]]


def _organisation_choices() -> Choices:
    """Read once for all rows."""
    rows = Organisation.objects.order_by("sort_name", "pk").values_list("pk", "name")
    return [("", "–"), *((str(pk), name) for pk, name in rows)]


def _organisation_field(label: str, choices: Choices) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False
    )


class SessionForm(IdempotentForm):
    """A session in the edition's own time zone; `period` in the clean data is in instants."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_lazy("Kind"), choices=Session.Kind.choices, initial=Session.Kind.TALK
    )
    title = forms.CharField(label=_lazy("Title"), max_length=200)
    day = forms.TypedChoiceField(label=_lazy("Day"), coerce=date.fromisoformat)
    start = forms.TimeField(
        label=_lazy("Start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(
        label=_lazy("End"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=_lazy("Place"), max_length=200, required=False)
    description = forms.CharField(
        label=_lazy("Description"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        speakers = kwargs.pop("speakers", ())
        visited = kwargs.pop("visited", ())
        super().__init__(*args, **kwargs)
        self.edition = edition
        day = self.fields["day"]
        assert isinstance(day, forms.TypedChoiceField)  # noqa: S101 (declared above)
        day.choices = [(str(on), moments.day(on)) for on in days_of(edition)]
        zone = _("In the time of %(zone)s.") % {"zone": edition.time_zone}
        self.fields["start"].help_text = self.fields["end"].help_text = zone
        choices = _organisation_choices()
        self.speakers = Rows(
            self, "speaker", lambda: self._speaker_fields(choices), initial=speakers
        )
        self.visited = Rows(
            self,
            "visited",
            lambda: {"organisation": _organisation_field(_("Organisation"), choices)},
            initial=visited,
            blank=1,
        )

    @staticmethod
    def _speaker_fields(choices: Choices) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label=_("Name"), max_length=150, required=False),
            "role": forms.CharField(label=_("Role"), max_length=150, required=False),
            "organisation": _organisation_field(_("Organisation"), choices),
            "topic": forms.CharField(label=_("Topic"), max_length=300, required=False),
        }

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        self._clean_period(clean)
        for index, row in self.speakers.filled():
            if not row["name"] and not row["organisation"]:
                name = self.speakers.field_name(index, "name")
                self.add_error(name, _("Enter a name or choose an organisation."))
        return clean

    def _clean_period(self, clean: dict[str, Any]) -> None:
        if not {"day", "start", "end"} <= clean.keys():
            return
        try:
            starts_at, ends_at = period_of(
                clean["day"], clean["start"], clean["end"], self.edition.zone
            )
        except NoSuchTime:
            self.add_error("start", _("Clocks go forward over this time. Enter another one."))
            return
        if ends_at <= starts_at:
            words = _("Enter an end after %(time)s.") % {
                "time": moments.clock(starts_at, self.edition.zone)
            }
            self.add_error("end", words)
        clean["period"] = (starts_at, ends_at)


def initial_of(session: Session, edition: Edition) -> Mapping[str, Any]:
    """The keyword arguments of a `SessionForm` that shows this session."""
    initial: dict[str, Any] = {
        "seen": session_fingerprint(session),
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
