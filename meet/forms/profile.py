"""A cluster's profile, with its offers and needs as rows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.models import Sector
from interface.rows import Rows
from matchmaking.queries.profile import LineText, ProfileText

TEXT_LENGTH = 200


class ProfileForm(forms.Form):
    """`profile` is what was written, when valid. `version` is the one that was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_lazy("In one sentence"),
        max_length=300,
        help_text=_lazy("What your cluster does and for whom. Everybody reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = forms.CharField(
        label=_lazy("Description"), required=False, max_length=5000, widget=forms.Textarea
    )
    website = forms.URLField(
        label=_lazy("Website"), required=False, max_length=200, assume_scheme="https"
    )
    member_count = forms.IntegerField(
        label=_lazy("Members"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_lazy("Companies and centres in the cluster."),
    )
    sectors = forms.TypedMultipleChoiceField(
        label=_lazy("Sectors"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    profile: ProfileText

    def __init__(self, data: Any, *, stored: ProfileText, version: int) -> None:
        initial = {
            "version": version,
            "summary": stored.summary,
            "description": stored.description,
            "website": stored.website,
            "member_count": stored.member_count,
            "sectors": sorted(stored.sectors),
        }
        super().__init__(data, initial=initial)
        self.choices = list(Sector.objects.values_list("pk", "name"))
        sectors = self.fields["sectors"]
        assert isinstance(sectors, forms.TypedMultipleChoiceField)  # noqa: S101 (declared above)
        sectors.choices = self.choices
        self.offers = self._rows("offer", _("Offer"), stored.offers)
        self.needs = self._rows("need", _("Need"), stored.needs)
        self.groups = ((_("What we offer"), self.offers), (_("What we need"), self.needs))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        offers, needs = self._lines(self.offers), self._lines(self.needs)
        if not self.errors:
            self.profile = ProfileText(
                summary=clean["summary"],
                description=clean["description"],
                website=clean["website"],
                member_count=clean["member_count"],
                sectors=frozenset(clean["sectors"]),
                offers=offers,
                needs=needs,
            )
        return clean

    def _rows(self, prefix: str, label: str, stored: Iterable[LineText]) -> Rows:
        given = [{"text": line.text, "sectors": sorted(line.sectors)} for line in stored]
        return Rows(self, prefix, lambda: self._line_fields(label), initial=given)

    def _line_fields(self, label: str) -> dict[str, forms.Field]:
        return {
            "text": forms.CharField(label=label, required=False, max_length=TEXT_LENGTH),
            "sectors": forms.TypedMultipleChoiceField(
                label=_("Sectors"),
                required=False,
                coerce=int,
                choices=self.choices,
                widget=forms.CheckboxSelectMultiple,
            ),
        }

    def _lines(self, rows: Rows) -> list[LineText]:
        """The rows with a text, in order, each text once; an emptied row is gone."""
        lines: dict[str, LineText] = {}
        for index, row in rows.filled():
            text = row["text"]
            if text in lines:
                self.add_error(rows.field_name(index, "text"), _("This line is there already."))
            elif text:
                lines[text] = LineText(text, frozenset(row["sectors"] or ()))
        return list(lines.values())
