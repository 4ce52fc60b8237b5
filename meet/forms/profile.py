"""A cluster's profile, with its offers and needs as rows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from clusters.languages import choices as spoken
from clusters.models import Sector
from interface.rows import Rows, RowsForm
from interface.words import number
from matchmaking.queries.profile import DocumentText, LineText, ProfileText
from meet.forms.labels import labels_written, stated_labels

TEXT_LENGTH = 200
TITLE_LENGTH, ADDRESS_LENGTH, MOST_DOCUMENTS = 100, 200, 8
KEYWORD_LENGTH, MOST_KEYWORDS = 40, 12


class ProfileForm(RowsForm, forms.Form):
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
    keywords = forms.CharField(
        label=_lazy("Keywords"),
        required=False,
        max_length=MOST_KEYWORDS * (KEYWORD_LENGTH + 2),
        help_text=_lazy(
            "At most 12, with commas between them. The search finds you by them, and partners who"
            " name the same are recommended to you, also where they write it in another language."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_lazy("Languages you can meet in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
            "keywords": ", ".join(stored.keywords),
            "languages": sorted(stored.languages),
        }
        super().__init__(data, initial=initial)
        self.choices = list(Sector.objects.values_list("pk", "name"))
        sectors = self.fields["sectors"]
        assert isinstance(sectors, forms.TypedMultipleChoiceField)  # noqa: S101 (declared above)
        sectors.choices = self.choices
        languages = self.fields["languages"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101 (declared above)
        languages.choices = spoken()
        self.offers = self._rows("offer", _("Offer"), stored.offers)
        self.needs = self._rows("need", _("Need"), stored.needs)
        self.documents = self._documents(stored.documents)
        self.labels = stated_labels(self, stored.labels)
        self.groups = ((_("What we offer"), self.offers), (_("What we need"), self.needs))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        offers, needs = self._lines(self.offers), self._lines(self.needs)
        documents = self._named_documents()
        labels = labels_written(self, self.labels)
        if not self.errors:
            self.profile = ProfileText(
                summary=clean["summary"],
                description=clean["description"],
                website=clean["website"],
                member_count=clean["member_count"],
                sectors=frozenset(clean["sectors"]),
                offers=offers,
                needs=needs,
                keywords=clean["keywords"],
                languages=frozenset(clean["languages"]),
                documents=documents,
                labels=labels,
            )
        return clean

    def clean_keywords(self) -> list[str]:
        """Each keyword once, in order, however it is written."""
        words = [" ".join(part.split()) for part in self.cleaned_data["keywords"].split(",")]
        keywords = list({word.casefold(): word for word in reversed(words) if word}.values())[::-1]
        if len(keywords) > MOST_KEYWORDS:
            raise forms.ValidationError(
                ngettext(
                    "Name at most 12 keywords; this is %(count)s.",
                    "Name at most 12 keywords; these are %(count)s.",
                    len(keywords),
                )
                % {"count": number(len(keywords))}
            )
        if long := [word for word in keywords if len(word) > KEYWORD_LENGTH]:
            raise forms.ValidationError(
                _("“%(keyword)s” is too long: a keyword has at most 40 signs.")
                % {"keyword": long[0]}
            )
        return keywords

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

    def _documents(self, stored: Iterable[DocumentText]) -> Rows:
        given = [{"title": one.title, "url": one.url} for one in stored]
        return Rows(self, "document", _document_fields, initial=given, blank=1)

    def _named_documents(self) -> list[DocumentText]:
        """The rows with an address, in order, each address once; an emptied row is gone."""
        documents: dict[str, DocumentText] = {}
        for index, row in self.documents.filled():
            title, url = row["title"], row["url"]
            if self.has_error(self.documents.field_name(index, "url")):
                continue
            if not url:
                wanted = _("Write the address as well, or empty the line.")
                self.add_error(self.documents.field_name(index, "url"), wanted)
            elif url in documents:
                again = _("This address is there already.")
                self.add_error(self.documents.field_name(index, "url"), again)
            else:
                documents[url] = DocumentText(title or url[:TITLE_LENGTH], url)
        if len(documents) > MOST_DOCUMENTS:
            self.add_error(None, _("Name at most 8 documents."))
        return list(documents.values())


def _document_fields() -> dict[str, forms.Field]:
    return {
        "title": forms.CharField(label=_("Title"), required=False, max_length=TITLE_LENGTH),
        "url": forms.URLField(
            label=_("Address"), required=False, max_length=ADDRESS_LENGTH, assume_scheme="https"
        ),
    }
