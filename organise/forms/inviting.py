"""Which clusters of the register are invited, with which words, and which invitations are meant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from clusters.forms import AreaField
from events.models import Edition
from events.models.inviting import Standing
from events.models.messages import LONGEST
from organise.forms.circulars import CircularForm, NarrowingForm
from organise.queries import inviting


class ClusterChoiceForm(NarrowingForm):
    """Which clusters of the register."""

    ALWAYS = ("region",)

    region = AreaField(label=_("Region"), is_known=True)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    label = forms.ChoiceField(label=_("Label"), required=False)
    partnership = forms.ChoiceField(label=_("Partnership of regions"), required=False)
    before = forms.ChoiceField(label=_("Took part before"), required=False)
    q = forms.CharField(
        label=_("Name of the cluster"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sector", _("All sectors"), inviting.sectors().values_list("slug", "name"))
        self._offer(
            "label", _("With a label or without"), inviting.labels().values_list("slug", "name")
        )
        partnerships = inviting.partnerships().values_list("slug", "name")
        self._offer("partnership", _("In a partnership or not"), partnerships)
        self._offer("before", _("Took part before or not"), _editions(edition))
        if not edition.series_id:
            del self.fields["before"]


def _editions(edition: Edition) -> list[tuple[str, StrOrPromise]]:
    rows = list(inviting.earlier_editions(edition).values_list("slug", "name"))
    return [(inviting.ANY, _("At any earlier event of the series")), *rows] if rows else []


class InvitationForm(CircularForm):
    """The words of an invitation, and the clusters (ids) that are taken out of the choice."""

    OUT, PUT_BACK, TURN = "out", "put_back", "turn"

    text = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "{cluster} and {event} become the name of each cluster and that of the event. Dates, "
            "place and the links to answer stand in the mail by themselves."
        ),
    )


class ChosenForm(forms.Form):
    """The invitations (ids) that are ticked."""

    chosen = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 (declared above)
        field.choices = [(pk, pk) for pk in ids]


class StandingForm(forms.Form):
    """Which invitations are shown."""

    answer = forms.ChoiceField(
        label=_("Answer"), required=False, choices=[("", _("Any answer")), *Standing.choices]
    )
