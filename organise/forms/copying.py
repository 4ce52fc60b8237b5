"""What a new event has of its own when it is made like an earlier one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from events import bounds
from events.models import Edition
from events.services.copying import move_to
from interface.forms import IdempotentForm
from organise.forms.dates import IN_BOUNDS, YEARS


class EditionCopyForm(IdempotentForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    starts_on = forms.DateField(
        label=_("First day"),
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), empty_label=None, label=_("Organised by")
    )

    def __init__(
        self, *args: Any, edition: Edition, bodies: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(name=edition.name, owner=edition.owner)
        self.edition = edition
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 (declared above)
        owner.queryset = bodies

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        first = clean.get("starts_on")
        if first and move_to(self.edition, first).after.last > bounds.LAST_DAY:
            self.add_error("starts_on", YEARS)
        return clean
