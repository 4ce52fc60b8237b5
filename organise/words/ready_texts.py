"""Messages to several clusters that are ready to begin from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class ReadyText:
    """Its name, what it says, and whom it is for, by the names of the form's fields."""

    title: StrPromise
    text: StrPromise
    choice: Mapping[str, str] = field(default_factory=dict)


READY_TEXTS: Mapping[str, ReadyText] = {
    "welcome": ReadyText(
        _("Welcome"),
        _(
            "Welcome to {event}! {cluster} takes part.\n\n"
            "Complete your profile, so that others find you: what you offer, what you look for, "
            "and who comes. Then ask the clusters that you want to meet for a meeting.\n\n"
            "If you have a question, answer this message."
        ),
        {"state": "approved"},
    ),
    "answers": ReadyText(
        _("Requests without an answer"),
        _(
            "Other clusters ask {cluster} for a meeting at {event} and wait for an answer.\n\n"
            "Accept or decline each request: only a meeting that both agree to gets a time, and a "
            "no helps the other side too.\n\n"
            "If you have a question, answer this message."
        ),
        {"lacking": "answers"},
    ),
    "practical": ReadyText(
        _("Practical matters before the first day"),
        _(
            "{event} begins soon. For the delegates of {cluster}:\n\n"
            "Where, and from when the doors are open: […]\n"
            "How to get there: […]\n"
            "Whom to call on the day: […]\n\n"
            "Your agenda says when and where each meeting is. If you cannot come to one, cancel "
            "it on its page, so that its place is free for others."
        ),
        {"state": "approved"},
    ),
}
