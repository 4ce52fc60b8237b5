"""What makes the address of an online meeting its own."""

import secrets
from typing import ClassVar

from django.db import models

from matchmaking.models.meetings import Meeting


def new_secret() -> str:
    """A part of an address that nobody guesses: 192 bits, 32 signs."""
    return secrets.token_urlsafe(24)


class OnlineRoom(models.Model):
    """Where a meeting takes place that has been online; it stays the same when it is moved."""

    not_logged: ClassVar[str] = "who knows its secret can enter; that a meeting is online is logged"

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="online_room")
    secret = models.CharField(max_length=64, unique=True, default=new_secret)

    def __str__(self) -> str:
        return f"room of meeting {self.meeting_id}"
