"""Texts of any record in other languages: a row for each record, field and language."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class TranslationQuerySet(models.QuerySet["Translation"]):
    def texts(self) -> "TranslationQuerySet":
        """The translations alone, without the marks of originals."""
        return self.filter(is_original=False)


class Translation(models.Model):
    """A text in another language than its original, which stands in the record's own column.

    A row that `is_original` has no text: it says in which language that column is written, where it
    is not the language that leads. `made_of` is the mark of the original that the text was made of:
    another original since makes it stale. `about` is what the log calls that of which it
    tells who translated (`edition:12`). With a record go its rows, by a trigger on its table.
    """

    log_about: ClassVar[str] = "about"

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    is_original = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    made_of = models.CharField(max_length=32, blank=True)
    about = models.CharField(max_length=60)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ("model", "record", "field", "language")
        indexes = (models.Index(fields=("about",), name="translation_about"),)
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(
                fields=("model", "record", "field", "language"), name="translation_once"
            ),
            models.UniqueConstraint(
                fields=("model", "record", "field"),
                condition=Q(is_original=True),
                name="translation_one_original",
            ),
            models.CheckConstraint(
                condition=Q(is_original=True, text="", made_of="")
                | (Q(is_original=False) & ~Q(text="") & ~Q(made_of="")),
                name="translation_text_or_original",
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} of {self.model} {self.record} in {self.language}"
