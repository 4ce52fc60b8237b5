"""States of things: the word of each for each noun, its icon and its colour.

Other languages inflect "Cancelled" by what is cancelled, so that each noun has words of its own.
"""

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy as word


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state looks: `tone` is "", "ok", "warn", "bad" or "info"."""

    icon: str
    tone: str = ""


LOOKS = {
    # editions
    "draft": StateLook("pencil"),
    "announced": StateLook("calendar"),
    "registration_open": StateLook("door-open"),
    "requests_open": StateLook("handshake"),
    "scheduling": StateLook("layout-grid"),
    "published": StateLook("globe"),
    "running": StateLook("play"),
    "finished": StateLook("flag"),
    "cancelled": StateLook("ban"),
    # registrations and claims
    "waiting": StateLook("clock", "warn"),
    "approved": StateLook("check", "ok"),
    "waitlisted": StateLook("hourglass"),
    "declined": StateLook("x"),
    "withdrawn": StateLook("undo-2"),
    # requests
    "pending": StateLook("inbox", "info"),
    "accepted": StateLook("check"),
    "expired": StateLook("timer-off"),
    # times that a cluster is asked to free
    "open": StateLook("clock", "warn"),
    "freed": StateLook("check", "ok"),
    "kept": StateLook("x"),
    # calls and applications
    "reviewing": StateLook("eye", "info"),
    "decided": StateLook("circle-check", "ok"),
    "submitted": StateLook("inbox", "info"),
    "returned": StateLook("undo-2", "warn"),
    "selected": StateLook("check", "ok"),
    "reserve": StateLook("hourglass"),
    "rejected": StateLook("x"),
    # meetings
    "placed": StateLook("check", "ok"),
    "locked": StateLook("lock"),
    "not_placed": StateLook("triangle-alert", "warn"),
    "held": StateLook("check"),
    "not_held": StateLook("x"),
    "conflict": StateLook("triangle-alert", "bad"),
    # runs and versions
    "queued": StateLook("clock"),
    "done": StateLook("circle-check"),
    "failed": StateLook("circle-x", "bad"),
    "set_aside": StateLook("archive"),
    "replaced": StateLook("archive"),
}

# By noun and code; a code without its noun gets the word of the first noun that has it.
WORDS = {
    ("edition", "draft"): word("edition", "Draft"),
    ("edition", "announced"): word("edition", "Announced"),
    ("edition", "registration_open"): word("edition", "Registration open"),
    ("edition", "requests_open"): word("edition", "Requests open"),
    ("edition", "scheduling"): word("edition", "Scheduling"),
    ("edition", "published"): word("edition", "Published"),
    ("edition", "running"): word("edition", "Running"),
    ("edition", "finished"): word("edition", "Finished"),
    ("edition", "cancelled"): word("edition", "Cancelled"),
    ("registration", "waiting"): word("registration", "Waiting"),
    ("registration", "approved"): word("registration", "Approved"),
    ("registration", "waitlisted"): word("registration", "Waitlisted"),
    ("registration", "declined"): word("registration", "Declined"),
    ("registration", "withdrawn"): word("registration", "Withdrawn"),
    ("request", "pending"): word("request", "To answer"),
    ("request", "accepted"): word("request", "Accepted"),
    ("request", "declined"): word("request", "Declined"),
    ("request", "withdrawn"): word("request", "Withdrawn"),
    ("request", "expired"): word("request", "Expired"),
    ("ask", "open"): word("ask", "Asked"),
    ("ask", "freed"): word("ask", "Freed"),
    ("ask", "kept"): word("ask", "Kept"),
    ("ask", "withdrawn"): word("ask", "Taken back"),
    ("claim", "pending"): word("claim", "To decide"),
    ("claim", "waiting"): word("claim", "Waiting"),
    ("claim", "approved"): word("claim", "Approved"),
    ("claim", "declined"): word("claim", "Declined"),
    ("call", "draft"): word("call", "Draft"),
    ("call", "open"): word("call", "Open"),
    ("call", "reviewing"): word("call", "Reviewing"),
    ("call", "decided"): word("call", "Decided"),
    ("application", "submitted"): word("application", "Submitted"),
    ("application", "returned"): word("application", "Returned"),
    ("application", "selected"): word("application", "Selected"),
    ("application", "reserve"): word("application", "Reserve"),
    ("application", "rejected"): word("application", "Rejected"),
    ("application", "withdrawn"): word("application", "Withdrawn"),
    ("meeting", "placed"): word("meeting", "Placed"),
    ("meeting", "locked"): word("meeting", "Locked"),
    ("meeting", "not_placed"): word("meeting", "Not placed"),
    ("meeting", "held"): word("meeting", "Held"),
    ("meeting", "not_held"): word("meeting", "Not held"),
    ("meeting", "conflict"): word("meeting", "Conflict"),
    ("meeting", "cancelled"): word("meeting", "Cancelled"),
    ("run", "queued"): word("run", "Queued"),
    ("run", "running"): word("run", "Running"),
    ("run", "done"): word("run", "Done"),
    ("run", "failed"): word("run", "Failed"),
    ("run", "cancelled"): word("run", "Cancelled"),
    ("version", "draft"): word("version", "Draft"),
    ("version", "set_aside"): word("version", "Set aside"),
    ("version", "published"): word("version", "Published"),
    ("version", "replaced"): word("version", "Replaced"),
}
_ANY = {code: said for (_, code), said in reversed(WORDS.items())}


def state_words(code: str, noun: str = "") -> str:
    """The word of a state; an unknown one is its code as words."""
    said = WORDS.get((noun, code)) or _ANY.get(code)
    return str(said) if said else code.replace("_", " ").capitalize()
