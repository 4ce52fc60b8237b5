"""The outbox: a mail is a row first, so that it is never lost and goes at most once per version."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutboxMessage(models.Model):
    """One mail to one recipient about one version of one thing.

    `object_key` names the thing without knowing its model (`edition:12`); (kind, object, recipient,
    version) is unique, so that asking twice sends once. `message_id` is fixed before the first try.
    `secret` is put into body and HTML when the mail leaves, and forgotten then. `known` lets an act
    that is taken back while its mail waits send nothing.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("mail", "Waiting")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Failed")

    kind = models.SlugField(max_length=50)
    object_key = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    recipient = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(_("the same in HTML"))
    calendar = models.TextField(blank=True, help_text=_("An iCalendar file to attach, or empty."))
    secret = models.CharField(max_length=500, blank=True)
    known = models.CharField(
        max_length=50,
        blank=True,
        help_text=_("The state of the thing that the recipient knows as long as this waits."),
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text=_("Not tried before this instant."))
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "object_key", "recipient", "version"), name="outbox_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "failed"]), name="outbox_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="queued") | Q(secret=""), name="outbox_forgets_secret"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="queued"), name="outbox_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"
