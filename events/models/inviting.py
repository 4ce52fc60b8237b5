"""Clusters of the register that an organiser invites to an edition."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import ACTING, Membership, Organisation
from events.models.editions import Edition
from events.models.messages import LONGEST
from events.models.registrations import Registration

LONGEST_REASON = 500


class InvitationRound(models.Model):
    """A text by which clusters are invited, and whom the organiser chose, by the form's fields.

    Without `sent_at` it is prepared: it came along with a copy of an earlier event.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitation_rounds")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitation_rounds"
    )
    text = models.TextField(max_length=LONGEST)
    choice = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return f"invitations {self.pk} to edition {self.edition_id}"


class Standing(models.TextChoices):
    """How an invitation stands: what was answered, and by whom it could be."""

    OPEN = "open", pgettext_lazy("invitation", "No answer")
    REGISTERED = "registered", pgettext_lazy("invitation", "Registered")
    DECLINED = "declined", pgettext_lazy("invitation", "Not this time")
    NOBODY = "nobody", pgettext_lazy("invitation", "Nobody to write to")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Taken back")


class EventInvitationQuerySet(models.QuerySet["EventInvitation"]):
    def standing(self) -> Self:
        """Each with its `standing`, a value of `Standing`.

        Who registered and withdrew has said that it does not come.
        """
        there = Registration.objects.filter(
            edition=OuterRef("edition"), cluster=OuterRef("cluster")
        )
        left = there.filter(state=Registration.State.WITHDRAWN)
        people = Membership.objects.filter(
            organisation=OuterRef("cluster"), role__in=ACTING, user__is_active=True
        )
        return self.annotate(
            standing=Case(
                When(Exists(left), then=Value(Standing.DECLINED.value)),
                When(Exists(there), then=Value(Standing.REGISTERED.value)),
                When(state=EventInvitation.State.WITHDRAWN, then=Value(Standing.WITHDRAWN.value)),
                When(state=EventInvitation.State.DECLINED, then=Value(Standing.DECLINED.value)),
                When(Exists(people), then=Value(Standing.OPEN.value)),
                default=Value(Standing.NOBODY.value),
                output_field=models.CharField(),
            )
        )

    def standing_as(self, *standing: Standing) -> Self:
        """Of rows with their `standing` those that stand so."""
        return self.filter(Q(("standing__in", standing)))


class EventInvitation(models.Model):
    """A cluster of the register is invited to an edition, once.

    That it registered is known by its registration alone.
    """

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("invitation", "Invited")
        DECLINED = "declined", pgettext_lazy("invitation", "Not this time")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Taken back")

    round = models.ForeignKey(InvitationRound, on_delete=models.CASCADE, related_name="invitations")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitations")
    cluster = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="event_invitations"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.INVITED)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="event_invitations_answered",
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = EventInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("cluster__sort_name", "pk")
        verbose_name = pgettext_lazy("model", "invitation to an event")
        verbose_name_plural = pgettext_lazy("model", "invitations to events")
        constraints = (
            models.UniqueConstraint(fields=("edition", "cluster"), name="event_invitation_once"),
            models.CheckConstraint(
                condition=Q(state="declined", answered_by__isnull=False)
                | Q(state__in=["invited", "withdrawn"], answered_by__isnull=True, reason=""),
                name="event_invitation_answered_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"invitation of cluster {self.cluster_id} to edition {self.edition_id}"
