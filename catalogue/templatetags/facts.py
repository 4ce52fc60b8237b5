"""Topics, figures and numbers of the register in words: `{{ figure|in_words }}`."""

from datetime import date

from django import template
from django.utils import dateformat

from catalogue.words import figures, resting, topics
from interface import words

register = template.Library()

register.filter("topic_title", topics.title_of)
register.filter("topic_term", topics.term_of)
register.filter("kind_of", resting.kind_of)
register.filter("taken_in_words", resting.taken)
register.filter("in_words", figures.in_words)
register.filter("with_its_noun", figures.with_its_noun)
register.filter("number", words.number)


@register.filter
def short_month(day: date) -> str:
    """ "Apr", for the block with the date beside an edition."""
    return dateformat.format(day, "M")
