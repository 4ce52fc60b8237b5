"""Whether a body has said yes to being named, or to lending its name."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from clusters.models import Organisation
from events.models.editions import Edition
from events.models.organisers import Consent
from events.models.series import Series


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


class Naming(models.Model):
    """An event run here names an organisation, which says whether it may be shown so.

    As speaker in the programme, as one that a session visits, or as a cluster that the organiser
    registered. What others have never named needs no row: records of the archive, an event's own
    body, who registers itself.
    """

    class Role(models.TextChoices):
        SPEAKER = "speaker", pgettext_lazy("naming", "Speaker")
        DELEGATION = "delegation", pgettext_lazy("naming", "Delegation")
        VISITED = "visited", pgettext_lazy("naming", "Visited")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="namings")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="namings")
    role = models.CharField(max_length=10, choices=Role.choices)
    state = models.CharField(max_length=10, choices=Consent.choices, default=Consent.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = pgettext_lazy("model", "naming")
        verbose_name_plural = pgettext_lazy("model", "namings")
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("edition", "organisation", "role"), name="naming_once"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined"]),
                name="naming_state_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["speaker", "delegation", "visited"]),
                name="naming_role_known",
            ),
        )

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} as {self.role} of edition {self.edition_id}"
