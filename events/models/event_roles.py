"""Roles for one event alone, beside those that a body gives, and the invitations to them."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Role

# Whose event it is owns it: nobody owns one event alone.
GIVEN = (Role.PLANNER, Role.RECEPTION, Role.VIEWER)


class EventRole(models.Model):
    """Somebody works at one event without being a member of a body that runs it."""

    edition = models.ForeignKey(
        "events.Edition", on_delete=models.CASCADE, related_name="event_roles"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_roles"
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("role", "user__sort_name", "pk")
        verbose_name = pgettext_lazy("model", "role at one event")
        verbose_name_plural = pgettext_lazy("model", "roles at one event")
        constraints = (
            models.UniqueConstraint(fields=("edition", "user"), name="event_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=["planner", "reception", "viewer"]), name="event_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} at edition {self.edition_id}"


class EventRoleInvitationQuerySet(models.QuerySet["EventRoleInvitation"]):
    def unused(self, now: datetime) -> Self:
        """Neither accepted nor taken back, nor too old."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class EventRoleInvitation(models.Model):
    """Somebody is asked to work at one event. Only the hash of the token is kept; it works once.

    It ends when whoever sent it may no longer say who does what at the event.
    """

    log_without: ClassVar[tuple[str, ...]] = ("token_hash",)

    edition = models.ForeignKey(
        "events.Edition", on_delete=models.CASCADE, related_name="role_invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="event_roles_offered"
    )
    idempotency_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="event_roles_accepted",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = EventRoleInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = pgettext_lazy("model", "invitation to work at an event")
        verbose_name_plural = pgettext_lazy("model", "invitations to work at an event")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="event_role_invitation_expires_later",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="event_role_invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["planner", "reception", "viewer"]),
                name="event_role_invitation_role_known",
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk} to work at edition {self.edition_id}"
