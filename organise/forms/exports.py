"""Which columns of a table are taken along, in which form, and whether people stand in them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from events.models import Export
from interface.forms import IdempotentForm

FORMS = [choice for choice in Export.Form.choices if choice[0] != Export.Form.ZIP]


class ExportForm(IdempotentForm):
    """The columns of one table. Those that name people are chosen one by one, and confirmed."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one column.")},
    )
    people = forms.MultipleChoiceField(
        label=_("Columns with personal data"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take only what you need, and delete the file when you are done."),
    )
    has_personal = forms.BooleanField(
        label=_("I need these personal data for the event. The log says that I took them."),
        required=False,
    )
    form = forms.ChoiceField(
        label=_("Kind of file"),
        choices=FORMS,
        widget=forms.RadioSelect,
        initial=Export.Form.XLSX,
    )

    def __init__(
        self,
        *args: Any,
        plain: Sequence[tuple[str, StrOrPromise]],
        personal: Sequence[tuple[str, StrOrPromise]],
        **kwargs: Any,
    ) -> None:
        """The columns by code and name: those of things, and those that name people."""
        super().__init__(*args, **kwargs)
        self._offer("columns", plain)
        self.initial.setdefault("columns", [code for code, _name in plain])
        if personal:
            self._offer("people", personal)
        else:
            del self.fields["people"], self.fields["has_personal"]

    def _offer(self, name: str, choices: Sequence[tuple[str, StrOrPromise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (said above)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("people") and not data.get("has_personal"):
            words = gettext("Tick this, or choose no column with personal data.")
            self.add_error("has_personal", ValidationError(words, code="unconfirmed"))
        return data

    @property
    def chosen(self) -> list[str]:
        return [*self.cleaned_data["columns"], *self.cleaned_data.get("people", ())]


class CallExportForm(IdempotentForm):
    """The applications to a call, by the button of one kind of file."""

    form = forms.ChoiceField(choices=FORMS)


class WholeForm(IdempotentForm):
    """The whole event as one archive."""

    has_personal = forms.BooleanField(
        label=_(
            "With personal data: names of delegates and speakers, who registered, asked and "
            "answered, messages to the organiser, answers about persons. The log says that I took "
            "them."
        ),
        required=False,
        help_text=_("Take only what you need, and delete the file when you are done."),
    )
