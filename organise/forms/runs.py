"""Starting a run, and starting one over."""

from django import forms

from interface.forms import IdempotentForm

MOST_SEED = 2**31 - 1


class StartRunForm(IdempotentForm):
    limit_seconds = forms.IntegerField(
        label="Time limit in seconds",
        min_value=1,
        max_value=600,
        initial=30,
        help_text="It ends earlier when nothing better is possible. You can stop it at any time.",
        error_messages={
            "required": "Enter a number of seconds.",
            "invalid": "Enter a whole number of seconds.",
            "min_value": "Enter at least 1 second.",
            "max_value": "Enter at most 600 seconds.",
        },
    )


class NewRunForm(StartRunForm):
    goes_on = forms.BooleanField(
        label="Begin with the current schedule",
        required=False,
        help_text="The result is then at least as good, as long as that schedule keeps all rules. "
        "Otherwise the search begins anew.",
    )


class ReplayForm(StartRunForm):
    seed = forms.IntegerField(
        min_value=0,
        max_value=MOST_SEED,
        help_text="Where the search begins. Another number may lead to another schedule.",
        error_messages={
            "required": "Enter a number.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 0 or more.",
            "max_value": f"Enter at most {MOST_SEED}.",
        },
    )
