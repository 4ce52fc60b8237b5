"""The figures of the register as people say them: "about 50", "4 or 5", "17 bilateral meetings"."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from catalogue.queries.facts import Figure, Stated
from catalogue.words.topics import term_of
from interface.words import either, number

QUALIFIED: dict[str, Promise] = {
    "about": _lazy("about %(number)s"),
    "at_least": _lazy("at least %(number)s"),
    "more_than": _lazy("more than %(number)s"),
}


def in_words(figure: Figure) -> str:
    """ "17", "more than 1,200"; where the sources disagree, every value: "4 or 5"."""
    return either(_stated(value) for value in figure.values)


def _stated(value: Stated) -> str:
    words = number(value.number)
    said = QUALIFIED.get(value.qualifier)
    return said % {"number": words} if said else words


def with_its_noun(figure: Figure) -> SafeString:
    """ "<strong>17</strong> bilateral meetings", for the figures that lists show."""
    words, most = in_words(figure), max(value.number for value in figure.values)
    if figure.topic not in PHRASES:
        return format_html("<strong>{}</strong> {}", words, term_of(figure.topic))
    phrase = PHRASES[figure.topic](most) % {"figure": escape(words)}
    return mark_safe(phrase)  # noqa: S308 (our own sentence around an escaped figure)


PHRASES: dict[str, Callable[[int], str]] = {
    "bilateral-meetings": lambda count: ngettext(
        "<strong>%(figure)s</strong> bilateral meeting",
        "<strong>%(figure)s</strong> bilateral meetings",
        count,
    ),
    "cluster-organisations": lambda count: ngettext(
        "<strong>%(figure)s</strong> cluster organisation",
        "<strong>%(figure)s</strong> cluster organisations",
        count,
    ),
    "cluster-pitches": lambda count: ngettext(
        "<strong>%(figure)s</strong> cluster pitch",
        "<strong>%(figure)s</strong> cluster pitches",
        count,
    ),
    "clusters": lambda count: ngettext(
        "<strong>%(figure)s</strong> cluster", "<strong>%(figure)s</strong> clusters", count
    ),
    "meetings": lambda count: ngettext(
        "<strong>%(figure)s</strong> meeting", "<strong>%(figure)s</strong> meetings", count
    ),
    "participants": lambda count: ngettext(
        "<strong>%(figure)s</strong> participant",
        "<strong>%(figure)s</strong> participants",
        count,
    ),
}
