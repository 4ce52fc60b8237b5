"""A list to import: the file, then what its columns are and which clusters its names mean."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from matchmaking import layouts
from matchmaking.models import Import
from matchmaking.queries.importing import Doubt

AUTOMATIC = ""
NAMES = {
    layouts.CLUSTER: _("Cluster"),
    layouts.REGION: _("Region code"),
    layouts.SEATS: _("Meetings at a time"),
    layouts.MOST: _("Most meetings in all"),
    layouts.WAY: _("How it takes part"),
    layouts.PARTNER: _("Partner, in the order of ranking"),
    layouts.NAME: _("Name"),
    layouts.JOB_TITLE: _("Job title"),
    layouts.TO: _("Whom it asks"),
    layouts.WISH: _("Wish"),
}
# More columns are read as they were found; more names in doubt are nobody known.
MOST_COLUMNS, MOST_DOUBTS = 40, 50


class UploadForm(forms.Form):
    """The file, and what kind of list it is where that does not show."""

    file = forms.FileField(
        label=_("List"),
        help_text=_("CSV or XLSX, at most 10 MB and 10,000 rows. The first row has the headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
            "invalid": _("Choose a file."),
            "max_length": _("The name of this file is too long."),
        },
    )
    layout = forms.ChoiceField(
        label=_("Kind of list"),
        required=False,
        choices=[(AUTOMATIC, _("Find out by its headings")), *Import.Layout.choices],
        widget=forms.RadioSelect,
    )


class ColumnsForm(forms.Form):
    """What each column of a list is.

    What is chosen `ANEW` counts once it was looked at: until then the list is read as it was shown.
    """

    ANEW = "anew"

    layout = forms.ChoiceField(label=_("Kind of list"), choices=Import.Layout.choices)

    def __init__(self, data: QueryDict, *, listed: Import, headings: Sequence[str]) -> None:
        asked = str(data.get("layout", ""))
        layout = asked if asked in Import.Layout.values else listed.layout
        is_same = layout == listed.layout
        found = listed.columns if is_same else layouts.columns_of(headings, layout)
        super().__init__(initial={"layout": layout}, prefix=self.ANEW)
        self.chosen_layout = layout
        self.columns = [
            self._column(data, position, column, layout) for position, column in enumerate(found)
        ]
        for position, heading in enumerate(headings[:MOST_COLUMNS]):
            if layout == layouts.MATRIX:
                break
            self.fields[f"column-{position}"] = forms.ChoiceField(
                label=heading or _("Column without a heading"),
                required=False,
                initial=self.columns[position],
                choices=[
                    ("", _("Not read")),
                    *((field, NAMES[field]) for field in layouts.FIELDS[layout]),
                ],
            )

    @classmethod
    def chosen_anew(cls, sent: QueryDict) -> QueryDict:
        """The columns as they are to be read from now on."""
        chosen, start = QueryDict(mutable=True), f"{cls.ANEW}-"
        for name in sent:
            if name.startswith(start):
                chosen[name.removeprefix(start)] = str(sent[name])
        return chosen

    @staticmethod
    def _column(sent: QueryDict, position: int, found: str, layout: str) -> str:
        if sent.get("layout") != layout:
            return found
        asked = str(sent.get(f"column-{position}", found))
        return asked if asked in ("", *layouts.FIELDS[layout]) else found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form that imports carries along, so that it means the list as it was shown."""
        columns = self.columns[:MOST_COLUMNS]
        named = [(f"column-{position}", column) for position, column in enumerate(columns)]
        return [("layout", self.chosen_layout), *named]


def answered_of(sent: QueryDict) -> dict[str, str]:
    """What was ticked, "1" or "0", by the name that it was said of: where a name stands on the page
    changes with the columns that are read.
    """
    said: dict[str, str] = {}
    for position in range(2 * MOST_DOUBTS):
        answer = str(sent.get(f"name-{position}"))
        if answer in ("0", "1") and (called := sent.get(f"called-{position}")):
            said[str(called)] = answer
    return said


def merged_of(sent: QueryDict, doubts: Sequence[Doubt]) -> dict[str, int]:
    """Which cluster each name in doubt means: the likest known one or, by 0, a new one."""
    said = answered_of(sent)
    return {
        doubt.key: doubt.known.pk if said[doubt.name] == "1" else 0
        for doubt in doubts[:MOST_DOUBTS]
        if doubt.known and doubt.name in said
    }


def kept_answers(sent: QueryDict, doubts: Sequence[Doubt]) -> list[tuple[int, str, str]]:
    """What was ticked of names that are not read as the columns are now: each with the position at
    which the form carries it along.
    """
    shown = {doubt.name for doubt in doubts[:MOST_DOUBTS] if doubt.known}
    others = [(name, said) for name, said in answered_of(sent).items() if name not in shown]
    return [(MOST_DOUBTS + at, *other) for at, other in enumerate(others[:MOST_DOUBTS])]


def likely_of(doubts: Sequence[Doubt]) -> dict[str, int]:
    """The same, as it is ticked before anybody has answered."""
    shown = doubts[:MOST_DOUBTS]
    return {doubt.key: doubt.known.pk for doubt in shown if doubt.known and doubt.is_likely}
