"""How long the personal data of an event are kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events import bounds


class Keeping(models.Model):
    """The months after the last day, and what was done when they were over."""

    people_kept_months = models.PositiveSmallIntegerField(
        _("months that personal data are kept"),
        default=bounds.MOST_MONTHS_KEPT,
        help_text=_("After the last day."),
    )
    people_told_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the organisers were told of the erasure to come.")
    )
    people_erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    people_kept_months__gte=1, people_kept_months__lte=bounds.MOST_MONTHS_KEPT
                ),
                name="edition_people_kept_1_to_24_months",
            ),
        )
