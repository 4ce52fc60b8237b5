"""A text in the reader's language, marked with its own where that is not the page's."""

from functools import partial

from django import template
from django.db.models import Model
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.html import linebreaks as in_paragraphs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from translations.languages import RIGHT_TO_LEFT, bare
from translations.queries import Text, bring_late, text_of

register = template.Library()


@register.simple_tag(takes_context=True)
def text(
    context: Context, record: Model, field: str, *, linebreaks: bool = False, plain: bool = False
) -> str:
    """`{% text session "title" %}`; with `linebreaks=True` in paragraphs, for a block.

    With `plain=True` the words alone, for attributes and titles of windows. A list brings its
    records before; what a page names by the way is brought here.
    """
    request = getattr(context, "request", None)
    if request is not None:
        bring_late(request, record)
    found = text_of(record, field)
    return found.text if plain else marked(found, linebreaks=linebreaks)


@register.simple_tag
def lang_of(language: str) -> SafeString:
    """` lang="es"` after the name of an element whose words are not in the page's language."""
    if not language or language == bare(get_language() or ""):
        return SafeString("")
    way = SafeString(' dir="rtl"') if language in RIGHT_TO_LEFT else SafeString("")
    return format_html(' lang="{}"{}', language, way)


@register.filter
def text_in(record: Model, field: str) -> str:
    """The words alone, for attributes and titles of windows: `session|text_in:"title"`."""
    return text_of(record, field).text


@register.simple_tag
def original(found: Text) -> SafeString:
    """A text that is at hand, in paragraphs."""
    return marked(found, linebreaks=True)


def marked(found: Text, *, linebreaks: bool = False) -> SafeString:
    """The words in an element with `lang`, and `dir` where they run the other way."""
    escape = partial(in_paragraphs, autoescape=True) if linebreaks else conditional_escape
    words = SafeString(escape(found.text))
    said = lang_of(found.language)
    element = "div" if linebreaks else "span"
    return format_html("<{0}{1}>{2}</{0}>", element, said, words) if said else words
