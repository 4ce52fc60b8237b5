"""A session of the programme."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.forms import OrganisationField, known_already, organisations
from clusters.models import Organisation
from events.models import Edition, Session
from events.queries.programme import days_of, session_fingerprint
from interface import moments
from interface.finding import FindingForm, keys_of
from interface.forms import IdempotentForm
from interface.rows import Rows, RowsForm
from organise.forms.local_times import NoSuchTime, period_of


class RowOrganisation(OrganisationField):
    """An organisation in a row of a session, by its primary key."""

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return found.pk if found else None


class SessionForm(RowsForm, FindingForm, IdempotentForm):
    """A session in the edition's own time zone; `period` in the clean data is in instants."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    # What the page said that the session lies over: *Save anyway* sends it.
    anyway = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_lazy("Kind"), choices=Session.Kind.choices, initial=Session.Kind.TALK
    )
    binds = forms.ChoiceField(
        label=_lazy("Meetings meanwhile"),
        choices=[("", _lazy("As usual for this kind")), *Session.Binds.choices],
        required=False,
        help_text=_lazy(
            "Usually everybody is in plenaries, breaks and social events, and the speakers in all "
            "else; during bilateral meetings, meetings go on."
        ),
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
        self.organisations = known_already(
            organisations(Organisation.objects.all()), self._chosen((*speakers, *visited))
        )
        self.speakers = Rows(self, "speaker", self._speaker_fields, initial=speakers)
        self.visited = Rows(
            self,
            "visited",
            lambda: {"organisation": self._organisation_field()},
            initial=visited,
            blank=1,
        )

    def _chosen(self, rows: Iterable[Mapping[str, Any]]) -> list[int]:
        """The keys of all organisations in the rows, as stored or as sent."""
        stored = [row.get("organisation") for row in rows]
        names = [name for name in self.data if name.endswith("-organisation")]
        return keys_of([*stored, *(self.data.get(name) for name in names)])

    def _organisation_field(self) -> forms.Field:
        field = RowOrganisation(label=_("Organisation"), required=False)
        field.choose_among(self.organisations)
        return field

    def _speaker_fields(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label=_("Name"), max_length=150, required=False),
            "role": forms.CharField(label=_("Role"), max_length=150, required=False),
            "organisation": self._organisation_field(),
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
        "binds": session.binds,
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
