"""What a cluster and the organiser of an edition write to each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registrations import Registration

LONGEST = 2000


class RegistrationMessage(models.Model):
    """One message of a thread: each registration has one, between its cluster and the organiser.

    It is private to the two; staff does not read it.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registration_messages"
    )
    by_organiser = models.BooleanField(_("written by the organiser"))
    text = models.TextField(max_length=LONGEST)
    sent_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"message {self.pk} about registration {self.registration_id}"
