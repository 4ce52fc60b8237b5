"""How a person gets a place in an organisation: an invitation, or a claim that is approved."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import is_administrator
from clusters.models.organisations import Organisation
from clusters.models.regions import Region
from clusters.models.roles import Role, role_is_known


class Membership(models.Model):
    """A person speaks for an organisation: manager of a cluster, organiser of a body's editions.

    Owners, of whom there is one at least, also let others go and say which role each has.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices, default=Role.PLANNER)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("organisation__sort_name", "user__sort_name")
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="membership_once"),
            role_is_known("membership_role_known"),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} in organisation {self.organisation_id}"

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER


class FormerMembership(models.Model):
    """A place that somebody had: who ended it, and when; so that it can be given back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="former_memberships"
    )
    role = models.CharField(max_length=9, choices=Role.choices, default=Role.PLANNER)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships_ended"
    )
    ended_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-ended_at", "-pk")
        constraints = (role_is_known("formermembership_role_known"),)

    def __str__(self) -> str:
        return f"user {self.user_id} formerly in organisation {self.organisation_id}"


def may_invite() -> Q:
    """Whose memberships let them ask others in: in a body that holds events those of owners."""
    holds_events = Q(organisation__kind__in=Organisation.ORGANISING_KINDS)
    return Q(role=Role.OWNER) | Q(role=Role.PLANNER) & ~holds_events


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Those that can be accepted: not used, not taken back, by somebody who may invite."""
        host = Membership.objects.filter(
            may_invite(),
            user=OuterRef("invited_by"),
            user__is_active=True,
            organisation=OuterRef("organisation"),
        )
        return self.filter(Exists(host), accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A member asks a colleague in. Only the hash of the token is kept; it works once.

    It ends with the membership or account of whoever sent it, or with the right to invite.
    """

    log_without: ClassVar[tuple[str, ...]] = ("token_hash",)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=9, choices=Role.choices, default=Role.PLANNER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_sent"
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
        related_name="invitations_accepted",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted_by_somebody",
            ),
            role_is_known("invitation_role_known"),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk} to organisation {self.organisation_id}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if is_administrator(user) else self.filter(user=user)


class Claim(models.Model):
    """A person says: I speak for this organisation. An administrator decides.

    An organisation that the register lacks is proposed by name, and made when the claim is
    approved.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("claim", "To decide")
        APPROVED = "approved", pgettext_lazy("claim", "Approved")
        DECLINED = "declined", pgettext_lazy("claim", "Declined")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    proposed_name = models.CharField(max_length=200, blank=True)
    proposed_kind = models.CharField(max_length=20, choices=Organisation.Kind.choices, blank=True)
    proposed_region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(help_text=_("How an administrator can see that you speak for it."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    idempotency_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_decided",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["pending", "approved", "declined"]), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(proposed_name=""),
                name="claim_names_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="claim_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("user", "organisation"),
                condition=Q(state="pending", organisation__isnull=False),
                name="claim_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"claim {self.pk} by user {self.user_id}"
