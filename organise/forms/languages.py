"""In which languages an event's texts are written, and its texts beside their originals."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, TextField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_stubs_ext import StrPromise

from clusters.languages import choices as every_language
from clusters.languages import languages_named
from events.models import Edition
from organise.queries.texts import Group
from translations import declaring
from translations.languages import RIGHT_TO_LEFT
from translations.queries import Pair
from translations.services import Entry

MOST_LANGUAGES = 8
# What is longer than this on one line is written in several.
ONE_LINE = 120


def leading_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_lazy("Language you write in"),
        required=False,
        initial=settings.LANGUAGE_CODE,
        help_text=_lazy("Who reads none of these languages sees the texts in this one."),
    )


def others_field(help_text: str | StrPromise) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_lazy("Other languages of its texts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def offer_languages(form: forms.BaseForm, known: Sequence[str]) -> None:
    """Every language, with those that are there chosen."""
    for name in ("leading_language", "other_languages"):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (one of the fields above)
        field.choices = every_language()
    if known:
        form.initial.update(leading_language=known[0], other_languages=known[1:])


def few(others: list[str]) -> list[str]:
    """Raises ValidationError."""
    if len(others) >= MOST_LANGUAGES:
        raise forms.ValidationError(_("Choose at most seven."))
    return others


def chosen_languages(clean: Mapping[str, Any], before: Sequence[str]) -> list[str]:
    """What was chosen; those that were there before keep their order."""
    leading = clean.get("leading_language") or before[0]
    others = set(clean.get("other_languages", ()))
    known = [code for code in before if code in others]
    return list(dict.fromkeys([leading, *known, *sorted(others - set(known))]))


class EventLanguages(forms.ModelForm):  # type: ignore[type-arg]
    """The two fields of an edition's form: which language leads, and in which others it is."""

    leading_language = leading_field()
    other_languages = others_field(
        _lazy("You translate the texts on the page Languages. Readers see their own.")
    )

    def offer_languages(self) -> None:
        offer_languages(self, self.instance.languages if self.instance.pk else ())

    def clean_other_languages(self) -> list[str]:
        return few(self.cleaned_data["other_languages"])

    def set_languages(self, edition: Edition) -> None:
        edition.languages = chosen_languages(self.cleaned_data, edition.languages)


class TextsForm(forms.Form):
    """The texts of some records in one language, and in which language each record is written."""

    def __init__(
        self, data: Any, *, groups: Sequence[Group], language: str, languages: Sequence[str]
    ) -> None:
        super().__init__(data)
        self.language = language
        self.groups = (
            [group for group in groups if self._is_sent(group)] if self.is_bound else groups
        )
        self.gone = self._gone()
        named = [(code, languages_named([code])[0]) for code in languages]
        for group in self.groups:
            known = dict([(group.written_in, languages_named([group.written_in])[0]), *named])
            self.fields[f"in-{group.name}"] = forms.ChoiceField(
                label=_("Written in"),
                required=False,
                initial=group.written_in,
                choices=[*known.items()],
            )
            for pair in group.pairs:
                self._add(pair)

    def _is_sent(self, group: Group) -> bool:
        return any(f"seen-{pair.name}" in self.data for pair in group.pairs)

    def _gone(self) -> int:
        """How many texts were typed whose original is not there any more."""
        known = {f"text-{pair.name}" for group in self.groups for pair in group.pairs}
        return sum(
            name.startswith("text-") and name not in known and bool(value)
            for name, value in self.data.items()
        )

    def _add(self, pair: Pair) -> None:
        said = declaring.of(type(pair.record))
        called = said.fields[pair.field] if said else pair.field
        self.fields[f"text-{pair.name}"] = forms.CharField(
            label=called,
            required=False,
            initial=pair.text,
            max_length=pair.record._meta.get_field(pair.field).max_length or 4000,  # type: ignore[union-attr]
            widget=_control(pair, self.language),
        )
        self.fields[f"seen-{pair.name}"] = forms.CharField(
            required=False, initial=pair.seen, max_length=32, widget=forms.HiddenInput
        )
        if pair.is_stale:
            self.fields[f"holds-{pair.name}"] = forms.BooleanField(
                label=_("It still says the same as the original"), required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        """What the page shows: each record with its fields, each field beside its original."""
        return [
            {
                "group": group,
                "written_in": self[f"in-{group.name}"],
                "texts": [self._row(pair) for pair in group.pairs],
            }
            for group in self.groups
        ]

    def _row(self, pair: Pair) -> dict[str, Any]:
        holds = f"holds-{pair.name}"
        return {
            "pair": pair,
            "text": self[f"text-{pair.name}"],
            "seen": self[f"seen-{pair.name}"],
            "holds": self[holds] if holds in self.fields else None,
        }

    @property
    def marks(self) -> list[str]:
        return [name for name in self.fields if name.startswith("seen-")]

    def entries(self) -> list[Entry]:
        clean = self.cleaned_data
        return [
            Entry(
                record=pair.record,
                field=pair.field,
                text=clean[f"text-{pair.name}"],
                seen=clean[f"seen-{pair.name}"],
                still_holds=clean.get(f"holds-{pair.name}", False),
            )
            for group in self.groups
            for pair in group.pairs
            if f"text-{pair.name}" in self.data
        ]

    def written_in(self) -> dict[Model, str]:
        """The records of which another language is said than was known."""
        said = ((group, self.cleaned_data.get(f"in-{group.name}")) for group in self.groups)
        return {group.record: code for group, code in said if code and code != group.written_in}


def _control(pair: Pair, language: str) -> forms.Widget:
    attrs = {"lang": language}
    if language in RIGHT_TO_LEFT:
        attrs["dir"] = "rtl"
    column = pair.record._meta.get_field(pair.field)
    if isinstance(column, TextField) or len(pair.original.text) > ONE_LINE:
        lines = min(max(len(pair.original.text) // 60 + 1, 3), 12)
        return forms.Textarea(attrs={**attrs, "rows": lines})
    return forms.TextInput(attrs=attrs)
