"""From when until when clusters register for an edition and ask each other to meet."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events import bounds


class Closing(models.Model):
    """The first and last instants that an organiser sets; an empty one is none."""

    registration_closes_at = models.DateTimeField(null=True, blank=True)
    requests_open_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty where the organiser opens them by hand.")
    )
    requests_close_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(registration_closes_at__isnull=True)
                    | Q(
                        registration_closes_at__gte=bounds.EARLIEST,
                        registration_closes_at__lte=bounds.LATEST,
                    )
                )
                & (
                    Q(requests_close_at__isnull=True)
                    | Q(
                        requests_close_at__gte=bounds.EARLIEST,
                        requests_close_at__lte=bounds.LATEST,
                    )
                ),
                name="edition_closes_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(requests_open_at__isnull=True)
                | Q(
                    requests_open_at__gte=bounds.EARLIEST,
                    requests_open_at__lte=bounds.LATEST,
                ),
                name="edition_opens_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(requests_open_at__isnull=True)
                | Q(requests_close_at__isnull=True)
                | Q(requests_open_at__lt=F("requests_close_at")),
                name="edition_requests_open_first",
                violation_error_message=_("Requests open before they close."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__isnull=True)
                | Q(requests_close_at__isnull=True)
                | Q(registration_closes_at__lte=F("requests_close_at")),
                name="edition_registration_closes_first",
                violation_error_message=_("Registration closes no later than requests."),
            ),
        )
