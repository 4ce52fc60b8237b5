"""The log: what triggers write of every change, and the seals that the chain is checked against.

Rows come from `public.log_*` triggers alone (`privacy/log/triggers.py`); nothing here is written
through a model, but for places, hashes and blanked values.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class LogEntry(models.Model):
    """One row of one table, as it was before and as it was after.

    `subjects` are what it is about, `edition:12` or `organisation:5`. `before` and `after` hold the
    values by column; `salt`, or `salts` once a value of this entry was blanked, what their digests
    are made with, and `blanked` the digests of those that are gone. `place` and `hash` come with
    the seal.
    """

    class Operation(models.TextChoices):
        ADDED = "I", pgettext_lazy("log", "Added")
        CHANGED = "U", pgettext_lazy("log", "Changed")
        REMOVED = "D", pgettext_lazy("log", "Removed")
        BLANKED = "B", pgettext_lazy("log", "Erased in the log")

    not_logged: ClassVar[str] = "is the log"

    transaction_id = models.BigIntegerField()
    happened_at = models.DateTimeField()
    actor = models.TextField()
    table_name = models.TextField()
    row_id = models.TextField()
    operation = models.CharField(max_length=1, choices=Operation.choices)
    subjects = ArrayField(models.TextField())
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salt = models.UUIDField(null=True)
    salts = models.JSONField(null=True)
    blanked = models.JSONField(null=True)
    place = models.BigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(operation__in=["I", "U", "D", "B"]), name="log_operation_known"
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True, hash="")
                | Q(place__gte=1, hash__regex=r"^[0-9a-f]{64}$"),
                name="log_place_has_hash",
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(place__isnull=True), name="log_waiting"),
            models.Index(fields=("table_name", "row_id"), name="log_of_row"),
            GinIndex(fields=("subjects",), name="log_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"


class LogSeal(models.Model):
    """One batch that was sealed: its last place and hash, so that a lost end is noticed."""

    not_logged: ClassVar[str] = "is the log"

    last_place = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("last_place",)

    def __str__(self) -> str:
        return f"seal at place {self.last_place}"
