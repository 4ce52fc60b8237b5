"""What an organiser enters before a re-plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Registration
from interface.forms import IdempotentForm
from matchmaking.models import Priority
from organise.forms.runs import StartRunForm

REPLAN_SECONDS = 20


class ReplanForm(StartRunForm):
    """Starting a re-plan; moving few meetings is found sooner than a whole schedule."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit_seconds"].initial = REPLAN_SECONDS


class TableForm(forms.Form):
    """A table by number, and whether it is out of use."""

    number = forms.IntegerField(min_value=1, max_value=32767)
    is_closed = forms.TypedChoiceField(
        choices=[("1", _("out of use")), ("0", _("in use"))], coerce=lambda value: value == "1"
    )


class ClusterField(forms.ModelChoiceField[Registration]):
    """A registration, by its cluster's name."""

    def label_from_instance(self, obj: Registration) -> str:
        return obj.cluster.called


class EnterMeetingForm(IdempotentForm):
    """A meeting that two clusters agreed on after requests were closed."""

    first = ClusterField(
        Registration.objects.none(), label=_("Cluster"), empty_label=_("Choose a cluster")
    )
    second = ClusterField(
        Registration.objects.none(), label=_("Meets"), empty_label=_("Choose a cluster")
    )
    priority = forms.TypedChoiceField(
        label=_("How much is it wanted?"),
        choices=[(priority.value, priority.label) for priority in Priority],
        coerce=lambda value: Priority(int(value)),
        initial=Priority.WOULD_LIKE.value,
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        approved = Registration.objects.filter(edition=edition).approved()
        rows = approved.select_related("cluster").order_by("cluster__sort_name", "pk")
        # Read once for both fields.
        choices = [("", _("Choose a cluster")), *((row.pk, row.cluster.called) for row in rows)]
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, ClusterField)  # noqa: S101 (declared above)
            field.queryset, field.choices = rows, choices
            field.error_messages["required"] = _("Choose a cluster.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("first") and values.get("first") == values.get("second"):
            self.add_error("second", _("Choose another cluster: nobody meets itself."))
        return values
