"""Pieces of an organiser's pages: the frame around them, and words in the cells of a schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Edition
from events.rules import ENDED, Act, may, phase, role_in
from interface import moments
from matchmaking.queries.possible import Obstacle
from matchmaking.queries.told import is_pressing, waiting
from matchmaking.telling.entries import up_to_date
from organise.queries.menu import around
from organise.queries.sheets import Sheet
from organise.words import board as board_words
from organise.words import roles as role_words
from organise.words import tell as words

register = template.Library()

# The pages that stand under another one in the menu, by the first part of their address.
UNDER = {
    "": "overview",
    "copy": "overview",
    "edit": "overview",
    "move": "overview",
    "state": "overview",
    "cancel": "overview",
    "delete": "overview",
    "tell": "overview",
    "meetings": "schedule",
    "runs": "schedule",
    "remedies": "schedule",
    "asks": "schedule",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every page of an edition: where in the menu it stands, and its figures.

    `may` says by the name of each act (`events.rules.Act`) whether the reader may do it here.
    """

    section: str
    registrations: int
    requests: int
    unanswered: int
    failed_mails: int
    not_told: str
    is_pressing: bool
    may: Mapping[str, bool]
    role: str
    your_role: str
    whom_to_ask: str


@register.simple_tag
def organiser_frame(edition: Edition, user: User | AnonymousUser, path: str) -> Frame:
    """The frame of the page at this address; its figures and what is not told take one query."""
    now = timezone.now()
    found = around(edition)
    news = found.news
    if found.is_marked:
        up_to_date(edition, now)
        news = waiting(edition)
    if phase(edition, now) in ENDED:
        news = []
    role = role_in(user, edition)
    return Frame(
        section=section_of(edition, path),
        registrations=found.registrations,
        requests=found.requests,
        unanswered=found.unanswered,
        failed_mails=found.failed_mails,
        not_told=words.not_told(news),
        is_pressing=is_pressing(news, now),
        may={act.value: may(user, edition, act) for act in Act},
        role=role or "",
        your_role=role_words.yours(role),
        whom_to_ask=role_words.whom_to_ask(role, found.owners),
    )


def section_of(edition: Edition, path: str) -> str:
    """The page of the menu to which an address of this edition belongs."""
    first = path.removeprefix(reverse("organise-overview", args=[edition.slug])).split("/")[0]
    return UNDER.get(first, first)


@register.filter
def why_not(found: Obstacle) -> str:
    """Why a meeting cannot be at the time of a cell."""
    return board_words.why_not(found)


@register.filter
def sheet_name(shown: Sheet) -> str:
    """Which tables are shown together."""
    return board_words.sheet(shown)


@register.simple_tag
def plain_clock(instant: datetime, zone: tzinfo) -> str:
    """ "14:30", for attributes; elsewhere `{% clock %}` of `dates` marks it up as a time."""
    return moments.clock(instant, zone)


@register.simple_tag
def plain_moment(instant: datetime, zone: tzinfo) -> str:
    """ "Friday 4 June, 09:30", for a list to choose from, in which nothing is marked up."""
    return moments.day_and_clock(instant, zone)
