"""Which table is whose own."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Registration
from matchmaking.models import Table
from organise.forms.replan import ClusterField


class TableField(forms.ModelChoiceField[Table]):
    """A table, with its room and whose own it is."""

    def label_from_instance(self, obj: Table) -> str:
        said = {
            "table": obj.number,
            "room": obj.room,
            "cluster": obj.owner.cluster.called if obj.owner else "",
        }
        if obj.room and obj.owner:
            return gettext("Table %(table)s, %(room)s (of %(cluster)s)") % said
        if obj.owner:
            return gettext("Table %(table)s (of %(cluster)s)") % said
        if obj.room:
            return gettext("Table %(table)s, %(room)s") % said
        return gettext("Table %(table)s") % said


class CloseTableForm(forms.Form):
    """A table in use that is to be out of use."""

    number = TableField(
        Table.objects.none(),
        label=_("Table"),
        empty_label=_("Choose a table"),
        to_field_name="number",
        error_messages={"required": _("Choose a table."), "invalid_choice": _("Choose a table.")},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = Table.objects.filter(edition=edition, is_closed=False)
        number = self.fields["number"]
        assert isinstance(number, TableField)  # noqa: S101 (declared above)
        number.queryset = tables.select_related("owner__cluster")


class OwnTableForm(forms.Form):
    """A cluster and the table it is to have, or none when it is taken `back`."""

    registration = ClusterField(
        Registration.objects.none(),
        label=_("Cluster"),
        empty_label=_("Choose a cluster"),
        error_messages={"required": _("Choose a cluster.")},
    )
    table = TableField(
        Table.objects.none(),
        label=_("Table"),
        empty_label=_("Choose a table"),
        to_field_name="number",
        error_messages={
            "required": _("Choose a table."),
            "invalid_choice": _("Choose a table that is in use."),
        },
    )
    back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Registration.objects.filter(edition=edition).select_related("cluster")
        tables = Table.objects.filter(edition=edition, is_closed=False)
        is_back = self.is_bound and bool(self.data.get("back"))
        registration, table = self.fields["registration"], self.fields["table"]
        assert isinstance(registration, ClusterField)  # noqa: S101 (declared above)
        assert isinstance(table, TableField)  # noqa: S101 (declared above)
        registration.queryset = (rows if is_back else rows.approved()).order_by(
            "cluster__sort_name", "pk"
        )
        table.queryset = tables.select_related("owner__cluster")
        table.required = not is_back
        # Whether there is a table in use, and a cluster that it could be given to.
        self.has_tables = tables.exists()
        self.has_choices = self.has_tables and rows.approved().exists()

    @property
    def number(self) -> int | None:
        """The number of the table that was chosen, once the form is valid."""
        table = self.cleaned_data["table"]
        return None if self.cleaned_data["back"] else table.number
