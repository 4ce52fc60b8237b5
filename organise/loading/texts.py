"""The languages in which an event or a call that was loaded for this person has its texts."""

from django.http import Http404

from events.models import Call, Edition


def language_of(home: Edition | Call, language: str) -> str:
    """One of its languages."""
    if language not in home.languages:
        raise Http404
    return language
