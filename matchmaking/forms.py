"""What is typed to look into a log, and pressed on the page of a meeting."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matchmaking.models import MeetingRating
from matchmaking.queries.log import Asked, kinds_in_words

MOST_LETTERS = 100
STARS = range(MeetingRating.WORST, MeetingRating.BEST + 1)


class LogForm(forms.Form):
    """Words, a kind, a person and days; none of them must be given."""

    q = forms.CharField(label=_("Name or title"), max_length=MOST_LETTERS, required=False)
    who = forms.CharField(
        label=pgettext_lazy("log", "Done by"), max_length=MOST_LETTERS, required=False
    )
    kind = forms.ChoiceField(label=pgettext_lazy("log", "Kind"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("log", "First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=pgettext_lazy("log", "Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (as declared above)
        every = ("", pgettext_lazy("log", "Everything"))
        field.choices = [every, *kinds_in_words(kinds)]

    def asked(self, zone: ZoneInfo) -> Asked:
        """What can be read of it; days are whole days in this zone."""
        self.is_valid()
        said = self.cleaned_data
        until = said.get("until")
        return Asked(
            words=said.get("q", ""),
            person=said.get("who", ""),
            kind=said.get("kind", ""),
            since=_begin(said.get("since"), zone),
            until=_begin(until + timedelta(days=1) if until and until < date.max else None, zone),
        )


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone) if day else None


class RatingForm(forms.Form):
    """How many stars a meeting gets; "back" takes a rating back."""

    stars = forms.ChoiceField(choices=[(str(stars), stars) for stars in (*STARS, "back")])

    @property
    def given(self) -> int | None:
        """Of a form that is valid."""
        stars = self.cleaned_data["stars"]
        return None if stars == "back" else int(stars)


class HeldForm(forms.Form):
    """Whether a meeting was held; None takes back what was said."""

    SAID: ClassVar[Mapping[str, bool | None]] = {"held": True, "not_held": False, "back": None}

    word = forms.ChoiceField(choices=[(word, word) for word in SAID])

    @property
    def was_held(self) -> bool | None:
        """Of a form that is valid."""
        return self.SAID[self.cleaned_data["word"]]
