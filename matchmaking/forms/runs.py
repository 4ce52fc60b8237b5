"""Starting a run."""

from django import forms

from accounts.idempotency import IdempotentForm


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
