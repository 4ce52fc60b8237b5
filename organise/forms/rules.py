"""What an organiser enters as rules of an event's meetings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from events import bounds
from events.models import Edition, Registration
from interface.finding import keys_of
from interface.forms import VersionForm
from matchmaking.models import ClusterGroup
from matchmaking.rules import is_live_from_start
from organise.forms.finding import (
    ClusterField,
    ClustersForm,
    ManyClustersField,
    TwoClustersForm,
)

MOST_GROUPS = 20


def _number(label: StrPromise, help_text: StrPromise, most: int = bounds.MOST_OF_A_RULE) -> Any:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=1, max_value=most
    )


class NumbersForm(VersionForm):
    """The fields of `events.models.MeetingRules`, and the version of the edition that was seen."""

    other_regions_only = forms.BooleanField(
        label=_("Clusters meet those of other regions only"),
        required=False,
        help_text=_("A region and a part of it count as one. A cluster without a region is free."),
    )
    common_language = forms.BooleanField(
        label=_("Meetings need a common language"),
        required=False,
        help_text=_(
            "Two clusters without one meet only at a time at which somebody is free to interpret. "
            "Where the languages of one side are not known, nothing is asked for."
        ),
    )
    most_requests = _number(
        _("Most requests sent"),
        _("Of each cluster, those that are not answered and those that were accepted."),
    )
    most_musts = _number(
        _("Most meetings that a cluster must have"),
        _("One counts as much as ten that a cluster would like."),
    )
    most_meetings = _number(
        _("Most meetings"), _("Of each cluster, beside the limit that it sets itself.")
    )
    fewest_meetings = _number(
        _("Fewest meetings"),
        _("A wish: a run looks for it after all priorities, and drops no meeting for it."),
    )
    answer_days = _number(
        _("Days to answer a request"),
        _("After that it expires. Both sides see the date."),
        bounds.MOST_ANSWER_DAYS,
    )
    instant_meetings = forms.BooleanField(
        label=_("Instant meetings: clusters ask for free times after publication"),
        required=False,
        help_text=_(
            "The other side chooses one of the times, and the meeting stands at once. What was "
            "asked stays open when this ends."
        ),
    )

    instant_from_start = forms.BooleanField(
        label=_("Instant from the start: they ask for free times while requests are open, too"),
        required=False,
        help_text=_(
            "They may also leave the time to the schedule. What they agree on has its time at "
            "once, and only the two clusters see it before you publish. Once requests are open, "
            "this cannot be switched off."
        ),
    )
    who_moves = forms.ChoiceField(
        label=_("Who moves a published meeting"),
        choices=Edition.Movers.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "To another time, or to a first one where the schedule has no place for it. You can "
            "always move it yourself; where the two had offered each other times before you chose "
            "to have a say, they need your yes as well."
        ),
    )
    notice_minutes = forms.IntegerField(
        label=_("Minutes of notice"),
        min_value=0,
        max_value=bounds.MOST_NOTICE_MINUTES,
        required=False,
        help_text=_(
            "So long before it the two sides of a published meeting leave it at its time; leave "
            "empty for 30."
        ),
    )

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        there = {name: getattr(edition, name) for name in self.base_fields}
        super().__init__(data, initial=there)
        is_live = is_live_from_start(edition, timezone.now())
        self.fields["instant_from_start"].disabled = is_live

    def clean_notice_minutes(self) -> int:
        given = self.cleaned_data["notice_minutes"]
        return bounds.USUAL_NOTICE_MINUTES if given is None else int(given)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        fewest, most = clean.get("fewest_meetings"), clean.get("most_meetings")
        if fewest and most and fewest > most:
            self.add_error(
                "fewest_meetings", _("Enter no more than the most meetings of a cluster.")
            )
        return clean

    def values(self) -> dict[str, Any]:
        """The rules, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class GroupForm(forms.Form):
    """The name of a group."""

    name = forms.CharField(label=_("Name of the group"), max_length=100)


class NewGroupForm(GroupForm):
    """A group more, up to so many that the table can still be read."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["name"].help_text = _("For example buyers, or suppliers.")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if ClusterGroup.objects.filter(edition=self.edition).count() >= MOST_GROUPS:
            self.add_error("name", _("An event has at most 20 groups. Remove one first."))
        return clean


class MembersForm(ClustersForm, GroupForm):
    """A group's name, and who comes into it and leaves it, of those members that were `shown`."""

    members = ManyClustersField(_("Clusters in this group"))

    def __init__(
        self, *args: Any, edition: Edition, shown: Iterable[Registration] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.look_among(Registration.objects.filter(edition=edition))
        self.shown = [row.pk for row in shown]
        self.initial["members"] = self.shown
        if self.is_bound:
            sent: Any = self.data
            self.shown = keys_of(sent.getlist("shown"))

    @property
    def joining(self) -> frozenset[int]:
        """By id, once the form is valid."""
        return self._ticked - frozenset(self.shown)

    @property
    def leaving(self) -> frozenset[int]:
        return frozenset(self.shown) - self._ticked

    @property
    def _ticked(self) -> frozenset[int]:
        return frozenset(row.pk for row in self.cleaned_data["members"])


class TableForm(forms.Form):
    """The pairs of groups that may meet, such as "3-5", and the groups that were shown."""

    groups = forms.MultipleChoiceField(required=False)
    pairs = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, groups: Iterable[ClusterGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pks = sorted(group.pk for group in groups)
        pairs = [f"{one}-{other}" for one in pks for other in pks if one <= other]
        self._offer("groups", map(str, pks))
        self._offer("pairs", pairs)

    def _offer(self, name: str, values: Iterable[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (declared above)
        field.choices = [(value, value) for value in values]

    def permitted(self) -> frozenset[tuple[int, int]]:
        """The pairs by id, in order, once the form is valid."""
        pairs = (value.split("-") for value in self.cleaned_data["pairs"])
        return frozenset((int(one), int(other)) for one, other in pairs)

    def shown(self) -> frozenset[int]:
        return frozenset(map(int, self.cleaned_data["groups"]))


class BarForm(TwoClustersForm):
    """Two clusters that never meet."""

    second = ClusterField(_("Never meets"))


class TouchedForm(forms.Form):
    """What the organiser says of what a change touches; empty while nothing was shown."""

    seen = forms.CharField(max_length=32, required=False)
    answer = forms.ChoiceField(choices=[("keep", ""), ("call_off", "")], required=False)
