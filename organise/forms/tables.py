"""Which table is whose own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Registration
from matchmaking.models import Table
from organise.forms.finding import ClusterField, ClustersForm


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


class OneOfTablesForm(forms.Form):
    """A form with a field for one of the tables in use."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tables.queryset = Table.objects.filter(edition=edition, is_closed=False)

    @property
    def _tables(self) -> TableField:
        return next(field for field in self.fields.values() if isinstance(field, TableField))

    def offer(self, tables: Iterable[Table]) -> None:
        """Let one choose among those in use of these tables, read with their owners."""
        field = self._tables
        in_use = [table for table in tables if not table.is_closed]
        named = ((table.number, field.label_from_instance(table)) for table in in_use)
        field.choices = [("", field.empty_label), *named]
        # Whether there is one.
        self.has_tables = bool(in_use)


class CloseTableForm(OneOfTablesForm):
    """A table in use that is to be out of use."""

    number = TableField(
        Table.objects.none(),
        label=_("Table"),
        empty_label=_("Choose a table"),
        to_field_name="number",
        error_messages={"required": _("Choose a table."), "invalid_choice": _("Choose a table.")},
    )


class OwnTableForm(ClustersForm, OneOfTablesForm):
    """A cluster and the table it is to have, or none when it is taken `back`."""

    registration = ClusterField(_("Cluster"))
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
        super().__init__(*args, edition=edition, **kwargs)
        self._rows = Registration.objects.filter(edition=edition)
        is_back = self.is_bound and bool(self.data.get("back"))
        self.look_among(self._rows if is_back else self._rows.approved())
        self.fields["table"].required = not is_back

    def offer(self, tables: Iterable[Table]) -> None:
        super().offer(tables)
        # Whether there is a table in use, and a cluster that it could be given to.
        self.has_choices = self.has_tables and self._rows.approved().exists()

    @property
    def number(self) -> int | None:
        """The number of the table that was chosen, once the form is valid."""
        table = self.cleaned_data["table"]
        return None if self.cleaned_data["back"] else table.number
