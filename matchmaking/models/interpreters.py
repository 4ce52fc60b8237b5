"""Who interprets at an edition, where two clusters have no language in common."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext

from events.models import Edition

# So many languages one interpreter speaks at most, and so many interpreters an event has.
MOST_SPOKEN = 12
MOST_INTERPRETERS = 100


class Interpreter(models.Model):
    """Somebody who interprets for one meeting at a time, by a name or a label such as "Booth 2".

    There throughout the event, or in the periods of `presence` alone. `languages` are codes of
    `clusters.languages.SPOKEN`, in order.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="interpreters")
    name = models.CharField(max_length=100)
    languages = ArrayField(models.CharField(max_length=2))
    presence = ArrayField(DateTimeRangeField(), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            # Names go with the event's other personal data.
            models.UniqueConstraint(
                fields=("edition", "name"), condition=~Q(name=""), name="interpreter_name_once"
            ),
            # The target of a composite foreign key, which keeps placements within their edition.
            models.UniqueConstraint(fields=("id", "edition"), name="interpreter_of_edition"),
            models.CheckConstraint(
                condition=Q(languages__len__gte=2, languages__len__lte=MOST_SPOKEN),
                name="interpreter_speaks_two_languages",
            ),
            models.CheckConstraint(
                condition=~Q(presence__contains=[DateTimeTZRange(empty=True)]),
                name="interpreter_there_for_some_time",
            ),
        )

    def __str__(self) -> str:
        return self.name or gettext("Interpreter")
