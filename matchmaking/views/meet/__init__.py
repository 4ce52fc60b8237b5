"""The manager's pages: start page, home at an event, requests, partners, availability, agenda."""

from matchmaking.views.meet.agenda import agenda, agenda_calendar
from matchmaking.views.meet.asks import answer_ask
from matchmaking.views.meet.availability import availability
from matchmaking.views.meet.home import home, my_home
from matchmaking.views.meet.partners import partner_detail, partner_list
from matchmaking.views.meet.profile import profile_edit
from matchmaking.views.meet.requests import accept, decline, request_list, undo, withdraw

__all__ = [
    "accept",
    "agenda",
    "agenda_calendar",
    "answer_ask",
    "availability",
    "decline",
    "home",
    "my_home",
    "partner_detail",
    "partner_list",
    "profile_edit",
    "request_list",
    "undo",
    "withdraw",
]
