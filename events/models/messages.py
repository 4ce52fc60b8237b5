"""What a cluster and the organiser of an edition write to each other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.editions import Edition
from events.models.registrations import Registration

LONGEST = 2000


class Circular(models.Model):
    """A text from the organiser to several clusters: a message in the thread of each.

    `choice` is whom the organiser chose, by the names of the form's fields; who it was is known
    by the messages.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="circulars")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="circulars"
    )
    text = models.TextField(max_length=LONGEST)
    choice = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return f"circular {self.pk} of edition {self.edition_id}"


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
    circular = models.ForeignKey(
        Circular, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"message {self.pk} about registration {self.registration_id}"
