"""Whether a body has said yes to being named, or to lending its name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from events.models.editions import Consent, Edition, Series


class SeriesAsk(models.Model):
    """An edition is to be one of a series that belongs to another body, whose members decide.

    `ordinal` is the number that was asked for, none for the next one.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="series_ask")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="asks")
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=Consent.choices, default=Consent.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = pgettext_lazy("model", "question to a series")
        verbose_name_plural = pgettext_lazy("model", "questions to series")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined"]),
                name="series_ask_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"edition {self.edition_id} in series {self.series_id}"
