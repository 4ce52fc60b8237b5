"""That an event was moved to other days or another time zone."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from events.models.editions import Edition


class EditionMove(models.Model):
    """One move, with the days and the zone before and after it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="moves")
    from_first = models.DateField()
    from_last = models.DateField()
    from_zone = models.CharField(max_length=50)
    to_first = models.DateField()
    to_last = models.DateField()
    to_zone = models.CharField(max_length=50)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="editions_moved"
    )
    moved_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = pgettext_lazy("model", "move of an event")
        verbose_name_plural = pgettext_lazy("model", "moves of events")

    def __str__(self) -> str:
        return f"edition {self.edition_id} from {self.from_first} to {self.to_first}"
