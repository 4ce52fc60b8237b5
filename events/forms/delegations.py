"""What clusters and organisers alike enter about a delegation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.questions import QuestionsForm
from events.models import Delegate, Edition, Registration
from events.models.messages import LONGEST
from events.models.registrations import LONGEST_WORDS
from interface.forms import IdempotentForm
from interface.rows import Rows, RowsForm

MOST_MEETINGS = 200
LONGEST_MESSAGE = 2000


def _delegate_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label=_("Name"), max_length=150, required=False),
        "job_title": forms.CharField(label=_("Job title"), max_length=150, required=False),
    }


def _fields_with_words() -> dict[str, forms.Field]:
    labels = {"languages": _("Languages"), "topics": _("Topics")}
    return _delegate_fields() | {
        name: forms.CharField(label=label, max_length=LONGEST_WORDS, required=False)
        for name, label in labels.items()
    }


class MeetingLimitsForm(forms.Form):
    """How many meetings a delegation can hold, at a time and in all, and where it is.

    The latter is asked where the event lets clusters take part online.
    """

    seats = forms.IntegerField(
        label=_("Most meetings at a time"),
        min_value=1,
        max_value=Registration.MOST_SEATS,
        required=False,
        help_text=_(
            "Leave empty for one for each delegate who is there. As long as nobody is named, it is "
            "one."
        ),
    )
    max_meetings = forms.IntegerField(
        label=_("Most meetings in all"),
        min_value=1,
        max_value=MOST_MEETINGS,
        required=False,
        help_text=_("Leave empty for no limit."),
    )
    takes_part = forms.ChoiceField(
        label=_("How you take part"),
        choices=Registration.TakesPart.choices,
        initial=Registration.TakesPart.ON_SITE,
        widget=forms.RadioSelect,
        help_text=_(
            "Two clusters meet on site, unless one of them takes part online only: then they meet "
            "online."
        ),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not edition.meets_online:
            del self.fields["takes_part"]

    def clean_seats(self) -> int:
        """The most there is, for who says nothing."""
        return self.cleaned_data["seats"] or Registration.MOST_SEATS

    def way(self) -> str:
        """How the cluster takes part, once the form is valid."""
        return self.cleaned_data.get("takes_part") or Registration.TakesPart.ON_SITE


class DelegatesForm(RowsForm, QuestionsForm, MeetingLimitsForm):
    """Who comes, how many meetings they can hold, and what the event asks beside that.

    With `takes_words` a delegate's languages and topics too, where there are any.
    """

    takes_words = False
    sends_colleague = forms.BooleanField(
        label=_("A colleague attends the meetings of this cluster"),
        required=False,
        help_text=_(
            "Tick this where one person speaks for this cluster and for another one at this event, "
            "and somebody else comes too. Without it, the meetings of both are never at one time."
        ),
    )

    def __init__(self, *args: Any, delegates: Sequence[Delegate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make = _fields_with_words if self.takes_words else _delegate_fields
        given = [{name: getattr(person, name) for name in make()} for person in delegates]
        self.delegates = Rows(self, "delegate", make, initial=given)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for index, row in self.delegates.filled():
            if not row["name"]:
                name = self.delegates.field_name(index, "name")
                words = _("Enter the name of the person with this job title.")
                self.add_error(name, words if row["job_title"] else _("Enter the person’s name."))
        return clean

    def people(self) -> list[tuple[str, str]]:
        """Names with job titles, once the form is valid."""
        return [(row["name"], row["job_title"]) for _index, row in self.delegates.filled()]

    def words(self) -> list[tuple[str, str]]:
        """Languages and topics of each, in the same order."""
        rows = self.delegates.filled() if self.takes_words else ()
        return [(row["languages"], row["topics"]) for _index, row in rows]

    def shown_as(self) -> list[int]:
        """The row of each of these people: where somebody stood when the form was shown."""
        return [index for index, _row in self.delegates.filled()]


class MessageForm(IdempotentForm):
    """A message between a cluster and the organiser."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
