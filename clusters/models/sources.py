"""Where a fact comes from. Sources may disagree: every claim is kept, none is averaged."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interface import folding


class Source(models.Model):
    """A published text that facts rest on."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(blank=True)
    note = models.TextField(blank=True, help_text=_("What a reader should know about this text."))
    known_as = folding.known_as("title", "publisher")

    class Meta:
        ordering = ("publisher", "published_on", "slug")

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    def get_absolute_url(self) -> str:
        return reverse("source-detail", args=[self.slug])


class Qualifier(models.TextChoices):
    """How exactly a source states a number."""

    EXACTLY = "exactly", pgettext_lazy("figure", "exactly")
    ABOUT = "about", pgettext_lazy("figure", "about")
    AT_LEAST = "at_least", pgettext_lazy("figure", "at least")
    MORE_THAN = "more_than", pgettext_lazy("figure", "more than")


class Fact(models.Model):
    """One claim of one source about one `subject`, with the passage it rests on.

    Who inherits says what the subject is.

    A figure has a number and a qualifier; a date has `starts_on` (and `ends_on`, the last day);
    anything else is the statement alone. `inferred_because` is empty when the source says it
    outright, else it is the reasoning in words.
    """

    topic = models.SlugField(
        max_length=60, help_text=_("What it is about: dates, clusters, place …")
    )
    statement = models.CharField(max_length=400)
    qualifier = models.CharField(max_length=10, choices=Qualifier.choices, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss")
    passage = models.CharField(max_length=500)
    inferred_because = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")
        indexes = (folding.text_index("statement", "%(class)s_said"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(number__isnull=True, qualifier="")
                | Q(number__isnull=False, qualifier__in=Qualifier.values),
                name="%(class)s_number_is_qualified",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(passage=""), name="%(class)s_has_passage"),
            models.UniqueConstraint(
                fields=("subject", "topic", "source", "statement"), name="%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return self.statement

    @property
    def is_inferred(self) -> bool:
        return bool(self.inferred_because)


class Sourced(models.Model):
    """A row that may rest on a passage of a source; without one it was entered here."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    passage = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(source__isnull=True, passage="")
                | (Q(source__isnull=False) & ~Q(passage="")),
                name="%(class)s_source_has_passage",
            ),
        )
