"""Pieces of an organiser's pages: the frame around them, and words in the cells of a schedule."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django import template
from django.urls import reverse

from events.models import Edition
from interface import moments
from organise.queries.board import Obstacle
from organise.queries.menu import organiser_counts
from organise.words import board as board_words

register = template.Library()

# The pages that stand under another one in the menu, by the first part of their address.
UNDER = {
    "": "overview",
    "edit": "overview",
    "state": "overview",
    "cancel": "overview",
    "delete": "overview",
    "meetings": "messages",
    "runs": "schedule",
    "remedies": "schedule",
    "asks": "schedule",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every page of an edition: where in the menu it stands, and its figures."""

    section: str
    registrations: int
    requests: int
    unanswered: int


@register.simple_tag
def organiser_frame(edition: Edition, path: str) -> Frame:
    """The frame of the page at this address; the figures beside the menu take one query."""
    return Frame(section=section_of(edition, path), **organiser_counts(edition))


def section_of(edition: Edition, path: str) -> str:
    """The page of the menu to which an address of this edition belongs."""
    first = path.removeprefix(reverse("organise-overview", args=[edition.slug])).split("/")[0]
    return UNDER.get(first, first)


@register.filter
def why_not(found: Obstacle) -> str:
    """Why a meeting cannot be at the time of a cell."""
    return board_words.why_not(found)


@register.simple_tag
def plain_clock(instant: datetime, zone: tzinfo) -> str:
    """ "14:30", for attributes; elsewhere `{% clock %}` of `dates` marks it up as a time."""
    return moments.clock(instant, zone)
