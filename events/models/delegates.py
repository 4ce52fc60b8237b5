"""A delegate's own account: asked for by a manager, until the delegate takes it up."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import ACTING, Membership
from events.models.editions import Edition
from events.models.registrations import TAKING_PART, Delegate, Registration


class DelegateAccessQuerySet(models.QuerySet["DelegateAccess"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that this person took up, with clusters that come."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, registration__state__in=TAKING_PART)

    def taken_up(self) -> Self:
        """Those of people with an account that is open, with clusters that come."""
        return self.filter(user__is_active=True, registration__state__in=TAKING_PART)

    def told_apart(self) -> Self:
        """Those of `taken_up` whom no mail to the cluster reaches: they do not speak for it."""
        return self.taken_up().apart()

    def apart(self) -> Self:
        """Those of people who do not speak for the cluster as well."""
        manager = Membership.objects.filter(
            user=OuterRef("user"), organisation=OuterRef("registration__cluster"), role__in=ACTING
        )
        return self.exclude(Exists(manager))

    def open(self, now: datetime) -> Self:
        """Invitations that can be accepted: by a cluster that comes, from somebody who still speaks
        for it.
        """
        host = Membership.objects.filter(
            user=OuterRef("invited_by"),
            user__is_active=True,
            organisation=OuterRef("registration__cluster"),
            role__in=ACTING,
        )
        waiting = self.filter(user=None, expires_at__gt=now, registration__state__in=TAKING_PART)
        return waiting.filter(Exists(host), edition__people_erased_at=None).exclude(
            edition__state__in=(Edition.State.FINISHED, Edition.State.CANCELLED)
        )


class DelegateAccess(models.Model):
    """A delegate reads the own agenda with an account: an invitation, then the person's own.

    It ends with the delegate. `may_act`: a manager lets this delegate ask and answer for the
    cluster at the event. Only the hash of the invitation's token is kept; it works once. Invited
    anew, the earlier link is void.
    """

    log_without: ClassVar[tuple[str, ...]] = ("token_hash",)
    # The outbox knows delegates by their accesses.
    KEY: ClassVar[str] = "delegate-access:"

    delegate = models.OneToOneField(Delegate, on_delete=models.CASCADE, related_name="access")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="delegate_accesses"
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.UUIDField(unique=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="delegate_accesses",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    may_act = models.BooleanField(_("asks and answers for the cluster"), default=False)

    version = models.PositiveIntegerField(default=1)

    objects = DelegateAccessQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "delegate")
        verbose_name_plural = _("accesses of delegates")
        constraints = (
            models.UniqueConstraint(fields=("edition", "user"), name="delegate_access_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, accepted_at__isnull=True)
                | Q(user__isnull=False, accepted_at__isnull=False),
                name="delegate_access_accepted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"delegate {self.delegate_id}"
