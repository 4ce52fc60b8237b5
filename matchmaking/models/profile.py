"""What a cluster offers and what it needs."""

from typing import Any

from django.db import models

from clusters.models import Organisation, Sector
from interface import folding


class ProfileLine(models.Model):
    """One line of a cluster's profile."""

    text = models.CharField(max_length=200)
    sectors: "models.ManyToManyField[Sector, Any]" = models.ManyToManyField(
        Sector, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")
        indexes = (folding.text_index("text", "%(class)s_text"),)

    def __str__(self) -> str:
        return self.text


class Offer(ProfileLine):
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")

    class Meta(ProfileLine.Meta):
        constraints = (models.UniqueConstraint(fields=("cluster", "text"), name="offer_once"),)


class Need(ProfileLine):
    cluster = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")

    class Meta(ProfileLine.Meta):
        constraints = (models.UniqueConstraint(fields=("cluster", "text"), name="need_once"),)
