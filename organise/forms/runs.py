"""Starting a run, and starting one over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import IdempotentForm
from matchmaking.models import ScheduleVersion

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
            "Otherwise the search begins anew."
        ),
    )

    keeps_published = forms.BooleanField(
        label=_("Leave published meetings where they are"),
        required=False,
        help_text=_(
            "All else is placed around them. One that cannot stay, because a cluster is away by "
            "now or its table is out of use, gets another place. Locks of a draft do not count "
            "then. The page Re-plan moves the fewest."
        ),
    )

    def __init__(self, data: Any = None, *, published: ScheduleVersion | None) -> None:
        super().__init__(data)
        if published and published.is_opening:
            field = self.fields["keeps_published"]
            field.label, field.initial = _("Leave meetings where clusters agreed on them"), True
            field.help_text = _(
                "All else is placed around them. One that cannot stay, because a cluster is away "
                "by now or its table is out of use, gets another place. Without this the run may "
                "move all but those that you have locked."
            )


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
