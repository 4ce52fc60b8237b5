"""Acts of the outbox; telling is what every app uses, so that it stands here too."""

from notifications.services.last_word import Turn, still_to_tell, still_to_tell_each
from notifications.services.telling import (
    Batch,
    Desk,
    Mail,
    has_left,
    last_told,
    next_batch,
    settled_at,
    tell,
    tell_each,
    told_before,
    withdraw,
    withdraw_each,
    withdraw_whole,
)

__all__ = (
    "Batch",
    "Desk",
    "Mail",
    "Turn",
    "has_left",
    "last_told",
    "next_batch",
    "settled_at",
    "still_to_tell",
    "still_to_tell_each",
    "tell",
    "tell_each",
    "told_before",
    "withdraw",
    "withdraw_each",
    "withdraw_whole",
)
