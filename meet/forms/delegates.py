"""What a cluster says of one delegate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from events.forms import PresenceForm
from events.models import Delegate, Edition
from events.models.registrations import LONGEST_WORDS
from events.services.delegates import Particulars
from interface.forms import VersionForm


class DelegateForm(PresenceForm, VersionForm):
    """One delegate: who it is, and when it is there on each day of the event."""

    name = forms.CharField(label=_lazy("Name"), max_length=150)
    job_title = forms.CharField(label=_lazy("Job title"), max_length=150, required=False)
    languages = forms.CharField(
        label=_lazy("Languages"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_lazy("Those that meetings can be held in, such as English, Italian."),
    )
    topics = forms.CharField(label=_lazy("Topics"), max_length=LONGEST_WORDS, required=False)

    def __init__(self, *args: Any, delegate: Delegate, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, presence=delegate.presence, **kwargs)
        for name in ("name", "job_title", "languages", "topics"):
            self.fields[name].initial = getattr(delegate, name)

    def said(self) -> Particulars:
        """What was said, once the form is valid."""
        clean = self.cleaned_data
        return Particulars(
            name=clean["name"],
            job_title=clean["job_title"],
            languages=clean["languages"],
            topics=clean["topics"],
            presence=self.presence(),
        )


class OwnDelegateForm(DelegateForm):
    """What a delegate says of oneself: who it is, stays as the cluster said."""

    def __init__(self, *args: Any, delegate: Delegate, **kwargs: Any) -> None:
        super().__init__(*args, delegate=delegate, **kwargs)
        self.delegate = delegate
        for name in ("name", "job_title"):
            del self.fields[name]

    def said(self) -> Particulars:
        clean = self.cleaned_data
        clean |= {"name": self.delegate.name, "job_title": self.delegate.job_title}
        return super().said()
