"""Addresses that calendar programs fetch agendas from."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse

from clusters.models import Organisation
from events.models import DelegateAccess


def _signer() -> Signer:
    return Signer(sep=".", salt="matchmaking.CalendarFeed")


class CalendarFeedManager(models.Manager["CalendarFeed"]):
    def by_token(self, token: str) -> "CalendarFeed":
        """The feed that an address names. Raises DoesNotExist for every other address."""
        try:
            key = _signer().unsign(token)
        except BadSignature as wrong:
            raise self.model.DoesNotExist from wrong
        whole = self.select_related("user", "cluster", "access__registration__edition")
        return whole.select_related("access__registration__cluster").get(key=key)


class CalendarFeed(models.Model):
    """A person's address of all own agendas, of those of one `cluster`, or of a delegate's own one
    at an event (`access`), with which it ends.

    Whoever knows the address reads them. It is signed, so that who reads the database knows none;
    it says nothing more once the row is gone.
    """

    log_without: ClassVar[tuple[str, ...]] = ("key",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cluster = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    access = models.ForeignKey(
        DelegateAccess, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    made_at = models.DateTimeField()

    objects = CalendarFeedManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "cluster", "access"),
                nulls_distinct=False,
                name="calendar_feed_once",
            ),
            models.CheckConstraint(
                condition=Q(cluster=None) | Q(access=None), name="calendar_feed_of_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.cluster or self.access or 'all'}"

    def get_absolute_url(self) -> str:
        return reverse("calendar-feed", args=[_signer().sign(str(self.key))])
