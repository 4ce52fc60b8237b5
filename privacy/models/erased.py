"""What an erasure still looks for, for a few minutes."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class ErasedTraces(models.Model):
    """The name and the addresses of somebody who was just erased, sealed (`notifications.sealing`).

    An act that was under way may write a mail to the old address, or with the old name, after all
    was blanked: the second look finds it by these, and drops them.
    """

    not_logged: ClassVar[str] = "is sealed, and gone within the hour"

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    words = models.TextField()

    def __str__(self) -> str:
        return f"traces of {self.person_id}"
