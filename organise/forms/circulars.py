"""Whom an organiser writes to at once, and what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from clusters.forms import AreaField
from clusters.languages import languages_named
from clusters.queries import Area, area
from events.models import Edition, Registration
from events.models.messages import LONGEST
from events.models.registrations import TAKING_PART
from events.queries.filling import Addressed, filled, read_in
from events.queries.programme import days_of
from interface.forms import IdempotentForm
from interface.marks import mark_of
from interface.moments import day
from organise.queries.audience import regions_of, rooms_of, sectors_of
from translations.languages import RIGHT_TO_LEFT
from translations.queries import Text

# What stands in a ready text for what its writer fills in.
GAP = "[…]"
LACKING = (
    ("answers", _("Requests to answer")),
    ("requests", _("No request sent yet")),
    ("delegates", _("No delegate named")),
)


class NarrowingForm(forms.Form):
    """Whom an organiser writes to; what is left open narrows nothing."""

    # Fields that are said also where they are left open.
    ALWAYS: tuple[str, ...] = ()

    @staticmethod
    def _choices(field: forms.Field) -> Any:
        return getattr(field, "choices", ())

    def _offer(self, name: str, every: StrOrPromise, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared as one)
        field.choices = [("", every), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and is on offer, by the names of the fields."""
        self.full_clean()
        clean = {name: value for name, value in self.cleaned_data.items() if value}
        return {
            name: value.words if isinstance(value, Area) else value for name, value in clean.items()
        }

    def words(self) -> list[tuple[str, str]]:
        """Each choice with its label, also one that is no longer on offer."""
        said = []
        for name, field in self.fields.items():
            value = str(self.data.get(name, ""))
            if value or name in self.ALWAYS:
                said.append((str(field.label), self._said(field, value)))
        return said

    def _said(self, field: forms.Field, value: str) -> str:
        if isinstance(field, AreaField):
            return str(area(value)) if value else gettext("All regions")
        return dict(_flat(self._choices(field))).get(value, value)


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    """The choices by code, those in groups too."""
    for code, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield str(code), str(words)


class ChoiceForm(NarrowingForm):
    """Which of the clusters that registered."""

    ALWAYS = ("state",)

    state = forms.ChoiceField(label=_("Registration"), required=False)
    region = AreaField(label=_("Region"), is_known=True)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    lacking = forms.ChoiceField(
        label=_("Still to do"), required=False, choices=[("", _("Anything or nothing")), *LACKING]
    )
    day = forms.ChoiceField(label=_("With a meeting on"), required=False)
    room = forms.ChoiceField(label=_("With a meeting in"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [
            (state.value, state.label) for state in Registration.State if state in TAKING_PART
        ]
        everybody = pgettext_lazy("registrations", "Approved, waiting and waitlisted")
        self._offer("state", everybody, states)
        self.regions = regions_of(edition)
        self._offer("sector", _("All sectors"), sectors_of(edition).values_list("slug", "name"))
        days = [(on.isoformat(), day(on)) for on in days_of(edition)]
        self._offer("day", _("Any day, or none"), days)
        self._offer("room", _("Any room, or none"), [(room, room) for room in rooms_of(edition)])

    def on_offer(self, choice: Mapping[str, str]) -> dict[str, str]:
        """As much of a choice that was made elsewhere as there is here."""
        offered = {name: dict(_flat(self._choices(field))) for name, field in self.fields.items()}
        kept = {name: code for name, code in choice.items() if code in offered.get(name, {})}
        words = choice.get("region")
        if words and self.regions.filter(area(words).has_some_of).exists():
            kept["region"] = words
        return kept


def _named(language: str) -> str:
    return f"text-{language}"


def _in_words(label: StrOrPromise | None, language: str) -> str:
    return gettext("%(text)s in %(language)s") % {"text": label, "language": language}


def _in_language(language: str) -> forms.CharField:
    attrs = {"rows": 8, "lang": language}
    if language in RIGHT_TO_LEFT:
        attrs["dir"] = "rtl"
    return forms.CharField(
        label=_in_words(_("Text"), languages_named([language])[0]),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=attrs),
    )


class CircularForm(IdempotentForm):
    """The text, and what becomes of it: keep it, look at it, try it on oneself, send it."""

    CHOOSE, LOOK, TRY, SEND = "choose", "look", "try", "send"

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("{cluster} and {event} become the name of each cluster and that of the event."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        edition: Edition,
        readers: Sequence[Addressed],
        chosen: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.readers = readers
        self.chosen = chosen
        self.languages = edition.languages
        for language in self.languages[1:]:
            self.fields[_named(language)] = _in_language(language)
        if len(self.languages) > 1:
            leading = languages_named(self.languages[:1])[0]
            self.fields["text"].label = _in_words(self.fields["text"].label, leading)

    @staticmethod
    def begun(edition: Edition, text: str, texts: Mapping[str, str]) -> dict[str, str]:
        """What stands in the fields at first: a text, and what it is in other languages."""
        leading, *others = edition.languages
        filled_in = {_named(language): texts.get(language, "") for language in others}
        return {"text": texts.get(leading) or text, **filled_in}

    @property
    def texts(self) -> dict[str, str]:
        """What was written in other languages, by language, once the form is valid."""
        clean = getattr(self, "cleaned_data", {})
        found = {language: clean.get(_named(language), "") for language in self.languages[1:]}
        return {language: text for language, text in found.items() if text}

    def in_other_languages(self) -> list[forms.BoundField]:
        return [self[_named(language)] for language in self.languages[1:]]

    def previews(self) -> list[Text]:
        """What the first of the readers reads in each language; empty until it can be said."""
        text: str = getattr(self, "cleaned_data", {}).get("text", "")
        if not text or not self.readers:
            return []
        reads = [self.languages[0], *self.texts]
        found = (read_in(text, self.texts, self.readers[0], [code]) for code in reads)
        return [Text(said.text, code) for said, code in zip(found, reads, strict=True)]

    @property
    def mark(self) -> str:
        """Of what would be sent, and to whom."""
        text, readers = (
            self.cleaned_data.get("text"),
            [reader.cluster_id for reader in self.readers],
        )
        more = [sorted(self.texts.items())] if self.texts else []
        return mark_of(text, sorted(self.chosen.items()), readers, *more)

    @property
    def was_looked_at(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.mark)

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("text", *(_named(language) for language in self.languages[1:])):
            if GAP in clean.get(name, ""):
                self.add_error(name, _("Fill in each […], or take it out."))
        return clean

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if any(len(filled(text, reader)) > LONGEST for reader in self.readers):
            raise forms.ValidationError(
                _("With the names filled in, the message is longer than %(most)s characters."),
                params={"most": LONGEST},
            )
        return text
