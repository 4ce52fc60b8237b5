"""Starting a run, and starting one over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import IdempotentForm
from matchmaking.models import ScheduleRun, ScheduleVersion

MOST_SEED = 2**31 - 1


class StartRunForm(IdempotentForm):
    limit_seconds = forms.IntegerField(
        label=_("Time limit in seconds"),
        min_value=1,
        max_value=600,
        initial=30,
        help_text=_(
            "It ends earlier when nothing better is possible. You can stop it at any time."
        ),
        error_messages={
            "required": _("Enter a number of seconds."),
            "invalid": _("Enter a whole number of seconds."),
            "min_value": _("Enter at least 1 second."),
            "max_value": _("Enter at most 600 seconds."),
        },
    )


class NewRunForm(StartRunForm):
    goes_on = forms.BooleanField(
        label=_("Begin with the current schedule"),
        required=False,
        help_text=_(
            "The result is then at least as good, as long as that schedule keeps all rules. "
            "Otherwise the search begins anew. Where published meetings stay, it begins with these."
        ),
    )

    published_stay = forms.ChoiceField(
        label=_("Published meetings"),
        choices=ScheduleRun.Stay.choices,
        widget=forms.RadioSelect,
        initial=ScheduleRun.Stay.FREE,
        required=False,
        help_text=_(
            "Where they can: one that cannot, because a cluster is away by now or its table is "
            "out of use, gets another place. At their times: such a meeting is left without a "
            "place, if its time is what cannot be. All else is placed around them, and locks of a "
            "draft do not count then. The page Re-plan moves the fewest."
        ),
    )

    def __init__(self, data: Any = None, *, published: ScheduleVersion | None) -> None:
        super().__init__(data)
        if published and published.is_opening:
            field = self.fields["published_stay"]
            field.label = _("Meetings that clusters agreed on")
            field.initial = ScheduleRun.Stay.KEPT
            field.help_text = _(
                "Where they can: one that cannot, because a cluster is away by now or its table is "
                "out of use, gets another place. At their times: such a meeting is left without a "
                "place, if its time is what cannot be. If they may get another, the run may move "
                "all but those that you have locked."
            )

    @property
    def stay(self) -> ScheduleRun.Stay:
        """What becomes of them; without an answer they are free."""
        return ScheduleRun.Stay(self.cleaned_data["published_stay"] or ScheduleRun.Stay.FREE)


class ReplayForm(StartRunForm):
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=MOST_SEED,
        help_text=_("Where the search begins. Another number may lead to another schedule."),
        error_messages={
            "required": _("Enter a number."),
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter 0 or more."),
            "max_value": _("Enter at most %(limit_value)s."),
        },
    )
