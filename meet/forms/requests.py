"""What a cluster enters about requests and partners."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.forms import AreaField
from clusters.models import Sector
from interface import moments
from interface.forms import IdempotentForm, VersionForm
from matchmaking.models import MeetingRequest, MeetingWindow, Priority

WISHES = ((Priority.WOULD_LIKE.value, _("We would like to")), (Priority.MUST.value, _("We must")))


def _priority() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How much do you want this meeting?"),
        choices=WISHES,
        coerce=lambda value: Priority(int(value)),
        initial=Priority.WOULD_LIKE.value,
        widget=forms.RadioSelect,
        help_text=_("Meetings that a cluster must have are placed first."),
    )


class AskForm(IdempotentForm):
    """Asking another cluster for a meeting."""

    priority = _priority()
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what you would like to talk about. Only the two clusters read it."),
    )


class AcceptForm(VersionForm):
    priority = forms.ChoiceField(choices=WISHES, required=False)

    def clean_priority(self) -> Priority:
        return Priority(int(self.cleaned_data["priority"] or Priority.WOULD_LIKE))


class WindowsField(forms.ModelMultipleChoiceField[MeetingWindow]):
    """Meeting windows, each with its day and times."""

    def label_from_instance(self, obj: MeetingWindow) -> str:
        zone = obj.edition.zone
        start, end = obj.period.lower, obj.period.upper
        return gettext("%(name)s: %(day)s, %(times)s") % {
            "name": obj.name,
            "day": moments.day(start.astimezone(zone).date()),
            "times": moments.clock_range(start, end, zone),
        }


class AnswerForm(VersionForm):
    """Yes, but in some of the event's meeting windows only."""

    priority = _priority()
    windows = WindowsField(
        MeetingWindow.objects.none(),
        label=_("When can you meet?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The meeting gets a time in one of these alone, or none if there is no place."),
        error_messages={"required": _("Choose at least one.")},
    )
    reply = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the two clusters read it."),
    )

    def __init__(self, data: Any = None, *, request: MeetingRequest) -> None:
        rows = MeetingWindow.objects.filter(edition=request.edition_id).select_related("edition")
        asked = request.windows.values_list("window", flat=True) if request.is_limited else ()
        windows = list(asked) or [row.pk for row in rows]
        there = {"version": request.version, "windows": windows}
        super().__init__(data, initial=there)
        field = self.fields["windows"]
        assert isinstance(field, WindowsField)  # noqa: S101 (declared above)
        field.queryset = rows


class DeclineForm(VersionForm):
    reply = forms.CharField(required=False, max_length=1000)


class PartnerFilterForm(forms.Form):
    """Narrows the list of partners."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    region = AreaField(label=_("Region"))

    need = forms.ChoiceField(label=_("Our need"), required=False)

    def __init__(self, *args: Any, needs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("need", _("All needs"), [(text, text) for text in needs])
        sectors = Sector.objects.values_list("name", "name")
        self._offer("sector", _("All sectors"), sectors)

    def _offer(self, name: str, every: Promise, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [("", every), *choices]
