"""What every form here has: what it was sent with, its status, and keys against sending twice."""

import uuid
import zoneinfo
from functools import cache

from django import forms
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

FORM_REFUSED = 422
# What is said of what a page of ours never sends, and of a form whose key another one had.
INCOMPLETE = _("The form was not complete. Try again.")
SENT_BEFORE = _("This form was sent before. Open the page again.")
# Where a European event can be, beside the zones named Europe/…
ISLANDS = ("Asia/Nicosia", "Atlantic/Azores", "Atlantic/Canary", "Atlantic/Madeira")


def time_zones() -> list[tuple[str, str]]:
    """The time zones to choose from."""
    return [(name, name.replace("_", " ")) for name in _zones()]


@cache
def _zones() -> list[str]:
    """Read once: each reading walks through a thousand files."""
    europe = {zone for zone in zoneinfo.available_timezones() if zone.startswith("Europe/")}
    return sorted({*europe, *ISLANDS, "Atlantic/Reykjavik", "UTC"})


class IdempotentForm(forms.Form):
    """A form that carries a hidden key, made when the form was shown.

    The row that the submission creates keeps the key in a unique column; who finds it taken
    answers with the row that is there.
    """

    idempotency_key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """An act on a row as it was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def form_status(form: BaseForm) -> int:
    return FORM_REFUSED if form.is_bound and form.errors else 200


def unjudged(form: BaseForm) -> None:
    """Let a form that was sent be shown as it was typed, nothing in it called wrong yet."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
