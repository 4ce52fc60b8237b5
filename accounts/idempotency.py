"""The key that makes a second submission of one form the first one's answer."""

import uuid

from django import forms


class IdempotentForm(forms.Form):
    """A form that carries a hidden key, made when the form was shown.

    The row that the submission creates keeps the key in a unique column; who finds it taken
    answers with the row that is there.
    """

    idempotency_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
