"""What mails say beside words: links, dates and lists, in text as in HTML.

Instants come in the zone to say them in.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.safestring import mark_safe

from interface import moments, words
from notifications.rendering import followed

register = template.Library()


def _zone(instant: datetime) -> tzinfo:
    if instant.tzinfo is None:
        raise ValueError("An instant in a mail needs a time zone.")
    return instant.tzinfo


@register.simple_tag(takes_context=True)
def link(context: Context, name: str, *args: object) -> str:
    """The whole address of a page, by the name of its address."""
    address = f"{settings.SITE_URL}{reverse(name, args=args)}"
    return followed(address, as_html=context.autoescape)


@register.simple_block_tag
def lines(content: str) -> str:
    """What stands inside, a line each: without indentation and empty lines."""
    told = (line.strip() for line in content.splitlines())
    return mark_safe("\n".join(line for line in told if line))  # noqa: S308 - escaped where it must be


@register.filter
def day(value: date) -> str:
    """ "Thursday 19 April 2018"."""
    return moments.day(value, year=True)


@register.filter
def clock(instant: datetime) -> str:
    """ "14:30"."""
    return moments.clock(instant, _zone(instant))


@register.filter
def day_and_clock(instant: datetime | None) -> str:
    """ "Friday 4 June, 09:30"; nothing for None."""
    if instant is None:
        return ""
    return moments.day_and_clock(instant, _zone(instant))


@register.filter
def listed(items: Iterable[str]) -> str:
    """ "Water and Energy"."""
    return words.listed(items)
