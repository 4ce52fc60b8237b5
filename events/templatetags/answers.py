"""What clusters answered to an event's own questions."""

from django import template

from events import words
from events.models import Answer, Question
from events.services.answers import words_of

register = template.Library()


@register.filter
def said(answer: Answer) -> str:
    """An answer in one text."""
    return words.said(answer)


@register.filter
def consent_words(question: Question) -> str:
    """What is agreed to, as it stands now."""
    return words_of(question)
