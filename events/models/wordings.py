"""What an organiser writes to several clusters, in the other languages of the event.

These are no translations of the mechanism for all content: they are private, and end with the
event's personal data as the text does beside which they stand.
"""

from typing import Any, ClassVar

from django.db import models

from events.models.inviting import InvitationRound
from events.models.messages import LONGEST, Circular


class InOtherLanguage(models.Model):
    """The same text in a language in which the event's texts do not begin."""

    language = models.CharField(max_length=10)
    text = models.TextField(max_length=LONGEST)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"text {self.pk} in {self.language}"


class CircularText(InOtherLanguage):
    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("circular", "language"), name="circular_text_once"),
        )


class InvitationText(InOtherLanguage):
    round = models.ForeignKey(InvitationRound, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("round", "language"), name="invitation_text_once"),
        )
